"""Who can approve for an organisation, and what stands still once nobody can."""

from dataclasses import dataclass

from consultation.models import COUNCIL_ROLES, FormalReply, Grant, Organisation, Role, User


def is_last(person: User, organisation: Organisation) -> bool:
    """The person approves for it, and nobody else whose account is in use does. One query."""
    held = Grant.objects.in_force().filter(
        organisation=organisation, role=Role.COUNCIL_APPROVER, person__is_active=True
    )
    return set(held.values_list("person_id", flat=True)) == {person.pk}


@dataclass(frozen=True)
class LeftBehind:
    """What a person leaves behind in an organisation."""

    unsigned: bool  # a formal reply that is not signed yet
    others: int  # people who act for it too


def left_behind(person: User, organisation: Organisation) -> LeftBehind:
    """Two queries."""
    replies = FormalReply.objects.unsigned().filter(organisation=organisation)
    held = Grant.objects.in_force().filter(
        organisation=organisation, role__in=COUNCIL_ROLES, person__is_active=True
    )
    others = held.exclude(person=person).values("person").distinct()
    return LeftBehind(replies.exists(), others.count())
