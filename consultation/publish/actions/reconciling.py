"""A worker counts where every received response is, so that readers of the page need not."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from consultation.ledger.queries import size
from consultation.models import Consultation, Event, Reconciliation, User
from consultation.publish.reconciled import counted

AGAIN = timedelta(hours=1)  # even where nothing seems to have happened
LOCK = 3_816_007  # of the database's advisory locks: one counts, and the others let it
READ_LOCK_IF_FREE = "SELECT pg_try_advisory_xact_lock(%s)"


@transaction.atomic
def reconcile(*, by: User | str, at: datetime) -> int:
    """Count all, where anything happened since the last time. Returns for how many consultations.

    No Event: nothing is decided, and what was counted has its own. An event of a transaction that
    was under way meanwhile may be passed over, until the next one or for an hour: what is shown was
    so at the time that stands beside it.
    """
    with connection.cursor() as cursor:
        cursor.execute(READ_LOCK_IF_FREE, [LOCK])
        if not cursor.fetchone()[0]:
            return 0
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    seen = {"event": newest, "entry": size()}
    fresh = Reconciliation.objects.filter(**seen, at__gt=at - AGAIN)
    due = Consultation.objects.published()
    if not due.exclude(pk__in=fresh.values("pk")).exists():
        return 0
    parts = counted()
    rows = [
        Reconciliation(consultation_id=key, parts=parts.get(key, []), at=at, **seen)
        for key in due.values_list("pk", flat=True)
    ]
    Reconciliation.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["consultation"],
        update_fields=["parts", "event", "entry", "at"],
    )  # fmt: skip
    return len(rows)
