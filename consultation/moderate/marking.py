"""May this person take words out now, and if not, why. An empty string means yes."""

from datetime import datetime

from consultation.access import Visitor
from consultation.models import (
    BulkRedaction,
    BulkRedactionState,
    Consultation,
    Kind,
    Redaction,
    Response,
    ResponseState,
    User,
)
from consultation.models.bulk_redaction import WORDS_KEPT
from consultation.models.response import UNDECIDED
from consultation.moderate import rules
from consultation.moderate.queries import redacting as queries
from consultation.moderate.redacting import weight
from consultation.states import why_not_move

LEAST_EVERYWHERE = 4  # letters and numbers of words that are taken out everywhere
MOST_EVERYWHERE = 5_000  # responses; words that stand in more are nobody's details
MOST_PLACES = 50_000
NOWHERE = (
    "These words stand in no response that could be published, or are taken out of all of them "
    "already. Check how they are written."
)
STATES = {
    ResponseState.WITHHELD: "Its words are withheld: nobody reads them. Send it back to the queue "
    "first.",
    ResponseState.EXCLUDED: "It is excluded: nobody reads its words. Send it back to the queue "
    "first.",
    ResponseState.SUPERSEDED: "Its sender replaced it: nobody reads its words any more.",
    ResponseState.WITHDRAWN: "Its sender withdrew it: nobody reads its words any more.",
}


def why_not_redact(person: Visitor, response: Response) -> str:
    """Words can be taken out while it waits, in quarantine, and when it is public."""
    if refusal := rules.why_not_review(person, response):
        return refusal
    if response.kind == Kind.FORMAL:
        return "A formal reply is published as it was signed: no words are taken out of it."
    if response.state not in queries.REDACTABLE:
        return STATES[ResponseState(response.state)]
    assert isinstance(person, User)
    if queries.is_blind(response) and queries.gave_review(response, person):
        return "You have given your review of it. What you marked stands as you gave it."
    return ""


def why_not_take_back(person: Visitor, redaction: Redaction, response: Response) -> str:
    """A mark can be taken back before others rely on it."""
    return why_not_redact(person, response) or why_not_put_back(person, redaction, response)


def why_not_put_back(person: Visitor, redaction: Redaction, response: Response) -> str:
    """The same for somebody who may take words out of the response. No query."""
    if response.state not in (*UNDECIDED, ResponseState.QUARANTINED):
        return (
            "It is public without these words. To put them back, send the response back to the "
            "queue first."
        )
    if not queries.is_blind(response):
        return ""
    if redaction.in_force and response.state != ResponseState.RECEIVED:
        return "The first review was given without these words. They stay out in this round."
    if not redaction.in_force and redaction.by_id != person.pk:
        return "Another reviewer marked it. You change only what you marked."
    return ""


def why_not_everywhere(person: Visitor, consultation: Consultation, words: str) -> str:
    """Words long enough to be somebody's, and not everybody's."""
    if refusal := rules.why_not_review_all(person, consultation):
        return refusal
    if weight(words) < LEAST_EVERYWHERE:
        return f"Enter words with at least {LEAST_EVERYWHERE} letters or numbers"
    return ""


def why_too_many(responses: int, places: int) -> str:
    """Words that stand so often are not one person's; and what is taken out is to be overseen."""
    if responses > MOST_EVERYWHERE:
        return (
            f"These words stand in more than {MOST_EVERYWHERE:,} responses, so they are not one "
            "person’s details. Enter more of the words."
        )
    if places > MOST_PLACES:
        return f"These words stand more than {MOST_PLACES:,} times. Enter more of the words."
    return ""


def why_not_confirm(person: Visitor, job: BulkRedaction, at: datetime) -> str:
    """Whoever may review all of a consultation may, in time."""
    return (
        rules.why_not_review_all(person, job.consultation)
        or why_not_move(job, BulkRedactionState.TAKE_DUE)
        or _too_late(job, at)
    )


def why_not_stop(person: Visitor, job: BulkRedaction) -> str:
    """Whoever may review may stop it until it is over."""
    return rules.why_not_review_all(person, job.consultation) or why_not_move(
        job, BulkRedactionState.STOPPED
    )


def why_not_try_again(person: Visitor, job: BulkRedaction, at: datetime) -> str:
    """What failed can go on, in time."""
    return (
        rules.why_not_review_all(person, job.consultation)
        or why_not_move(job, goes_on_as(job))
        or _too_late(job, at)
    )


def goes_on_as(job: BulkRedaction) -> BulkRedactionState:
    """What is confirmed is not asked again."""
    confirmed = job.confirmed_at is not None
    return BulkRedactionState.TAKE_DUE if confirmed else BulkRedactionState.SEARCH_DUE


def _too_late(job: BulkRedaction, at: datetime) -> str:
    if at < job.expires_at:
        return ""
    return f"This was asked for more than {WORDS_KEPT.days} days ago. Search for the words again."
