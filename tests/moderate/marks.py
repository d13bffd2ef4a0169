"""What tests of redaction share: a response with words, and its marks."""

from datetime import datetime
from typing import Any

from consultation.models import (
    Answer,
    BulkRedaction,
    Consultation,
    Flag,
    PublishedAnswer,
    Redaction,
    Response,
    User,
)
from consultation.moderate.actions import everywhere, redacting, verdicts
from consultation.moderate.actions.everywhere_working import work_next_everywhere
from consultation.moderate.screening import VERSION, screen
from tests.moderate.screened import screen_all

WORDS = "I am Rosa Okafor. Call 07700 900123, it is too far to walk."


def answer_of(response: Response, place: int = 0) -> Answer:
    """One of its answers in words."""
    return response.answers.exclude(text="").order_by("pk")[place]


def span_of(answer: Answer, words: str) -> dict[str, Any]:
    """Where words stand in an answer, as an action takes them."""
    start = answer.text.index(words)
    return {"answer": answer, "start": start, "end": start + len(words)}


def take_out(
    response: Response, words: str, *, by: User, at: datetime, reason: str = "PERSONAL"
) -> Redaction:
    """Mark the first place where they stand."""
    answer = next(one for one in response.answers.order_by("pk") if words in one.text)
    return redacting.redact(**span_of(answer, words), reason=reason, by=by, at=at)


def search(
    words: str, consultation: Consultation, *, by: User, at: datetime, reason: str = "PERSONAL"
) -> BulkRedaction:
    """Ask for them in all responses, and have a worker search."""
    job = everywhere.ask_everywhere(
        words=words, reason=reason, consultation=consultation, by=by, at=at
    )
    return worked(job, at)


def worked(job: BulkRedaction, at: datetime) -> BulkRedaction:
    """As it is once a worker has done all that it has to do."""
    while work_next_everywhere(clock=lambda: at) is not None:
        pass
    return BulkRedaction.objects.get(pk=job.pk)


def take_out_everywhere(
    words: str, consultation: Consultation, *, by: User, at: datetime, reason: str = "PERSONAL"
) -> BulkRedaction:
    """Search, confirm, and have them taken out."""
    job = search(words, consultation, by=by, at=at, reason=reason)
    everywhere.confirm_everywhere(bulk_redaction=job, by=by, at=at)
    return worked(job, at)


def excuse(response: Response, *, by: User, at: datetime) -> None:
    """Somebody calls false what the rules find in its words, where nobody said so before."""
    for answer in response.answers.exclude(text="").order_by("pk"):
        for hit in screen(answer.text):
            place = {"answer": answer, "start": hit.start, "end": hit.end, "rule": hit.rule}
            if not Flag.objects.filter(response=response, kind=hit.kind, **place).exists():
                Flag.objects.create(
                    response=response, kind=hit.kind, version=VERSION, at=at, **place,
                    state="FALSE", judged_by=by, judged_at=at,
                )  # fmt: skip


def release(response: Response, *, by: User, at: datetime, to: str = "RELEASED") -> None:
    """By the verdict of one person."""
    excuse(response, by=by, at=at)
    screen_all()
    if to == "RELEASED":
        verdicts.release(response=response, by=by, at=at)
    else:
        verdicts.withhold(response=response, reason="Nobody is to read it.", by=by, at=at)
    assert response.state == to


def public_words(response: Response) -> list[str]:
    """The words of its public copy."""
    rows = PublishedAnswer.objects.filter(published=response.pk).exclude(text="")
    return list(rows.order_by("pk").values_list("text", flat=True))
