"""What becomes of the spans that reviewers marked, once a verdict is given."""

from datetime import datetime

from consultation.models import Redaction, Response, Review, Step, User


def put_in_force(*, response: Response, review: Review, by: User, at: datetime) -> int:
    """What the deciding verdict was given on becomes what is published. Returns how many spans.

    Call it in the verdict's transaction, whose Event tells it.
    """
    drafts = Redaction.objects.standing().filter(response=response, in_force=False)
    if review.step in (Step.SECOND, Step.SETTLES):
        drafts = drafts.filter(by=review.by, round=review.round)
    return drafts.update(in_force=True)
