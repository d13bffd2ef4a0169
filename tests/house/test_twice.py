"""Every form of the site, sent twice: the second changes no row, and leads where the first led.

Of tables everything is compared: how many rows there are, and what stands in them. The second comes
two seconds later, so that a time that is written anew is seen too.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from consultation.models.event import READINGS
from tests.conftest import NOW
from tests.kept import Site, kept, whole_site
from tests.site import ROUTES
from tests.twice import APART, FORMS
from tests.twice.form import Form, Stage

LOOKED = ", ".join(f"'{kind}'" for kind in READINGS)
WHOLE = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {} t"


@pytest.fixture(scope="module")
def site_of(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[], Site]]:
    """Written once for all the tests here."""
    with kept(django_db_blocker, whole_site) as copied:
        yield copied


@pytest.fixture
def stage(site_of: Callable[[], Site], db: None) -> Stage:
    site = site_of()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return Stage(site).as_(site.superuser)


def standing() -> dict[str, tuple[int, int]]:
    """Of each table its rows, counted and digested; but for sessions, and that somebody looked."""
    tables = {one._meta.db_table for one in apps.get_models()}
    tables -= {"django_session", "consultation_sentform"}
    asked = {one: WHOLE.format(one) for one in sorted(tables)}
    asked["consultation_event"] += f" WHERE kind NOT IN ({LOOKED})"
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{t}', q.* FROM ({q}) q" for t, q in asked.items())
        )
        return {name: (rows, digest) for name, rows, digest in cursor.fetchall()}


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [one for one in before if before[one] != after[one]]


def _why_not(answer: Any) -> list[str]:
    """What its page says is wrong, for whoever mends the table."""
    page = b"" if answer.streaming else answer.content
    return re.findall(r'href="#(?:id_|form-)[^>]*>([^<]*)', page.decode(errors="replace"))


def sent(stage: Stage, address: str, typed: dict[str, Any]) -> Any:
    for value in typed.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return stage.client.post(address, typed)


#: Of each kind one: what `make test` tries; the others are sweeps.
ONE_OF_EACH = {
    "hold-new", "question-move", "transcription-new", "own-code-new", "respond-page check",
    "respond-change", "return-mail", "join",
}  # fmt: skip


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(one, marks=() if str(one) in ONE_OF_EACH else pytest.mark.sweeps, id=str(one))
        for one in FORMS
    ],
)
def test_sent_twice_it_is_one(stage: Stage, form: Form) -> None:
    address = form.address(stage)
    typed = form.filled(stage, address)
    before = standing()
    first = sent(stage, address, typed)
    after = standing()
    taken = (first.status_code, bool(changed(before, after)))
    assert taken == (form.first, form.leaves), (_why_not(first), first.get("Location"))
    with time_machine.travel(NOW + timedelta(seconds=2), tick=False):
        second = sent(stage, address, typed)
    last = standing()
    assert changed(after, last) == form.again_changes, second.status_code
    if form.again:
        assert second.status_code == form.again
    else:
        assert second.get("Location") == first.get("Location"), second.status_code


def _views(patterns: list[Any]) -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            if entry.app_name != "admin":
                yield from _views(entry.url_patterns)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name, entry.callback


def _methods(view: Any, seen: frozenset[int] = frozenset()) -> list[str]:
    """What the decorators of a view let in; nothing where it has no such decorator."""
    if id(view) in seen or not callable(view):
        return []
    names = getattr(getattr(view, "__code__", None), "co_freevars", ())
    cells = getattr(view, "__closure__", None) or ()
    held = dict(zip(names, (one.cell_contents for one in cells), strict=True))
    if "request_method_list" in held:
        return list(held["request_method_list"])
    within = [*held.values(), getattr(view, "__wrapped__", None)]
    found = (_methods(one, seen | {id(view)}) for one in within)
    return next((one for one in found if one), [])


TOLD_BY_NO_DECORATOR = {"sign-in", "sign-out", "respond-page"}  # and they take forms


def test_every_form_is_sent_or_a_reason_stands_in_the_list(stage: Stage) -> None:
    views = dict(_views(get_resolver().url_patterns))
    taking = {name for name, view in views.items() if "POST" in _methods(view)}
    unknown = {name for name, view in views.items() if not _methods(view)} - TOLD_BY_NO_DECORATOR
    for route in ROUTES:
        if route.name in unknown:  # they read, and say so themselves
            address = reverse(route.name, args=route.arguments(stage.world))
            assert stage.client.post(address).status_code == 405, route.name
    here = {form.name for form in FORMS}
    assert here.isdisjoint(APART)
    assert here | set(APART) == taking | TOLD_BY_NO_DECORATOR
    assert all(APART.values())
    assert {str(form) for form in FORMS} > ONE_OF_EACH
    assert len({str(form) for form in FORMS}) == len(FORMS) > 110


def test_files_of_people_who_are_signed_in_are_scanned_before_a_transaction_is_opened() -> None:
    """A table that is imported is read there and then, and kept as rows, not as a file."""
    views = dict(_views(get_resolver().url_patterns))
    reading = {
        name for name, view in views.items()
        if "request.FILES" in inspect.getsource(inspect.unwrap(view))
    }  # fmt: skip
    marked = {name for name, view in views.items() if hasattr(view, "begins_with")}
    assert marked == reading - {"import-new"}
    assert marked == {"own-reply-files", "own-reply-word", "transcription-scans"}


def test_what_changes_again_has_a_reason() -> None:
    assert all(form.because for form in FORMS if form.again_changes or not form.leaves)
