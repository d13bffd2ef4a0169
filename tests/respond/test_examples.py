"""Generated responses: the same seed, the same rows, and every promise kept about them."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consultation.models import (
    Answer,
    Consultation,
    EqualityAnswer,
    Event,
    Leaf,
    LeafSalt,
    Response,
    Review,
    User,
)
from tests import small_world


def generate(consultation: Consultation, **options: Any) -> str:
    said = StringIO()
    call_command("demo_responses", consultation=consultation.slug, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def generated(closed_consultation: Consultation, moderator: User) -> Consultation:
    generate(closed_consultation, count=300, seed=7)
    return closed_consultation


def test_every_promise_about_a_response_holds_for_them(generated: Consultation) -> None:
    responses = Response.objects.filter(consultation=generated)
    assert responses.count() == Leaf.objects.count() == LeafSalt.objects.count() == 300
    assert not responses.filter(received_at__gt=generated.closes_at).exists()
    assert not responses.filter(received_at__lt=generated.opens_at).exists()
    decided = responses.exclude(state="RECEIVED").count()
    assert 120 < decided < 240
    assert Review.objects.count() == decided
    assert Event.objects.exclude(kind="responses.generated").count() == decided
    assert Event.objects.get(kind="responses.generated").facts == {"count": 300, "seed": 7}


def test_they_are_as_mixed_as_real_ones(generated: Consultation) -> None:
    responses = Response.objects.filter(consultation=generated)
    assert set(responses.values_list("channel", flat=True)) >= {"ONLINE", "EMAIL", "PAPER"}
    assert responses.exclude(language="en").exists()
    stances = Answer.objects.exclude(choice="").values_list("choice", flat=True)
    assert set(stances) == {
        "STRONGLY_SUPPORT", "SUPPORT", "NEITHER", "OPPOSE", "STRONGLY_OPPOSE", "DONT_KNOW",
    }  # fmt: skip
    texts = list(Answer.objects.exclude(text="").values_list("text", flat=True))
    assert len(texts) - len(set(texts)) > 5  # letters of campaigns
    assert max(len(text.split()) for text in texts) > 80


def test_the_same_seed_makes_the_same_rows(
    town: Any, closed_consultation: Consultation, moderator: User
) -> None:
    other = small_world.consultation_of(town, slug="again", opened=False)
    generate(closed_consultation, count=50, seed=3)
    generate(other, count=50, seed=3)

    def rows(consultation: Consultation) -> list[tuple[Any, ...]]:
        found = Response.objects.filter(consultation=consultation).order_by("pk")
        return list(found.values_list("channel", "capacity", "borough", "received_at", "state"))

    def texts(consultation: Consultation) -> list[str]:
        found = Answer.objects.filter(response__consultation=consultation).order_by("pk")
        return list(found.values_list("text", flat=True))

    assert rows(closed_consultation) == rows(other)
    assert texts(closed_consultation) == texts(other)


def test_some_say_who_they_are_apart_from_any_response(town: Any, moderator: User) -> None:
    asked = small_world.harmonised()
    copies = [
        small_world.consultation_of(town, slug=slug, opened=False, equality_set=asked)
        for slug in ("first", "second")
    ]
    for one in copies:
        generate(one, count=300, seed=7)
    people = EqualityAnswer.objects.filter(consultation=copies[0])
    assert 140 < people.filter(question__key="age").count() < 220
    assert set(people.values_list("question__key", flat=True)) >= {"sex", "ethnic-group-asian"}
    opened, closed = copies[0].opens_at.date(), copies[0].closes_at.date()
    assert all(
        opened - timedelta(days=6) <= week <= closed
        for week in people.values_list("week_on", flat=True)
    )
    asian = people.filter(question__key="ethnic-group", value="ASIAN").count()
    assert people.filter(question__key="ethnic-group-asian").count() <= asian


def test_another_run_adds_only_when_told_to(generated: Consultation) -> None:
    told = generate(generated, count=10, seed=8)
    assert "already has 300 generated responses: nothing changed" in told
    assert Response.objects.count() == 300
    generate(generated, count=10, seed=8, more=True)
    assert Response.objects.count() == 310


def test_a_person_can_still_respond_elsewhere_afterwards(
    generated: Consultation, town: Any, send_response: Any
) -> None:
    consultation = small_world.consultation_of(town, slug="open", opened=True)
    send_response(consultation, about=[consultation.proposals.first()], email="a@example.com")
    assert Response.objects.count() == 301


def test_never_beside_what_people_sent(consultation: Consultation) -> None:
    with pytest.raises(CommandError) as problem:
        generate(consultation, count=5, seed=1)
    assert str(problem.value) == (
        "front-counters: Examples are generated only for a consultation that has closed. "
        "--force does it anyway."
    )
    assert Response.objects.count() == 0


@pytest.mark.django_db
def test_an_unknown_consultation_is_named() -> None:
    with pytest.raises(CommandError, match="There is no consultation 'nowhere'"):
        call_command("demo_responses", consultation="nowhere")
