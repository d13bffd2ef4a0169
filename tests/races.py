"""Two who want the same at once."""

from time import sleep

from django.db import connection

BLOCKED = (
    "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted "
    "AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
)


def somebody_waits() -> bool:
    """For a lock that this transaction holds, within a minute."""
    with connection.cursor() as cursor:
        for _attempt in range(600):
            cursor.execute(BLOCKED)
            if cursor.fetchone()[0]:
                return True
            sleep(0.1)
    return False
