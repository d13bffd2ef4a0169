"""May this person take words out now, and if not, why. An empty string means yes."""

from consultation.access import Visitor
from consultation.models import Consultation, Kind, Redaction, Response, ResponseState, User
from consultation.models.response import UNDECIDED
from consultation.moderate import rules
from consultation.moderate.queries import redacting as queries
from consultation.moderate.redacting import weight

LEAST_EVERYWHERE = 4  # letters and numbers of words that are taken out everywhere
MOST_EVERYWHERE = 5_000  # responses; words that stand in more are nobody's details
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


def too_many() -> str:
    """What to tell where the words stand in more responses than can be changed at once."""
    return (
        f"These words stand in more than {MOST_EVERYWHERE:,} responses, so they are not one "
        "person’s details. Enter more of the words"
    )
