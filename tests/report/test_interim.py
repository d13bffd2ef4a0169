"""The page of figures as they stand now: numbers, filters, a table of one's own, and limits."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from consultation.models import (
    Answer,
    Channel,
    Consultation,
    Event,
    Proposal,
    QuestionVersion,
    Response,
    TallyDue,
    User,
)
from consultation.report import crossing, tallies, tallying
from tests import factories
from tests.report import world


@pytest.fixture
def tallied(consultation: Consultation, moderator: User) -> Consultation:
    """Two hundred varied responses, all of them in the tallies."""
    world.fill(consultation, moderator, number=200)
    while tallying.tally_next():
        pass
    return consultation


def page_of(consultation: Consultation, query: str = "") -> str:
    return reverse("figures", args=[consultation.slug]) + query


def shown(client: Client, consultation: Consultation, query: str = "") -> str:
    page = client.get(page_of(consultation, query))
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def counted(consultation: Consultation, **some: Any) -> set[int]:
    rows = Response.objects.filter(consultation=consultation, kind="PUBLIC", **some).counted()
    return set(rows.values_list("pk", flat=True))


def stance_of(consultation: Consultation) -> QuestionVersion:
    return QuestionVersion.objects.get(question__consultation=consultation, question__key="stance")


def chose(consultation: Consultation, choice: str, **some: Any) -> set[int]:
    found = Answer.objects.filter(
        question_version=stance_of(consultation), choice=choice, **some
    ).values_list("response", flat=True)
    return set(found) & counted(consultation)


def test_every_question_by_home(
    tallied: Consultation, sign_in: Any, analyst: User, town: Any
) -> None:
    page = sign_in(analyst).get(page_of(tallied))
    assert page.context["responses"] == len(counted(tallied))
    table = page.context["tables"][0]
    assert (table.title, table.base) == (
        stance_of(tallied).short,
        len(set().union(*(chose(tallied, one) for one in world.STANCES))),
    )
    assert table.bars == tuple(
        (label, len(chose(tallied, value))) for value, label in stance_of(tallied).options
    )
    home = next(row for row in table.rows if row[0] == town.redbridge.name)
    here = counted(tallied, borough=town.redbridge)
    assert home[2:] == [f"{len(chose(tallied, one) & here):,}" for one in world.STANCES]
    assert "Nothing waits to be added" in page.content.decode()


def test_about_one_counter_and_by_counter(
    tallied: Consultation, sign_in: Any, analyst: User
) -> None:
    proposal = Proposal.objects.get(consultation=tallied, station__slug="barkingside")
    client = sign_in(analyst)
    table = client.get(page_of(tallied, "?about=barkingside")).context["tables"][0]
    numbers = [len(chose(tallied, one, proposal=proposal)) for one in world.STANCES]
    assert [number for _label, number in table.bars] == numbers
    by = client.get(page_of(tallied, "?by=counter")).context["tables"][0]
    row = next(one for one in by.rows if one[0].startswith("Barkingside"))
    assert row[2:] == [f"{one:,}" for one in numbers]
    one = client.get(page_of(tallied, f"?question={stance_of(tallied).pk}"))
    assert [table.title for table in one.context["tables"]] == [stance_of(tallied).short]


def test_what_waits_is_told(tallied: Consultation, sign_in: Any, analyst: User, now: Any) -> None:
    one = factories.ResponseFactory(consultation=tallied, received_at=now)
    TallyDue.objects.filter(response=one).update(at=now - timedelta(minutes=3))
    page = shown(sign_in(analyst), tallied)
    assert "They hold everything up to 11:57am on Monday 23 November 2026, London time." in page
    assert "1 response since then waits to be added." in page


def test_a_table_of_ones_own(tallied: Consultation, sign_in: Any, analyst: User) -> None:
    stance = f"question-{stance_of(tallied).pk}"
    page = sign_in(analyst).get(page_of(tallied, f"?rows={stance}&columns=channel"))
    own = page.context["own"]
    for value, label in stance_of(tallied).options:
        row = next(one for one in own.rows if one[0] == label)
        sent = [counted(tallied, channel=one) for one in Channel.values]
        assert row[1:-1] == [f"{len(chose(tallied, value) & one):,}" for one in sent]
        assert row[-1] == f"{len(chose(tallied, value)):,}"
    assert own.foot[-1] == f"{len(counted(tallied)):,}"


@pytest.mark.parametrize("rows", ["channel", "capacity", "home", "counter", "day"])
def test_any_two_dimensions_agree_either_way_round(tallied: Consultation, rows: str) -> None:
    every = crossing.dimensions(tallied, tallies.asked_of(tallied), about=None)
    assert len(every) == 6
    for columns in every:
        if columns == rows:
            continue
        one = crossing.cross(tallied, every[rows], every[columns])
        other = crossing.cross(tallied, every[columns], every[rows])
        assert (one.rows, one.columns) == (other.columns, other.rows)
        assert one.numbers == tuple(zip(*other.numbers, strict=True))
        assert (one.across, one.down, one.base) == (other.down, other.across, other.base)
        if "counter" not in (rows, columns):
            assert one.base == len(counted(tallied))


def test_responses_about_counters_of_two_boroughs_stand_in_each(
    tallied: Consultation, town: Any
) -> None:
    every = crossing.dimensions(tallied, tallies.asked_of(tallied), about=None)
    made = crossing.cross(tallied, every["counter"], every["channel"])
    for name in (town.redbridge, town.merton):
        row = made.numbers[made.rows.index(name.name)]
        about = set(
            Answer.objects.filter(proposal__station__borough=name).values_list(
                "response", flat=True
            )
        )
        assert sum(row) == len(about & counted(tallied))
    none = counted(tallied) - set(
        Answer.objects.exclude(proposal=None).values_list("response", flat=True)
    )
    assert sum(made.numbers[made.rows.index("No front counter named")]) == len(none)
    assert made.down == ()  # no total over boroughs: some would be counted twice


def test_a_table_that_takes_too_long_is_stopped(
    tallied: Consultation, sign_in: Any, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = crossing.Dimension("channel", "Channel", "pg_sleep(0.05)::text", (), str)
    monkeypatch.setattr(crossing, "_plain", lambda *_some: slow)
    monkeypatch.setattr(crossing, "LONGEST", "1ms")
    page = shown(sign_in(analyst), tallied, "?rows=home&columns=channel")
    assert "This table takes too long to count" in page
    assert "By where people live" in page


def test_another_failure_of_the_server_is_not_hidden(
    tallied: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crossing, "CANCELLED", "none")
    monkeypatch.setattr(crossing, "READ_LIMIT", "SELECT set_config('statement_timeout', %s, true)")
    monkeypatch.setattr(crossing, "LONGEST", "1ms")
    every = crossing.dimensions(tallied, tallies.asked_of(tallied), about=None)
    slow = crossing.Dimension("slow", "Slow", "pg_sleep(0.05)::text", (), str)
    with pytest.raises(OperationalError):
        crossing.cross(tallied, slow, every["channel"])


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?rows=channel", "Select what the columns are"),
        ("?columns=channel", "Select what the rows are"),
        ("?rows=channel&columns=channel", "Select columns that are not the rows"),
        ("?rows=moon&columns=channel", "Select one from the list"),
        ("?about=atlantis", "Select one from the list"),
        ("?question=0", "Select one from the list"),
    ],
)
def test_what_cannot_be_shown_is_told_beside_its_box(
    tallied: Consultation, sign_in: Any, analyst: User, query: str, told: str
) -> None:
    page = shown(sign_in(analyst), tallied, query)
    assert told in page
    assert "By where people live" in page  # and everything is there as without it


def test_each_look_is_an_event(tallied: Consultation, sign_in: Any, analyst: User) -> None:
    client = sign_in(analyst)
    for _look in range(2):
        shown(client, tallied)
    looks = Event.objects.filter(kind="report.read", consultation=tallied.pk)
    assert [(one.by, one.about, one.facts) for one in looks] == [
        (analyst.pk, f"consultation:{tallied.pk}", {"what": "figures"})
    ] * 2


def test_a_role_of_one_borough_sees_its_front_counters_alone(
    tallied: Consultation, sign_in: Any, town: Any
) -> None:
    person = factories.UserFactory()
    factories.GrantFactory(person=person, role="ANALYST", borough=town.redbridge)
    client = sign_in(person)
    page = client.get(page_of(tallied))
    assert (page.context["by"], page.context["responses"]) == ("counter", None)
    names = [row[0] for row in page.context["tables"][0].rows]
    assert names == [
        one
        for one in (f"{each.station.name}, {each.station.borough.name}"
                    for each in tallies.proposals_of(tallied))
        if one.endswith(town.redbridge.name)
    ]  # fmt: skip
    wimbledon = shown(client, tallied, "?about=wimbledon")
    assert "Select one from the list" in wimbledon
    own = client.get(page_of(tallied, "?rows=home&columns=channel")).context["own"]
    about = set(
        Answer.objects.filter(proposal__station__borough=town.redbridge).values_list(
            "response", flat=True
        )
    )
    here = counted(tallied, borough=town.redbridge)
    assert own.base == len((about | here) & counted(tallied))


def test_the_page_takes_as_many_queries_however_many_responses(
    tallied: Consultation, moderator: User, sign_in: Any, analyst: User,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(analyst)
    client.get(page_of(tallied))
    with CaptureQueriesContext(connection) as few:
        client.get(page_of(tallied))
    world.fill(tallied, moderator, number=60, seed=9)
    tallying.tally_next()
    with CaptureQueriesContext(connection) as many:
        client.get(page_of(tallied))
    assert len(few) == len(many)
