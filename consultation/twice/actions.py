"""Which forms were taken, and where they led."""

from datetime import datetime, timedelta

from django.db import transaction

from consultation.models import SentForm, User

KEPT = timedelta(days=2)  # nobody stays signed in so long, and with the sign-in its pages end


@transaction.atomic
def note(*, key: str, digest: str, by: User | str, at: datetime) -> SentForm | None:
    """Note that this form is being taken. Returns what is known of it where it came before.

    One that comes at the same moment waits here until the first is done with. No Event: what the
    form does has its own.
    """
    found, new = SentForm.objects.get_or_create(key=key, defaults={"digest": digest, "at": at})
    return None if new else found


@transaction.atomic
def conclude(*, key: str, led_to: str, by: User | str, at: datetime) -> None:
    """Keep where it led; or, where nothing came of it, forget that it came. No Event, as above."""
    noted = SentForm.objects.filter(key=key)
    if led_to:
        noted.update(led_to=led_to)
    else:
        noted.delete()


@transaction.atomic
def forget_forms(*, by: User | str, at: datetime) -> int:
    """Those of pages that nobody has open any more. No Event: nothing is known of anybody."""
    gone, _nouns = SentForm.objects.filter(at__lte=at - KEPT).delete()
    return gone
