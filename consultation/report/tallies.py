"""What the tallies say: every question by home and by front counter, read and never counted."""

from datetime import datetime

from consultation.models import TallyDue


def longest_wait(at: datetime) -> float:
    """Seconds that the oldest row of the outbox has waited; 0 when nothing waits. One query."""
    oldest = TallyDue.objects.order_by("pk").values_list("at", flat=True).first()
    return (at - oldest).total_seconds() if oldest else 0.0
