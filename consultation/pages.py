"""Pages that belong to no room: home, the notices, health, and what is shown on an error."""

import errno
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe
from psycopg.errors import ReadOnlySqlTransaction

from consultation.access import lacks_second_factor
from consultation.audit.retention import TERMS, Term, terms_of_each
from consultation.ledger import queries as ledger
from consultation.models import CountedFrom, Message, Part, Report
from consultation.publish import queries
from consultation.publish.forms.consultations import PostcodeForm
from consultation.publish.rules import standing_at
from consultation.respond.tally import is_counting
from consultation.templatetags.gallery import gallery_context
from consultation.translate.queries import translations_of_all
from consultation.typed import WORDS, again, typed_in


@dataclass(frozen=True)
class Cookie:
    """One cookie of ours, as its page lists it."""

    name: str
    purpose: Any  # words in the language of the page
    kept: Any


COOKIES = (
    Cookie(
        f"{settings.DRAFT_COOKIE_NAME}-…",
        _(
            "Finds the answers that you have not sent yet, and your receipt afterwards. "
            "One for each consultation you respond to."
        ),
        _("28 days"),
    ),
    Cookie(
        settings.PLACE_COOKIE_NAME,
        _(
            "Holds your borough and a grid reference after you have typed a postcode, so that "
            "distances can be shown. It does not hold the postcode."
        ),
        _("Until you close your browser, and no longer than a day"),
    ),
    Cookie(
        settings.CSRF_COOKIE_NAME,
        _("Makes sure that what is sent to us comes from our own pages."),
        _("1 year"),
    ),
    Cookie(
        settings.SESSION_COOKIE_NAME,
        _("Keeps staff signed in. The public has none."),
        _("12 hours"),
    ),
    Cookie(
        settings.MESSAGES_COOKIE_NAME,
        _("Tells staff once that something was done."),
        _("Until the message has been shown"),
    ),
)
#: What is kept for a time, as the privacy page calls it.
KEPT = {
    Part.IDENTITY: _("Your name and email address"),
    Part.MESSAGES: _("Emails that we sent you"),
    Part.FILES: _("Files that you added, and scans of paper"),
    Part.WORDS: _("What you wrote"),
}
AFTER_CLOSE = _("%(what)s: %(how_long)s after the consultation closes")
# As retention.due_on has it: three months are LEAST_MONTHS.
AFTER_DECISION = _(
    "%(what)s: %(how_long)s after the decision, but at least 3 months after the consultation "
    "closes. Until the day of the decision is known, we keep it."
)
READ_NOTHING = "SELECT 1"
LATE_SECONDS = 900  # work that waits longer than this is worth a look
SECURITY_TXT_FOR = timedelta(days=180)
TOO_BIG = _("What was sent is too large for this page.")
#: What a disk says that holds no more, is not written to any more, or is away, as a bucket can be.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
RETRY_SECONDS = 120  # when a machine may ask again after an outage


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and every consultation, open ones first."""
    now = timezone.now()
    shown = queries.home_page(now)
    only = shown.open[0].consultation if len(shown.open) == 1 else None

    def cards(of: list[queries.Card]) -> list[dict[str, Any]]:
        return [{"card": one, "standing": standing_at(one.consultation, now)} for one in of]

    context = {
        "open": cards(shown.open),
        "paused": cards(shown.paused),
        "coming": cards(shown.coming),
        "closed": cards(shown.closed),
        "only": only,
        "form": PostcodeForm(consultation=only) if only else None,
        "translations": translations_of_all(
            one.consultation for one in (*shown.open, *shown.coming, *shown.closed)
        ),
    }
    return render(request, "pages/home.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom."""
    shown = queries.with_notices()
    terms = terms_of_each(shown)
    context = {
        "consultations": [(one, _told(_own(terms[one.pk]))) for one in shown],
        "translations": translations_of_all(shown),
        "kept": _told(TERMS),
    }
    return render(request, "pages/privacy.html", context)


def _own(terms: Iterable[Term]) -> list[Term]:
    """Those that differ from what goes without saying."""
    usual = {(one.part, one.counted_from, one.months) for one in TERMS}
    return [one for one in terms if (one.part, one.counted_from, one.months) not in usual]


def _told(terms: Iterable[Term]) -> list[str]:
    """How long each is kept, in a line."""
    return [
        (AFTER_DECISION if one.counted_from == CountedFrom.DECISION else AFTER_CLOSE)
        % {"what": KEPT[one.part], "how_long": _how_long(one.months)}
        for one in terms
    ]


