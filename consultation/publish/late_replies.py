"""What a consultation states about formal replies that come after its close. Pure."""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from consultation.models import Consultation
from consultation.publish.rules import in_words


def told_of_late_replies(consultation: Consultation, *, now: datetime) -> str:
    """As it is published, before the policy's own words; empty where none is stated."""
    until = consultation.late_replies_until
    if until is None:
        return ""
    told = {"until": in_words(until)}
    if now > until:
        return (
            _(
                "Councils and other organisations could send formal replies late, until "
                "%(until)s, London time. They are marked as late."
            )
            % told
        )
    return (
        _(
            "Councils and other organisations can send formal replies late, until %(until)s, "
            "London time. They are marked as late."
        )
        % told
    )


def why_not_state(
    consultation: Consultation,
    *,
    now: datetime,
    until: datetime | None = None,
    policy: str | None = None,
) -> str:
    """It is stated before the close. Without `until` and `policy`: may it be stated at all?"""
    if consultation.is_closed_at(now):
        return (
            "This consultation has closed. What it states about late replies stays as it was on "
            "the day of the close."
        )
    if until is not None and until <= consultation.closes_at:
        return (
            "Late replies must be accepted until a time after the close. It closes at "
            f"{in_words(consultation.closes_at)}, London time."
        )
    if policy is not None and not policy.strip():
        return "Enter what becomes of a late reply: it is published."
    return ""


def moved_with(consultation: Consultation, to: datetime) -> datetime | None:
    """Until when late replies are accepted once the consultation closes at `to`: as much later.

    At the same time of day in London, whatever the season. None where no policy is stated.
    """
    until, closes_at = consultation.late_replies_until, consultation.closes_at
    if until is None:
        return None
    # Two moments in one zone are subtracted, and added to, by what their clocks show.
    later = timezone.localtime(to) - timezone.localtime(closes_at)
    moved = (timezone.localtime(until) + later).astimezone(UTC)
    if moved > to:
        return moved
    return until.astimezone(UTC) + (to.astimezone(UTC) - closes_at.astimezone(UTC))


def told_of_move(consultation: Consultation) -> str:
    """What an extension does to it, for whoever extends; empty where no policy is stated."""
    until = consultation.late_replies_until
    if until is None:
        return ""
    return (
        f"Late formal replies are accepted until {in_words(until)}, London time. That moves by as "
        "much as the closing time."
    )
