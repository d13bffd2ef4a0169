"""Each figure of each kind of report equals what plain SQL counts; no table is left out."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.utils import timezone

from consultation.models import (
    Consultation,
    Proposal,
    PublishedAnswer,
    QuestionVersion,
    ReportKind,
    Response,
    SignedReply,
    User,
)
from consultation.publish import actions
from consultation.report.counting import Subject, snapshot
from consultation.report.edition import Figures
from consultation.report.figures import Results, compute, compute_results
from stations.models import Borough
from tests import factories
from tests.conftest import NOW, Town
from tests.report import world
from tests.report.recount import filled, kinds, recounted
from tests.report.recount.recounted import WHOLE, Place
from tests.report.truth import Truth

THEN = datetime(2026, 12, 3, 14, 30, tzinfo=NOW.tzinfo)
# Redbridge, Merton, Camden and Waltham Forest are on the map: two of them touch.
BESIDE = {"redbridge": ("E09000031",), "merton": (), "camden": ()}


def told(figures: Figures) -> dict[tuple[str, str, int], int | None]:
    """Every number of every table, with the last line."""
    return {
        (table.key, row.key, column): figure.value
        for table in figures.tables
        for row in [*table.rows, *([table.foot] if table.foot else [])]
        for column, figure in enumerate(row.figures)
    }


@pytest.fixture
def wordings(consultation: Consultation, moderator: User, owner: User) -> dict[str, int]:
    """The stance was corrected half-way, and has one more answer since."""
    first = QuestionVersion.objects.get(question__key="stance")
    words = {
        name: getattr(first, name)
        for name in ("heading", "wording", "short", "help", "missing", "options")
    }
    words |= {"wording": "And now?", "options": [*first.options, ["NO_VIEW", "I have no view"]]}
    world.fill(consultation, moderator, number=60)
    second = actions.correct(version=first, words=words, reason="Unclear", by=owner, at=THEN)
    reasons = QuestionVersion.objects.get(question__key="reasons")
    return {"first": first.pk, "second": second.pk, "reasons": reasons.pk}


@pytest.fixture
def many(
    consultation: Consultation, town: Town, wordings: dict[str, int], moderator: User, owner: User
) -> Iterator[Consultation]:
    """Twenty thousand responses, beside sixty with formal replies, petitions and meetings."""
    factories.ExclusionRuleFactory(consultation=consultation, code="abusive", text="Threatens.")
    filled.fill(consultation, moderator, owner, wordings)
    for people, borough in ((310_300, town.redbridge), (210_100, town.camden)):
        factories.PopulationFactory(borough=borough, people=people)
    replies = SignedReply.objects.in_force().filter(response__state="RECEIVED")
    Response.objects.filter(pk__in=list(replies.values_list("response", flat=True)[:2])).update(
        state="RELEASED"
    )
    recounted.begin(consultation)
    yield consultation
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE told, came")


def boroughs_of_london() -> dict[str, int]:
    return dict(Borough.objects.values_list("slug", "pk"))


def place_of(borough: Borough, station: int = 0) -> Place:
    beside = Borough.objects.filter(ons_code__in=BESIDE[borough.slug]).values_list("pk", flat=True)
    where = f"station = {station}" if station else f"borough = {borough.pk}"
    return Place(where, station, borough.pk, tuple(beside))


def whole_of(many: Consultation, wordings: dict[str, int]) -> Truth:
    boroughs = boroughs_of_london()
    stations = {one.station.slug: one.station_id for one in many.proposals.all()}
    own = {one.station.borough.slug: one.station.borough_id for one in many.proposals.all()}
    truth = recounted.of_a_place(many, WHOLE, boroughs, (wordings["first"], wordings["second"]))
    truth |= recounted.across(
        "stations", {k: f"station = {v}" for k, v in stations.items()}, "TRUE"
    )
    truth |= recounted.across("boroughs", {k: f"borough = {v}" for k, v in own.items()}, "TRUE")
    proposed = {one.kind for one in many.proposals.all()}
    truth |= recounted.across("kinds", {k: f"kind = '{k}'" for k in proposed}, "TRUE")
    for slug, pk in boroughs.items():
        lives = f"{recounted.COUNTS} AND kind = 'PUBLIC' AND borough_id = {pk}"
        truth["homes", slug, 0] = recounted.number(lives)
    return truth


def borough_of(many: Consultation, borough: Borough, wordings: dict[str, int]) -> Truth:
    place = place_of(borough)
    here = [one for one in many.proposals.all() if one.station.borough_id == borough.pk]
    stations = {one.station.slug: f"station = {one.station_id}" for one in here}
    proposed = {one.kind: f"kind = '{one.kind}'" for one in here}
    keys = wordings["first"], wordings["second"]
    return (
        recounted.of_a_place(many, place, {}, keys)
        | recounted.across("stations", stations, place.where)
        | recounted.across("kinds", proposed, place.where)
    )


def public(truth: Truth) -> Truth:
    """What is to be public names the formal replies alone that a moderator released."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'reply-' || s.id FROM consultation_signedreply s"
            " JOIN consultation_response r ON r.id = s.response_id WHERE r.state = 'RELEASED'"
        )
        released = {key for (key,) in cursor.fetchall()}
    assert released
    return {key: one for key, one in truth.items() if key[0] != "formal" or key[1] in released}


@pytest.mark.sweeps
def test_the_results_of_every_place_are_what_sql_counts(
    many: Consultation, wordings: dict[str, int]
) -> None:
    with snapshot():
        found: Results = compute_results(many, at=timezone.now())
    assert told(found.whole) == public(whole_of(many, wordings))
    assert found.whole.value("received", "received") == filled.MANY + 60
    for borough, figures in found.boroughs.items():
        assert told(figures) == public(borough_of(many, borough, wordings))
    keys = wordings["first"], wordings["second"]
    for station, figures in found.stations.items():
        place = place_of(station.borough, station.pk)
        assert told(figures) == public(recounted.of_a_place(many, place, {}, keys))
    every = [found.whole, *found.boroughs.values(), *found.stations.values()]
    assert len(every) == 1 + 3 + 6
    assert {(figures.quotes, figures.replies) for figures in every} == {((), ())}
    with snapshot():
        assert_quotes(compute(Subject(many, ReportKind.WHOLE), at=timezone.now()))


def assert_quotes(figures: Figures) -> None:
    """The lowest and the highest number of each answer, short enough, released."""
    assert len(figures.quotes) > 7
    for one in figures.quotes:
        words = PublishedAnswer.objects.get(
            published=one.response, question_version=one.version, proposal=one.proposal
        )
        assert 0 < len(words.text) <= 600
        assert not words.published.words_withheld


OTHERS: dict[str, Callable[[Consultation], Truth]] = {
    "MODERATION": kinds.moderation,
    "CHANNELS": kinds.channels,
    "DAILY": kinds.daily,
    "FORMAL": kinds.formal,
}


@pytest.mark.sweeps
def test_the_other_kinds_and_the_quotes_are_what_sql_counts(many: Consultation, town: Town) -> None:
    for kind, truth in OTHERS.items():
        with snapshot():
            found = compute(Subject(many, ReportKind(kind)), at=timezone.now())
        assert told(found) == recounted.received(many, WHOLE) | truth(many)
    with snapshot():
        subject = Subject(many, ReportKind.STATION, station=town.ilford)
        found = compute(subject, at=timezone.now())
    proposal = Proposal.objects.get(consultation=many, station=town.ilford)
    for stance in recounted.STANCES:
        ends = kinds.ends_of(proposal.pk, stance)
        assert [one.response for one in found.quotes if one.stance == stance] == ends
