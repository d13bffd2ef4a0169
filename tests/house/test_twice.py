"""Every form of the site, sent twice: the second sending leaves no row more than the first."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models

from consultation.models import Event
from tests.conftest import NOW
from tests.kept import Site, kept, whole_site
from tests.twice import FORMS
from tests.twice.form import Form, Stage


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


def counted() -> dict[str, int]:
    """How many rows there are of each noun; that somebody looked is not counted."""
    found = {}
    for model in apps.get_models():
        rows: models.QuerySet[Any] = model._default_manager.all()
        rows = Event.objects.acts() if model is Event else rows
        if model._meta.label not in ("sessions.Session", "consultation.SentForm"):
            found[model._meta.label] = rows.count()
    return found


def sent(stage: Stage, address: str, typed: dict[str, Any]) -> Any:
    for value in typed.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return stage.client.post(address, typed)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_sent_twice_it_is_one(stage: Stage, form: Form) -> None:
    address = form.address(stage)
    typed = form.filled(stage, address)
    before = counted()
    first = sent(stage, address, typed)
    after = counted()
    errs = ""
    if first.status_code == 200:
        import re
        errs = [re.sub(r"\s+"," ",e) for e in re.findall(r'govuk-error-(?:message|summary)[^>]*>(.*?)</', first.content.decode(errors="replace"), re.S)][:6]
    with time_machine.travel(NOW + timedelta(seconds=2), tick=False):
        second = sent(stage, address, typed)
    last = counted()
    diff1 = {k: after[k] - before[k] for k in after if after[k] != before[k]}
    diff2 = {k: last[k] - after[k] for k in last if last[k] != after[k]}
    same = second.get("Location") == first.get("Location")
    flag = "TWICE" if diff2 else ("ok" if first.status_code == form.first and bool(diff1) == form.leaves else "NOTTAKEN")
    print(f"@@ {flag} {form} first={first.status_code} {first.get('Location')} {diff1} second={second.status_code} same={same} {diff2} {errs} {typed if flag=='NOTTAKEN' else ''}")
