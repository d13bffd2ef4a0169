"""Copies are found as responses are screened, in any increments, by one worker or by two."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, connections, transaction

from benchmarks.letters import letters, score
from consultation import tasks
from consultation.events import MACHINE
from consultation.models import (
    Answer,
    Consultation,
    CopyWatch,
    Event,
    Flag,
    Proposal,
    QuestionVersion,
    Response,
    Screening,
    TextGroup,
    TextPrint,
)
from consultation.moderate.actions import copies, copy_cores
from consultation.moderate.copies.grouping import group
from consultation.moderate.queries import copies as queries
from tests import factories
from tests.moderate.test_copies import CAMPAIGN, OTHER
from tests.plans import as_of_a_million

Send = Callable[..., Response]
AT = datetime.fromisoformat("2026-11-23T12:00:00+00:00")


def screened(consultation: Consultation, texts: Iterable[str]) -> list[int]:
    """Responses with these words that a screening worker has been at."""
    version = QuestionVersion.objects.filter(
        question__consultation=consultation, question__kind="TEXT"
    ).first()
    keys = []
    for text in texts:
        response = factories.ResponseFactory(consultation=consultation)
        if text:
            factories.AnswerFactory(response=response, question_version=version, text=text)
        factories.ScreeningFactory(response=response, tokens=["channel:ONLINE"])
        keys.append(response.pk)
    return keys


def look() -> None:
    """What the worker does when the bell rings."""
    tasks.group_due_texts()


def flags(keys: Iterable[int]) -> list[list[str]]:
    """The kinds of each response's flags."""
    return [
        list(Flag.objects.filter(response=key).order_by("pk").values_list("kind", flat=True))
        for key in keys
    ]


def tokens(key: int) -> list[str]:
    return Screening.objects.get(pk=key).tokens


def groups_by_response(keys: Iterable[int]) -> list[int | None]:
    found = dict(TextPrint.objects.values_list("response", "group"))
    return [found[key] for key in keys]


def sizes_are_right() -> bool:
    return all(
        one.size == one.members.filter(gone=False).count() for one in TextGroup.objects.all()
    )


def test_the_same_text_is_flagged_on_both_and_the_queue_is_told(
    consultation: Consultation,
) -> None:
    alone, first, second = screened(consultation, [OTHER, CAMPAIGN, f" {CAMPAIGN.upper()}\n"])
    look()
    assert flags([alone, first, second]) == [[], ["SAME_TEXT"], ["SAME_TEXT"]]
    found = TextGroup.objects.get()
    assert (found.size, found.core.splitlines()[1]) == (
        2, "Many of us have no car and cannot walk to the next one.",
    )  # fmt: skip
    flag = Flag.objects.get(response=second)
    assert flag.facts == {"group": found.pk, "members": 2, "same": 2}
    assert (flag.rule, flag.version, flag.at) == ("SAME_TEXT", 1, AT)
    assert flag.sentence.startswith("2 responses had these very words when this was noted")
    mine = ["channel:ONLINE", f"copies:{found.pk}", "flag:SAME_TEXT", "flagged"]
    assert tokens(first) == tokens(second) == mine
    assert tokens(alone) == ["channel:ONLINE"]
    assert set(Response.objects.values_list("state", flat=True)) == {"RECEIVED"}


def test_like_texts_are_flagged_when_they_are_three(consultation: Consultation) -> None:
    short = "We ask you to keep the front counter at Barkingside open in the evening, please."
    texts = [short, f"{short} Ann Lee", f"Hello! {short} Bo"]
    keys = screened(consultation, texts[:2])
    look()
    assert flags(keys) == [[], []]  # two short ones may be alike by accident
    keys += screened(consultation, texts[2:])
    look()
    assert flags(keys) == [["LIKE_TEXT"]] * 3
    assert len(set(groups_by_response(keys))) == 1
    keys += screened(consultation, [texts[0]])
    look()
    assert flags(keys) == [
        ["LIKE_TEXT", "SAME_TEXT"], ["LIKE_TEXT"], ["LIKE_TEXT"], ["SAME_TEXT"]
    ]  # fmt: skip
    assert sizes_are_right()


def test_a_letter_that_takes_a_part_is_found_though_it_came_first(
    consultation: Consultation,
) -> None:
    own = " ".join(f"My reason {n} is of my own and is about {n} things." for n in range(9))
    [early] = screened(consultation, [f"{own} {CAMPAIGN.split('. ')[1]}."])
    look()
    assert flags([early]) == [[]]
    screened(consultation, [f"{CAMPAIGN} {name}" for name in ("Ann", "Ben", "Cy")])
    look()
    [late] = screened(consultation, [f"{CAMPAIGN.split('. ')[1]}. {own.replace('9', 'no')}"])
    look()
    assert flags([early, late])[0] == ["LIKE_TEXT"]
    assert len(set(groups_by_response([early, late]))) == 1


