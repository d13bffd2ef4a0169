"""The screening worker, on the real database: once each, never twice, nothing lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from consultation import tasks
from consultation.models import (
    Consultation,
    Event,
    EventKind,
    Flag,
    Proposal,
    Response,
    Screening,
    User,
)
from consultation.moderate import actions, screening
from consultation.moderate.queries.screening import longest_unscreened
from consultation.respond.doubts import Doubt
from consultation.states import Refused, move
from tests import factories
from tests.conftest import Town

Send = Callable[..., Response]
HURT = "My husband hits me. Ring 07700 900123."


def flags_of(response: Response) -> list[tuple[str, str, str, int]]:
    """Kind, rule, the words, version."""
    return [
        (
            flag.kind,
            flag.rule,
            flag.answer.text[flag.start : flag.end] if flag.answer else "",
            flag.version,
        )
        for flag in Flag.objects.filter(response=response).select_related("answer")
    ]


def newer_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a deployment."""
    newer = screening.VERSION + 1
    for module in ("screening", "queries.screening"):
        monkeypatch.setattr(f"consultation.moderate.{module}.VERSION", newer)


def everything() -> tuple[list[Any], ...]:
    """What a second run may not change."""
    return (
        list(Flag.objects.values_list()),
        list(Screening.objects.order_by("pk").values_list()),
        list(Event.objects.order_by("pk").values_list("kind", "facts")),
    )


def test_a_response_is_screened_once_and_its_place_in_the_queue_is_written(
    consultation: Consultation, town: Town, proposal: Proposal, send_response: Send, now: datetime
) -> None:
    plain = send_response(consultation, about=[proposal], borough=town.merton)
    hurt = send_response(
        consultation, about=[proposal], reasons=HURT, doubts=[Doubt("FAST", {"seconds": 9})]
    )
    assert actions.screen_next(clock=timezone.now) == 2
    assert flags_of(plain) == []
    assert flags_of(hurt) == [
        ("FAST", "", "", 0),
        ("SAFEGUARDING", "AT_HOME", "My husband hits me", screening.VERSION),
        ("PERSONAL", "PHONE", "07700 900123", screening.VERSION),
    ]
    first, second = Screening.objects.order_by("pk")
    assert (first.rank, second.rank) == (1, 0)
    assert (first.consultation, first.state, first.received_at, first.at) == (
        consultation, "RECEIVED", plain.received_at, now,
    )  # fmt: skip
    about = [f"station:{town.barkingside.pk}", f"borough:{town.redbridge.pk}"]
    how = ["channel:ONLINE", "kind:PUBLIC", "language:en"]
    assert sorted(first.tokens) == sorted(
        [*about, *how, f"lives:{town.merton.pk}", f"from:{town.merton.pk}"]
    )
    assert sorted(second.tokens) == sorted([
        *about, *how, "lives:NOT_SAID",
        "flag:FAST", "flag:PERSONAL", "flag:SAFEGUARDING", "flagged",
    ])  # fmt: skip
    event = Event.objects.get(kind=EventKind.SCREENING_RUN)
    assert event.facts == {
        "version": screening.VERSION, "responses": 2, "flags": 2,
        "first": plain.pk, "last": hurt.pk,
    }  # fmt: skip
    assert (event.consultation, event.actor) == (consultation.pk, "machine")
    before = everything()
    assert actions.screen_next(clock=timezone.now) == 0
    assert actions.sweep(clock=timezone.now) == 0
    assert everything() == before


def test_the_reason_not_to_publish_is_read_too_and_has_no_place(
    consultation: Consultation, now: datetime
) -> None:
    response = factories.ResponseFactory(
        consultation=consultation,
        publish="COUNT_ONLY",
        publish_reason="He will kill me if he reads it.",
    )
    actions.screen_next(clock=timezone.now)
    flag = Flag.objects.get(response=response)
    assert (flag.kind, flag.answer, flag.start, flag.end) == ("SAFEGUARDING", None, None, None)


def test_words_in_another_language_than_the_form_are_flagged(
    consultation: Consultation, proposal: Proposal, send_response: Send
) -> None:
    words = (
        "Nie zgadzam się z zamknięciem tego posterunku, bo jest bardzo potrzebny w naszej dzielnicy"
    )
    response = send_response(consultation, about=[proposal], reasons=words)
    actions.screen_next(clock=timezone.now)
    assert ("LANGUAGE", "OTHER_LANGUAGE", "", screening.VERSION) in flags_of(response)
    row = Screening.objects.get()
    assert row.language == "pl"
    assert "language:pl" in row.tokens


