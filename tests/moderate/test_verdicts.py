"""What each verdict does, what refuses it, and what a second moderator is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from consultation.models import (
    Answer,
    Consultation,
    Event,
    ExclusionRule,
    Proposal,
    Response,
    Review,
    User,
    Verdict,
)
from consultation.moderate import actions, rules
from consultation.states import Refused
from tests import factories
from tests.moderate.conftest import Desk
from tests.moderate.screened import screen_all

WORDS = "It is <b>too far</b> to walk."
REASON = {"reason": "It names a neighbour."}


def moved_to(state: str, response: Response, by: User, at: datetime) -> Response:
    """A response that was brought into a state through the actions."""
    rule = response.consultation.exclusion_rules.get()
    screen_all()
    if state == "RELEASED":
        actions.release(response=response, by=by, at=at)
    if state == "QUARANTINED":
        actions.quarantine(response=response, reason="Look again.", by=by, at=at)
    if state == "EXCLUDED":
        actions.exclude(response=response, rule=rule, reason="A program.", by=by, at=at)
    return response


def events(response: Response) -> list[Event]:
    return list(Event.objects.acts().filter(about=f"response:{response.pk}").order_by("pk"))


def text_of(page: Any) -> str:
    return unescape(page.content.decode())


@pytest.mark.parametrize(
    ("start", "verdict", "end", "kind"),
    [
        ("RECEIVED", "RELEASE", "RELEASED", "response.released"),
        ("RECEIVED", "QUARANTINE", "QUARANTINED", "response.quarantined"),
        ("RECEIVED", "EXCLUDE", "EXCLUDED", "response.excluded"),
        ("QUARANTINED", "RELEASE", "RELEASED", "response.released"),
        ("QUARANTINED", "EXCLUDE", "EXCLUDED", "response.excluded"),
        ("QUARANTINED", "REOPEN", "RECEIVED", "response.reopened"),
        ("RELEASED", "QUARANTINE", "QUARANTINED", "response.quarantined"),
        ("EXCLUDED", "REOPEN", "RECEIVED", "response.reopened"),
    ],
)
def test_a_verdict_is_one_review_and_one_event(
    at_desk: Desk,
    response: Response,
    rule: ExclusionRule,
    moderator: User,
    superuser: User,
    now: datetime,
    start: str,
    verdict: str,
    end: str,
    kind: str,
) -> None:
    earlier = now - timedelta(hours=1)
    moved_to(start, response, superuser, earlier)
    before = (Review.objects.count(), Event.objects.acts().count())
    typed: dict[str, Any] = {} if verdict == "RELEASE" else dict(REASON)
    if verdict == "EXCLUDE":
        typed["rule"] = rule.pk
    desk = at_desk(moderator)
    desk.read(response)
    answer = desk.decide(response, verdict, **typed)
    assert answer.status_code == 302
    response.refresh_from_db()
    assert (response.state, response.state_at) == (end, now)
    assert (Review.objects.count(), Event.objects.acts().count()) == (before[0] + 1, before[1] + 1)
    review = response.reviews.last()
    assert review is not None
    assert (review.verdict, review.by, review.at) == (verdict, moderator, now)
    assert review.reason == typed.get("reason", "")
    assert review.rule == (rule if verdict == "EXCLUDE" else None)
    event = events(response)[-1]
    assert (event.kind, event.actor, event.by, event.at) == (kind, "staff", moderator.pk, now)
    assert event.consultation == response.consultation_id
    why = {"why": "automated"} if verdict == "EXCLUDE" else {}
    assert event.facts == {"review": review.pk, **why}
    assert list(Answer.objects.exclude(text="").values_list("text", flat=True)) == [WORDS]


FIRST_QUARANTINE = "It is released. Put it in quarantine first, then "
FIRST_REOPEN = "It is excluded. Send it back to the queue first, then "


@pytest.mark.parametrize(
    ("start", "verdict", "sentence"),
    [
        ("RECEIVED", "REOPEN",
         "It is “Waiting for review” now and cannot become “Waiting for review”."),
        ("RELEASED", "RELEASE", "It is “Released” now and cannot become “Released”."),
        ("RELEASED", "EXCLUDE", f"{FIRST_QUARANTINE}exclude it."),
        ("QUARANTINED", "QUARANTINE",
         "It is “In quarantine” now and cannot become “In quarantine”."),
        ("EXCLUDED", "RELEASE", f"{FIRST_REOPEN}release it."),
        ("EXCLUDED", "QUARANTINE", f"{FIRST_REOPEN}put it in quarantine."),
        ("EXCLUDED", "EXCLUDE",
         "It is “Excluded under a rule” now and cannot become “Excluded under a rule”."),
    ],
)  # fmt: skip
def test_a_verdict_that_the_state_does_not_allow(
    at_desk: Desk,
    response: Response,
    rule: ExclusionRule,
    moderator: User,
    now: datetime,
    start: str,
    verdict: str,
    sentence: str,
) -> None:
    moved_to(start, response, moderator, now)
    reviews, recorded = Review.objects.count(), Event.objects.acts().count()
    given: dict[str, Any] = {"response": response, "by": moderator, "at": now, "reason": "Why."}
    if verdict == "EXCLUDE":
        given["rule"] = rule
    act: dict[str, Callable[..., Review]] = {
        "RELEASE": actions.release, "QUARANTINE": actions.quarantine,
        "EXCLUDE": actions.exclude, "REOPEN": actions.reopen,
    }  # fmt: skip
    with pytest.raises(Refused) as refusal:
        act[verdict](**given)
    assert str(refusal.value) == sentence
    desk = at_desk(moderator)
    desk.read(response)
    page = desk.decide(response, verdict, reason="What I typed.", rule=rule.pk)
    assert page.status_code == 400
    assert "Choose one of the verdicts on this page" in text_of(page)
    assert "What I typed." in text_of(page)
    response.refresh_from_db()
    assert response.state == start
    assert (Review.objects.count(), Event.objects.acts().count()) == (reviews, recorded)


@pytest.mark.parametrize("verdict", ["QUARANTINE", "EXCLUDE"])
@pytest.mark.parametrize("reason", ["", "  \r\n "])
def test_a_verdict_without_a_reason(
    at_desk: Desk, response: Response, moderator: User, verdict: str, reason: str
) -> None:
    desk = at_desk(moderator)
    desk.read(response)
    page = desk.decide(response, verdict, reason=reason)
    assert page.status_code == 200
    text = text_of(page)
    assert f'<a href="#id_{verdict.lower()}-reason">Enter the reason</a>' in text
    assert "<title>Error: " in text
    if verdict == "EXCLUDE":
        assert "Select the rule that it is excluded under" in text
    response.refresh_from_db()
    assert (response.state, Review.objects.count()) == ("RECEIVED", 0)


def test_what_was_typed_is_kept_on_an_error(
    at_desk: Desk, response: Response, rule: ExclusionRule, moderator: User
) -> None:
    desk = at_desk(moderator)
    desk.read(response)
    page = text_of(desk.decide(response, "EXCLUDE", reason="Sent <i>twice</i> a second."))
    assert ">\nSent <i>twice</i> a second.</textarea>" in page
    page = text_of(desk.decide(response, "EXCLUDE", rule=rule.pk))
    assert f'value="{rule.pk}" checked' in page
    assert "Enter the reason" in page


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("a" * 2001, "Your answer must be 2,000 characters or less"),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_a_reason_that_cannot_be_kept(
    at_desk: Desk, response: Response, moderator: User, reason: str, told: str
) -> None:
    desk = at_desk(moderator)
    desk.read(response)
    page = desk.decide(response, "QUARANTINE", reason=reason)
    assert told in text_of(page)
    assert Review.objects.count() == 0


@pytest.mark.parametrize("key", ["0", "999999", "x", ""])
def test_a_rule_that_is_not_in_the_list(
    at_desk: Desk, response: Response, moderator: User, key: str
) -> None:
    desk = at_desk(moderator)
    desk.read(response)
    page = text_of(desk.decide(response, "EXCLUDE", rule=key, reason="Why."))
    expected = "Select a rule from the list" if key else "Select the rule that it is excluded under"
    assert expected in page
    assert Review.objects.count() == 0


def test_a_rule_of_another_consultation(response: Response, moderator: User, now: datetime) -> None:
    other = factories.ExclusionRuleFactory(code="elsewhere")
    with pytest.raises(Refused, match="The rule “elsewhere” belongs to another consultation"):
        actions.exclude(response=response, rule=other, reason="Why.", by=moderator, at=now)
    assert Review.objects.count() == 0


def test_an_action_wants_a_reason_whoever_calls_it(
    response: Response, moderator: User, now: datetime
) -> None:
    with pytest.raises(Refused, match="Give the reason: it is kept with the verdict"):
        actions.quarantine(response=response, reason=" \n", by=moderator, at=now)


NOT_THEIRS = "You need another role to release, quarantine and exclude responses: Moderator."


@pytest.mark.parametrize("role", ["owner", "analyst", "decision_maker", "auditor"])
def test_a_reader_sees_the_page_without_forms_and_is_told_why(
    at_desk: Desk, response: Response, role: str, request: pytest.FixtureRequest
) -> None:
    reader = request.getfixturevalue(role)
    desk = at_desk(reader)
    page = unescape(desk.read(response))
    assert f"You can read this response, but not decide about it. {NOT_THEIRS}" in page
    assert 'name="verdict"' not in page
    refused = desk.decide(response, "RELEASE")
    assert refused.status_code == 403
    assert NOT_THEIRS in text_of(refused)
    response.refresh_from_db()
    assert response.state == "RECEIVED"
    assert rules.why_not_give(Verdict.RELEASE, reader, response) == NOT_THEIRS


def test_a_role_that_was_taken_away_counts_no_more(
    at_desk: Desk, response: Response, moderator: User, superuser: User, now: datetime
) -> None:
    desk = at_desk(moderator)
    desk.read(response)
    moderator.grants.update(revoked_at=now, revoked_by=superuser)
    assert desk.decide(response, "RELEASE").status_code == 403
    assert Review.objects.count() == 0


def test_the_second_of_two_moderators_is_told(
    at_desk: Desk, response: Response, moderator: User, superuser: User, rule: ExclusionRule
) -> None:
    first, second = at_desk(moderator), at_desk(superuser)
    first.read(response)
    second.read(response)
    assert first.decide(response, "RELEASE").status_code == 302
    page = second.decide(response, "QUARANTINE", reason="I doubt it.")
    assert page.status_code == 409
    assert (
        "Mo Moderator decided on it while you had it open: it is now “Released”. "
        "Your verdict was not recorded. Read it again before you decide."
    ) in text_of(page)
    assert ">\nI doubt it.</textarea>" in text_of(page)
    page = second.decide(response, "EXCLUDE", rule=rule.pk, reason="It is a copy.")
    assert page.status_code == 409
    assert "What you typed:" in text_of(page)
    assert "It is a copy." in text_of(page)
    assert [review.verdict for review in response.reviews.all()] == ["RELEASE"]
    assert [event.kind for event in events(response)] == ["response.received", "response.released"]
    # Having read it again, the second may decide.
    second.read(response)
    assert second.decide(response, "QUARANTINE", reason="I doubt it.").status_code == 302


def test_the_loser_of_a_race_leaves_no_review(
    response: Response, moderator: User, superuser: User, now: datetime
) -> None:
    screen_all()
    seen_by_both = Response.objects.get(pk=response.pk)
    actions.release(response=response, by=moderator, at=now)
    with pytest.raises(Refused, match="Somebody else changed this a moment ago"):
        actions.quarantine(response=seen_by_both, reason="I doubt it.", by=superuser, at=now)
    assert [review.verdict for review in Review.objects.all()] == ["RELEASE"]
    assert seen_by_both.state == "RECEIVED"


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_instant_one_decides(
    response: Response, moderator: User, now: datetime
) -> None:
    screen_all()
    people, outcomes, start = 4, list[str](), Barrier(4)

    def decide() -> None:
        mine = Response.objects.get(pk=response.pk)
        start.wait(timeout=60)
        try:
            actions.release(response=mine, by=moderator, at=now)
            outcomes.append("released")
        except Refused as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=decide) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    lost = "Somebody else changed this a moment ago. Look at it again."
    assert sorted(outcomes) == [lost] * 3 + ["released"]
    assert (Review.objects.count(), len(events(response))) == (1, 2)


def test_after_a_verdict_comes_the_next_that_waits(
    at_desk: Desk,
    consultation: Consultation,
    proposal: Proposal,
    send_response: Callable[..., Response],
    moderator: User,
    now: datetime,
) -> None:
    first, second, third = (
        send_response(consultation, about=[proposal], at=now - timedelta(hours=age))
        for age in (3, 2, 1)
    )
    desk = at_desk(moderator)

    def decide(response: Response, verdict: str, **typed: Any) -> tuple[str, str]:
        desk.read(response)
        onward = desk.decide(response, verdict, **typed)
        return onward["Location"], text_of(desk.get(onward["Location"]))

    where, page = decide(second, "RELEASE")
    assert where == reverse("response", args=[third.pk])
    assert f"Response {second.pk} is released." in page
    undo = f"{reverse('response', args=[second.pk])}?undo=1#reopen"
    assert f'href="{undo}">Undo</a>' in page
    where, page = decide(third, "QUARANTINE", **REASON)  # nothing later waits: the first does
    assert where == reverse("response", args=[first.pk])
    assert f"Response {third.pk} is in quarantine." in page
    undo = f"{reverse('response', args=[third.pk])}?undo=1#reopen"
    assert f'href="{undo}">Undo</a>' in page
    assert ">\nThe verdict was a mistake.</textarea>" in text_of(desk.get(undo))
    where, page = decide(third, "REOPEN", reason="The verdict was a mistake.")
    assert where == reverse("response", args=[third.pk])
    assert f"Response {third.pk} is back in the queue." in page
    decide(third, "RELEASE")
    where, page = decide(first, "RELEASE")
    assert where == reverse("queue", args=[consultation.slug])
    assert "Nothing else in this list is waiting." in page
    assert "Nothing waits for review. Well done." in page


def test_a_filter_is_kept_from_one_response_to_the_next(
    at_desk: Desk,
    consultation: Consultation,
    send_response: Callable[..., Response],
    moderator: User,
    now: datetime,
) -> None:
    by_slug = {p.station.slug: p for p in consultation.proposals.select_related("station")}
    one, _other, two = (
        send_response(consultation, about=[by_slug[slug]], at=now - timedelta(hours=age))
        for slug, age in (("holborn", 3), ("mitcham", 2), ("holborn", 1))
    )
    desk = at_desk(moderator)
    page = desk.read(one, "?station=holborn")
    assert f'href="{reverse("response", args=[two.pk])}?station=holborn" rel="next"' in page
    assert 'rel="prev"' not in page
    onward = desk.decide(one, "RELEASE", "?station=holborn")
    assert onward["Location"] == f"{reverse('response', args=[two.pk])}?station=holborn"


@pytest.mark.parametrize("verdict", [verdict.value for verdict in Verdict])
def test_only_moderators_may_call_the_actions(
    response: Response, rule: ExclusionRule, auditor: User, now: datetime, verdict: str
) -> None:
    given: dict[str, Any] = {"response": response, "by": auditor, "at": now, "reason": "Why."}
    act: Callable[..., Review] = getattr(actions, verdict.lower())
    with pytest.raises(Refused) as refusal:
        act(**given, **({"rule": rule} if verdict == "EXCLUDE" else {}))
    assert str(refusal.value) == NOT_THEIRS
