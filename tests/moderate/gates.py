"""A gate in the database that holds a worker up at a statement of our choosing, to be killed."""

from django.db import connection

from tests.workers import HELD_UP, OTHERS, Workers, number, until

GATE = 7_310_003  # the key of an advisory lock


class Gate:
    """Closed at one statement at a time; `remove` leaves nothing behind."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def close(self, table: str, act: str, when: str) -> None:
        """Whoever is about to do this to a row of the table waits, until the gate is opened."""
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION test_wait() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN PERFORM pg_advisory_xact_lock_shared({GATE});"
                " RETURN coalesce(NEW, OLD); END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER test_gate BEFORE {act} ON consultation_{table} FOR EACH ROW"
                f" WHEN ({when}) EXECUTE FUNCTION test_wait()"
            )
            cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        self.tables.add(table)

    def open(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")

    def remove(self) -> None:
        self.open()
        with connection.cursor() as cursor:
            for table in self.tables:
                cursor.execute(f"DROP TRIGGER IF EXISTS test_gate ON consultation_{table}")
            cursor.execute("DROP FUNCTION IF EXISTS test_wait")


def killed_at_the_gate(workers: Workers, gate: Gate, job: str) -> None:
    """A worker that was poked comes to the closed gate and is killed; the gate is opened then."""
    first = workers.start()
    workers.poke(job)
    until(lambda: number(HELD_UP) == 1, workers.log)
    workers.kill(first)
    gate.open()
    until(lambda: number(OTHERS) == 0, workers.log)
