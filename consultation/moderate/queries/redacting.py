"""Which spans a person works with."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from consultation.access import Visitor
from consultation.models import (
    WORDS,
    Answer,
    Flag,
    Redaction,
    Response,
    ResponseState,
    Review,
    User,
    Verdict,
)
from consultation.models.moderation import SEVERAL
from consultation.models.redaction import RedactionQuerySet
from consultation.models.response import PUBLISHED, UNDECIDED

#: In these states words can be taken out: what nobody can read any more is left as it is.
REDACTABLE = (*UNDECIDED, ResponseState.QUARANTINED, ResponseState.RELEASED)
#: The same words everywhere: also where they are not read now, but could be some day.
EVERYWHERE = (*REDACTABLE, ResponseState.WITHHELD, ResponseState.EXCLUDED)


def is_blind(response: Response) -> bool:
    """Two people decide about it, each without the other's marks."""
    return response.consultation.two_reviews and response.state in (
        *UNDECIDED,
        ResponseState.QUARANTINED,
    )


def round_of(response: Response) -> int:
    """How often it has been before the moderators, this time included. One query."""
    return 1 + response.reviews.filter(verdict=Verdict.REOPEN).count()


def redactions_for(response: Response, person: User) -> list[Redaction]:
    """The spans that this person works with: what they see, change, and give a verdict on.

    Where two people decide, a person's own of this round, and what is in force already from an
    earlier one or from taking words out everywhere. Of what is published, what is in force.
    """
    rounds = {response.pk: round_of(response)} if is_blind(response) else {}
    return list(spans_for([response], person, rounds).select_related("by"))


def spans_for(
    responses: Sequence[Response], person: User, rounds: Mapping[int, int]
) -> RedactionQuerySet:
    """The same of several: whoever asks what a verdict would be given on asks here.

    :param rounds: by key, the number of the present round of those that `is_blind`.
    """
    blind: dict[int, list[int]] = {}
    shared: list[int] = []  # where one person's drafts are everybody's
    for one in responses:
        if is_blind(one):
            blind.setdefault(rounds[one.pk], []).append(one.pk)
        elif one.state not in PUBLISHED:
            shared.append(one.pk)
    counted = Q(response__in=shared)
    for number, keys in blind.items():
        counted |= Q(response__in=keys, by=person, round=number)
    every = Q(in_force=True, response__in=[one.pk for one in responses])
    return Redaction.objects.standing().filter(every | counted)


def gave_review(response: Response, person: Visitor) -> bool:
    """This person is one of the two who decide, and has decided. One query."""
    given = Review.objects.filter(response=response, by=person.pk, step__in=SEVERAL)
    return given.filter(round=round_of(response)).exists()


def others_marks(response: Response, person: User) -> list[Redaction]:
    """What the two marked who disagree, for the third who settles it."""
    if response.state != ResponseState.DISPUTED or not response.consultation.two_reviews:
        return []
    drafts = response.redactions.standing().filter(in_force=False, round=round_of(response))
    return list(drafts.exclude(by=person).select_related("by"))


def worded_answers(response: Response) -> list[Answer]:
    """The answers in words of the sender's own, in their order. One query."""
    own = response.answers.filter(question_version__question__kind__in=WORDS).exclude(text="")
    places = own.select_related("question_version__question", "proposal__station__borough")
    return list(places.order_by("question_version__question__position", "proposal", "place", "pk"))


def word_flags_of(response: Response) -> list[Flag]:
    """Doubts about words, called false or not. One query."""
    return list(response.flags.exclude(start=None).order_by("answer", "start", "pk"))