def _how_long(months: int) -> str:
    years, rest = divmod(months, 12)
    if rest:
        return ngettext("%(number)s month", "%(number)s months", months) % {"number": months}
    return ngettext("%(number)s year", "%(number)s years", years) % {"number": years}


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """Each cookie, what it is for and how long it lasts."""
    return render(request, "pages/cookies.html", {"cookies": COOKIES})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what was not, and whom to tell."""
    return render(request, "pages/accessibility.html")


@require_safe
def proofs(request: HttpRequest) -> HttpResponse:
    """How to check a receipt: what it needs, what it shows, and what it does not."""
    newest = {one["name"]: one for one in ledger.known_keys()}
    context = {
        "keys": list(newest.values()),
        "receipts": f"{settings.LEDGER_ORIGIN}/receipts",
        "entries": ledger.published_size(),
    }
    return render(request, "pages/proofs.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to respond, what happens then, and whom to ask."""
    now = timezone.now()
    shown = [one for one in queries.with_notices() if not one.is_closed_at(now)]
    context = {"consultations": shown, "translations": translations_of_all(shown)}
    return render(request, "pages/help.html", context)


def _waiting() -> dict[str, int | None]:
    """Seconds that the oldest e-mail, report and entry of the log wait; None where none does."""
    now = timezone.now()
    message = Message.objects.due_at(now).order_by("due_at").first()
    report = Report.objects.due_at(now).first()
    return {
        "oldest_message_seconds": int((now - message.due_at).total_seconds()) if message else None,
        "oldest_report_seconds": int((now - report.asked_at).total_seconds()) if report else None,
        "oldest_unlogged_seconds": int(ledger.longest_wait(now)) or None,
    }


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For machines and for people: 200 while the database answers, else 503.

    Late work does not make it 503: responses are still taken while e-mails or reports wait, and
    while limits are not counted.
    JSON, or plain text where `Accept` asks for text/plain.
    """
    report: dict[str, Any]
    try:
        with connection.cursor() as cursor:
            cursor.execute(READ_NOTHING)
        waiting = _waiting()
    except (OperationalError, InterfaceError):
        report = {"state": "down", "database": "unreachable"}
    else:
        late = any((seconds or 0) > LATE_SECONDS for seconds in waiting.values())
        counting = is_counting(timezone.now())
        report = {
            "state": "late" if late else "ok",
            "database": "reachable",
            "limits": "counted" if counting else "not counted: Valkey does not answer",
            **waiting,
        }
    code = 503 if report["state"] == "down" else 200
    if request.get_preferred_type(["application/json", "text/plain"]) == "text/plain":
        lines = (f"{name}: {'none' if value is None else value}" for name, value in report.items())
        text = "\n".join(lines) + "\n"
        return HttpResponse(text, status=code, content_type="text/plain; charset=utf-8")
    return JsonResponse(report, status=code)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116). Renewed each day, for half a year."""
    if not settings.SECURITY_CONTACT:
        raise Http404("No contact is named.")
    today = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{today + SECURITY_TXT_FOR:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "en",
        "Canonical": f"{settings.PUBLIC_URL}{request.path}",
        "Policy": settings.SECURITY_POLICY,
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items() if value)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: as a rule its page stood open for long. Show it all back."""
    context = {"typed": typed_in(request), "continue_href": request.path}
    return render(request, "csrf_failure.html", context, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What arrived could not be read."""
    reason = TOO_BIG if isinstance(exception, RequestDataTooBig) else ""
    return HttpResponse(render_to_string("400.html", {"reason": reason}), status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A rule says no: its own sentence, and the way to two-factor sign-in where that is missing."""
    lacking = hasattr(request, "user") and lacks_second_factor(request.user)
    context = {"reason": str(exception), "set_up": lacking}
    return render(request, "403.html", context, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing at this address."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke. What takes nothing for now is an outage: it never reads as "closed"."""
    if _takes_nothing(sys.exc_info()[1]):
        return _away(request)
    return HttpResponse(render_to_string("500.html"), status=500)


def _takes_nothing(problem: BaseException | None) -> bool:
    """The database is away, full or not to be written to; or our files are, or their disk is full.

    A database that has become the copy of another one says so by an error of another kind.
    """
    if isinstance(problem, (OperationalError, InterfaceError)):
        return True
    if isinstance(problem, OSError):
        return problem.errno in FULL
    return problem is not None and isinstance(problem.__cause__, ReadOnlySqlTransaction)


def _away(request: HttpRequest) -> HttpResponse:
    """The outage page, with what was typed and a way to send it again. Reads no row."""
    context = {
        "typed": typed_in(request, longer_than=WORDS),
        "again": again(request),
        "path": request.get_full_path(),
    }
    answer = HttpResponse(render_to_string("503.html", context), status=503)
    answer["Retry-After"] = str(RETRY_SECONDS)
    add_never_cache_headers(answer)
    return answer


@never_cache
@login_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component and every kind of field, for those who build pages."""
    return render(request, "gallery.html", gallery_context(errors="errors" in request.GET))
