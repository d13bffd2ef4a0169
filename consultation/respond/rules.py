"""May this visitor do this now, and if not, why. An empty string means yes."""

from datetime import datetime

from django.utils.translation import gettext as _

from consultation.models import Consultation, Draft
from consultation.publish.rules import in_words
from consultation.respond import journey
from consultation.respond.content import Content


def why_not_begin(consultation: Consultation, *, now: datetime) -> str:
    """A response may be begun while the consultation is open."""
    if consultation.is_open_at(now):
        return ""
    if consultation.is_paused:
        return _("No response can be begun while this consultation is paused.")
    if now < consultation.opens_at:
        return f"This consultation opens at {in_words(consultation.opens_at)}, London time."
    return f"This consultation closed at {in_words(consultation.closes_at)}, London time."


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
    proposals = content.chosen(answers.proposals)
    if len(proposals) != len(answers.proposals):
        return "One of the front counters you chose is not part of this consultation."
    if gap := journey.first_gap(answers, proposals, content.questions):
        about = f" about {gap.proposal.station}" if gap.proposal else ""
        return f"Answer the question{about} that is still open."
    return ""


def why_not_generate(consultation: Consultation, *, now: datetime) -> str:
    """Generated responses belong to a closed example, never beside what people sent."""
    if now <= consultation.closes_at:
        return "Examples are generated only for a consultation that has closed."
    return ""
