"""A page that comes in after its response was sent: the same once more, or something else."""

from datetime import datetime
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from consultation.models import Capacity, Draft, Publish, QuestionVersion, Response
from consultation.respond import queries, receipts, rules
from consultation.respond.content import Content, content_of
from consultation.respond.journey import Answers
from consultation.typed import CSRF, WORDS, label

#: What says nothing that could be lost; and a postcode, which is kept nowhere.
ASIDE = {CSRF, "seen", "save", "add", "remove", "privacy", "subject", "proof", "postcode"}
CHOICES: dict[str, Any] = {"capacity": Capacity, "publish": Publish}


def sent_already(
    request: HttpRequest, draft: Draft, *, now: datetime, station: str = ""
) -> HttpResponse:
    """The receipt for the same once more; a page that shows both for something else.

    Nothing that was typed after the response was sent vanishes unsaid.
    """
    response = queries.response_of(draft)
    if request.method != "POST" or response is None:
        return redirect("respond-sent", draft.consultation.slug)
    response.consultation = draft.consultation
    content = content_of(draft)
    response.borough = content.borough_of(response)
    unsent = _unsent(request, response, content, station)
    if not unsent:
        return redirect("respond-sent", draft.consultation.slug)
    if request.POST.get("save") == "leaving":
        return HttpResponse(status=409)
    return _both(request, response, content, unsent, now)


def _both(
    request: HttpRequest,
    response: Response,
    content: Content,
    unsent: list[tuple[str, str]],
    now: datetime,
) -> HttpResponse:
    rows = content.answers_of(response)
    context = {
        "consultation": response.consultation,
        "translations": content.words,
        "receipt": receipts.receipt_of(response, rows, content.questions, words=content.words),
        "typed": unsent,
        "why_not_change": rules.why_not_change(response, now=now),
        "easy_read": response.easy_read,
    }
    return render(request, "respond/sent_already.html", context, status=409)


def _unsent(
    request: HttpRequest, response: Response, content: Content, station: str
) -> list[tuple[str, str]]:
    """What was posted and differs from what was recorded: pairs of a readable name and words."""
    given = receipts.given_by(content.answers_of(response))
    answers = receipts.answers_in(response, given, response.respondent)
    proposal = next(
        (one for one in content.journey(answers).proposals if one.station.slug == station), None
    )
    asked = {one.question.key: one for one in content.questions}
    recorded = _recorded(answers) | answers.given_about(proposal)
    try:
        posted = {name: request.POST.getlist(name) for name in request.POST if name not in ASIDE}
        files = [one for several in request.FILES.lists() for one in several[1]]
    except (UnreadablePostError, SuspiciousOperation):
        return []
    words = {text for value in recorded.values() for text in _texts(value)}
    typed = []
    for name, values in posted.items():
        texts = _texts(values)
        if name in asked or name in recorded:
            differs = sorted(texts) != sorted(_texts(recorded.get(name, "")))
        else:  # part of an answer: only what was written tells that it is another one
            differs = any(len(one) > WORDS and one not in words for one in texts)
        if differs:
            typed.append((_name_of(name, asked), _in_words(name, texts, asked)))
    return [*typed, *((_("File"), str(one.name)) for one in files)]


def _recorded(answers: Answers) -> dict[str, Any]:
    """By the names that the fields of the pages have."""
    return {
        "capacity": answers.capacity,
        "where": answers.borough or answers.place,
        "proposals": [str(one) for one in answers.proposals],
        "publish": answers.publish,
        "publish_reason": answers.publish_reason,
        "email": answers.email,
    }


def _texts(value: Any) -> list[str]:
    """What a field holds, as it is recorded: line ends are one sign, and nothing is no text."""
    several = value if isinstance(value, list) else [value]
    texts = (str(one).replace("\r\n", "\n").strip() for one in several)
    return [one for one in texts if one]


def _name_of(name: str, asked: dict[str, QuestionVersion]) -> str:
    return asked[name].short if name in asked else label(name)


def _in_words(name: str, texts: list[str], asked: dict[str, QuestionVersion]) -> str:
    known = dict(asked[name].options) if name in asked else {}
    if name in CHOICES:
        known = {value: str(told) for value, told in CHOICES[name].choices}
    return "\n".join(known.get(one, one) for one in texts) or _("Left empty.")
