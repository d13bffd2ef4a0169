"""`migrate`, while people respond: it waits briefly for each lock, and tries again.

A change of a table that waits for its lock makes everybody behind it wait too, though it has not
begun. So it gives up after a second, its transaction goes back whole, those behind it go on, and
it tries again. Of two that are started at once, the second waits for its turn.

With DATABASE_OWNER_URL it runs as the owner of the tables, and then gives the role of DATABASE_URL,
which serves the site, its rights: owner.py.

A migration that is not atomic builds an index CONCURRENTLY, or validates a constraint: nobody waits
behind it, so it may wait and last. The rules for new migrations are held by
tests/house/test_migrations.py.

django-pg-zero-downtime-migrations was looked at. It is a database engine, for the site too; it runs
each migration without a transaction, so that what fails half-way is mended by hand; and it repeats
nothing. Most of what we change is written as SQL with triggers, which it takes as it is.
"""

import random
import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations import Migration
from psycopg.errors import LockNotAvailable, QueryCanceled

from consultation.management import owner

#: Of us alone: no lock of anything else has this number.
TURN = 20261127
LONGEST_TURN = 600.0  # seconds
READ_TURN = "SELECT pg_try_advisory_lock(%s)"
READ_TURN_OVER = "SELECT pg_advisory_unlock(%s)"
READ_BOUNDS = (
    "SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false)"
)
# No statement is told: it may hold somebody's words.
READ_OLDEST = """
SELECT pid, coalesce(nullif(application_name, ''), 'without a name'), state,
    extract(epoch FROM clock_timestamp() - xact_start)::int
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
ORDER BY xact_start LIMIT 5
"""


class Command(migrate.Command):
    """Django's own, with bounds; those are told by --help."""

    requires_system_checks = []  # they ask the database: as its owner, in `handle`

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--skip-checks", action="store_true", help="skip system checks")
        for name, default, what in (
            ("--lock-milliseconds", 1000, "that a statement waits for a lock"),
            ("--statement-seconds", 60, "that a statement may take while it holds locks; 0: any"),
            ("--tries", 30, "how often a migration is begun that gets no lock"),
        ):
            told = f"{what} (default: {default})"
            parser.add_argument(name, type=int, default=default, help=told)

    def handle(self, *args: Any, **options: Any) -> None:
        with owner.owning(options["database"]) as (self.site, self.password):
            if not options["skip_checks"]:
                self.check(databases=[options["database"]])
            if options["plan"] or options["check_unapplied"]:
                super().handle(*args, **options)
            else:
                self._migrate(*args, **options)

    def _migrate(self, *args: Any, **options: Any) -> None:
        """One at a time, and then the rights of the site."""
        self.alias, self.bounds, self.running = options["database"], options, ""
        self._wait_for_turn()
        try:
            owner.drop_torn_indexes(self.alias)
            self._try(*args, **options)
            if self.site:
                owner.let_in(self.alias, self.site, self.password)
        finally:
            self._ask(READ_BOUNDS, ["0", "0"])
            self._ask(READ_TURN_OVER, [TURN])

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, fake: bool = False
    ) -> None:
        if migration is not None and action in ("apply_start", "unapply_start"):
            self.running = str(migration)
            waits = f"{self.bounds['lock_milliseconds']}ms" if migration.atomic else "0"
            lasts = f"{self.bounds['statement_seconds']}s" if migration.atomic else "0"
            self._ask(READ_BOUNDS, [waits, lasts])
        super().migration_progress_callback(action, migration, fake)

    def _try(self, *args: Any, **options: Any) -> None:
        """Django's own, until it gets its locks. What was applied before is not begun again."""
        for left in reversed(range(max(1, options["tries"]))):
            try:
                super().handle(*args, **options)
                return
            except OperationalError as problem:
                if isinstance(problem.__cause__, QueryCanceled):
                    raise CommandError(self._too_long()) from problem
                if not isinstance(problem.__cause__, LockNotAvailable):
                    raise
                if not left:
                    raise CommandError(self._no_lock()) from problem
            if self.verbosity:
                self.stdout.write(f" another transaction holds a lock; {left} more tries")
            # Those who waited behind us go first; two that wait for each other part.
            time.sleep(random.uniform(0.5, 2.0))  # noqa: S311 - no secret

    def _wait_for_turn(self) -> None:
        """Asks again and again: who waited in the database would be waited for by an index."""
        until = time.monotonic() + LONGEST_TURN
        while not self._ask(READ_TURN, [TURN])[0][0]:
            if time.monotonic() > until:
                raise CommandError(
                    f"Another `migrate` has been running for {LONGEST_TURN / 60:.0f} minutes."
                )
            time.sleep(0.5)

    def _no_lock(self) -> str:
        oldest = "".join(
            f"\n  process {pid} ({name}): {state}, for {seconds} s"
            for pid, name, state, seconds in self._ask(READ_OLDEST)
        )
        return (
            f"{self.running} was given no lock within {self.bounds['lock_milliseconds']} ms, "
            f"{self.bounds['tries']} times. Nothing of it was changed; what was applied before it "
            "stays. The site goes on. Start it again when these transactions have ended, or end "
            f"them with SELECT pg_terminate_backend(...):{oldest or ' none any more'}"
        )

    def _too_long(self) -> str:
        return (
            f"A statement of {self.running} took more than {self.bounds['statement_seconds']} s "
            "while others waited for its locks. Nothing of it was changed; what was applied before "
            "it stays. Split it, or run it with --statement-seconds 0 at an hour when the site may "
            "stand still."
        )

    def _ask(self, read_this: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        with connections[self.alias].cursor() as cursor:
            cursor.execute(read_this, values)
            return cursor.fetchall()
