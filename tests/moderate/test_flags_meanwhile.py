"""Flags that come while a moderator has a response open: no verdict is given beside them."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from consultation.models import (
    Consultation,
    ExclusionRule,
    Flag,
    Proposal,
    Response,
    Review,
    Screening,
    User,
)
from consultation.moderate import actions
from consultation.states import Refused
from tests import factories
from tests.races import somebody_waits

CAME = (
    "Flags came while you had it open. Your verdict was not recorded. Read them before you decide."
)
UNSCREENED = "It is not screened yet. Try again in a minute."
THREAT = "I will kill the mayor with a knife tonight."
WHY = "It names a neighbour."
# In the order of the page; each with what it takes and where it leads.
VERDICTS = {"RELEASE": "RELEASED", "WITHHOLD": "WITHHELD", "EXCLUDE": "EXCLUDED"}


class Tab:
    """A response's page in a browser: unlike `Reader`, it never screens anything itself."""

    def __init__(self, response: Response, person: User) -> None:
        self.client = Client()
        self.client.force_login(person)
        self.response = response
        self.address = reverse("response", args=[response.pk])
        self.take(self.client.get(self.address))

    def take(self, answer: Any) -> None:
        """Read the page, and what it remembers."""
        self.text = unescape(answer.content.decode())
        found = re.search(r'name="seen" value="([^"]+)"', self.text)
        self.seen = found[1] if found else ""

    def offers(self, verdict: str) -> bool:
        return f'name="verdict" value="{verdict}"' in self.text

    def press(self, verdict: str, **typed: Any) -> int:
        """Send a form of the page as it was opened, and read what comes back."""
        name = verdict.lower()
        sent = {"verdict": verdict, "seen": self.seen, f"{name}-reason": WHY}
        sent |= {f"{name}-{key}": value for key, value in typed.items()}
        answer = self.client.post(self.address, sent)
        self.take(answer)
        return int(answer.status_code)

    @property
    def state(self) -> str:
        self.response.refresh_from_db()
        return str(self.response.state)


@pytest.fixture
def threat(
    consultation: Consultation, proposal: Proposal, send_response: Callable[..., Response]
) -> Response:
    """Nobody has screened it."""
    return send_response(consultation, about=[proposal], reasons=THREAT)


@pytest.fixture
def older(threat: Response) -> Response:
    """Older rules found nothing in it."""
    factories.ScreeningFactory(response=threat, version=0, tokens=["channel:ONLINE"])
    return threat


@pytest.fixture
def typed(rule: ExclusionRule) -> dict[str, dict[str, Any]]:
    """What a verdict asks for beside a reason."""
    return {"EXCLUDE": {"rule": str(rule.pk)}}


def screened(now: datetime) -> None:
    assert actions.screen_next(clock=lambda: now) == 1
    assert "THREAT" in Flag.objects.values_list("kind", flat=True)


def swept(now: datetime) -> None:
    assert actions.sweep(clock=lambda: now) == 1
    assert "THREAT" in Flag.objects.values_list("kind", flat=True)


def test_a_release_is_not_offered_before_it_is_screened(
    threat: Response, moderator: User, now: datetime
) -> None:
    tab = Tab(threat, moderator)
    assert [tab.offers(one) for one in ("RELEASE", "WITHHOLD", "QUARANTINE")] == [False, True, True]
    assert f"Release:</strong> {UNSCREENED}" in tab.text
    screened(now)
    tab = Tab(threat, moderator)
    assert (tab.offers("RELEASE"), UNSCREENED in tab.text) == (True, False)


def test_where_a_release_is_not_to_be_offered_at_all_the_page_gives_no_reason(
    threat: Response, consultation: Consultation, moderator: User, now: datetime
) -> None:
    actions.quarantine(response=threat, reason=WHY, by=moderator, at=now)
    assert UNSCREENED in Tab(threat, moderator).text
    reader = factories.GrantFactory(role="ANALYST", consultation=consultation).person
    excluded = factories.ResponseFactory(consultation=consultation, state="EXCLUDED")
    for response, person in ((threat, reader), (excluded, moderator)):
        tab = Tab(response, person)
        assert (tab.offers("RELEASE"), f"Release:</strong> {UNSCREENED}" in tab.text) == (
            False, False
        )  # fmt: skip


@pytest.mark.parametrize("verdict", VERDICTS)
def test_what_screening_finds_meanwhile_stops_the_verdict_until_it_was_read(
    threat: Response, moderator: User, now: datetime, verdict: str, typed: dict[str, dict[str, Any]]
) -> None:
    tab = Tab(threat, moderator)
    assert "A threat" not in tab.text
    screened(now)
    assert tab.press(verdict, **typed.get(verdict, {})) == 409
    assert (tab.state, Review.objects.count()) == ("RECEIVED", 0)
    assert CAME in tab.text
    assert "A threat" in tab.text
    assert (WHY in tab.text) == (verdict != "RELEASE")
    assert tab.press(verdict, **typed.get(verdict, {})) == 302
    assert tab.state == VERDICTS[verdict]


