"""The record is looked through, page by page, and taken away as a file."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Event, EventKind, Proposal, Response, User
from tests import factories
from tests.conftest import NOW, let_in, send


def made(number: int, **more: Any) -> list[Event]:
    """So many, a minute apart."""
    asked = {"kind": EventKind.REPORT_QUEUED, "about": "report:1", "actor": "machine"} | more
    rows = [Event(at=NOW - timedelta(minutes=one), facts={}, **asked) for one in range(number)]
    return list(Event.objects.bulk_create(rows))


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"{reverse('audit')}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def desk(auditor: User) -> Client:
    return let_in(Client(), auditor)


def test_events_are_told_in_words_with_the_names_of_accounts(
    desk: Client, moderator: User, consultation: Consultation, proposal: Proposal
) -> None:
    from consultation.moderate import actions

    sent = send(consultation, about=[proposal])
    actions.quarantine(response=sent, reason="Look again.", by=moderator, at=NOW)
    told = page(desk)
    assert "Response quarantined" in told
    assert "Mo Moderator" in told
    assert f"Response {sent.pk}" in told
    assert f'href="{reverse("response", args=[sent.pk])}"' in told
    assert "the public" in told
    assert "Look again." not in told  # a person's words stay in their own table


def test_each_filter_narrows_and_stands_in_the_address(
    desk: Client, moderator: User, consultation: Consultation
) -> None:
    Event.objects.all()
    made(2)
    made(1, kind=EventKind.IMPORT_CHECKED, about="import:7", actor="staff", by=moderator.pk)
    made(1, kind=EventKind.MESSAGE_SENT, about="message:9", consultation=consultation.pk)
    for query, number in (
        ("?kind=import.checked", 1),
        ("?by=mo+moderator", 1),
        (f"?by={moderator.email}", 1),
        ("?by=nobody", 0),
        (f"?consultation={consultation.slug}", 1),
        ("?about=Import+7", 1),
        ("?about=import:7", 1),
        ("?since=23/11/2026&kind=report.queued", 2),
        ("?until=22/11/2026&kind=report.queued", 0),
        ("?since=2026-11-24&kind=report.queued", 0),
        ("?kind=report.queued&about=report+1&until=23/11/2026", 2),
    ):
        assert f"{number} event" in page(desk, query), query


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?since=tomorrow", "Enter a date like 23/11/2026"),
        ("?until=31/02/2026", "Enter a date like 23/11/2026"),
        ("?kind=nonsense", "Select what happened from the list"),
        ("?consultation=nonsense", "Select a consultation from the list"),
    ],
)
def test_what_cannot_be_read_is_told(desk: Client, query: str, told: str) -> None:
    assert told in page(desk, query)
    answer = desk.get(f"{reverse('audit-file')}{query}")
    assert answer.status_code == 302
    assert not Event.objects.filter(kind=EventKind.EVENTS_EXPORTED).exists()


@pytest.mark.parametrize("query", ["?before=x", "?after=1", "?by=%00", "?about=%00", "?before=9-9"])
def test_an_address_that_nobody_was_given_is_answered(desk: Client, query: str) -> None:
    made(1)
    page(desk, query)


def walk(client: Client, start: str, relation: str) -> list[str]:
    """What the pages show in turn, by the numbers in their facts."""
    seen, address = [], start
    while address:
        answer = client.get(address)
        seen += [row[4].removeprefix("number: ") for row in answer.context["rows"]]
        link = answer.context["links"][relation]
        address = reverse("audit") + link if link else ""
        if relation == "previous":
            seen = seen[-len(answer.context["rows"]) :] + seen[: -len(answer.context["rows"])]
    return seen


def test_pages_follow_one_another_without_a_gap_also_within_one_instant(desk: Client) -> None:
    rows = [
        Event(
            kind="report.queued", about="report:1", actor="machine", at=NOW, facts={"number": one}
        )
        for one in range(130)
    ]
    Event.objects.bulk_create(rows)
    start = f"{reverse('audit')}?kind=report.queued"
    expected = [str(one) for one in reversed(range(130))]
    assert walk(desk, start, "next") == expected
    last = desk.get(start)
    while last.context["links"]["next"]:
        last = desk.get(reverse("audit") + last.context["links"]["next"])
    back = last.wsgi_request.get_full_path()
    assert walk(desk, back, "previous") == expected


def test_a_page_asks_the_same_of_few_events_and_of_many(
    desk: Client, django_assert_num_queries: Any, moderator: User
) -> None:
    page(desk)
    for number in (1, 3):
        made(number, actor="staff", by=moderator.pk)
        with django_assert_num_queries(8):
            page(desk)


def test_the_count_stops(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from consultation.audit import queries

    made(5)
    monkeypatch.setattr(queries, "MOST_COUNTED", 3)
    assert "More than 3 events" in page(desk)


def sheet(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{reverse('audit-file')}{query}")
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_holds_what_fits_and_is_itself_recorded_first(
    desk: Client, auditor: User, moderator: User, consultation: Consultation
) -> None:
    made(3)
    made(1, kind=EventKind.IMPORT_CHECKED, actor="staff", by=moderator.pk,
         consultation=consultation.pk)  # fmt: skip
    (row,) = sheet(desk, "?kind=import.checked")
    assert (row["kind"], row["by"], row["account"]) == (
        "import.checked", "Mo Moderator", str(moderator.pk)
    )  # fmt: skip
    assert row["consultation"] == consultation.title
    event = Event.objects.get(kind=EventKind.EVENTS_EXPORTED)
    assert (event.by, event.about) == (auditor.pk, f"user:{auditor.pk}")
    assert event.facts == {"count": 1, "narrowed": ["kind=import.checked"]}
    assert len(sheet(desk)) == 6  # with both exports


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?by=mo+moderator", ["by={mo}"]),
        ("?by=Ruth+Resident", ["by"]),
        ("?about=Response+12&by=Mo+Moderator", ["by={mo}", "about=response:12"]),
        ("?about=Ruth+Resident", ["about"]),
        ("?about=Ruth+02079460000", ["about"]),
        ("?about=Response+Ruth", ["about"]),
        ("?kind=import.checked&since=1/11/2026", ["kind=import.checked", "since=2026-11-01"]),
    ],
)
def test_what_was_typed_to_narrow_the_file_is_not_kept(
    desk: Client, moderator: User, query: str, told: list[str]
) -> None:
    sheet(desk, query)
    event = Event.objects.get(kind=EventKind.EVENTS_EXPORTED)
    assert event.facts["narrowed"] == [one.format(mo=moderator.pk) for one in told]


def test_no_cell_of_the_file_is_a_formula(desk: Client, moderator: User) -> None:
    moderator.name = "=HYPERLINK(0)"
    moderator.save()
    made(1, actor="staff", by=moderator.pk)
    (row,) = sheet(desk, "?kind=report.queued")
    assert row["by"] == "'=HYPERLINK(0)"


def test_a_response_read_by_many_tells_so_in_one_entry(
    consultation: Consultation,
    proposal: Proposal,
    auditor: User,
    moderator: User,
    send_response: Callable[..., Response],
) -> None:
    sent = send_response(consultation, about=[proposal])
    address = reverse("response", args=[sent.pk])
    for reader, times in ((auditor, 3), (moderator, 1)):
        client = let_in(Client(), reader)
        for _turn in range(times):
            client.get(address)
    told = let_in(Client(), auditor).get(address).content.decode()
    assert "Read 4 times by 2 people" in told
    assert "Audrey Auditor: 3 times, last at" in told
    assert told.count("Response read by staff") == 0


def test_a_response_with_thousands_of_events_is_shown_as_quickly(
    consultation: Consultation, proposal: Proposal, auditor: User, now: datetime
) -> None:
    sent = send(consultation, about=[proposal])
    about = f"response:{sent.pk}"
    read = {"about": about, "actor": "staff", "by": auditor.pk}
    made(3_000, kind=EventKind.RESPONSE_READ, **read)
    made(700, kind=EventKind.FLAG_DISMISSED, **read)
    answer = let_in(Client(), auditor).get(reverse("response", args=[sent.pk]))
    told = answer.content.decode()
    assert "Read 3,000 times by 1 person" in told
    assert told.count("Flag called false") == 500


def test_what_happened_to_its_emails_and_files_is_told_with_the_response(
    consultation: Consultation, proposal: Proposal, auditor: User
) -> None:
    sent = send(consultation, about=[proposal], email="ruth@example.org")
    (message,) = sent.message_set.all()
    made(1, kind=EventKind.MESSAGE_SENT, about=f"message:{message.pk}")
    attachment = factories.AttachmentFactory(response=sent)
    made(1, kind=EventKind.ATTACHMENT_CLEARED, about=f"attachment:{attachment.pk}")
    page = let_in(Client(), auditor).get(reverse("response", args=[sent.pk])).content.decode()
    assert "Message sent" in page
    assert EventKind.ATTACHMENT_CLEARED.label in page.replace("&#x27;", "'")
