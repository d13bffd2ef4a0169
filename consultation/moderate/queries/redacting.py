"""Which spans a person works with."""

from django.db.models import Q

from consultation.models import BLIND, Redaction, Response, ResponseState, User, Verdict
from consultation.models.response import PUBLISHED


def redactions_for(response: Response, person: User) -> list[Redaction]:
    """The spans that this person works with: what they see, change, and give a verdict on.

    Where two people decide, a person's own of this round, and what is in force already. Of what is
    published, what is in force.
    """
    found = response.redactions.standing().select_related("by")
    if response.state in PUBLISHED:
        found = found.in_force()
    elif response.consultation.two_reviews and response.state in (*BLIND, ResponseState.DISPUTED):
        number = 1 + response.reviews.filter(verdict=Verdict.REOPEN).count()
        found = found.filter(Q(in_force=True) | Q(by=person, round=number))
    return list(found)
