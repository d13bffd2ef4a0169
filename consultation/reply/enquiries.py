"""Questions of organisations with their answers, as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, QuerySet

from consultation.models import (
    COUNCIL_ROLES,
    Consultation,
    Enquiry,
    EnquiryAnswer,
    Grant,
    Organisation,
    Role,
    User,
)


@dataclass(frozen=True)
class Exchange:
    """A question with its answers, the oldest first."""

    enquiry: Enquiry
    answers: list[EnquiryAnswer]

    @property
    def answer(self) -> EnquiryAnswer | None:
        """The one that counts; None while it waits."""
        return self.answers[-1] if self.answers else None

    @property
    def number(self) -> int:
        """Of the answer that counts; 0 while it waits."""
        return len(self.answers)

    @property
    def earlier(self) -> list[tuple[EnquiryAnswer, EnquiryAnswer]]:
        """Each answer that was corrected, beside the one that says why. The newest first."""
        return list(zip(self.answers, self.answers[1:], strict=False))[::-1]


def whole(found: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """With all that a page names."""
    return found.select_related(
        "organisation", "proposal__station", "consultation", "asked_by"
    ).prefetch_related("answers")


def exchanges(found: Iterable[Enquiry]) -> list[Exchange]:
    """No query where they are `whole`."""
    return [Exchange(one, list(one.answers.all())) for one in found]


def _dated(consultation: Consultation) -> QuerySet[Any]:
    """Each with `answered_at`, the time of the answer that counts; None while it waits."""
    found = Enquiry.objects.filter(consultation=consultation)
    return whole(found.annotate(answered_at=Max("answers__at")))


def published(consultation: Consultation) -> QuerySet[Any]:
    """What everybody reads: all that are answered, the newest answer first. Two queries."""
    return _dated(consultation).exclude(answered_at=None).order_by("-answered_at", "-pk")


def board(consultation: Consultation) -> QuerySet[Any]:
    """What staff see: those that wait first, the oldest first; then the newest answer first."""
    answered = F("answered_at").desc(nulls_first=True)
    return _dated(consultation).order_by(answered, "asked_at", "pk")


def own(consultation: Consultation, organisation: Organisation) -> QuerySet[Enquiry]:
    """Those of one organisation, the newest first. Two queries."""
    found = whole(Enquiry.objects.filter(consultation=consultation, organisation=organisation))
    return found.order_by("-asked_at", "-pk")


def enquiry_of(pk: int) -> Exchange | None:
    """One. Two queries."""
    found = exchanges(whole(Enquiry.objects.filter(pk=pk)))
    return found[0] if found else None


def waiting_of(consultation: Consultation, organisation: Organisation) -> int:
    """How many of an organisation wait for an answer. One query."""
    found = Enquiry.objects.waiting().filter(consultation=consultation)
    return found.filter(organisation=organisation).count()


def waiting_in(consultation: Consultation) -> int:
    """How many wait for an answer, whoever asked. One query."""
    return Enquiry.objects.waiting().filter(consultation=consultation).count()


def owners() -> list[User]:
    """Whom a question is told: those who answer for how consultations are run. One query."""
    held = Grant.objects.in_force().filter(role=Role.OWNER).values("person")
    return list(User.objects.filter(is_active=True, pk__in=held).order_by("pk"))


def told_of_answer(enquiry: Enquiry) -> list[User]:
    """Whoever asked; where they have left, all who act for the organisation now. Two queries."""
    held = Grant.objects.in_force().filter(
        organisation=enquiry.organisation, role__in=COUNCIL_ROLES
    )
    people = User.objects.filter(is_active=True, pk__in=held.values("person"))
    return list(people.filter(pk=enquiry.asked_by_id)) or list(people.order_by("pk"))
