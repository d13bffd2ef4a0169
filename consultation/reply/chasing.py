"""Reminding people of an organisation that has joined and not replied: may it be, and how."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from consultation.access import Visitor
from consultation.events import name_of
from consultation.models import Consultation, Event, EventKind, Message, Organisation, User
from consultation.publish.rules import in_words
from consultation.reply import editions, rules

AGAIN_AFTER = timedelta(days=1)
MOST = Message._meta.get_field("subject").max_length


def why_not_chase(
    person: Visitor, organisation: Organisation, consultation: Consultation, *, now: datetime
) -> str:
    """Once a day, while a reply can still come and none is in force. Three queries at most."""
    if refusal := rules.why_not_keep(person, consultation):
        return refusal
    if not consultation.is_public or now > consultation.formal_replies_end_at:
        return "No formal reply is accepted now."
    reply = editions.reply_of(organisation, consultation)
    if reply is not None and reply.is_in_force:
        return "This organisation has sent its formal reply."
    if not editions.people_to_tell(organisation):
        return "Nobody here drafts or approves yet. Invite somebody."
    last = _last_chased_at(organisation, consultation)
    if last is not None and now - last < AGAIN_AFTER:
        return (
            "Its people were reminded within the last day. You can remind them again after "
            f"{in_words(last + AGAIN_AFTER)}."
        )
    return ""


def _last_chased_at(organisation: Organisation, consultation: Consultation) -> datetime | None:
    told = Event.objects.filter(
        kind=EventKind.ORGANISATION_CHASED, about=name_of(organisation),
        consultation=consultation.pk,
    )  # fmt: skip
    return told.order_by("-pk").values_list("at", flat=True).first()


def letter_to(
    person: User, organisation: Organisation, consultation: Consultation
) -> tuple[str, str]:
    """Subject and body, in English as for staff."""
    where = f"{settings.PUBLIC_URL}{reverse('own-reply', args=[consultation.slug])}"
    return f"Formal reply not received yet: {consultation.title}"[:MOST], (
        f"{person.name},\n\n"
        f"{consultation.body} has no formal reply of {organisation} to the consultation "
        f"“{consultation.title}” yet. It closes at {in_words(consultation.closes_at)}, London "
        "time.\n\n"
        f"Write it, or approve what is written, here:\n\n{where}\n\n"
        f"If {organisation} does not want to reply, or needs something from us first, tell us: "
        f"{consultation.contact}\n"
    )
