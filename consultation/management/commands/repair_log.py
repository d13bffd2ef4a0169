"""Go on with the public log after the database was put back to an earlier time."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from consultation.audit.actions import Repaired, repair_log
from consultation.events import MACHINE
from consultation.ledger.actions import LogStopped, put_unsigned_aside, unsigned, write_again
from consultation.ledger.entries import EntryRefused
from consultation.ledger.keys import KeyMissing
from consultation.ledger.missing import Contradicted
from consultation.ledger.notes import NoteRefused
from consultation.ledger.shelf import Shelf
from consultation.models import User
from consultation.states import Refused

PROBLEMS = (Contradicted, EntryRefused, KeyMissing, LogStopped, NoteRefused, Refused, OSError)
ONLY_THIS = (
    "With --files-gone all that the database holds is published anew. Only if it was not put back "
    "to an earlier time: else what others have read is contradicted. Add --yes to say that."
)


class Command(BaseCommand):
    help = (
        "Enter in the database again what is published of the log and not in it, erase and "
        "withdraw again what was erased and withdrawn, and name what is lost and what a person has "
        "to see to. Without --yes only says what it would do."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do it")
        parser.add_argument(
            "--by", default="", help="e-mail address of the account in whose name is erased again"
        )
        parser.add_argument(
            "--files-gone",
            action="store_true",
            help="the published files are lost, and no copy is left: publish the database anew",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["files_gone"]:
            self._write_again(options["yes"])
            return
        eraser = self._account(options["by"]) if options["by"] else None
        try:
            if options["yes"]:
                told = repair_log(eraser=eraser, by=MACHINE, at=timezone.now())
                aside = put_unsigned_aside(by=MACHINE, at=timezone.now())
            else:
                with transaction.atomic():  # all of it, to be sure of what is said; and back
                    told = repair_log(eraser=eraser, by=MACHINE, at=timezone.now())
                    aside = unsigned(Shelf(Path(settings.LEDGER_ROOT)))
                    transaction.set_rollback(True)
        except PROBLEMS as problem:
            raise CommandError(str(problem)) from problem
        for one in aside:
            self.stdout.write(f"Put aside, since no head reaches it: {one.path}")
        self._tell(told)
        if (told.entered or aside) and not options["yes"]:
            self.stdout.write("Nothing was changed. Run it again with --yes to do it.")

    def _write_again(self, yes: bool) -> None:
        if not yes:
            raise CommandError(ONLY_THIS)
        try:
            size = write_again(by=MACHINE, at=timezone.now())
        except PROBLEMS as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Published again: {size:,} entries.")

    def _account(self, email: str) -> User:
        try:
            return User.objects.get(email__iexact=email, is_active=True)
        except User.DoesNotExist as problem:
            raise CommandError(f"No account has the address {email}.") from problem

    def _tell(self, told: Repaired) -> None:
        if not told.entered:
            self.stdout.write("Nothing to repair: the database holds all that is published.")
            return
        for one in told.lost:
            self.stdout.write(f"Lost. {one}")
        for one in told.again:
            self.stdout.write(f"Done again. {one}")
        for one, why in told.left:
            self.stdout.write(f"Left to a person. {one} {why}")
        self.stdout.write(
            f"{len(told.entered)} entries entered again, from {told.entered[0].index} on: "
            f"{len(told.lost)} responses lost, {len(told.again)} acts done again, "
            f"{len(told.left)} left to a person."
        )
