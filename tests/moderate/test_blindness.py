"""Until both reviews are in, nobody learns from any page what the first one says."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, ExclusionRule, Proposal, Redaction, Response, Review
from tests.moderate.conftest import Desk
from tests.moderate.two import Bench, bench_of

REASON = "The writer is a neighbour of Quillon."


@pytest.fixture
def bench(consultation: Consultation) -> Bench:
    return bench_of(consultation)


class Undone(Exception):
    """Ends a transaction that only tried something."""


def addresses(response: Response) -> list[str]:
    """Every page of staff that mentions a response or what was done about it."""
    slug, pk = response.consultation.slug, response.pk
    queue, admin = reverse("queue", args=[slug]), "/admin/consultation"
    return [
        reverse("staff"),
        *(f"{queue}?state={state}" for state in ("ANY", "RECEIVED", "SECOND_DUE", "DISPUTED")),
        f"{queue}?reference={response.reference}",
        reverse("response", args=[pk]),
        f"{reverse('response', args=[pk])}?undo=1",
        reverse("moderation", args=[slug]),
        reverse("reports", args=[slug]),
        f"{admin}/response/", f"{admin}/response/{pk}/change/",
        *(f"{admin}/{noun}/" for noun in ("review", "redaction", "event", "answer", "screening")),
        f"{admin}/event/?q=response%3A{pk}",
    ]  # fmt: skip


def without_numbers(page: Any) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
    return re.sub(r"\d+", "#", text)


def test_no_page_tells_one_first_review_from_another(
    bench: Bench, response: Response, rule: ExclusionRule, superuser: Any
) -> None:
    """Neither for who gives the second, nor for who may see everything."""
    readers = {}
    for person in (bench.ben, superuser):
        readers[person.name] = Client()
        readers[person.name].force_login(person)

    def seen(verdict: str, spans: list[tuple[int, int]]) -> dict[tuple[str, str], str]:
        found = {}
        try:
            with transaction.atomic():
                for start, end in spans:
                    bench.mark("ada", response, start, end)
                review = bench.give("ada", verdict, response, reason=REASON)
                for name, client in readers.items():
                    for address in addresses(response):
                        page = client.get(address)
                        found[name, address] = without_numbers(page)
                once = Client()  # what it is told would be on the next page of any other
                once.force_login(superuser)
                one = once.get(f"/admin/consultation/review/{review.pk}/change/")
                assert one.status_code == 302  # as one that is not there
                raise Undone
        except Undone:
            response.refresh_from_db()
        return found

    released = seen("RELEASE", [])
    assert any("Waiting for a second review" in page for page in released.values())
    assert all(REASON not in page for page in released.values())
    for verdict, spans in (("EXCLUDE", []), ("WITHHOLD", []), ("RELEASE", [(3, 5), (7, 9)])):
        for where, page in seen(verdict, spans).items():
            assert page == released[where], (verdict, where)


def test_once_the_second_is_in_both_are_told(
    bench: Bench, response: Response, rule: ExclusionRule, at_desk: Desk
) -> None:
    review = bench.give("ada", "EXCLUDE", response, reason=REASON)
    page = at_desk(bench.ada).read(response)
    assert REASON in page  # one's own
    assert "You gave the first review" in page
    hidden = at_desk(bench.ben).read(response)
    assert "Your review, the second of two" in hidden
    assert "Ada Able" not in hidden
    bench.give("ben", "RELEASE", response)
    for person in (bench.ada, bench.ben, bench.cas):
        page = at_desk(person).read(response)
        assert REASON in page
        assert "First of two: Excluded under a rule" in page
        assert "Second of two: Released" in page
    assert "Settle the disagreement" in page
    assert set(Review.objects.known_to(bench.cas)) == set(Review.objects.all())
    assert review in Review.objects.known_to(bench.cas)


def test_a_first_review_that_no_second_followed_stays_hidden_from_the_next_round(
    bench: Bench, response: Response, at_desk: Desk
) -> None:
    bench.give("ada", "WITHHOLD", response, reason=REASON)
    for verdict in ("QUARANTINE", "REOPEN", "RELEASE"):
        bench.give("ben", verdict, response, reason="Look again.")
        assert REASON not in at_desk(bench.cas).read(response)
    bench.give("cas", "RELEASE", response)
    assert REASON in at_desk(bench.cas).read(response)


def test_marks_of_another_are_hidden_while_two_review(bench: Bench, response: Response) -> None:
    own, other = bench.mark("ada", response, 3, 5), bench.mark("ben", response, 0, 2)
    assert set(Redaction.objects.known_to(bench.ada)) == {own}
    assert set(Redaction.objects.known_to(bench.cas)) == set()
    bench.give("ada", "RELEASE", response)
    bench.give("ben", "RELEASE", response)
    assert set(Redaction.objects.known_to(bench.cas)) == {own, other}


def test_who_had_it_open_is_told_without_a_name(
    bench: Bench, response: Response, at_desk: Desk
) -> None:
    desk = at_desk(bench.ben)
    desk.read(response)
    bench.give("ada", "EXCLUDE", response, reason=REASON)
    page = desk.decide(response, "QUARANTINE", reason="I doubt it.")
    assert page.status_code == 409
    text = page.content.decode()
    assert "Somebody gave the first review while you had it open" in text
    assert "I doubt it." in text
    assert REASON not in text
    assert "Ada Able" not in text


def test_what_becomes_of_each_step_is_said(
    bench: Bench, response: Response, proposal: Proposal, send_response: Callable[..., Response],
    at_desk: Desk,
) -> None:  # fmt: skip
    def told(name: str, verdict: str, **typed: Any) -> str:
        desk = at_desk(getattr(bench, name))
        desk.read(response)
        onward = desk.decide(response, verdict, **typed)
        assert onward.status_code == 302, onward.content.decode()
        return desk.get(onward["Location"]).content.decode()

    first = told("ada", "RELEASE")
    assert f"Your review of response {response.pk} is kept." in first
    assert "?undo=1#reopen" in first
    second = told("ben", "WITHHOLD", reason="Rude.")
    assert f"The two reviews of response {response.pk} disagree." in second
    assert "?undo=1#reopen" not in second
    assert f"Response {response.pk} is released." in told("cas", "RELEASE")
    page = at_desk(bench.ada).read(response)
    assert ">Unpublish</button>" in page
    assert ">\nSomething in it must not be public." in page
