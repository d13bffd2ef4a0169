"""Over random histories there is no way to a signature past anything that is missing.

What is missing is worked out here a second time, in Python and row by row, so that the database's
own account of it is compared with another hand's.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as some

from consultation.analyse.actions import coding, frame
from consultation.analyse.queries import coding as texts
from consultation.analyse.texts import place_of
from consultation.decide.actions import decisions, points
from consultation.decide.queries import decisions as queries
from consultation.decide.queries import points as points_queries
from consultation.models import (
    Code,
    Consultation,
    Decision,
    Disposition,
    Point,
    PointAbout,
    Proposal,
    Reading,
    Response,
    User,
)
from consultation.models.response import NOT_COUNTED
from consultation.states import Refused
from tests.analyse.coded import point_in, reading_of, unread
from tests.conftest import NOW
from tests.decide.decided import WORDS, digest_now, prepared

ACTS = (
    "code", "code_of", "take_back", "done", "no_point", "reopen", "exclude", "readmit", "merge",
    "part", "reword", "place", "answer", "answer_of", "write", "change", "assess", "brief", "sign",
    "force", "end", "begin",
)  # fmt: skip
#: So often that many a history comes to a signature, and not only to refusals.
OFTEN = ("settle",) * 5 + ("sign", "force") * 5
step = some.tuples(some.sampled_from((*ACTS, *OFTEN)), some.integers(0, 5), some.integers(0, 5))


class Story:
    """Two closures, three responses, three points, and one who may do everything."""

    def __init__(self, consultation: Consultation, by: User, seen: Counter[str]) -> None:
        self.consultation, self.by, self.at, self.seen = consultation, by, NOW, seen
        slugs = ("barkingside", "wimbledon")
        self.proposals = [consultation.proposals.get(station__slug=slug) for slug in slugs]
        first, second = self.proposals
        self.responses = [
            unread(consultation, first, reasons="Too far. Too dark."),
            unread(consultation, second, reasons="Keep it."),
            unread(consultation, first, second, reasons="", instead="Wait for the evidence."),
        ]
        self.points = [point_in(consultation, by, f"Point {number}.") for number in range(3)]
        self.decision = prepared(first, by)

    @property
    def how(self) -> dict[str, Any]:
        """Each act a second after the one before."""
        self.at += timedelta(seconds=1)
        return {"by": self.by, "at": self.at}

    def fresh(self, number: int) -> Point:
        return Point.objects.get(pk=self.points[number % 3].pk)

    def act(self, name: str, first: int, second: int) -> None:
        """One act, or what the rules say to it."""
        self.decision.refresh_from_db()
        with suppress(Refused), transaction.atomic():
            getattr(self, name)(first, second)

    def code(self, first: int, second: int, of: Proposal | None = None) -> None:
        response = self.responses[first % 3]
        place = place_of("1", texts.sources_of(response))
        coding.give(
            reading=reading_of(response), place=place, point=self.fresh(second), proposal=of,
            **self.how,
        )  # fmt: skip

    def code_of(self, first: int, second: int) -> None:
        self.code(first, second, self.proposals[second % 2])

    def take_back(self, first: int, _second: int) -> None:
        codes = list(Code.objects.standing().order_by("pk"))
        if codes:
            one = codes[first % len(codes)]
            coding.take_back(reading=reading_of(one.reading.response), codes=[one], **self.how)

    def done(self, first: int, _second: int, no_point: bool = False) -> None:
        reading = reading_of(self.responses[first % 3])
        coding.done(reading=reading, no_point=no_point, **self.how)

    def no_point(self, first: int, second: int) -> None:
        self.done(first, second, no_point=True)

    def reopen(self, first: int, _second: int) -> None:
        coding.reopen(reading=reading_of(self.responses[first % 3]), **self.how)

    def exclude(self, first: int, _second: int) -> None:
        Response.objects.filter(pk=self.responses[first % 3].pk).update(state="EXCLUDED")

    def readmit(self, first: int, _second: int) -> None:
        Response.objects.filter(pk=self.responses[first % 3].pk).update(state="RECEIVED")

    def merge(self, first: int, second: int) -> None:
        frame.merge_point(
            point=self.fresh(first), into=self.fresh(second), reason="One.", **self.how
        )

    def part(self, first: int, _second: int) -> None:
        frame.part_point(point=self.fresh(first), reason="Two.", **self.how)

    def reword(self, first: int, second: int) -> None:
        frame.reword_point(
            point=self.fresh(first), sentence=f"{self.at} {second}.", includes="", excludes="",
            reason="Better.", **self.how,
        )  # fmt: skip

    def place(self, first: int, second: int) -> None:
        about = self.proposals[: second % 3]
        frame.place_point(
            point=self.fresh(first), theme=None, about=about, reason="Moved.", **self.how
        )

    def answer(self, first: int, _second: int, of: Proposal | None = None) -> None:
        point = self.fresh(first)
        points.answer(
            point=point, kind="ACCEPTED", reason="Yes.", version=point.version, proposal=of,
            **self.how,
        )  # fmt: skip

    def answer_of(self, first: int, second: int) -> None:
        self.answer(first, second, self.proposals[second % 2])

    def write(self, first: int, second: int, **words: str) -> None:
        said = {**WORDS, **words} if first else {**WORDS, "reasons": ""}
        criteria = queries.criteria_of(self.consultation)
        decisions.write(
            decision=self.decision, words=said,
            results=dict.fromkeys(criteria, "It fits." if second else " "),
            equality=queries.current_assessment(self.consultation) if second else None, **self.how,
        )  # fmt: skip

    def change(self, first: int, second: int) -> None:
        self.write(first + 1, second + 1, outcome="CHANGED", decided=f"Option {second}.")

    def assess(self, _first: int, _second: int) -> None:
        decisions.state_assessment(
            consultation=self.consultation, title="Another", text="More.", page="", **self.how
        )

    def brief(self, _first: int, _second: int) -> None:
        decisions.make_briefing(decision=self.decision, **self.how)

    def sign(self, _first: int, _second: int) -> None:
        lacking = expected(self.decision)
        decisions.sign(decision=self.decision, digest=digest_now(self.decision), **self.how)
        assert lacking == set()
        self.seen["signed"] += 1

    def force(self, _first: int, _second: int) -> None:
        """Past every rule, and the briefing: the database alone stands in the way."""
        if not self.decision.is_draft:
            return
        lacking = expected(self.decision)
        signed = {"signed_at": self.at, "signed_by": self.by, "digest": "a" * 64}
        rows = Decision.objects.filter(pk=self.decision.pk)
        if lacking:
            told = "not signed while something is missing"
            with pytest.raises(DatabaseError, match=told), transaction.atomic():
                rows.update(state="SIGNED", **signed)
            self.seen["refused"] += 1
            return
        with transaction.atomic():
            rows.update(state="SIGNED", **signed)
            transaction.set_rollback(True)
        self.seen["let through"] += 1

    def settle(self, _first: int, _second: int) -> None:
        """Do all that is missing, as the page of the decision lists it."""
        if not self.decision.is_draft:
            return
        for kind, lack in queries.missing(self.decision).items():
            for key in lack.keys if kind == "unread" else []:
                reading = reading_of(Response.objects.get(pk=key))
                coded = reading.codes.standing().exists()
                coding.done(reading=reading, no_point=not coded, **self.how)
            for key in lack.keys if kind == "point" else []:
                self.answer([one.pk for one in self.points].index(key), 0, self.decision.proposal)
        self.write(1, 1)
        self.decision.refresh_from_db()
        self.brief(0, 0)

    def end(self, _first: int, _second: int) -> None:
        decisions.end(decision=self.decision, reason="Quashed.", **self.how)

    def begin(self, _first: int, _second: int) -> None:
        proposal = self.decision.proposal
        self.decision = decisions.begin(proposal=proposal, consulted_again="No.", **self.how)


def expected(decision: Decision) -> set[tuple[str, int]]:
    """What is missing, row by row, as the law of the house has it."""
    proposal, whole = decision.proposal, decision.consultation
    found: set[tuple[str, int]] = set()
    for reading in Reading.objects.filter(consultation=whole, done_at=None):
        if reading.response.state not in NOT_COUNTED:
            found.add(("unread", reading.response.pk))
    for point in Point.objects.filter(consultation=whole, into=None):
        about = speaks_of(point)
        if about & {None, proposal.pk} and not answered(
            point, proposal.pk, decision.considered_from
        ):
            found.add(("point", point.pk))
    written = dict(decision.results.values_list("criterion", "text"))
    found |= {("criterion", one.pk) for one in queries.criteria_of(whole) if one.pk not in written}
    current = queries.current_assessment(whole)
    if current is None or decision.equality_id != current.pk:
        found.add(("equality", current.pk if current else 0))
    if not all(getattr(decision, name) for name in WORDS):
        found.add(("words", 0))
    if not decision.briefings.exists():
        found.add(("briefing", 0))
    return found


def unanswered(story: Story) -> int:
    """How many points lack an answer for something that they are about."""
    standing = Point.objects.filter(consultation=story.consultation, into=None)
    return sum(any(not answered(one, about, None) for about in speaks_of(one)) for one in standing)


def speaks_of(point: Point) -> set[int | None]:
    held = [point, *Point.objects.filter(into=point)]
    codes = Code.objects.filter(point__in=held, taken_back_at=None)
    counted = [one for one in codes if one.reading.response.state not in NOT_COUNTED]
    placed = PointAbout.objects.filter(point__in=held).values_list("proposal", flat=True)
    return {one.proposal_id for one in counted} | set(placed)


def answered(point: Point, about: int | None, since: datetime | None) -> bool:
    for one in Disposition.objects.filter(point=point, version=point.version):
        if since is not None and one.at < since:
            continue
        if one.proposal is None and {Disposition.EVERYTHING, about} & set(one.covers):
            return True
        if about is not None and one.proposal_id == about:
            return True
    return False


@pytest.fixture
def seen() -> Counter[str]:
    return Counter()


@pytest.fixture
def story(
    closed_consultation: Consultation, superuser: User, seen: Counter[str]
) -> Callable[[], Story]:
    return lambda: Story(closed_consultation, superuser, seen)


class Undone(Exception):
    """The end of a story, of which nothing is kept."""


def test_there_is_no_path_to_a_signature_past_what_is_missing(
    story: Callable[[], Story], seen: Counter[str]
) -> None:
    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    @given(history=some.lists(step, min_size=5, max_size=40))
    def told_to_its_end(history: list[tuple[str, int, int]]) -> None:
        with suppress(Undone), transaction.atomic():
            goes_on(story(), history)
            raise Undone

    told_to_its_end()
    assert all(seen[way] > 1 for way in ("signed", "refused", "let through")), seen


def goes_on(story: Story, history: list[tuple[str, int, int]]) -> None:
    """Each act, and what is missing after it by both accounts."""
    for one in history:
        story.act(*one)
        decision = story.decision
        decision.refresh_from_db()
        if decision.is_draft:
            lacks = queries.missing(decision)
            missing = {(kind, key) for kind, lack in lacks.items() for key in lack.keys}
            assert missing == expected(decision)
        assert points_queries.unanswered_number(story.consultation) == unanswered(story)


@pytest.mark.parametrize("left", range(3))
def test_one_unanswered_point_anywhere_always_names_itself(
    story: Callable[[], Story], left: int
) -> None:
    told = story()
    for number, response in enumerate(told.responses):
        told.code(number, number)
        coding.done(reading=reading_of(response), no_point=False, **told.how)
    for number in range(3):
        if number != left:
            told.answer(number, 0)
    for proposal in told.proposals:
        decision = told.decision if proposal == told.decision.proposal else prepared(
            proposal, told.by
        )  # fmt: skip
        concerned = left == 2 or (left == 0) == (proposal == told.proposals[0])
        missing = queries.missing(decision)
        assert ("point" in missing) == concerned
        if concerned:
            assert missing["point"].keys == [told.points[left].pk]
