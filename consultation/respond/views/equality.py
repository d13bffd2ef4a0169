"""The equality questions: after a response is safe, one a page, each of them optional."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.events import PUBLIC
from consultation.languages import Translations
from consultation.models import Draft, EqualityQuestion, Response
from consultation.respond import actions, equality, queries, rules
from consultation.respond.content import content_of
from consultation.respond.equality_forms import EqualityForm, WillingForm
from consultation.respond.views.sent import sent_of
from consultation.respond.views.visiting import closed, form_of, lost, see_other
from consultation.respond.visit import Visit
from consultation.states import Refused


@dataclass(frozen=True)
class Turn:
    """A response whose sender is here, and what it is asked."""

    response: Response
    asked: equality.Asked
    words: Translations
    now: datetime

    @property
    def slug(self) -> str:
        """Of the consultation."""
        return self.response.consultation.slug

    def url(self, page: str) -> str:
        """The address of a page of questions; the receipt's where there is none."""
        if not page:
            return reverse("respond-sent", args=[self.slug])
        return reverse("respond-equality-page", args=[self.slug, page])


def by_its_sender(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Load what the visitor's cookie is the key to. Others are led to the page for return codes.

    Where nothing is asked any more, the receipt is shown; what was sent then is refused in words.
    """

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, slug: str, **kwargs: str) -> HttpResponse:
        found = sent_of(request, slug)
        if found is None:
            return lost(request, slug) if request.method == "POST" else redirect("return")
        draft, response = found
        now = timezone.now()
        try:
            if refusal := rules.why_not_ask_equality(response, now=now):
                raise Refused(refusal)
            content = content_of(draft)
            turn = Turn(response, equality.asked_of(response, content), content.words, now)
            return view(request, turn, **kwargs)
        except Refused as refused:
            if request.method != "POST":
                return redirect("respond-sent", slug)
            return closed(request, draft.consultation, str(refused), draft=draft, now=now)

    return answered


@by_its_sender
def explain(request: HttpRequest, turn: Turn) -> HttpResponse:
    """We have your response; do you want to answer these too?"""
    if not turn.asked.first:
        return _answered(request, turn, onward="")
    form = form_of(request, WillingForm)
    if form.is_valid():
        willing = form.cleaned_data["willing"] == WillingForm.YES
        return see_other(turn.url(turn.asked.first if willing else ""))
    context = {
        "consultation": turn.response.consultation,
        "translations": turn.words,
        "reference": turn.response.reference,
        "form": form,
        "begun": bool(turn.asked.given),
    }
    return render(request, "respond/equality.html", context)


def _answered(request: HttpRequest, turn: Turn, *, onward: str, page: str = "") -> HttpResponse:
    """It stands. `page` is what was asked for; nothing where all is answered."""
    context = {
        "consultation": turn.response.consultation,
        "translations": turn.words,
        "reference": turn.response.reference,
        "page": page,
        "onward": turn.url(onward),
        "more": onward,
    }
    return render(request, "respond/equality_answered.html", context)


@by_its_sender
def question(request: HttpRequest, turn: Turn, page: str) -> HttpResponse:
    """One question, and at the same address what follows from its answer."""
    asked = turn.asked
    if page not in asked.pages:
        raise Http404(f"There is no equality question {page!r}.")
    if request.method == "POST":
        if "skip" in request.POST:
            return see_other(turn.url(asked.after(page)))
        typed = request.POST.get("asked", "")
        meant = next((one for one in asked.shown(page) if one.key == typed), None)
        return _taken(request, turn, meant) if meant else see_other(turn.url(page))
    due = asked.due(page)
    if due is None or "stands" in request.GET:
        return _answered(request, turn, onward=page if due else asked.after(page), page=page)
    return _ask(request, turn, due, EqualityForm(question=due))


def _taken(request: HttpRequest, turn: Turn, meant: EqualityQuestion) -> HttpResponse:
    """Keep the answer and go on; where another one stands already, say so."""
    form = EqualityForm(request.POST, question=meant)
    if not form.is_valid():
        if meant.pk in turn.asked.given:
            return see_other(f"{turn.url(meant.page)}?stands")
        return _ask(request, turn, meant, form)
    value = form.cleaned_data["answer"]
    if not actions.answer_equality(
        response=turn.response, question=meant, value=value, by=PUBLIC, at=turn.now
    ):
        return see_other(f"{turn.url(meant.page)}?stands")
    asked = turn.asked.told(meant, value)
    return see_other(turn.url(meant.page if asked.due(meant.page) else asked.after(meant.page)))


def _ask(
    request: HttpRequest, turn: Turn, due: EqualityQuestion, form: EqualityForm
) -> HttpResponse:
    before = turn.asked.before(due.page)
    back = turn.url(before) if before else reverse("respond-equality", args=[turn.slug])
    context = {
        "consultation": turn.response.consultation,
        "translations": turn.words,
        "form": form,
        "back": back,
        "number": turn.asked.pages.index(due.page) + 1,
        "all": len(turn.asked.pages),
    }
    return render(request, "respond/equality_question.html", context)


def after_sending(visit: Visit) -> str:
    """The address that follows the check: the questions, where any are left; else the receipt.

    Somebody who changes a response may have answered with the one before.
    """
    slug, draft = visit.consultation.slug, visit.draft
    asks = visit.consultation.equality_set_id is not None
    if asks and (draft.replaces_id is None or _open_after_change(visit, draft)):
        return reverse("respond-equality", args=[slug])
    return reverse("respond-sent", args=[slug])


def _open_after_change(visit: Visit, draft: Draft) -> bool:
    response = queries.response_of(draft)
    return response is not None and bool(equality.asked_of(response, visit.content).first)
