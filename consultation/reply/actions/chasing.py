"""Staff remind the people of an organisation that its formal reply has not come."""

from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import (
    Consultation,
    EventKind,
    Invitation,
    Message,
    MessageKind,
    Organisation,
    User,
)
from consultation.reply import chasing, editions
from consultation.states import Refused


@transaction.atomic
def chase(*, organisation: Organisation, consultation: Consultation, by: User, at: datetime) -> int:
    """One e-mail to everybody who writes or signs for it. One Event; returns how many e-mails.

    Raises Refused when it has replied, nobody is there, or they were reminded within a day.
    """
    # The organisation's row is the lock: of two who remind at once, the second is told.
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if refusal := chasing.why_not_chase(by, held, consultation, now=at):
        raise Refused(refusal)
    people = editions.people_to_tell(held)
    reply = editions.reply_of(held, consultation)
    joined = Invitation.objects.filter(organisation=held, accepted_by__in=people)
    by_person = {one.accepted_by_id: one for one in joined.order_by("accepted_at", "pk")}
    for one in people:
        subject, body = chasing.letter_to(one, held, consultation)
        Message.objects.create(
            kind=MessageKind.CHASER, to=one.email, subject=subject, body=body,
            queued_at=at, due_at=at,
            formal_reply=reply, invitation=None if reply else by_person.get(one.pk),
        )  # fmt: skip
    record(
        EventKind.ORGANISATION_CHASED, about=held, by=by, at=at, consultation=consultation.pk,
        count=len(people),
    )  # fmt: skip
    return len(people)
