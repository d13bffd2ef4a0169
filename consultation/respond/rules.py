"""May this visitor do this now, and if not, why. An empty string means yes."""

from datetime import datetime

from django.utils.translation import gettext as _

from consultation.models import Consultation, Draft, Response, ResponseState
from consultation.publish.rules import in_words
from consultation.respond import journey
from consultation.respond.content import Content

MOST_LINKS = 5  # a day, to one draft


def why_not_begin(consultation: Consultation, *, now: datetime) -> str:
    """A response may be begun while the consultation is open."""
    if consultation.is_open_at(now):
        return ""
    if consultation.is_paused:
        return _("No response can be begun while this consultation is paused.")
    if now < consultation.opens_at:
        return _("This consultation opens at %(when)s, London time.") % {
            "when": in_words(consultation.opens_at)
        }
    return _("This consultation closed at %(when)s, London time.") % {
        "when": in_words(consultation.closes_at)
    }


def is_forgotten(draft: Draft, *, now: datetime) -> bool:
    """Unsent answers are kept for 28 days after the last of them was saved, pauses left out."""
    if draft.sent_at is not None or draft.consultation.is_paused:
        return False
    return now - draft.saved_at > Draft.KEPT_FOR


def why_not_continue(draft: Draft, *, now: datetime) -> str:
    """A response begun in time may be finished within the grace that the consultation states.

    While it is paused, what is typed is still saved.
    """
    if draft.consultation.keeps(begun_at=draft.begun_at, now=now):
        return ""
    return why_not_begin(draft.consultation, now=now)


def why_not_send_now(draft: Draft, *, now: datetime) -> str:
    """What is saved may not be sent while the consultation is paused; nothing of it is lost."""
    if draft.consultation.is_paused:
        return _(
            "This consultation is paused, not closed. Your answers are saved and kept: you can "
            "send them when it opens again."
        )
    return why_not_continue(draft, now=now)


def why_not_send(
    draft: Draft,
    answers: journey.Answers,
    content: Content,
    *,
    now: datetime,
) -> str:
    """Everything required is there, and every chosen counter belongs to the consultation."""
    if refusal := why_not_send_now(draft, now=now):
        return refusal
    here = content.journey(answers)
    if len(here.proposals) != len(answers.proposals):
        return _("One of the front counters you chose is not part of this consultation.")
    if gap := here.first_gap():
        if gap.proposal is not None:
            told = {"station": gap.proposal.station}
            return _("Answer the question about %(station)s that is still open.") % told
        return _("Answer the question that is still open.")
    return why_not_replace(draft.replaces) if draft.replaces else ""


def why_not_replace(response: Response) -> str:
    """What was replaced or withdrawn already is not replaced again."""
    if response.state == ResponseState.SUPERSEDED:
        return _("This response was replaced by a newer one. Change that one.")
    if response.state == ResponseState.WITHDRAWN:
        return _("This response was withdrawn.")
    return ""


def why_not_change(response: Response, *, now: datetime) -> str:
    """Its sender may replace or withdraw it while the consultation is open."""
    if refusal := why_not_replace(response):
        return refusal
    if not response.consultation.is_open_at(now):
        return _(
            "The consultation is not open now, so responses can no longer be changed here. Write "
            "to %(contact)s with your reference."
        ) % {"contact": response.consultation.contact}
    return ""


def why_not_mail_link(sent: int) -> str:
    """`sent`: links to the same answers within a day. Nobody's mailbox is filled by our form."""
    if sent < MOST_LINKS:
        return ""
    return _("Five links were sent today already. Use the newest of them, or your return code")


def why_not_disown(response: Response) -> str:
    """Whoever holds its code or its e-mail may say that it is not theirs, at any time."""
    if response.state in (ResponseState.SUPERSEDED, ResponseState.WITHDRAWN):
        return _("This response does not count any more.")
    return ""


def why_not_ask_equality(response: Response, *, now: datetime) -> str:
    """Whoever sent a response that counts may answer for a day after the last could be sent."""
    consultation = response.consultation
    if consultation.equality_set_id is None:
        return _("This consultation asks no equality questions.")
    if refusal := why_not_replace(response):
        return refusal
    if not consultation.is_paused and now > consultation.equality_ends_at:
        return _("The time for the equality questions of this consultation is over.")
    return ""


def why_not_generate(consultation: Consultation, *, now: datetime) -> str:
    """Generated responses belong to a closed example, never beside what people sent."""
    if now <= consultation.closes_at:
        return "Examples are generated only for a consultation that has closed."
    return ""
