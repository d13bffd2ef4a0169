"""Staff pages: the questions of a consultation, written in a draft and corrected once asked."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.access import Permission, needs
from consultation.languages import subject_of
from consultation.models import (
    Consultation,
    Question,
    QuestionKind,
    QuestionVersion,
    Translation,
    User,
)
from consultation.publish import actions, checks, outline, queries, readiness, rules
from consultation.publish.forms.questions import KindForm, QuestionForm
from consultation.publish.forms.wordings import CorrectionForm
from consultation.publish.plan import QuestionPlan
from consultation.states import Refused

STEPS = {"up": -1, "down": 1}


def _chosen(slug: str, key: str) -> tuple[Consultation, list[QuestionVersion], QuestionVersion]:
    """A question among the others of its consultation. Raises Http404."""
    found = get_object_or_404(Consultation, slug=slug)
    versions = queries.asked_in(found)
    version = next((one for one in versions if one.question.key == key), None)
    if version is None:
        raise Http404
    version.question.consultation = found
    return found, versions, version


def _back(slug: str, key: str = "") -> HttpResponse:
    """To the list; to one question in it."""
    here = f"#question-{key}" if key else ""
    return HttpResponseRedirect(f"{reverse('questions', args=[slug])}{here}", status=303)


@needs(Permission.PUBLISH, of=Consultation)
@require_safe
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions, page by page, with what is missing and what a careful reader would say."""
    found, now = get_object_or_404(Consultation, slug=slug), timezone.now()
    versions = queries.asked_in(found)
    context = {
        "consultation": found,
        "sheets": outline.sheets(versions),
        "number": len(versions),
        "minutes": checks.minutes(versions),
        "warnings": checks.warnings_of(versions),
        "gaps": [] if found.is_public else list(readiness.question_gaps(versions)),
        "may_edit": not rules.why_not_edit(found),
        "may_correct": not rules.why_not_correct(found, now=now),
        "why_not": rules.why_not_edit(found) and rules.why_not_correct(found, now=now),
    }
    return render(request, "publish/questions.html", context)


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the kind of a question to add."""
    found = get_object_or_404(Consultation, slug=slug)
    form = KindForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        kind = form.cleaned_data["kind"].lower()
        return HttpResponseRedirect(reverse("question-add", args=[slug, kind]), status=303)
    return _written(request, found, form)


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Write a question of a kind, and put it behind the others."""
    found = get_object_or_404(Consultation, slug=slug)
    if kind.upper() not in QuestionKind.values:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    chosen = QuestionKind(kind.upper())
    form = QuestionForm(typed, kind=chosen, earlier=queries.asked_in(found))

    def act(**who: Any) -> None:
        actions.add(consultation=found, plan=form.plan(), **who)

    title = f"Add a question: {chosen.label.lower()}"
    return _save(request, found, form, act, title=title)


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Change a question of a draft."""
    found, versions, version = _chosen(slug, key)
    typed = request.POST if request.method == "POST" else None
    form = QuestionForm(
        typed,
        kind=QuestionKind(version.question.kind),
        earlier=_may_decide(version, versions),
        plan=QuestionPlan.of(version),
    )

    def act(**who: Any) -> None:
        seen = form.cleaned_data["seen"]
        actions.change(question=version.question, plan=form.plan(), seen=seen, **who)

    title = f"Change the question “{key}”"
    return _save(request, found, form, act, title=title, version=version)


def _may_decide(version: QuestionVersion, versions: list[QuestionVersion]) -> list[QuestionVersion]:
    """Those before it, and the one that decides now, wherever that was moved meanwhile."""
    place, rule = versions.index(version), version.question.shown_if_id
    return [one for one in versions if versions.index(one) < place or one.question_id == rule]


def _save(
    request: HttpRequest,
    found: Consultation,
    form: QuestionForm,
    act: Callable[..., None],
    **context: Any,
) -> HttpResponse:
    """Show the form of a question, or save it and tell what a careful reader would say."""
    if form.is_bound and form.is_valid():
        try:
            act(by=cast(User, request.user), at=timezone.now())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            key = form.plan().key
            _tell_saved(request, found, key)
            return _back(found.slug, key)
    return _written(request, found, form, **context)


def _tell_saved(request: HttpRequest, found: Consultation, key: str) -> None:
    version = next(one for one in queries.asked_in(found) if one.question.key == key)
    told = checks.warnings(version)
    messages.success(request, f"The question “{key}” is saved.")
    if told:
        messages.warning(request, f"Look again at “{key}”: {' '.join(told)}")


def _written(request: HttpRequest, found: Consultation, form: Any, **context: Any) -> HttpResponse:
    """The form of a question; instead of it, why questions cannot be written now."""
    refusal = "" if form.is_bound else rules.why_not_edit(found)
    context |= {"consultation": found, "form": form, "refusal": refusal}
    return render(request, "publish/question.html", context)


@needs(Permission.PUBLISH, of=Consultation)
@require_POST
def move(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Move a question up or down by one."""
    _found, _versions, version = _chosen(slug, key)
    step = STEPS.get(request.POST.get("to", ""))
    if step is None:
        raise Http404
    try:
        actions.move_by(
            question=version.question, step=step, by=cast(User, request.user), at=timezone.now()
        )
    except Refused as why:
        messages.error(request, str(why))
    return _back(slug, key)


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Ask once more, then take a question out of a draft."""
    found, _versions, version = _chosen(slug, key)
    refusal = rules.why_not_edit(found)
    if request.method == "POST":
        by, at = cast(User, request.user), timezone.now()
        try:
            actions.remove(question=version.question, by=by, at=at)
        except Refused as why:
            refusal = str(why)
        else:
            messages.success(request, f"The question “{key}” is removed.")
            return _back(slug)
    context = {"consultation": found, "version": version, "refusal": refusal}
    return render(request, "publish/question_remove.html", context)


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Word a question anew once it is asked: write, compare side by side, confirm."""
    found, _versions, newest = _chosen(slug, key)
    version, typed = newest, request.POST if request.method == "POST" else None
    if typed is not None:
        version = _numbered(newest.question, typed.get("number", "")) or newest
    form = CorrectionForm(typed, version=version)
    context: dict[str, Any] = {
        "consultation": found, "form": form, "version": version, "title": f"Correct “{key}”",
        "refusal": "" if form.is_bound else rules.why_not_correct(found, now=timezone.now()),
    }  # fmt: skip
    pressed = request.POST.get("act", "")
    if not form.is_bound or not form.is_valid() or pressed == "change":
        return render(request, "publish/question_correct.html", context)
    after = QuestionVersion(**form.words(), correction=form.cleaned_data["reason"])
    if refusal := rules.why_not_reword(version, after):
        form.add_error(None, refusal)
    elif pressed == "confirm" and _corrected(request, version, form):
        return _back(slug, key)
    if not form.errors:
        context["differences"] = list(outline.differences(version, after))
        context["next"] = version.number + 1
        context["warnings"] = _said_of(after, version.question)
        subject = subject_of(version)
        context["translated"] = Translation.objects.filter(subject=subject).exists()
        form.confirm()
    return render(request, "publish/question_correct.html", context)


def _numbered(question: Question, number: str) -> QuestionVersion | None:
    """The wording that the form was drawn for, which may be no longer the newest."""
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        return None
    found = question.versions.filter(number=int(number)).first()
    if found is not None:
        found.question = question
    return found


def _said_of(after: QuestionVersion, question: Question) -> list[str]:
    after.question = question
    return checks.warnings(after)


def _corrected(request: HttpRequest, version: QuestionVersion, form: CorrectionForm) -> bool:
    """Whether it was; the refusal stands in the form."""
    try:
        actions.correct(
            version=version,
            words=form.words(),
            reason=form.cleaned_data["reason"],
            by=cast(User, request.user),
            at=timezone.now(),
        )
    except Refused as why:
        form.add_error(None, str(why))
        return False
    messages.success(
        request,
        f"“{version.question.key}” is asked in the new wording from now on. Reports show the "
        "answers to both wordings side by side.",
    )
    return True
