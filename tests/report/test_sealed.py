"""Before the close figures are interim: few see them, they say so, and each look is recorded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation.models import Consultation, Event, FileKind, Report, ReportKind, User
from consultation.report import actions, rules
from consultation.states import Refused
from tests.conftest import Town, account
from tests.report.conftest import Make, content

SignIn = Callable[[User], Client]


def test_a_decision_maker_reads_nothing_before_the_close(
    sign_in: SignIn, decision_maker: User, make: Make, consultation: Consultation
) -> None:
    report = make()
    visitor = sign_in(decision_maker)
    pages = [
        reverse("report", args=[report.pk]), reverse("report-file", args=[report.pk, "csv"])
    ]  # fmt: skip
    for page in pages:
        answer = visitor.get(page)
        assert answer.status_code == 403
        assert "another role to read figures before the consultation closes" in (
            answer.content.decode()
        )
    for name in ("reports", "report-schedules"):
        listing = reverse(name, args=[consultation.slug])
        page = visitor.get(listing).content.decode()
        assert "Sealed until the close" in page
        assert "Summary for the whole consultation" not in page
        assert "Make the report" not in page
        assert visitor.post(listing, {"kind": "BOROUGH", "every": "NIGHTLY"}).status_code == 200
    with pytest.raises(Refused, match="another role to read figures before"):
        actions.ask(
            consultation=consultation, kind=ReportKind.BOROUGH, by=decision_maker,
            at=timezone.now(), borough=consultation.proposals.first().station.borough,  # type: ignore[union-attr]
        )  # fmt: skip
    assert Report.objects.count() == 1


def test_after_the_close_a_decision_maker_reads_and_asks(
    sign_in: SignIn,
    decision_maker: User,
    make: Make,
    consultation: Consultation,
    after_close: time_machine.Traveller,
) -> None:
    early = make()
    Report.objects.filter(pk=early.pk).update(
        key="0" * 64, figures_at=consultation.closes_at - timedelta(days=1)
    )
    visitor = sign_in(decision_maker)
    page = visitor.get(reverse("report", args=[early.pk])).content.decode()
    assert "INTERIM" in page
    assert "Counted before the consultation had closed" in page
    visitor.post(reverse("reports", args=[consultation.slug]), {"kind": "WHOLE"})
    final = Report.objects.latest("pk")
    assert final != early
    actions.make_next(clock=timezone.now)
    page = visitor.get(reverse("report", args=[final.pk])).content.decode()
    assert "INTERIM" not in page
    assert not final.is_interim


def test_pages_and_files_say_interim_and_each_look_is_an_event(
    sign_in: SignIn, analyst: User, make: Make, consultation: Consultation
) -> None:
    report = make()
    page = reverse("report", args=[report.pk])
    visitor = sign_in(analyst)
    for _look in range(2):
        assert "INTERIM" in visitor.get(page).content.decode()
    seen = Event.objects.filter(kind="report.read")
    assert list(seen.values_list("about", "by", "consultation")) == [
        (f"report:{report.pk}", analyst.pk, consultation.pk)
    ] * 2  # fmt: skip
    assert b"INTERIM: counted before the consultation had closed" in content(report, FileKind.HTML)
    for file in report.files.all():
        assert "-interim-" in file.name


def test_final_figures_are_read_without_an_event_and_say_nothing_of_interim(
    sign_in: SignIn, analyst: User, make: Make, after_close: time_machine.Traveller
) -> None:
    report = make()
    assert b"INTERIM" not in content(report, FileKind.HTML)
    assert b"INTERIM" not in sign_in(analyst).get(reverse("report", args=[report.pk])).content
    assert not Event.objects.filter(kind="report.read").exists()
    assert not any("interim" in file.name for file in report.files.all())


def test_a_waiting_report_shows_no_figures_so_that_a_look_is_no_event(
    sign_in: SignIn, analyst: User, consultation: Consultation
) -> None:
    asked = actions.ask(
        consultation=consultation, kind=ReportKind.WHOLE, by=analyst, at=timezone.now()
    )
    sign_in(analyst).get(reverse("report", args=[asked.pk]))
    assert not Event.objects.filter(kind="report.read").exists()


@pytest.mark.parametrize(
    ("after", "interim"), [(timedelta(0), True), (timedelta(seconds=1), False)]
)
def test_the_last_instant_of_grace_is_interim(
    consultation: Consultation, decision_maker: User, after: timedelta, interim: bool
) -> None:
    at = consultation.grace_ends_at + after
    assert bool(rules.why_not_see_interim(decision_maker, consultation, at)) == interim


def test_while_it_is_paused_nothing_is_final(
    consultation: Consultation, decision_maker: User
) -> None:
    consultation.state = "SUSPENDED"
    at = consultation.grace_ends_at + timedelta(days=9)
    assert rules.why_not_see_interim(decision_maker, consultation, at)


def test_an_analyst_of_a_borough_sees_interim_figures_of_it_alone(
    sign_in: SignIn, consultation: Consultation, town: Town, owner: User, make: Make
) -> None:
    from consultation.models import Role

    analyst = account(Role.ANALYST, "borough-analyst", borough=town.redbridge)
    asked: dict[str, Any] = {"consultation": consultation, "at": timezone.now()}
    own = actions.ask(kind=ReportKind.STATION, station=town.ilford, by=analyst, **asked)
    actions.make_next(clock=timezone.now)
    visitor = sign_in(analyst)
    assert visitor.get(reverse("report", args=[own.pk])).status_code == 200
    listing = visitor.get(reverse("reports", args=[consultation.slug])).content.decode()
    assert "Summary of one front counter" in listing
    assert "Summary of the whole consultation" not in listing
    assert "Every response" not in listing
    whole = make()
    assert visitor.get(reverse("report", args=[whole.pk])).status_code == 403