def test_short_texts_are_the_same_from_five_words_on(consultation: Consultation) -> None:
    keys = screened(consultation, ["No.", "No.", "See above", "See above", "", ""])
    keys += screened(consultation, ["It is too far.", "It's too far to walk!"] * 2)
    look()
    assert flags(keys) == [[]] * 7 + [["SAME_TEXT"], [], ["SAME_TEXT"]]


def test_words_given_for_several_proposals_are_read_once(
    consultation: Consultation, send_response: Send
) -> None:
    both = list(consultation.proposals.all()[:2])
    for about in (both, both[:1]):
        factories.ScreeningFactory(
            response=send_response(consultation, about=about, reasons=CAMPAIGN)
        )
    look()
    assert [one.kind for one in Flag.objects.all()] == ["SAME_TEXT"] * 2


def test_whoever_changes_a_response_is_no_copy_of_themselves(
    consultation: Consultation, proposal: Proposal, send_response: Send
) -> None:
    keys = screened(consultation, [CAMPAIGN, CAMPAIGN])
    look()
    Response.objects.filter(pk=keys[0]).update(state="SUPERSEDED")
    [again] = screened(consultation, [OTHER])
    look()
    found = TextGroup.objects.get()
    assert (found.size, sizes_are_right()) == (1, True)
    Response.objects.filter(pk=again).update(state="SUPERSEDED")
    [newer] = screened(consultation, [OTHER])
    look()
    assert flags([again, newer]) == [[], []]
    [third] = screened(consultation, [CAMPAIGN])
    look()
    assert flags([third]) == [["SAME_TEXT"]]
    assert Flag.objects.get(response=third).facts["same"] == 2


def test_another_consultation_has_copies_of_its_own(
    consultation: Consultation, closed_consultation: Consultation
) -> None:
    screened(consultation, [CAMPAIGN])
    [other] = screened(closed_consultation, [CAMPAIGN])
    look()
    assert not Flag.objects.exists()
    screened(closed_consultation, [CAMPAIGN])
    look()
    assert Flag.objects.count() == 2
    assert groups_by_response([other]) == [TextGroup.objects.get().pk]
    assert TextGroup.objects.get().consultation == closed_consultation


def test_a_second_look_finds_nothing_to_do(consultation: Consultation) -> None:
    screened(consultation, [CAMPAIGN] * 3)
    look()
    before = (Flag.objects.count(), Event.objects.count(), TextGroup.objects.get().size)
    look()
    tasks.sweep_texts()
    assert (Flag.objects.count(), Event.objects.count(), TextGroup.objects.get().size) == before
    facts = [one.facts for one in Event.objects.filter(kind="copies.grouped").order_by("pk")]
    assert facts == [
        {"texts": 3, "groups": 1, "joined": 3, "same": 3, "like": 0},
        {"cores": 1, "merged": 0, "joined": 0, "same": 0, "like": 0},
    ]


