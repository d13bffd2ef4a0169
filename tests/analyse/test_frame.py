"""The codeframe: every change is a version, and a point is never lost."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from consultation.analyse.actions import frame as actions
from consultation.analyse.queries import frame as queries
from consultation.models import (
    Code,
    Codeframe,
    Consultation,
    Event,
    Point,
    PointWording,
    Proposal,
    User,
)
from consultation.states import Refused
from tests import factories
from tests.analyse.coded import code, point_in, unread
from tests.conftest import NOW
from tests.house.test_database import refused

FAR = "The walk to the next counter is too long."
WAIT = "Wait for an evaluation of the new technology before closing."
Act = Callable[..., object]


@pytest.fixture
def far(consultation: Consultation, analyst: User) -> Point:
    return point_in(consultation, analyst, FAR)


@pytest.fixture
def wait(consultation: Consultation, analyst: User, far: Point) -> Point:
    return point_in(consultation, analyst, WAIT)


def told(kind: str) -> list[tuple[str, dict[str, object]]]:
    return list(Event.objects.filter(kind=kind).order_by("pk").values_list("about", "facts"))


def test_points_are_numbered_and_their_wording_is_kept(far: Point, wait: Point) -> None:
    assert [str(far), str(wait)] == [f"P1: {FAR}", f"P2: {WAIT}"]
    assert (far.version, far.frame, wait.frame) == (1, 1, 2)
    (kept,) = queries.wordings_of(far)
    assert (kept.version, kept.sentence, kept.reason) == (1, FAR, "")
    assert told("point.made")[0] == (f"point:{far.pk}", {"frame": 1, "number": 1})
    assert queries.frame_of(far.consultation).version == 2


def test_who_may_not_code_makes_no_point(consultation: Consultation, moderator: User) -> None:
    with pytest.raises(Refused, match="You need another role to read and code responses"):
        point_in(consultation, moderator, FAR)
    assert not Codeframe.objects.exists()


def test_the_same_sentence_is_no_second_point(far: Point, analyst: User) -> None:
    with pytest.raises(Refused, match="P1 says the same"):
        point_in(far.consultation, analyst, FAR.upper())
    assert queries.frame_of(far.consultation).version == 1


def test_a_reworded_point_says_why_and_keeps_what_it_said(far: Point, analyst: User) -> None:
    actions.reword_point(
        point=far, sentence="It is too far to walk.", includes="Buses", excludes="",
        reason=" Shorter. ", by=analyst, at=NOW,
    )  # fmt: skip
    far.refresh_from_db()
    assert (far.sentence, far.includes, far.version, far.frame) == (
        "It is too far to walk.", "Buses", 2, 2,
    )  # fmt: skip
    said = [(one.version, one.sentence, one.reason) for one in queries.wordings_of(far)]
    assert said == [(2, "It is too far to walk.", "Shorter."), (1, FAR, "")]
    assert told("point.reworded") == [(f"point:{far.pk}", {"frame": 2, "version": 2})]


@pytest.mark.parametrize(
    ("sentence", "reason", "refusal"),
    [
        ("It is far.", "  ", "Enter why"),
        (FAR, "Because.", "Nothing is different"),
        (WAIT, "Because.", "P2 says the same. Merge the two instead."),
    ],
)
def test_a_point_is_reworded_with_a_reason_and_a_difference(
    far: Point, wait: Point, analyst: User, sentence: str, reason: str, refusal: str
) -> None:
    with pytest.raises(Refused, match=refusal):
        actions.reword_point(
            point=far, sentence=sentence, includes="", excludes="", reason=reason, by=analyst,
            at=NOW,
        )  # fmt: skip
    assert PointWording.objects.filter(point=far).count() == 1


def merge(point: Point, into: Point | None, by: User, reason: str = "They are one.") -> Point:
    return actions.merge_point(point=point, into=into, reason=reason, by=by, at=NOW)


def test_merged_points_keep_both(
    far: Point, wait: Point, analyst: User, proposal: Proposal
) -> None:
    response = unread(far.consultation, proposal)
    other = unread(far.consultation, proposal)
    code(response, "1", far, analyst)
    for one in (response, other):
        code(one, "1", wait, analyst)
    merge(wait, far, analyst)
    far.refresh_from_db()
    wait.refresh_from_db()
    assert (wait.into, wait.version, far.version) == (far, 2, 2)
    assert Code.objects.filter(point=wait).count() == 2  # its own, as they were given
    assert queries.raised_of([far]) == {far.pk: 2}  # a response counts once
    assert [one.reason for one in queries.wordings_of(far)] == [
        "P2 was merged into it: They are one.", "",
    ]  # fmt: skip
    actions.part_point(point=wait, reason="They are two.", by=analyst, at=NOW)
    wait.refresh_from_db()
    assert (wait.into, wait.version) == (None, 3)
    assert queries.raised_of([far, wait]) == {far.pk: 1, wait.pk: 2}


def test_what_was_merged_before_goes_along(far: Point, wait: Point, analyst: User) -> None:
    third = point_in(far.consultation, analyst, "The evidence is out of date.")
    merge(wait, far, analyst)
    merge(far, third, analyst)
    found = Point.objects.in_bulk([far.pk, wait.pk, third.pk])
    assert [found[one.pk].into_id for one in (far, wait, third)] == [third.pk, third.pk, None]


@pytest.mark.parametrize(
    ("into", "refusal"),
    [
        ("itself", "cannot be merged into itself"),
        ("nothing", "There is no such point"),
        ("another consultation's", "There is no such point"),
        ("one that is merged", "P2 was itself merged into another"),
    ],
)
def test_a_point_is_merged_into_one_that_stands_by_itself(
    far: Point, wait: Point, analyst: User, into: str, refusal: str
) -> None:
    third = point_in(far.consultation, analyst, "The evidence is out of date.")
    merge(wait, third, analyst)
    targets = {
        "itself": far, "nothing": None, "another consultation's": factories.PointFactory(),
        "one that is merged": wait,
    }  # fmt: skip
    with pytest.raises(Refused, match=refusal):
        merge(far, targets[into], analyst)
    far.refresh_from_db()
    assert far.into is None


def test_a_merged_point_is_not_changed_before_it_is_parted(
    far: Point, wait: Point, analyst: User
) -> None:
    merge(wait, far, analyst)
    wait.refresh_from_db()
    with pytest.raises(Refused, match="P2 was merged into P1"):
        actions.reword_point(
            point=wait, sentence="Wait.", includes="", excludes="", reason="Shorter.", by=analyst,
            at=NOW,
        )  # fmt: skip
    with pytest.raises(Refused, match="P1 is not merged into another"):
        actions.part_point(point=far, reason="Two.", by=analyst, at=NOW)


def test_a_theme_and_counters_of_a_point(far: Point, analyst: User, proposal: Proposal) -> None:
    theme = actions.make_theme(
        consultation=far.consultation, title="Getting there", by=analyst, at=NOW
    )
    with pytest.raises(Refused, match="There is a theme of this title already"):
        actions.make_theme(consultation=far.consultation, title="getting THERE", by=analyst, at=NOW)
    actions.place_point(point=far, theme=theme, about=[proposal], by=analyst, at=NOW)
    actions.rename_theme(theme=theme, title="The way there", by=analyst, at=NOW)
    (shelf,) = queries.shelves_of(far.consultation)
    assert shelf.theme is not None
    assert (shelf.theme.title, shelf.points) == ("The way there", [(far, 0)])
    assert (shelf.name, shelf.number) == (str(theme.pk), 1)
    assert list(far.about.values_list("proposal", flat=True)) == [proposal.pk]
    with pytest.raises(Refused, match="Enter why a front counter is taken away"):
        actions.place_point(point=far, theme=None, about=[], by=analyst, at=NOW)
    with pytest.raises(Refused, match="Somebody else changed the codeframe"):
        actions.place_point(point=far, theme=theme, about=[proposal], by=analyst, at=NOW, frame=1)
    actions.place_point(point=far, theme=None, about=[], reason="No.", by=analyst, at=NOW)
    assert not far.about.exists()
    assert queries.wordings_of(far)[0].reason == "No."
    assert told("point.placed")[-1][1]["removed"] == [proposal.pk]


def test_of_a_large_codeframe_one_theme_is_open(
    far: Point, wait: Point, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_OPEN", 1)
    theme = actions.make_theme(
        consultation=far.consultation, title="Getting there", by=analyst, at=NOW
    )
    actions.place_point(point=far, theme=theme, about=[], by=analyst, at=NOW)

    def opened(chosen: str) -> list[tuple[int, bool]]:
        shelves = queries.shelves_of(far.consultation, chosen)
        return [(one.number, one.points is not None) for one in shelves]

    assert opened("") == [(1, False), (1, False)]
    assert opened(str(theme.pk)) == [(1, True), (1, False)]
    assert opened(queries.NO_THEME) == [(1, False), (1, True)]


def test_a_version_is_signed_off_once(
    consultation: Consultation, analyst: User, decision_maker: User
) -> None:
    def sign(by: User) -> None:
        actions.sign_off(consultation=consultation, by=by, at=NOW)

    with pytest.raises(Refused, match="There is no point yet"):
        sign(analyst)
    point_in(consultation, analyst, FAR)
    with pytest.raises(Refused, match="You need another role"):
        sign(decision_maker)
    sign(analyst)
    with pytest.raises(Refused, match="signed off already"):
        sign(analyst)
    frame = queries.frame_of(consultation)
    assert (frame.signed_off, frame.signed_off_at, frame.signed_off_by) == (1, NOW, analyst)
    point_in(consultation, analyst, WAIT)
    frame = queries.frame_of(consultation)
    assert (frame.version, frame.signed_off) == (2, 1)  # still editable, and it shows


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("P1", [1]),
        ("p 2", [2]),
        ("2", [2]),
        ("9", []),
        ("walking", [1]),
        ("closing the counter", [1, 2]),
        ("evaluate technologies", [2]),
        ("zebra", []),
        ("is it", []),  # too short to look for
        ("", []),
    ],
)
def test_a_point_is_found_by_number_or_by_words(
    far: Point, wait: Point, typed: str, found: list[int]
) -> None:
    numbers = [one.number for one in queries.found_points(far.consultation, typed)]
    assert sorted(numbers) == found


def test_the_number_of_a_merged_point_leads_to_the_one_it_went_into(
    far: Point, wait: Point, analyst: User
) -> None:
    merge(wait, far, analyst)
    assert queries.found_points(far.consultation, "P2") == [far]
    assert queries.found_points(far.consultation, "evaluation technology") == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sentence": "Another."}, "change with its version"),
        ({"version": 3}, "one at a time"),
        ({"number": 7, "version": 2}, "change with its version"),
    ],
)
def test_the_database_holds_a_point_to_its_versions(
    far: Point, change: dict[str, object], told: str
) -> None:
    with pytest.raises(DatabaseError, match=told), transaction.atomic():
        Point.objects.filter(pk=far.pk).update(**change)
    for table in ("point", "pointwording"):
        assert refused(f"DELETE FROM consultation_{table}").endswith("DELETE refused")
        assert refused(f"TRUNCATE consultation_{table} CASCADE").endswith("TRUNCATE refused")


def test_the_database_merges_no_point_into_one_that_is_merged(far: Point, wait: Point) -> None:
    third = factories.PointFactory(consultation=far.consultation)
    Point.objects.filter(pk=wait.pk).update(into=third, version=2)
    for point, target in ((far, wait), (third, far), (far, factories.PointFactory())):
        with pytest.raises(DatabaseError, match="stands by itself"), transaction.atomic():
            Point.objects.filter(pk=point.pk).update(into=target, version=2)
