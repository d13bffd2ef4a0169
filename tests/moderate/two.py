"""Moderators of a consultation that asks two people, and what they do."""

from dataclasses import dataclass
from typing import Any

from consultation.models import Consultation, Redaction, Response, Review, Role, User
from consultation.moderate import actions
from tests.conftest import NOW, account
from tests.moderate.screened import screen_all

REASON = "It names a neighbour."


@dataclass
class Bench:
    """Five who may review."""

    ada: User
    ben: User
    cas: User
    dee: User
    eve: User

    def give(self, name: str, verdict: str, response: Response, **more: Any) -> Review:
        """A verdict through its action, of the response as it is now."""
        given: dict[str, Any] = {"reason": REASON, **more}
        if verdict == "EXCLUDE":
            given.setdefault("rule", response.consultation.exclusion_rules.order_by("pk")[0])
        act = getattr(actions, verdict.lower())
        screen_all()
        response.refresh_from_db()
        made: Review = act(response=response, by=getattr(self, name), at=NOW, **given)
        return made

    def mark(self, name: str, response: Response, start: int, end: int) -> Redaction:
        """Take characters out of its first words."""
        answer = response.answers.exclude(text="").order_by("pk")[0]
        number = 1 + response.reviews.filter(verdict="REOPEN").count()
        return Redaction.objects.create(
            response=response, answer=answer, start=start, end=end, reason="PERSONAL",
            round=number, by=getattr(self, name), at=NOW,
        )  # fmt: skip


def bench_of(consultation: Consultation) -> Bench:
    """Five moderators; the consultation asks two people from now on."""
    Consultation.objects.filter(pk=consultation.pk).update(two_reviews=True)
    consultation.two_reviews = True
    names = ("Ada Able", "Ben Brook", "Cas Crane", "Dee Drake", "Eve Early")
    return Bench(*(account(Role.MODERATOR, name, is_staff=True) for name in names))
