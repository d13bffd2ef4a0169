"""Sent twice it is one response; what is typed after sending is shown beside what was recorded."""

from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from consultation.events import PUBLIC
from consultation.models import Consultation, Draft, Message, Proposal, Respondent, Response
from consultation.respond import actions
from consultation.respond.journey import Answers
from tests.conftest import NOW
from tests.publish.reading import text_of as words_of
from tests.publish.staff import late
from tests.respond.resident import Resident, seen_in

VIEW = "about/barkingside/view/"
SAID = (
    "What you typed on this page just now was not sent. It is not part of your response, and what "
    "we recorded has not changed."
)
LATER = "Now I think that it is not so far to walk."


@pytest.fixture
def sent(resident: Resident, proposal: Proposal) -> Response:
    resident.fill_in(proposal, instead="Keep it\r\nopen.", email="ruth@example.com")
    return resident.send()


def assert_receipt(resident: Resident, answer: HttpResponse) -> None:
    assert (answer.status_code, answer["Location"]) == (302, f"{resident.root}sent/")


def test_the_same_page_once_more_leads_to_the_receipt(resident: Resident, sent: Response) -> None:
    for page, fields in {
        VIEW: {"stance": "OPPOSE", "reasons": "It is too far to walk. "},
        "questions/anything-else/": {"instead": "Keep it\nopen.", "evidence": ""},
        "capacity/": {"capacity": "MYSELF"},
        "place/": {"where": "E09000026"},
        "copy/": {"email": "ruth@example.com", "wants_news": ""},
        "publish/": {"publish": "WORDS"},
        "check/": {"privacy": "on"},
    }.items():
        assert_receipt(resident, resident.post(page, seen="0" * 16, **fields))
    assert Response.objects.get() == sent


def test_other_words_are_shown_beside_what_was_recorded(resident: Resident, sent: Response) -> None:
    page = resident.post(VIEW, seen="0" * 16, stance="SUPPORT", reasons=f"{LATER}\r\nMaybe <b>.")
    assert page.status_code == 409
    words = words_of(page.content)
    assert "Your response was sent already" in words
    assert SAID in words
    typed, recorded = words.split("Exactly what we recorded")
    assert LATER in typed
    assert "Support" in typed
    assert "Oppose" in recorded
    assert "It is too far to walk." in recorded
    assert LATER not in recorded
    assert sent.reference in words
    assert "<b>" not in page.content.decode()
    assert Response.objects.get() == sent
    assert Draft.objects.get().answers == {}
    # What the page offers leads on.
    resident.go("sent/change/", "check/")


@pytest.mark.parametrize(
    ("page", "fields", "shown"),
    [
        (VIEW, {"stance": "SUPPORT", "reasons": "It is too far to walk."}, "Support"),
        (VIEW, {"stance": "OPPOSE", "reasons": ""}, "Left empty."),
        ("questions/anything-else/", {"instead": "Close it."}, "Close it."),
        ("publish/", {"publish": "COUNT_ONLY"}, "Publish"),
        ("copy/", {"email": "other@example.com"}, "other@example.com"),
    ],
)
def test_whatever_differs_is_told(
    resident: Resident, sent: Response, page: str, fields: dict[str, str], shown: str
) -> None:
    answer = resident.post(page, seen="0" * 16, **fields)
    assert answer.status_code == 409
    typed = words_of(answer.content).partition("Exactly what we recorded")[0]
    assert shown in typed.partition("What you typed now, not sent")[2]


def test_a_page_saved_at_the_moment_of_sending_is_not_lost_unsaid(
    resident: Resident, proposal: Proposal
) -> None:
    resident.fill_in(proposal)
    draft = Draft.objects.get()  # as a page reads it, a moment before all of it is sent
    resident.send()
    with pytest.raises(actions.Overtaken):
        actions.save(draft=draft, answers=Answers.read(draft.answers), by=PUBLIC, at=NOW)
    assert Draft.objects.get().answers == {}


def test_a_file_added_after_sending_is_named(resident: Resident, sent: Response) -> None:
    file = SimpleUploadedFile("map.pdf", b"%PDF-1.4", content_type="application/pdf")
    answer = resident.post(VIEW, seen="0" * 16, file=file)
    assert answer.status_code == 409
    assert "map.pdf" in words_of(answer.content)


def test_a_tab_that_is_closed_later_changes_nothing(resident: Resident, sent: Response) -> None:
    answer = resident.post(VIEW, seen="0" * 16, reasons=LATER, save="leaving")
    assert (answer.status_code, answer.content) == (409, b"")


def test_after_the_close_the_page_says_whom_to_write_to(
    resident: Resident, sent: Response, consultation: Consultation
) -> None:
    with late(consultation.grace_ends_at):
        answer = resident.post(VIEW, seen="0" * 16, stance="OPPOSE", reasons=LATER)
    assert answer.status_code == 409
    words = words_of(answer.content)
    assert f"Write to {consultation.contact} with your reference." in words
    assert "Change my response" not in words


def at_once(resident: Resident, *, windows: int, presses: int) -> None:
    """The check is posted so often with one cookie: one row, one email, the same receipt."""
    seen, told = seen_in(resident.get("check/")), list[tuple[int, str, str]]()
    ready = Barrier(windows, timeout=60)
    cookies = resident.client.cookies

    def press() -> None:
        window = Client()
        window.cookies = cookies.copy()  # type: ignore[assignment]
        ready.wait()
        try:
            for _time in range(presses):
                answer = window.post(f"{resident.root}check/", {"seen": seen, "privacy": "on"})
                receipt = window.get(f"{resident.root}sent/").content.decode()
                known = next(one for one in Response.objects.all() if one.reference in receipt)
                told.append((answer.status_code // 100, answer["Location"], known.reference))
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(windows)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    response = Response.objects.get()
    assert told == [(3, f"{resident.root}sent/", response.reference)] * (windows * presses)
    assert Message.objects.filter(kind="receipt").count() == 1
    assert Respondent.objects.count() == 1
    assert Draft.objects.get().sent_at == NOW


@pytest.mark.django_db(transaction=True)
def test_pressed_five_times_at_once_it_is_one(resident: Resident, proposal: Proposal) -> None:
    resident.fill_in(proposal, email="ruth@example.com")
    at_once(resident, windows=4, presses=2)


@pytest.mark.sweeps
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(10))
def test_pressed_fifty_times_at_once_it_is_one(
    resident: Resident, proposal: Proposal, turn: int
) -> None:
    resident.fill_in(proposal, email="ruth@example.com")
    at_once(resident, windows=25, presses=2)
