"""A moderator asks for words to be taken out everywhere, sees where they stand, and confirms."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import (
    BulkRedaction,
    Consultation,
    Event,
    Proposal,
    Redaction,
    Response,
    User,
)
from consultation.moderate.actions import everywhere
from consultation.states import Refused
from stations.models import Borough
from tests import factories
from tests.moderate.marks import WORDS, public_words, release, search, worked

Send = Callable[..., Response]
SENT = {"words": "Rosa Okafor", "reason": "THIRD_PARTY"}


@pytest.fixture
def told(consultation: Consultation, proposal: Proposal, send_response: Send) -> Response:
    return send_response(
        consultation, about=[proposal], reasons=WORDS, instead="Ask ROSA  okafor. <b>Far</b>."
    )


def form(consultation: Consultation) -> str:
    return reverse("redact-everywhere", args=[consultation.slug])


def read(client: Client, job: BulkRedaction) -> str:
    """The page of it, on one line."""
    page = client.get(reverse("everywhere", args=[job.pk]))
    assert page.status_code == 200
    return re.sub(r"\s+", " ", unescape(page.content.decode()))


def press(client: Client, job: BulkRedaction, act: str) -> Any:
    return client.post(reverse("everywhere", args=[job.pk]), {"act": act}, follow=True)


def test_from_the_words_to_the_end(
    desk: Client, told: Response, proposal: Proposal, consultation: Consultation,
    send_response: Send, superuser: User, now: datetime,
) -> None:  # fmt: skip
    other = send_response(consultation, about=[proposal], reasons="rosa okafor said so.")
    release(other, by=superuser, at=now)
    answer = desk.post(form(consultation), SENT)
    job = BulkRedaction.objects.get()
    assert answer["Location"] == f"/staff/everywhere/{job.pk}/"
    assert (answer.status_code, job.state) == (302, "SEARCH_DUE")
    page = read(desk, job)
    assert "Searching all responses for these words" in page
    assert "It is waiting for its turn." in page
    worked(job, now)
    page = read(desk, job)
    assert "stands 3 times, in 2 responses; 1 public with their words." in page
    assert "<mark>Rosa Okafor</mark>. Call 07700 900123" in page
    assert "&lt;b&gt;" not in page  # escaped once, as it was unescaped once
    assert Redaction.objects.count() == 0
    press(desk, job, "confirm")
    assert "Confirmed, waiting" in read(desk, job)
    worked(job, now)
    page = read(desk, job)
    assert "The words are taken out" in page
    assert "This covers every response that had been stored here by" in page
    assert "Rosa" not in page
    assert public_words(other) == ["[details of another person removed] said so."]
    assert "Taken out" in desk.get(form(consultation)).content.decode()


def test_a_released_response_whose_words_are_not_published_has_none_in_public(
    desk: Client, consultation: Consultation, proposal: Proposal, send_response: Send,
    superuser: User, moderator: User, now: datetime,
) -> None:  # fmt: skip
    read_by_all = send_response(consultation, about=[proposal], reasons="rosa okafor said so.")
    counted = factories.ResponseFactory(consultation=consultation, publish="COUNT_ONLY")
    factories.AnswerFactory(response=counted, proposal=proposal, text="Rosa Okafor knows.")
    for one in (read_by_all, counted):
        release(one, by=superuser, at=now)
    job = search("Rosa Okafor", consultation, by=moderator, at=now)
    told = "stands 2 times, in 2 responses; 1 public with their words."
    assert told in read(desk, job)


@pytest.mark.parametrize(
    ("sent", "told_why"),
    [
        ({"words": "", "reason": "ABUSE"}, "Enter the words to take out"),
        ({"words": "Ann", "reason": "ABUSE"}, "Enter words with at least 4 letters or numbers"),
        ({"words": "x" * 201, "reason": "ABUSE"}, "must be 200 characters or less"),
        ({"words": "Rosa Okafor"}, "Select why these words are taken out"),
        ({"words": "Rosa Okafor", "reason": "RUDE"}, "Select why these words are taken out"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_stays(
    desk: Client, told: Response, consultation: Consultation, sent: dict[str, str], told_why: str
) -> None:
    page = desk.post(form(consultation), sent)
    assert page.status_code == 200
    assert told_why in page.content.decode()
    assert sent["words"] in page.content.decode()
    assert BulkRedaction.objects.count() == 0


def test_words_found_nowhere_are_told_and_offered_to_be_corrected(
    desk: Client, told: Response, consultation: Consultation, moderator: User, now: datetime
) -> None:
    job = search("Nobody Here", consultation, by=moderator, at=now)
    page = read(desk, job)
    assert "These words stand in no response that could be published" in page
    assert re.search(r">\s*Nobody Here</textarea>", page)
    assert f'action="{form(consultation)}"' in page
    assert "Erase these words now" in page
    press(desk, job, "stop")
    page = read(desk, job)
    assert "Nothing was taken out, and the words are erased." in page
    assert "Nobody Here" not in page


def test_the_first_places_are_listed_and_the_rest_counted(
    desk: Client, consultation: Consultation, proposal: Proposal, send_response: Send,
    moderator: User, now: datetime, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("consultation.moderate.queries.everywhere.MOST_SHOWN", 2)
    for _one in range(3):
        send_response(consultation, about=[proposal], reasons="Rosa Okafor")
    page = read(desk, search("Rosa Okafor", consultation, by=moderator, at=now))
    assert "The first 2 places" in page
    assert "and 1 more." in page


def test_restricted_words_are_not_shown(
    desk: Client, told: Response, consultation: Consultation, moderator: User, now: datetime
) -> None:
    factories.RestrictionFactory(response=told)
    page = read(desk, search("Rosa Okafor", consultation, by=moderator, at=now))
    assert "stands 2 times" in page
    assert "07700" not in page


def test_a_button_that_comes_too_late_is_told(
    desk: Client, told: Response, consultation: Consultation, moderator: User, now: datetime
) -> None:
    job = search("Rosa Okafor", consultation, by=moderator, at=now)
    press(desk, job, "stop")
    page = press(desk, job, "confirm").content.decode()
    assert "It is “Stopped” now and cannot become" in unescape(page)
    assert press(desk, job, "nonsense").status_code == 200
    assert Redaction.objects.count() == 0


def test_words_are_in_no_address_message_or_event(
    desk: Client, told: Response, consultation: Consultation, now: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """From the form to the end, with all that the log says at its most talkative."""
    caplog.set_level("DEBUG")
    answers = [desk.post(form(consultation), SENT)]
    job = BulkRedaction.objects.get()
    worked(job, now)
    answers += [
        desk.post(reverse("everywhere", args=[job.pk]), {"act": act}) for act in ("confirm", "stop")
    ]
    worked(job, now)
    told_by = [f"{one['Location']} {one.cookies}" for one in answers]
    told_by += [str(row) for row in Event.objects.values("about", "facts")]
    told_by += [one.getMessage() for one in caplog.records if one.name != "django.db.backends"]
    assert not [one for one in told_by if "okafor" in one.lower()]


def test_reading_it_is_an_event(
    desk: Client, told: Response, consultation: Consultation, moderator: User, now: datetime
) -> None:
    job = search("Rosa Okafor", consultation, by=moderator, at=now)
    before = Event.objects.filter(kind="personal.read").count()
    read(desk, job)
    assert Event.objects.filter(kind="personal.read").count() == before + 1


def test_what_waits_to_be_confirmed_stands_on_the_first_page_of_reviewers(
    desk: Client, told: Response, consultation: Consultation, moderator: User, auditor: User,
    now: datetime,
) -> None:  # fmt: skip
    job = search("Rosa Okafor", consultation, by=moderator, at=now)
    link = f'href="/staff/everywhere/{job.pk}/"'
    page = desk.get("/staff/").content.decode()
    assert link in page
    assert "Okafor" not in page
    other = Client()
    other.force_login(auditor)
    assert link not in other.get("/staff/").content.decode()
    press(desk, job, "stop")
    assert link not in desk.get("/staff/").content.decode()


def test_a_role_for_a_borough_neither_reads_nor_confirms_it(
    told: Response, consultation: Consultation, moderator: User, now: datetime
) -> None:
    """What is done to many at once takes a role for all of them, even where all are in one."""
    job = search("Rosa Okafor", consultation, by=moderator, at=now)
    borough = Borough.objects.get(slug="redbridge")
    grant = factories.GrantFactory(role="MODERATOR", consultation=consultation, borough=borough)
    client = Client()
    client.force_login(grant.person)
    address = reverse("everywhere", args=[job.pk])
    assert address not in client.get("/staff/").content.decode()
    for where in (address, form(consultation)):
        assert client.get(where).status_code == 403
        assert client.post(where, {"act": "confirm", **SENT}).status_code == 403
    for act in (everywhere.confirm_everywhere, everywhere.stop_everywhere):
        with pytest.raises(Refused):
            act(bulk_redaction=job, by=grant.person, at=now)
    job.refresh_from_db()
    assert (job.state, BulkRedaction.objects.count()) == ("FOUND", 1)


def test_what_ends_half_done_says_so(desk: Client, moderator: User, now: datetime) -> None:
    told: dict[str, Any] = {"words": "", "asked_at": now, "confirmed_by": moderator}
    job = factories.BulkRedactionFactory(state="EXPIRED", changed=1, confirmed_at=now, **told)
    page = read(desk, job)
    assert "Nobody went on with it in time" in page
    assert "What was taken out stays taken out; the rest was not." in page


def test_as_many_queries_with_three_places_as_with_one(
    desk: Client, consultation: Consultation, proposal: Proposal, send_response: Send,
    moderator: User, now: datetime, django_assert_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    for number in (1, 3):
        for _one in range(number):
            send_response(consultation, about=[proposal], reasons=f"By Somebody{number}")
        job = search(f"Somebody{number}", consultation, by=moderator, at=now)
        with django_assert_num_queries(8):
            desk.get(reverse("everywhere", args=[job.pk]))
