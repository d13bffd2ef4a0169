"""Accounts and roles for those who give and those who audit them: who, since when, joined, left."""

import csv
import io
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, may, needs
from consultation.models import EventKind, User
from consultation.reading.views import lists, shows
from consultation.reply.forms import SureForm
from consultation.reply.views.steps import Step, step, typed
from consultation.scopes import SITE, site
from consultation.signin import actions, guesses, people, rules
from consultation.signin.account_forms import PERIODS, PeriodForm, close_form, reopen_form
from consultation.spreadsheets import MARK, safe

ON_A_PAGE = 50
MOST_TOLD = 100  # joiners and leavers on the page; the rest is in Django's admin
COLUMNS = ("Name", "Email address", "Roles", "Joined", "Last signed in", "Second factor", "State")


@needs(Permission.READ_EVENTS, of=None)
@require_safe
@lists(EventKind.PERSONAL_READ, of=User)
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account with its roles; who joined and left; at whose somebody guesses."""
    now, reader = timezone.now(), cast(User, request.user)
    form = PeriodForm(request.GET or None)
    days = form.chosen
    joined, left = people.movements(reader, since=now - timedelta(days=days))
    page = Paginator(people.accounts_for(reader), ON_A_PAGE).get_page(request.GET.get("page"))
    manages = may(reader, Permission.GRANT_ROLES, about=SITE)
    context = {
        "form": form,
        "page": page,
        "rows": [
            {
                "person": one,
                "grants": one.held,  # type: ignore[attr-defined]
                "dormant": people.is_dormant(one, now),
            }
            for one in page
        ],
        "days": people.DORMANT.days,
        "period": PERIODS.get(str(days), PERIODS["90"]).lower(),
        "joined": joined[:MOST_TOLD],
        "left": left[:MOST_TOLD],
        "more": max(len(joined), len(left)) > MOST_TOLD,
        "manages": manages,
        "locked": guesses.locked_lately(now) if manages else [],
    }
    return render(request, "signin/accounts.html", context)


@needs(Permission.READ_EVENTS, of=None)
@require_safe
def accounts_file(request: HttpRequest) -> HttpResponse:
    """The same accounts as a CSV file; that it was taken is recorded."""
    now, reader = timezone.now(), cast(User, request.user)
    found = list(people.accounts_for(reader))
    actions.note_download(by=reader, rows=len(found), at=now)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(safe(_cells(one)) for one in found)
    content = MARK + text.getvalue().encode()
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="accounts-{now:%Y-%m-%d}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _cells(person: Any) -> Iterable[str]:
    roles = "; ".join(
        f"{one.get_role_display()}{f' ({one.scope})' if one.scope else ''}" for one in person.held
    )
    state = "in use" if person.is_active else "closed"
    if people.is_dormant(person, timezone.now()):
        state = f"not used for {people.DORMANT.days} days"
    return (
        person.name,
        person.email,
        "; ".join(filter(None, ["Superuser" if person.is_superuser else "", roles])),
        _day(person.joined_at),
        _day(person.last_login),
        _day(person.two_factor_since),
        state,
    )


def _day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""


def _found(pk: int) -> User:
    """Raises Http404."""
    found = people.account_of_key(pk)
    if found is None:
        raise Http404
    return found


def _around(person: User) -> Step:
    return Step(caption=person.name, back=reverse("accounts"), back_text="Accounts and roles")


@needs(Permission.GRANT_ROLES, of=site)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(User)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody left."""
    found = _found(pk)
    return step(
        request,
        _around(found),
        close_form(typed(request), found.name, found.grants.in_force().count()),
        lambda **asked: actions.close_account(person=found, **asked),
        done=f"The account of {found.name} is closed.",
        refusal=rules.why_not_close(request.user, found),
    )


@needs(Permission.GRANT_ROLES, of=site)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(User)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is back."""
    found = _found(pk)
    return step(
        request,
        _around(found),
        reopen_form(typed(request), found.name),
        lambda **asked: actions.reopen_account(person=found, **asked),
        done=f"The account of {found.name} is open again.",
        refusal=rules.why_not_reopen(request.user, found),
    )


@needs(Permission.GRANT_ROLES, of=site)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(User)
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody mistyped their password too often, and is known to be themselves."""
    found = _found(pk)
    form = SureForm(
        typed(request),
        title=f"Unlock the account of {found.name}",
        lead=(
            "Ask them by phone first whether it was they who tried. The wrong passwords of before "
            "count no more, so whoever guesses can go on."
        ),
        button="Unlock the account",
    )
    return step(
        request,
        _around(found),
        form,
        lambda **asked: actions.unlock(person=found, **asked),
        done=f"{found.name} can sign in again.",
        refusal=rules.why_not_unlock(request.user, found, now=timezone.now()),
    )
