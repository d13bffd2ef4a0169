"""The worked example comes out of the register, and says so when the register disagrees."""

from collections import Counter as Tally
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from consultation.models import (
    Consultation,
    ConsultationState,
    Event,
    EventKind,
    Proposal,
    ProposalKind,
    QuestionVersion,
)
from consultation.publish import queries
from consultation.publish.example import copies, texts
from consultation.publish.example.counters import Counter, Known, counters_of, hours_in_words
from consultation.publish.example.sentences import Situation
from stations.loading import REGISTER, read_rows
from tests.conftest import NOW

LONDON = ZoneInfo("Europe/London")


@pytest.fixture(scope="module")
def counters() -> list[Counter]:
    """The register as it is shipped."""
    return counters_of(read_rows(REGISTER))


@pytest.fixture(scope="module")
def found(counters: list[Counter]) -> dict[str, Situation]:
    """Every counter among the others, by its slug."""
    return {one.counter.slug: one for one in copies.situations(counters)}


def changed(counters: list[Counter], slug: str, **changes: object) -> list[Counter]:
    """The register with one counter otherwise."""
    return [
        replace(one, **changes) if one.slug == slug else one  # type: ignore[arg-type]
        for one in counters
    ]


def test_the_counts_of_2017_come_out_of_the_register(counters: list[Counter]) -> None:
    plan = copies.open_copy(counters, at=NOW)

    kinds = Tally(proposal.kind for proposal in plan.proposals)
    assert kinds == {
        ProposalKind.CLOSE: 36,
        ProposalKind.MOVE: 5,
        ProposalKind.HOURS: 5,
        ProposalKind.KEEP: 27,
    }
    assert len(plan.proposals) == 73
    assert kinds[ProposalKind.HOURS] + kinds[ProposalKind.KEEP] == 32
    assert (
        "London has 73 front counters in 32 boroughs. It is proposed to keep 32 of them, one in "
        "each borough, open 24 hours a day. 36 would close. In 5 boroughs" in plan.words.summary
    )


def test_the_five_moves_are_pairs_both_ways(counters: list[Counter]) -> None:
    proposals = copies.open_copy(counters, at=NOW).proposals

    moves = {p.station: p.replacement for p in proposals if p.kind == ProposalKind.MOVE}
    takers = {p.replacement: p.station for p in proposals if p.kind == ProposalKind.HOURS}
    assert moves == {
        "bexleyheath": "marlowe-house",
        "dagenham": "barking-learning-centre",
        "notting-hill": "kensington",
        "uxbridge": "hayes",
        "wimbledon": "mitcham",
    }
    assert takers == moves
    assert all(
        not p.replacement for p in proposals if p.kind in (ProposalKind.CLOSE, ProposalKind.KEEP)
    )


def test_every_borough_keeps_one_counter(found: dict[str, Situation]) -> None:
    staying = Tally(one.counter.borough for one in found.values() if one.kind in copies.STAYS)

    assert len(staying) == 32
    assert set(staying.values()) == {1}


def test_every_proposal_fills_the_template(counters: list[Counter]) -> None:
    for proposal in copies.open_copy(counters, at=NOW).proposals:
        for part in ("now", "proposed", "why", "effect", "timing"):
            text = getattr(proposal, part)
            assert text.endswith("."), (proposal.station, part)
            assert "None" not in text
            assert "  " not in text
        assert proposal.evidence, proposal.station
        assert all(one.claim and one.source for one in proposal.evidence), proposal.station
        fewest = 2 if proposal.kind == ProposalKind.KEEP else 3
        assert len(proposal.alternatives) >= fewest, proposal.station


def test_distances_are_computed_between_the_counters(found: dict[str, Situation]) -> None:
    barkingside = found["barkingside"]
    holborn = found["holborn"]
    streatham = found["streatham"]

    assert (barkingside.keeper.name, barkingside.nearest_miles) == ("Ilford", 1.9)
    assert holborn.keeper.name == "Kentish Town"
    assert holborn.nearest is not None
    assert (holborn.nearest.name_in_borough, holborn.nearest_miles) == (
        "Charing Cross in Westminster",
        0.8,
    )
    assert (streatham.nearest, streatham.nearest_miles) == (None, None)
    effect = copies.proposal_for(streatham).effect
    assert "The counter that would stay in the borough is Brixton." in effect
    assert "is not known, because the register has no postcode for Streatham." in effect


