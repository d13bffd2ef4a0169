"""Bodies that ask to reply, as pages show them."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from consultation.models import Consultation, Message, Organisation, Registration

DAY = timedelta(days=1)


def waiting_in(consultation: Consultation) -> int:
    """How many bodies wait for a decision. One query."""
    return Registration.objects.waiting().filter(consultation=consultation).count()


def board(consultation: Consultation) -> QuerySet[Registration]:
    """Those that wait first, the oldest first; then those decided, the newest first. One query."""
    decided = F("decided_at").desc(nulls_first=True)
    return _whole(Registration.objects.filter(consultation=consultation)).order_by(
        decided, "asked_at", "pk"
    )


def _whole(found: QuerySet[Registration]) -> QuerySet[Registration]:
    return found.select_related("consultation", "borough", "decided_by", "organisation")


def registration_of(pk: int) -> Registration | None:
    """One, with all that its page names. One query."""
    return _whole(Registration.objects.filter(pk=pk)).first()


def told_of(registration: Registration) -> list[Message]:
    """What was mailed to whoever asked, the newest first. One query."""
    found = Message.objects.filter(registration=registration)
    return list(found.select_related("invitation").order_by("-queued_at", "-pk"))


def letters_to(email: str, now: datetime) -> int:
    """How many emails about requests an address was sent within a day. One query."""
    recent = Message.objects.filter(registration__isnull=False, queued_at__gt=now - DAY)
    return recent.filter(to=email).count()


def organisations() -> list[Organisation]:
    """All, by name. One query."""
    return list(Organisation.objects.order_by("name"))


def of_that_name(registration: Registration) -> Organisation | None:
    """The one that is called the same. One query."""
    return Organisation.objects.filter(name__iexact=registration.name).first()
