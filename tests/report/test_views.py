"""The staff pages of reports, without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultation.models import Consultation, Event, FileKind, Report, ReportKind, Response, User
from consultation.report import actions
from tests import factories
from tests.conftest import Town
from tests.report.conftest import Make, content

SignIn = Callable[[User], Client]


@pytest.fixture
def list_url(consultation: Consultation) -> str:
    """Where reports are asked for."""
    return reverse("reports", args=[consultation.slug])


@pytest.mark.parametrize(
    ("person", "answer"),
    [
        ("analyst", 200), ("moderator", 403), ("council_drafter", 403),
        *(
            pytest.param(*one, marks=pytest.mark.sweeps)
            for one in (
                ("owner", 200), ("superuser", 200), ("auditor", 403), ("council_approver", 403),
            )
        ),
    ],
)  # fmt: skip
def test_who_may_open_the_pages(
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    list_url: str,
    make: Make,
    person: str,
    answer: int,
) -> None:
    report = make()
    visitor = sign_in(request.getfixturevalue(person))
    pages = [
        list_url,
        reverse("report", args=[report.pk]),
        reverse("report-file", args=[report.pk, "pdf"]),
    ]
    for page in pages:
        got = visitor.get(page)
        assert got.status_code == answer
        if got.streaming:
            list(got.streaming_content)  # type: ignore[attr-defined]


def test_visitors_sign_in_first(client: Client, list_url: str, make: Make) -> None:
    report = make()
    for page in [
        list_url,
        reverse("report", args=[report.pk]),
        reverse("report-file", args=[report.pk, "csv"]),
    ]:
        answer = client.get(page)
        assert answer.status_code == 302
        assert answer["Location"] == f"{reverse('sign-in')}?next={page}"


def test_exports_have_a_permission_of_their_own(
    sign_in: SignIn, list_url: str, make: Make, decision_maker: User
) -> None:
    report = make(ReportKind.EXPORT)
    visitor = sign_in(decision_maker)
    listing = visitor.get(list_url).content.decode()
    assert "Every response, as CSV, Excel and Parquet" not in listing
    assert "Export of all responses" not in listing
    for page in (
        reverse("report", args=[report.pk]),
        reverse("report-file", args=[report.pk, "csv"]),
    ):
        answer = visitor.get(page)
        assert answer.status_code == 403
        assert "You need another role to export all responses" in answer.content.decode()
    asked = visitor.post(list_url, {"kind": "EXPORT"})
    assert asked.status_code == 200
    assert Report.objects.count() == 1


def test_asking_leads_to_the_report(
    sign_in: SignIn, list_url: str, analyst: User, consultation: Consultation, town: Town
) -> None:
    visitor = sign_in(analyst)
    for kind, more in [
        ("WHOLE", {}),
        ("STATION", {"station": "ilford"}),
        ("BOROUGH", {"borough": "camden"}),
    ]:
        answer = visitor.post(list_url, {"kind": kind, **more})
        report = Report.objects.latest("pk")
        assert (report.kind, report.asked_by) == (kind, analyst)
        assert answer.status_code == 302
        assert answer["Location"] == reverse("report", args=[report.pk])
    again = visitor.post(list_url, {"kind": "WHOLE"})
    assert Report.objects.count() == 3
    assert again["Location"] == reverse("report", args=[Report.objects.get(kind="WHOLE").pk])


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Select what you need"),
        ({"kind": "NONSENSE"}, "Select a valid choice"),
        ({"kind": "STATION"}, "Select a front counter"),
        ({"kind": "STATION", "station": "romford"}, "Select a valid choice"),
        ({"kind": "BOROUGH"}, "Select a borough"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_queued(
    sign_in: SignIn, list_url: str, analyst: User, sent: dict[str, str], words: str
) -> None:
    answer = sign_in(analyst).post(list_url, sent)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert words in page
    assert "<title>Error:" in page.replace("\n", "")
    assert Report.objects.count() == 0


def test_how_far_it_is_can_be_read_without_javascript(
    sign_in: SignIn, list_url: str, analyst: User, consultation: Consultation
) -> None:
    visitor = sign_in(analyst)
    visitor.post(list_url, {"kind": "WHOLE"})
    report = Report.objects.get()
    url = reverse("report", args=[report.pk])
    page = visitor.get(url).content.decode()
    assert '<progress class="cp-progress__bar" id="progress-bar" value="0" max="10">' in page
    assert "It is waiting for its turn." in page
    assert f'href="{url}">Check again' in page
    Report.objects.filter(pk=report.pk).update(
        state="RUNNING", steps_done=2, step="Making the PDF", attempt=1,
        lease_until=timezone.now() + timedelta(seconds=60),
    )  # fmt: skip
    page = visitor.get(url).content.decode()
    assert 'value="2" max="10"' in page
    assert "Making the PDF: step 2 of 10." in page
    assert 'role="status"' in page


def test_a_failed_report_says_why_and_has_a_button(
    sign_in: SignIn, analyst: User, make: Make, files_root: Path
) -> None:
    files_root.write_text("in the way")
    report = make()
    url = reverse("report", args=[report.pk])
    visitor = sign_in(analyst)
    page = visitor.get(url).content.decode()
    assert "The files could not be saved." in page
    assert "Traceback" not in page
    assert "Run again" in page
    answer = visitor.post(url, {"act": "again"})
    assert (answer.status_code, answer["Location"]) == (302, url)
    report.refresh_from_db()
    assert report.state == "QUEUED"
    answer = visitor.post(url, {"act": "again"}, follow=True)
    assert "Only a report that failed, was cancelled or has lost its files" in (
        answer.content.decode()
    )
    report.refresh_from_db()
    assert report.attempt == 3


def test_a_finished_report_shows_figures_bars_and_tables(
    sign_in: SignIn, analyst: User, make: Make, varied: list[Response]
) -> None:
    report = make()
    page = sign_in(analyst).get(reverse("report", args=[report.pk])).content.decode()
    assert report.figures is not None
    for table in report.figures["tables"]:
        assert table["title"] in page
    assert '<svg class="cp-bars" role="img"' in page
    assert "Base: 300 responses received about the whole consultation." in page
    assert " style=" not in page
    assert 'data-module="cp-progress"' not in page
    assert "Responses have come in or moved" not in page


def test_a_report_says_when_responses_have_come_since(
    sign_in: SignIn, analyst: User, make: Make, consultation: Consultation, send_response: Any
) -> None:
    report = make()
    send_response(consultation, about=[consultation.proposals.earliest("pk")])
    page = sign_in(analyst).get(reverse("report", args=[report.pk])).content.decode()
    assert "Responses have come in or moved since this was counted." in page


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("html", "text/html; charset=utf-8"),
        ("pdf", "application/pdf"),
        ("csv", "text/csv; charset=utf-8"),
    ],
)
def test_a_file_comes_whole_as_an_attachment(
    sign_in: SignIn, analyst: User, make: Make, consultation: Consultation, kind: str, type_: str
) -> None:
    report = make()
    answer = sign_in(analyst).get(reverse("report-file", args=[report.pk, kind]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == content(report, FileKind(kind))  # type: ignore[attr-defined]
    name = f"front-counters-interim-summary-whole-{report.pk}.{kind}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == type_
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert int(answer["Content-Length"]) == report.files.get(kind=kind).size
    event = Event.objects.get(kind="report.downloaded")
    assert (event.about, event.by, event.consultation) == (
        f"report:{report.pk}",
        analyst.pk,
        consultation.pk,
    )
    assert event.facts == {"file": kind, "sha256": report.files.get(kind=kind).sha256}


def test_what_is_not_there_is_not_found(
    sign_in: SignIn, analyst: User, make: Make, list_url: str
) -> None:
    visitor = sign_in(analyst)
    report = make(ReportKind.EXPORT)
    for page in [
        reverse("reports", args=["no-such"]),
        reverse("report", args=[report.pk + 1]),
        reverse("report-file", args=[report.pk + 1, "csv"]),
        reverse("report-file", args=[report.pk, "pdf"]),
        reverse("report-file", args=[report.pk, "exe"]),
    ]:
        assert visitor.get(page).status_code == 404
    assert not Event.objects.filter(kind="report.downloaded").exists()


def test_a_file_that_was_taken_off_the_disk_is_not_found(
    sign_in: SignIn, analyst: User, make: Make, files_root: Path
) -> None:
    report = make()
    files_root.rename(files_root.with_name("elsewhere"))
    answer = sign_in(analyst).get(reverse("report-file", args=[report.pk, "csv"]))
    assert answer.status_code == 404
    assert not Event.objects.filter(kind="report.downloaded").exists()


def test_downloads_answer_to_reading_only(sign_in: SignIn, analyst: User, make: Make) -> None:
    report = make()
    assert sign_in(analyst).post(reverse("report-file", args=[report.pk, "csv"])).status_code == 405


def test_one_report_costs_as_many_queries_as_thirty(
    sign_in: SignIn, analyst: User, list_url: str, consultation: Consultation
) -> None:
    visitor = sign_in(analyst)
    taken = []
    for number in (1, 29):
        factories.ReportFactory.create_batch(number, consultation=consultation, asked_by=analyst)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert visitor.get(list_url).status_code == 200
        taken.append(len(queries))
    assert taken[0] == taken[1]
    assert taken[0] <= 10
    page = visitor.get(list_url, {"page": "2"}).content.decode()
    assert "page 2 of 2" in page


def test_a_report_page_costs_few_queries(
    sign_in: SignIn,
    analyst: User,
    make: Make,
    varied: list[Response],
    django_assert_max_num_queries: Any,
) -> None:
    report = make()
    visitor = sign_in(analyst)
    with django_assert_max_num_queries(15):  # five of them record the look at interim figures
        assert visitor.get(reverse("report", args=[report.pk])).status_code == 200


def test_a_forged_post_is_refused(analyst: User, list_url: str) -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(analyst)
    assert visitor.post(list_url, {"kind": "WHOLE"}).status_code == 403
    assert actions.make_next(clock=timezone.now) is None