def test_what_is_not_known_is_said_to_be_not_known(found: dict[str, Situation]) -> None:
    shoreditch = copies.proposal_for(found["shoreditch"])
    acton = copies.proposal_for(found["acton"])

    assert "Its opening hours are not known." in shoreditch.now
    assert "How many crimes are reported there is not known." in shoreditch.now
    assert "What would happen to the building is not known." in shoreditch.effect
    assert "The hours are inferred: no source states them." in acton.now
    assert "The published number of crime reports a day is 3.2." in acton.now


def test_nothing_that_became_known_later_is_evidence(counters: list[Counter]) -> None:
    proposals = copies.open_copy(counters, at=NOW).proposals
    told = " ".join(
        text
        for one in proposals
        for text in (
            *(one.now, one.proposed, one.why, one.effect, one.timing),
            *(part for shown in one.evidence for part in (shown.claim, shown.source)),
        )
    )

    for later in ["2018", "2019", "2020", "2022", "2023", "2026", "quashed", "demolition"]:
        assert later not in told.lower(), later


def test_an_inferred_pair_says_that_it_is_inferred(found: dict[str, Situation]) -> None:
    for slug, confidence in [("dagenham", "INFERRED"), ("wimbledon", "STATED")]:
        claims = {one.claim: one.confidence for one in copies.proposal_for(found[slug]).evidence}
        (pair,) = [claim for claim in claims if claim.startswith("In 2017 it was proposed")]
        assert claims[pair] == confidence


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("24/7", "open 24 hours a day, every day"),
        ("non-24h", "not open 24 hours a day; its exact hours are not known"),
        (
            "non-24h (volunteer-run)",
            "run by volunteers and not open 24 hours a day; its exact hours are not known",
        ),
        (
            "non-24h: Mon-Fri 8am-8pm, Sat 10am-6pm",
            "open Monday to Friday 8am to 8pm and Saturday 10am to 6pm",
        ),
        ("non-24h: Mon-Fri 7am-11pm", "open Monday to Friday 7am to 11pm"),
        ("non-24h: about 40 hours a week", "open about 40 hours a week"),
        ("daytime", "open in the daytime; its exact hours are not known"),
        ("limited hours", "open for limited hours; which hours is not known"),
    ],
)
def test_hours_are_spelled_out(short: str, words: str) -> None:
    assert hours_in_words(Known(short, "a source")) == words


def test_a_register_that_disagrees_is_refused_with_the_reason(counters: list[Counter]) -> None:
    kept = Known("retain", "a source")
    closed = Known("close", "a source")
    cases = [
        (
            changed(counters, "holborn", proposal=kept),
            "The register has 35 counters to “close”; in 2017 there were 36.",
        ),
        (
            changed(counters, "holborn", proposal=Known("shut", "a source")),
            "Holborn: the proposal of 2017 is “shut”; it must be one of close, move_24_7, "
            "become_24_7, retain.",
        ),
        (
            changed(counters, "wimbledon", moves_to="Morden"),
            "Wimbledon moves to “Morden”, which does not take over in Merton.",
        ),
        (
            changed(changed(counters, "kilburn", proposal=kept), "acton", proposal=closed),
            "Brent would keep more than one counter.",
        ),
    ]
    for register, reason in cases:
        with pytest.raises(copies.RegisterDisagrees) as refusal:
            copies.situations(register)
        assert str(refusal.value) == reason


