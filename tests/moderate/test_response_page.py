"""What the page of one response shows."""

from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, ExclusionRule, Proposal, Response, User
from consultation.moderate import actions
from tests import factories
from tests.conftest import Town
from tests.importing.files import HEADINGS, ROWS, csv_of, loaded
from tests.moderate.conftest import Desk
from tests.moderate.screened import screen_all


def test_everything_that_was_recorded_is_shown(
    at_desk: Desk,
    consultation: Consultation,
    town: Town,
    send_response: Callable[..., Response],
    auditor: User,
) -> None:
    mine = list(consultation.proposals.filter(kind="CLOSE").order_by("-station__slug"))
    response = send_response(
        consultation, about=mine, borough=town.merton, capacity="CARER",
        instead="Open it <at> weekends.", email="ruth@example.com",
    )  # fmt: skip
    page = at_desk(auditor).read(response)
    for words in (
        "Someone I care for or support", "Merton", "Online form", "Oppose",
        "It is too far to walk.", "Open it &lt;at&gt; weekends.", "Version 2026-11",
        "midday, Monday 23 November 2026", "Begun", "Response received", "by the respondent",
    ):  # fmt: skip
        assert words in page, words
    assert page.index("Holborn, Camden") < page.index("Barkingside, Redbridge")
    assert page.index("How do you feel") < page.index("Why do you say that?")
    assert "Not provided" in page  # the question that was left out
    assert "ruth@example.com" not in page
    assert response.reference not in page


def test_of_what_came_on_paper_only_the_day_is_told(
    at_desk: Desk, consultation: Consultation, moderator: User
) -> None:
    """A file says “20/11/2026”; noon is what the database needs, and nobody knows it."""
    loaded(consultation, csv_of([HEADINGS, *ROWS]), by=moderator)
    told = at_desk(moderator).read(Response.objects.get(imported_row__source_reference="P2"))
    came = told.split("How it came")[1].split("What happened")[0]
    assert ">Friday 20 November 2026</dd>" in came
    assert "midday" not in came
    assert "Begun" not in came


@pytest.mark.parametrize(("code", "name"), [("cy", "Welsh"), ("so", "Somali"), ("xx", "xx")])
def test_its_language_is_named_where_we_know_a_name(
    at_desk: Desk,
    consultation: Consultation,
    proposal: Proposal,
    send_response: Callable[..., Response],
    moderator: User,
    code: str,
    name: str,
) -> None:
    """A file of responses may hold any code, and the page of none of them breaks."""
    response = send_response(consultation, about=[proposal], language=code)
    came = at_desk(moderator).read(response).split("How it came")[1]
    assert f">{name}</dd>" in came


def test_the_timeline_tells_who_decided_and_why(
    at_desk: Desk,
    response: Response,
    rule: ExclusionRule,
    moderator: User,
    superuser: User,
    now: datetime,
) -> None:
    actions.quarantine(response=response, reason="<i>Twice</i>?", by=moderator, at=now)
    actions.exclude(response=response, rule=rule, reason="A program.", by=superuser, at=now)
    page = at_desk(moderator).read(response)
    places = [
        page.index(words)
        for words in (
            "Response received", "Put in quarantine", "by Mo Moderator", "&lt;i&gt;Twice",
            "Excluded under a rule</h3>", "by Sue Super", "Rule: Sent by a program.<br>A program.",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert page.count("by Mo Moderator") == 1


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("RECEIVED", ["RELEASE", "WITHHOLD", "QUARANTINE", "EXCLUDE"]),
        ("RELEASED", ["QUARANTINE", "REOPEN"]),
        ("WITHHELD", ["QUARANTINE", "REOPEN"]),
        ("QUARANTINED", ["RELEASE", "WITHHOLD", "EXCLUDE", "REOPEN"]),
        ("EXCLUDED", ["REOPEN"]),
    ],
)
def test_only_verdicts_that_the_state_allows_are_offered(
    at_desk: Desk, consultation: Consultation, moderator: User, state: str, offered: list[str]
) -> None:
    response = factories.ResponseFactory(consultation=consultation, state=state)
    page = at_desk(moderator).read(response)
    assert [
        verdict
        for verdict in ("RELEASE", "WITHHOLD", "QUARANTINE", "EXCLUDE", "REOPEN")
        if f'name="verdict" value="{verdict}"' in page
    ] == offered


def test_a_response_that_is_not_there(at_desk: Desk, moderator: User) -> None:
    assert at_desk(moderator).get("/staff/responses/999999/").status_code == 404
    assert at_desk(moderator).get("/staff/responses/99999999999999999999/").status_code == 404


def test_the_page_takes_as_many_queries_with_three_answers_and_verdicts_as_with_one(
    at_desk: Desk,
    response: Response,
    consultation: Consultation,
    proposal: Proposal,
    send_response: Callable[..., Response],
    moderator: User,
    now: datetime,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    more = send_response(consultation, about=list(consultation.proposals.all()), instead="Keep it.")
    for number in range(3):
        actions.quarantine(response=more, reason=f"Reason {number}", by=moderator, at=now)
        actions.reopen(response=more, reason="No.", by=moderator, at=now)
    desk = at_desk(moderator)
    screen_all()
    for one in (response, more):
        with django_assert_num_queries(24):  # type: ignore[attr-defined]
            desk.client.get(reverse("response", args=[one.pk]))


def test_a_page_from_before_the_verdicts_can_be_read_without_reviews(
    at_desk: Desk, consultation: Consultation, moderator: User
) -> None:
    """A response that was generated has neither event nor review."""
    page = at_desk(moderator).read(factories.ResponseFactory(consultation=consultation))
    assert "Waiting for review" in unescape(page)


@pytest.mark.parametrize("two", [False, True])
def test_what_is_not_screened_is_not_released_by_one_press(
    client: Client, response: Response, moderator: User, two: bool
) -> None:
    """Whoever opens it by its address is told so, and releases it when it was screened."""
    Consultation.objects.update(two_reviews=two)
    client.force_login(moderator)
    address = reverse("response", args=[response.pk])
    page = client.get(address).content.decode()
    sent = {"verdict": "RELEASE", "seen": page.split('name="seen" value="')[1].split('"')[0]}
    refused = client.post(address, sent)
    assert refused.status_code == 409
    assert "It is not screened yet. Try again in a minute." in refused.content.decode()
    response.refresh_from_db()
    assert (response.state, response.reviews.count()) == ("RECEIVED", 0)
    screen_all()
    assert client.post(address, sent).status_code == 302
    response.refresh_from_db()
    assert response.state == ("SECOND_DUE" if two else "RELEASED")


def test_what_is_not_screened_can_be_put_in_quarantine(
    response: Response, moderator: User, now: datetime
) -> None:
    actions.quarantine(response=response, reason="A threat.", by=moderator, at=now)
    assert response.state == "QUARANTINED"