@pytest.mark.parametrize("two", [False, True])
@pytest.mark.parametrize("verdict", VERDICTS)
def test_so_does_what_newer_rules_find(
    older: Response, moderator: User, now: datetime, verdict: str, two: bool,
    typed: dict[str, dict[str, Any]],
) -> None:  # fmt: skip
    Consultation.objects.update(two_reviews=two)
    tab = Tab(older, moderator)
    assert tab.offers("RELEASE")
    swept(now)
    assert tab.press(verdict, **typed.get(verdict, {})) == 409
    assert (tab.state, Review.objects.count(), CAME in tab.text) == ("RECEIVED", 0, True)
    assert tab.press(verdict, **typed.get(verdict, {})) == 302
    assert tab.state == ("SECOND_DUE" if two else VERDICTS[verdict])


def test_it_is_told_before_what_is_missing_in_the_form(
    older: Response, moderator: User, now: datetime
) -> None:
    """Else the page would come back with the flags among all that it shows, and nothing said."""
    tab = Tab(older, moderator)
    swept(now)
    assert tab.press("EXCLUDE") == 409
    assert CAME in tab.text


@pytest.mark.parametrize("verdict", ["QUARANTINE", "REOPEN"])
def test_nothing_holds_the_brake_up(
    older: Response, moderator: User, now: datetime, verdict: str
) -> None:
    if verdict == "REOPEN":
        actions.quarantine(response=older, reason=WHY, by=moderator, at=now)
    tab = Tab(older, moderator)
    swept(now)
    assert tab.press(verdict) == 302
    assert tab.state == ("RECEIVED" if verdict == "REOPEN" else "QUARANTINED")


def test_a_flag_that_was_shown_does_not_stop_it_nor_one_that_was_called_false(
    threat: Response, superuser: User, moderator: User, now: datetime
) -> None:
    screened(now)
    tab = Tab(threat, moderator)
    flag = Flag.objects.get(kind="THREAT")
    actions.judge_flag(flag=flag, false=True, by=superuser, at=now)
    assert tab.press("RELEASE") == 302
    assert tab.state == "RELEASED"


def test_a_flag_that_was_shown_as_false_and_put_back_stops_it(
    threat: Response, superuser: User, moderator: User, now: datetime
) -> None:
    screened(now)
    flag = Flag.objects.get(kind="THREAT")
    actions.judge_flag(flag=flag, false=True, by=superuser, at=now)
    tab = Tab(threat, moderator)
    actions.judge_flag(flag=flag, false=False, by=superuser, at=now)
    assert tab.press("RELEASE") == 409
    assert (tab.state, CAME in tab.text) == ("RECEIVED", True)


@pytest.mark.parametrize("flags", ["", "+", "+x", "+-1", "+٣", f"+{'9' * 30}"])
def test_a_page_that_remembers_no_flag_that_is_one_stops_it(
    threat: Response, moderator: User, now: datetime, flags: str
) -> None:
    screened(now)
    tab = Tab(threat, moderator)
    tab.seen = tab.seen.split("+")[0] + flags
    assert tab.press("RELEASE") == 409
    assert tab.state == "RECEIVED"


def test_the_action_looks_itself(threat: Response, moderator: User, now: datetime) -> None:
    screened(now)
    with pytest.raises(Refused, match=CAME):
        actions.release(response=threat, by=moderator, at=now, flags_seen=())
    shown = list(Flag.objects.values_list("pk", flat=True))
    actions.release(response=threat, by=moderator, at=now, flags_seen=shown)
    assert threat.state == "RELEASED"


@pytest.mark.sweeps
@pytest.mark.django_db(transaction=True)
def test_a_flag_that_is_committed_while_the_verdict_waits_for_its_lock_stops_it(
    older: Response, moderator: User, now: datetime
) -> None:
    """Pressed when the flags were written and not committed yet: no page could show them."""
    tab, told = Tab(older, moderator), list[int]()

    def press() -> None:
        try:
            told.append(tab.press("RELEASE"))
        finally:
            connection.close()

    thread = Thread(target=press)
    with transaction.atomic():
        swept(now)
        thread.start()
        waited = somebody_waits()
    thread.join(timeout=60)
    assert waited
    assert (told, tab.state, CAME in tab.text) == ([409], "RECEIVED", True)
    assert "since" not in Screening.objects.get().tokens