def test_newer_rules_screen_again_without_a_second_flag_and_revive_none(
    consultation: Consultation,
    proposal: Proposal,
    send_response: Send,
    moderator: User,
    monkeypatch: pytest.MonkeyPatch,
    now: datetime,
) -> None:
    response = send_response(consultation, about=[proposal], reasons=HURT)
    actions.screen_next(clock=timezone.now)
    flag = Flag.objects.get(rule="PHONE")
    actions.judge_flag(flag=flag, false=True, by=moderator, at=now)
    before = flags_of(response)
    newer_rules(monkeypatch)
    assert actions.sweep(clock=timezone.now) == 1
    assert flags_of(response) == before
    flag.refresh_from_db()
    assert flag.state == "FALSE"
    row = Screening.objects.get()
    assert row.version == before[0][3] + 1
    assert "flag:PERSONAL" not in row.tokens
    assert actions.sweep(clock=timezone.now) == 0


def test_what_older_rules_screened_is_screened_again_in_stretches(
    consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consultation.moderate.actions.screening.STRETCH", 3)
    # The keys of rows that were taken back are not given out again, and each is in some stretch.
    made = [factories.ResponseFactory(consultation=consultation, pk=key) for key in range(1, 8)]
    for one in made[:4]:
        factories.ScreeningFactory(response=one, version=0, tokens=["copies:8", "channel:PHONE"])
    assert actions.sweep(clock=timezone.now, most=2) == 7
    assert set(Screening.objects.values_list("version", flat=True)) == {screening.VERSION}
    tokens = Screening.objects.get(pk=made[0].pk).tokens
    assert "copies:8" in tokens  # another gave it
    assert "channel:PHONE" not in tokens


def test_half_way_nothing_is_left_and_it_is_due_again(
    consultation: Consultation,
    proposal: Proposal,
    send_response: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    response = send_response(consultation, about=[proposal], reasons=HURT)
    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr("consultation.moderate.actions.screening.record", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.screen_next(clock=timezone.now)
    assert everything() == before
    assert actions.screen_next(clock=timezone.now) == 1
    assert len(flags_of(response)) == 2


def test_a_change_of_state_is_followed_and_kept_by_a_second_run(
    consultation: Consultation, moderator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = factories.ResponseFactory(consultation=consultation)
    actions.screen_next(clock=timezone.now)
    held = now + timedelta(minutes=10)
    Screening.objects.update(held_by=moderator, held_until=held)
    move(response, "RELEASED", by=moderator, at=now)
    newer_rules(monkeypatch)
    actions.sweep(clock=timezone.now)
    row = Screening.objects.get()
    assert (row.state, row.held_by, row.held_until) == ("RELEASED", moderator, held)


def test_the_watch_the_tasks_and_the_command(
    consultation: Consultation, now: datetime, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    assert longest_unscreened(now) == 0
    factories.ResponseFactory(
        consultation=consultation,
        begun_at=now - timedelta(minutes=7), received_at=now - timedelta(minutes=5),
    )  # fmt: skip
    assert longest_unscreened(now) == 300
    tasks.watch()
    assert "The oldest due response to be screened has waited 300 seconds" in caplog.text
    tasks.screen_due_responses()
    assert longest_unscreened(now) == 0
    factories.ResponseFactory(consultation=consultation)
    tasks.screen_the_rest()
    assert Screening.objects.count() == 2
    call_command("screen_all")
    assert "Screened: 0" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_a_sweep_at_once_screen_each_response_once(
    consultation: Consultation, proposal: Proposal, send_response: Send
) -> None:
    for number in range(24):
        send_response(consultation, about=[proposal], reasons=f"{HURT} {number}")
    start = Barrier(3)

    def work(act: Callable[..., int]) -> int:
        start.wait()
        done = 0
        try:
            while number := act(clock=timezone.now, most=3):
                done += number
        finally:
            connections.close_all()
        return done

    acts = (actions.screen_next, actions.screen_next, actions.sweep)
    with ThreadPoolExecutor(3) as threads:
        done = sum(threads.map(work, acts))
    # One that is held by another is skipped; a later poke finds what is left.
    done += actions.sweep(clock=timezone.now)
    assert done == 24
    assert Screening.objects.count() == 24
    assert Flag.objects.count() == 48
    told = Event.objects.filter(kind=EventKind.SCREENING_RUN).values_list("facts", flat=True)
    assert sum(facts["responses"] for facts in told) == 24
    assert sum(facts["flags"] for facts in told) == 48


def test_who_may_not_review_may_not_judge(
    consultation: Consultation, analyst: User, now: datetime
) -> None:
    flag = factories.FlagFactory()
    with pytest.raises(Refused, match="You need another role"):
        actions.judge_flag(flag=flag, false=True, by=analyst, at=now)
    flag.refresh_from_db()
    assert flag.state == "STANDING"