def test_a_register_with_a_counter_too_few_is_refused(counters: list[Counter]) -> None:
    with pytest.raises(copies.RegisterDisagrees, match="26 counters to “keep”"):
        copies.situations([one for one in counters if one.slug != "ilford"])


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 23, 12, 0, tzinfo=LONDON),
        datetime(2026, 11, 23, 0, 5, tzinfo=LONDON),
        datetime(2027, 3, 27, 23, 55, tzinfo=LONDON),
    ],
)
def test_dates_follow_from_the_day_of_loading(counters: list[Counter], at: datetime) -> None:
    opened = copies.open_copy(counters, at=at).dates
    closed = copies.closed_copy(counters, at=at).dates

    assert opened.opens_at.date() == at.date() - timedelta(days=3)
    assert opened.closes_at.date() == opened.opens_at.date() + timedelta(weeks=12)
    assert closed.closes_at.date() == at.date() - timedelta(days=14)
    for dates in (opened, closed):
        local = dates.closes_at.astimezone(LONDON)
        assert (local.hour, local.minute, local.second) == (23, 59, 59)
        assert dates.decision_expected_on == local.date() + timedelta(weeks=8)
    assert opened.opens_at < at < opened.closes_at
    assert closed.closes_at < at


def test_support_and_oppose_are_worded_alike() -> None:
    labels = dict(texts.STANCE.options)

    assert list(labels) == [
        "STRONGLY_SUPPORT", "SUPPORT", "NEITHER", "OPPOSE", "STRONGLY_OPPOSE", "DONT_KNOW",
    ]  # fmt: skip
    assert labels["STRONGLY_SUPPORT"].replace("support", "oppose") == labels["STRONGLY_OPPOSE"]
    assert labels["SUPPORT"].replace("Support", "Oppose") == labels["OPPOSE"]
    for question in texts.QUESTIONS:
        text = f"{question.wording} {question.missing}".lower()
        assert text.count("support") == text.count("oppose")


def test_long_answers_have_room_and_a_warning() -> None:
    assert [(q.key, q.max_length) for q in texts.QUESTIONS if q.kind == "TEXT"] == [
        ("reasons", 5000),
        ("harder-how", 5000),
        ("instead", 5000),
        ("evidence", 5000),
    ]
    assert all(texts.NOBODY in q.help for q in texts.QUESTIONS if q.kind == "TEXT")


def load() -> list[str]:
    out = StringIO()
    call_command("load_example", stdout=out)
    return out.getvalue().splitlines()


def test_loading_stores_both_copies_once(db: None) -> None:
    call_command("load_register", stdout=StringIO())

    first = load()
    second = load()

    assert first == [
        "police-front-counters-2017-closed: 73 proposals, closes 09 November 2026 at 23:59:59.",
        "police-front-counters-2017: 73 proposals, closes 12 February 2027 at 23:59:59.",
    ]
    assert second == [
        "police-front-counters-2017-closed: already loaded, nothing changed.",
        "police-front-counters-2017: already loaded, nothing changed.",
    ]
    opened = Consultation.objects.get(slug="police-front-counters-2017")
    closed = Consultation.objects.get(slug="police-front-counters-2017-closed")
    assert opened.is_open_at(NOW)
    assert not closed.is_open_at(NOW)
    assert {opened.state, closed.state} == {ConsultationState.PUBLISHED}
    assert opened.about_this_copy.startswith("This is an example, not an official consultation.")
    assert "Nothing you send here reaches the police or the Mayor" in opened.about_this_copy
    assert opened.decision_expected_on == date(2027, 4, 9)
    for copy in (opened, closed):
        totals = queries.Totals.of(copy.proposals.values_list("kind", flat=True))
        assert (totals.before, totals.after) == (73, 32)
        assert (totals.close, totals.move, totals.hours, totals.keep) == (36, 5, 5, 27)
        frozen = QuestionVersion.objects.filter(question__consultation=copy, frozen_at=None)
        assert not frozen.exists()
    assert Tally(Event.objects.values_list("kind", flat=True)) == {
        EventKind.CONSULTATION_DRAFTED: 2,
        EventKind.CONSULTATION_PUBLISHED: 2,
    }
    assert Proposal.objects.filter(kind="MOVE", replacement=None).count() == 0


def test_without_a_register_it_says_what_to_run_first(db: None) -> None:
    with pytest.raises(CommandError, match=r"Run `manage\.py load_register` first\.$"):
        load()

    assert not Consultation.objects.exists()
