"""A form counts once, however often it comes.

Django puts a token against forgery into every form, drawn anew for every page that is shown: the
same token at the same address is the same form. What it does, and that it was taken, are one
transaction; so of two that come at once the second waits, and does nothing. This holds for all that
is sent by people who are signed in, and for what the public sends where a view says `@once`, or
`@in_turn` where its answer holds more than where it leads. The pages of a response are told apart
by their draft instead, which has one response.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from consultation.events import PUBLIC
from consultation.models import SentForm, User
from consultation.twice import actions
from consultation.typed import CSRF, SECRETS, WORDS, again, typed_in

SALT = "consultation.twice"
LEADS_ON = (302, 303)
WITHIN = ("/staff/", "/organisation/", "/admin/")  # addresses of people who are signed in
View = TypeVar("View", bound=Callable[..., Any])


def once(view: View) -> View:
    """The public sends it, and the same sent again does nothing. Other words are another form."""
    view.counts_once = True  # type: ignore[attr-defined]
    return view


def in_turn(view: View) -> View:
    """As `once`, but the view answers each coming itself: it knows what it did by `form_key`.

    For one whose answer holds more than where it leads, such as a cookie.
    """
    view.counts_once, view.answers_again = True, True  # type: ignore[attr-defined]
    return view


def by_its_own_name(view: View) -> View:
    """Its form has a name that it is kept under, and nothing may be written of when it came."""
    view.counts_once = False  # type: ignore[attr-defined]
    return view


def begins_with(act: Callable[[HttpRequest], None]) -> Callable[[View], View]:
    """What takes long is done before: a view that waits for others would hold the transaction open.

    Whoever is signed in can have it done, before the view asks what they may.
    """

    def marked(view: View) -> View:
        view.begins_with = act  # type: ignore[attr-defined]
        return view

    return marked


def key_of(request: HttpRequest, view: Callable[..., Any]) -> str:
    """What tells this form from every other; "" where nobody asks, or it has no token."""
    token = request.POST.get(CSRF, "") if request.method == "POST" else ""
    if not token:
        return ""
    counts = getattr(view, "counts_once", None)
    if counts is None and request.path.startswith(WITHIN) and request.user.is_authenticated:
        return _told_apart(str(request.user.pk), request.get_full_path(), token)
    if counts:
        return _told_apart(digest_of(request), request.get_full_path(), token)
    return ""


def form_key(request: HttpRequest) -> str:
    """The same for each coming of one form, for a view that answers without leading on, or in turn;
    "" where nobody asks how often it comes.
    """
    return getattr(request, "form_key", "")


def _told_apart(*parts: str) -> str:
    digest = salted_hmac(SALT, "\n".join(map(repr, parts)), algorithm="sha256")
    return str(digest.hexdigest())


def digest_of(request: HttpRequest) -> str:
    """All that was typed, chosen and uploaded; but of passwords nothing is kept."""
    fields = [
        (name, values) for name, values in request.POST.lists()
        if not any(word in name.lower() for word in SECRETS)
    ]  # fmt: skip
    files = [(name, one.name, _sha256(one)) for name, kept in request.FILES.lists() for one in kept]
    return _told_apart(repr(sorted(fields)), repr(sorted(files)))


def _sha256(file: Any) -> str:
    found = sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


class Once:
    """Middleware, below those that know the visitor and check the token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """The view's own answer the first time; later where that led."""
        key = key_of(request, view)
        if not key:
            return None
        request.form_key = key  # type: ignore[attr-defined]
        by: User | str = request.user if isinstance(request.user, User) else PUBLIC
        if act := getattr(view, "begins_with", None):
            act(request)
        digest, at = digest_of(request), timezone.now()
        with transaction.atomic():
            before = actions.note(key=key, digest=digest, by=by, at=at)
            if before is None:
                answer: HttpResponseBase = view(request, *args, **kwargs)
                leads_on = _leads_on(request, answer) and not hasattr(view, "answers_again")
                led_to = answer["Location"] if leads_on else ""
                actions.conclude(key=key, led_to=led_to, by=by, at=at)
                return answer
        if before.digest == digest:
            return HttpResponseRedirect(before.led_to, status=303)
        return _both(request, before)


def _leads_on(request: HttpRequest, answer: HttpResponseBase) -> bool:
    """It was taken: it leads to another page, with no word of an error for there."""
    told = getattr(getattr(request, "_messages", None), "_queued_messages", [])
    refused = any(one.level >= messages.ERROR for one in told)
    return answer.status_code in LEADS_ON and not refused


def _both(request: HttpRequest, before: SentForm) -> HttpResponse:
    """It was sent with something else: where that stands, and what was typed now."""
    context = {
        "led_to": before.led_to,
        "sent_at": before.at,
        "typed": typed_in(request, longer_than=WORDS),
        "again": [(name, value) for name, value in again(request) if name != CSRF],
        "path": request.get_full_path(),
    }
    return render(request, "staff/sent_already.html", context, status=409)
