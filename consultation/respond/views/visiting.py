"""Who may turn a page of the journey, and what happens to the others."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.models import Consultation, Draft
from consultation.publish.late_replies import told_of_late_replies
from consultation.publish.rules import grace_at, in_words, told_of_pause_now
from consultation.respond import journey, rules
from consultation.respond.actions import Overtaken
from consultation.respond.views.twice import sent_already
from consultation.respond.visit import Visit, code_of, cookie_name, draft_of
from consultation.states import Refused
from consultation.templatetags.page_form import PageForm
from consultation.translate.queries import translations_of
from consultation.typed import WORDS, typed_in

COOKIE_SECONDS = 28 * 24 * 3600
PageView = Callable[..., HttpResponse]


def remember(response: HttpResponse, consultation: Consultation, token: str) -> None:
    """Give the visitor the key to the draft: a cookie that no script can read."""
    response.set_cookie(
        cookie_name(consultation.slug),
        token,
        max_age=COOKIE_SECONDS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def closed(
    request: HttpRequest,
    consultation: Consultation,
    refusal: str,
    *,
    draft: Draft | None,
    now: datetime,
) -> HttpResponse:
    """The refusal, with what was answered and typed shown so that it can be kept."""
    unsent = draft if draft and not draft.sent_at else None
    onward = bool(unsent and not rules.why_not_continue(unsent, now=now))
    kept = bool(unsent and not rules.is_forgotten(unsent, now=now))
    context = {
        "consultation": consultation,
        "translations": translations_of(consultation),
        "refusal": refusal,
        "paused": told_of_pause_now(consultation),
        "grace": grace_at(consultation, now),
        "onward": onward,
        "kept": kept,
        "answered": _answered(request, unsent, now) if unsent and kept and not onward else None,
        "typed": typed_in(request, longer_than=WORDS),
    }
    return render(request, "respond/closed.html", context, status=403)


def _answered(request: HttpRequest, draft: Draft, now: datetime) -> dict[str, Any] | None:
    """What was not sent in time, as the check would have shown it; None where nothing was."""
    visit = Visit.of(draft, now)
    if not visit.answers.told:
        return None
    return {
        "replaces": draft.replaces,
        "first": visit.first_lines(),
        "sections": visit.sections(),
        "last": visit.last_lines(),
        "whole": visit.answers.is_all_read,
        "code": code_of(request, draft.consultation.slug),
        "until": in_words(draft.saved_at + Draft.KEPT_FOR),
        "late": told_of_late_replies(draft.consultation, now=now),
    }


def lost(request: HttpRequest, slug: str) -> HttpResponse:
    """No draft belongs to this visitor; what was typed is shown so that it can be kept."""
    consultation = get_object_or_404(Consultation.objects.published(), slug=slug)
    typed = typed_in(request, longer_than=WORDS)
    context = {"consultation": consultation, "typed": typed}
    return render(request, "respond/lost.html", context, status=404)


def on_a_visit(view: PageView) -> Callable[..., HttpResponse]:
    """Load the visitor's draft, and turn away those who have none, have sent it, or are late.

    What differs from what was sent is shown beside it.

    A page that lost a race against another of the same draft is shown as the other left it.
    """

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def visited(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        draft = draft_of(request, slug)
        now = timezone.now()
        if draft is None or rules.is_forgotten(draft, now=now):
            return lost(request, slug)
        if draft.sent_at is not None:
            return sent_already(request, draft, now=now, station=kwargs.get("station", ""))
        if refusal := rules.why_not_continue(draft, now=now):
            return closed(request, draft.consultation, refusal, draft=draft, now=now)
        before = draft.version
        try:
            answer = view(request, Visit.of(draft, now), **kwargs)
        except Overtaken:
            return visited(request, slug, **kwargs)
        except Refused as refused:
            return closed(request, draft.consultation, str(refused), draft=draft, now=now)
        # The 28 days count from the last page saved; and a pause may last longer than the cookie.
        if draft.version != before or draft.consultation.is_paused:
            remember(answer, draft.consultation, request.COOKIES[cookie_name(slug)])
        return answer

    return visited


def see_other(address: str) -> HttpResponse:
    """On to a page to be fetched, after a POST."""
    return HttpResponseRedirect(address, status=303)


def back_from(request: HttpRequest, visit: Visit, page: journey.Page) -> str:
    """Where Back leads: the page before, or the check while one answer is changed."""
    if "change" in request.GET:
        return journey.Page(journey.CHECK).url(visit.consultation)
    if before := visit.route.before(page):
        return before.url(visit.consultation)
    return reverse("respond", args=[visit.consultation.slug])


def frame_of(visit: Visit) -> dict[str, Any]:
    """What every page of the journey says: for what, in whose words; a pause, or the grace."""
    return {
        "consultation": visit.consultation,
        "translations": visit.content.words,
        "paused": told_of_pause_now(visit.consultation),
        "grace": grace_at(visit.consultation, visit.now),
    }


def form_of(request: HttpRequest, form: type[PageForm], **kwargs: Any) -> Any:
    """The form of this request: what was posted, or fresh."""
    return form(request.POST if request.method == "POST" else None, **kwargs)
