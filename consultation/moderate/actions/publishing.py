"""Making the public copies. Whatever moves a response away deletes its copy in that statement."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from consultation.models import (
    WORDS,
    Answer,
    Kind,
    Publish,
    PublishedAnswer,
    PublishedResponse,
    Redaction,
    Response,
    ResponseState,
    User,
)
from consultation.models.response import PUBLISHED


def publish(*, response: Response, by: User | str, at: datetime) -> PublishedResponse | None:
    """Make the public copy of a released or withheld response, or make it anew.

    None where it has none: a formal reply, or a response in another state.
    """
    if response.kind == Kind.FORMAL or response.state not in PUBLISHED:
        return None
    PublishedAnswer.objects.filter(published=response.pk).delete()
    PublishedResponse.objects.filter(pk=response.pk).delete()
    made = PublishedResponse.objects.create(
        response=response,
        consultation=response.consultation,
        received_on=timezone.localdate(response.received_at),
        channel=response.channel,
        capacity=response.capacity,
        place=response.place,
        borough=response.borough,
        language=response.language,
        words_withheld=response.state == ResponseState.WITHHELD,
        at=at,
    )
    PublishedAnswer.objects.bulk_create(_answers(response, made))
    return made


def _answers(response: Response, made: PublishedResponse) -> Iterable[PublishedAnswer]:
    public = response.state == ResponseState.RELEASED and response.publish == Publish.WORDS
    spans = list(response.redactions.in_force())
    for one in response.answers.select_related("question_version__question").order_by("pk"):
        worded = one.question_version.question.kind in WORDS
        own = [span for span in spans if span.answer_id == one.pk]
        text = _without(one, own) if worded and public else ""
        if one.choice or text:
            yield PublishedAnswer(
                published=made,
                question_version=one.question_version,
                proposal_id=one.proposal_id,
                place=one.place,
                choice=one.choice,
                text=text,
                redactions=len(own) if text else 0,
            )


def _without(answer: Answer, spans: Iterable[Redaction]) -> str:
    text, told, upto = answer.text, [], 0
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if span.start >= upto:
            told += [text[upto : span.start], "[removed]"]
        upto = max(upto, span.end)
    return "".join([*told, text[upto:]])