def test_what_was_screened_very_late_is_swept_for(
    consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LATE", 1)
    [late] = [factories.ResponseFactory(consultation=consultation)]
    screened(consultation, [CAMPAIGN, CAMPAIGN])
    look()
    factories.ScreeningFactory(response=late)
    look()
    assert not TextPrint.objects.filter(pk=late.pk).exists()
    tasks.sweep_texts()
    assert TextPrint.objects.filter(pk=late.pk).exists()


def test_a_worker_that_dies_in_a_batch_leaves_nothing_half_done(
    consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = screened(consultation, [CAMPAIGN] * 3)

    def die(**_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(copies, "flag_copies", die)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            copies.group_texts(by=MACHINE, at=AT)
    assert (TextPrint.objects.count(), TextGroup.objects.count()) == (0, 0)
    look()
    assert flags(keys) == [["SAME_TEXT"]] * 3


def test_the_tokens_that_others_write_can_be_made_again(consultation: Consultation) -> None:
    keys = screened(consultation, [CAMPAIGN] * 2)
    look()
    found = TextGroup.objects.get()
    assert queries.tokens_of_copies(keys)[keys[0]] == [
        f"copies:{found.pk}", "flag:SAME_TEXT", "flagged"
    ]  # fmt: skip
    flag = Flag.objects.get(response=keys[0])
    Flag.objects.filter(pk=flag.pk).update(
        state="FALSE", judged_by=factories.UserFactory(), judged_at=AT
    )
    assert queries.tokens_of_copies(keys)[keys[0]] == [f"copies:{found.pk}"]


@pytest.mark.parametrize(
    "step",
    [pytest.param(7, marks=pytest.mark.sweeps), 60, pytest.param(1000, marks=pytest.mark.sweeps)],
)
def test_increments_give_what_the_whole_at_once_gives(
    consultation: Consultation, step: int
) -> None:
    written = letters(campaigns=5, copies=24, people=60, seed=step)
    texts = [letter.text for letter in written]
    keys: list[int] = []
    for start in range(0, len(texts), step):
        keys += screened(consultation, texts[start : start + step])
        look()
    told, whole = score(written, groups_by_response(keys)), score(written, group(texts).of)
    assert (told.precision, told.wrong) == (1.0, 0)
    assert told.found >= whole.found - 0.02  # a text is compared with what is known when it comes
    assert sizes_are_right()
    marked = set(Flag.objects.values_list("response", flat=True))
    grouped = TextPrint.objects.filter(group__size__gte=2).values_list("pk", flat=True)
    assert marked == set(grouped)
    for key in list(grouped)[:10]:
        assert f"copies:{TextPrint.objects.get(pk=key).group_id}" in tokens(key)
        assert sum(one.startswith("copies:") for one in tokens(key)) == 1


def test_a_batch_takes_as_many_queries_for_many_texts_as_for_some(
    consultation: Consultation, django_assert_max_num_queries: Any
) -> None:
    screened(consultation, [CAMPAIGN, OTHER])
    look()
    for many in (2, 20):
        screened(consultation, [f"{CAMPAIGN} {n}" for n in range(many)])
        with django_assert_max_num_queries(42):
            copies.group_texts(by=MACHINE, at=AT)


def test_a_group_that_becomes_part_of_another_keeps_no_words(consultation: Consultation) -> None:
    keys = screened(consultation, [CAMPAIGN] * 7)
    look()
    [whole] = TextGroup.objects.all()
    part = factories.TextGroupFactory(
        consultation=consultation, core=CAMPAIGN, shared=whole.shared, size=3, learnt_at=3
    )
    TextPrint.objects.filter(pk__in=keys[4:]).update(group=part)
    TextGroup.objects.filter(pk=whole.pk).update(size=4, due=True)
    look()
    part.refresh_from_db()
    assert (part.into_id, part.core, part.size) == (whole.pk, "", 0)
    assert TextGroup.objects.get(pk=whole.pk).core


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_group_of_one_text(consultation: Consultation) -> None:
    keys = screened(consultation, [CAMPAIGN] * 40 + [OTHER] * 40)
    barrier = threading.Barrier(2)
    problems: list[BaseException] = []

    def work() -> None:
        try:
            barrier.wait()
            for _turn in range(30):
                copies.group_texts(by=MACHINE, at=AT)
                copy_cores.read_cores(by=MACHINE, at=AT)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert problems == []
    assert sorted(TextGroup.objects.values_list("size", flat=True)) == [40, 40]
    assert flags(keys) == [["SAME_TEXT"]] * 80
    assert CopyWatch.objects.count() == 1


def test_a_very_long_text_is_stored_and_compared(consultation: Consultation) -> None:
    long = " ".join(f"{n} {CAMPAIGN}" for n in range(6_000))
    assert len(long) > 1_000_000
    keys = screened(consultation, [long, long, "no " * 300_000])
    look()
    assert flags(keys) == [["SAME_TEXT"], ["SAME_TEXT"], []]
    assert len(TextGroup.objects.get().core) < 2_000
    assert Answer.objects.count() == 3


def test_sketches_are_looked_up_in_their_index(consultation: Consultation) -> None:
    screened(consultation, [CAMPAIGN, OTHER])
    look()
    numbers = TextPrint.objects.exclude(sketch=[]).first().sketch  # type: ignore[union-attr]
    with transaction.atomic(), connection.cursor() as cursor:
        as_of_a_million(cursor, TextPrint)
        cursor.execute(queries.READ_BY_INDEX)
        for read, values in (
            (queries.READ_LEADING, [numbers, 40]),
            (queries.READ_HOLDING, [numbers, consultation.pk, 0, 3, 10]),
        ):
            cursor.execute(f"EXPLAIN {read}", values)
            assert "text_print_sketch" in str(cursor.fetchall())
        transaction.set_rollback(True)
