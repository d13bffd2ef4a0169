"""What was released, and got a flag after that, is told to moderators until somebody answers it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from consultation.models import Consultation, Flag, Proposal, Response, Screening, User
from consultation.moderate.actions import redacting, screening, verdicts
from stations.models import Borough
from tests import factories
from tests.moderate.marks import release, take_out_everywhere

Send = Callable[..., Response]
WORDS = "Write to rosa@example.org about it."
LATER = timedelta(hours=1)
LINK = "?show=SINCE"


@pytest.fixture
def public(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime,
) -> Response:  # fmt: skip
    """Released before anybody, or any machine, had looked for details in it."""
    response = send_response(consultation, about=[proposal], reasons=WORDS)
    Response.objects.filter(pk=response.pk).update(state="RELEASED", state_at=now)
    response.refresh_from_db()
    return response


def screened(now: datetime) -> None:
    while screening.screen_next(clock=lambda: now + LATER):
        pass


def listed(desk: Client, consultation: Consultation) -> set[int]:
    """What the filter of the queue shows."""
    page = desk.get(f"/staff/consultations/{consultation.slug}/responses/{LINK}")
    assert page.status_code == 200
    return {row["response"].pk for row in page.context["rows"]}


def told(desk: Client) -> bool:
    """The first page of staff says so."""
    return LINK in desk.get("/staff/").content.decode()


def test_it_is_told_on_the_first_page_and_listed_by_a_filter(
    desk: Client, public: Response, consultation: Consultation, now: datetime
) -> None:
    assert not told(desk)
    screened(now)
    page = desk.get("/staff/").content.decode()
    assert "1 released response has flags that came after the release." in page
    assert listed(desk, consultation) == {public.pk}
    shown = desk.get(f"/staff/consultations/{consultation.slug}/responses/{LINK}").content.decode()
    assert "Released responses with flags that came since" in shown


def test_a_flag_that_was_there_before_the_release_is_not_told(
    desk: Client, consultation: Consultation, proposal: Proposal, send_response: Send,
    moderator: User, now: datetime,
) -> None:  # fmt: skip
    response = send_response(consultation, about=[proposal], reasons="I was abused: you idiots.")
    screened(now)
    assert Flag.objects.filter(response=response, kind="ABUSE").exists()
    verdicts.release(response=response, by=moderator, at=now + 2 * LATER)
    assert (told(desk), listed(desk, consultation)) == (False, set())


@pytest.mark.parametrize("kind", ["SAME_TEXT", "LANGUAGE", "BURST"])
def test_doubts_that_harm_nobody_are_not_told(
    desk: Client, public: Response, now: datetime, kind: str
) -> None:
    screened(now - 2 * LATER)
    facts = {"same": 2, "members": 2, "sent": 9, "usual": 1}
    factories.FlagFactory(response=public, kind=kind, at=now + LATER, facts=facts)
    screening.renew_flags(responses=[public.pk])
    assert not told(desk)


def test_calling_it_false_takes_it_away_and_putting_it_back_brings_it_back(
    desk: Client, public: Response, consultation: Consultation, moderator: User, now: datetime
) -> None:
    screened(now)
    flag = Flag.objects.get(response=public, kind="PERSONAL")
    screening.judge_flag(flag=flag, false=True, by=moderator, at=now + 2 * LATER)
    assert (told(desk), listed(desk, consultation)) == (False, set())
    screening.judge_flag(flag=flag, false=False, by=moderator, at=now + 2 * LATER)
    assert (told(desk), listed(desk, consultation)) == (True, {public.pk})


def test_a_new_verdict_takes_it_away_for_good(
    desk: Client, public: Response, consultation: Consultation, moderator: User, now: datetime
) -> None:
    screened(now)
    late = now + 2 * LATER
    verdicts.reopen(response=public, reason="Look again.", by=moderator, at=late)
    assert (told(desk), listed(desk, consultation)) == (False, set())
    flag = Flag.objects.get(response=public, kind="PERSONAL")
    redacting.redact_flag(flag=flag, reason="PERSONAL", by=moderator, at=late)
    release(public, by=moderator, at=late)
    assert (told(desk), listed(desk, consultation)) == (False, set())
    assert "since" not in Screening.objects.get(pk=public.pk).tokens


@pytest.mark.parametrize("everywhere", [True, False])
def test_taking_the_words_out_takes_it_away(
    desk: Client, public: Response, consultation: Consultation, moderator: User, now: datetime,
    everywhere: bool,
) -> None:  # fmt: skip
    screened(now)
    late = now + 2 * LATER
    if everywhere:
        take_out_everywhere("rosa@example.org", consultation, by=moderator, at=late)
    else:
        flag = Flag.objects.get(response=public, kind="PERSONAL")
        redacting.redact_flag(flag=flag, reason="PERSONAL", by=moderator, at=late)
    assert (told(desk), listed(desk, consultation)) == (False, set())


def test_screening_again_tells_of_what_only_newer_rules_find(
    desk: Client, public: Response, consultation: Consultation, now: datetime
) -> None:
    factories.ScreeningFactory(response=public, version=0, tokens=["channel:ONLINE", "copies:7"])
    assert not told(desk)
    screening.sweep(clock=lambda: now + 2 * LATER)
    assert (told(desk), listed(desk, consultation)) == (True, {public.pk})
    assert {"since", "copies:7"} <= set(Screening.objects.get(pk=public.pk).tokens)


def test_a_role_for_a_borough_is_told_of_its_own(
    public: Response, consultation: Consultation, now: datetime
) -> None:
    screened(now)
    for slug, seen in (("redbridge", True), ("camden", False)):
        borough = Borough.objects.get(slug=slug)
        grant = factories.GrantFactory(role="MODERATOR", consultation=consultation, borough=borough)
        client = Client()
        client.force_login(grant.person)
        assert (told(client), listed(client, consultation) != set()) == (seen, seen)


def test_the_queue_takes_ten_queries_at_most_with_the_filter(
    desk: Client, public: Response, consultation: Consultation, now: datetime,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    screened(now)
    with django_assert_max_num_queries(10):
        desk.get(f"/staff/consultations/{consultation.slug}/responses/{LINK}")
