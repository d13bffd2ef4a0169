"""What a consultation states about its moderation, and what was left out under its rules."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from consultation.models import (
    Consultation,
    Event,
    ExclusionRule,
    ModerationStatement,
    Proposal,
    Response,
    User,
)
from consultation.moderate import actions, queries
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW
from tests.moderate.conftest import Desk
from tests.moderate.two import bench_of

Send = Callable[..., Response]
CALL = "Ring the duty officer on 020 7946 0000."


def address(consultation: Consultation) -> str:
    return reverse("moderation", args=[consultation.slug])


def stated(client: Client, consultation: Consultation, **typed: str) -> Any:
    asked = {"reviews": "two", "instruction": CALL, "reason": "Threats came in.", **typed}
    return client.post(address(consultation), asked)


def test_what_is_stated_is_one_row_and_one_event(
    sign_in: Callable[[User], Client], consultation: Consultation, owner: User, moderator: User,
    at_desk: Desk,
) -> None:  # fmt: skip
    answer = stated(sign_in(owner), consultation)
    assert (answer.status_code, answer["Location"]) == (302, address(consultation))
    consultation.refresh_from_db()
    assert (consultation.two_reviews, consultation.duty_instruction) == (True, CALL)
    row = ModerationStatement.objects.get()
    assert (row.two_reviews, row.duty_instruction, row.reason, row.by, row.at) == (
        True, CALL, "Threats came in.", owner, NOW,
    )  # fmt: skip
    event = Event.objects.get(kind="moderation.stated")
    assert (event.about, event.by) == (f"consultation:{consultation.pk}", owner.pk)
    assert event.facts == {
        "statement": row.pk, "two_reviews": True, "before": False, "reworded": True,
    }  # fmt: skip
    page = sign_in(owner).get(address(consultation)).content.decode()
    assert "Threats came in." in page
    queue = at_desk(moderator).get(reverse("queue", args=[consultation.slug])).content.decode()
    assert "Two people review each free text" in queue
    assert CALL in queue


def test_two_reviews_are_taken_back_only_before_anybody_replied(
    sign_in: Callable[[User], Client], consultation: Consultation, proposal: Proposal, owner: User,
    send_response: Send,
) -> None:  # fmt: skip
    client = sign_in(owner)
    stated(client, consultation)
    assert stated(client, consultation, reviews="one").status_code == 302
    send_response(consultation, about=[proposal])
    assert stated(client, consultation).status_code == 302  # to two, at any time
    page = stated(client, consultation, reviews="one", reason="Too slow.")
    assert page.status_code == 200
    text = unescape(page.content.decode())
    assert "Responses have come in under the promise that two people review each text." in text
    assert ">\nToo slow.</textarea>" in text
    assert stated(client, consultation, instruction="Call 999.").status_code == 302
    consultation.refresh_from_db()
    assert (consultation.two_reviews, consultation.duty_instruction) == (True, "Call 999.")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"reviews": ""}, "Select how many people review free text"),
        ({"reviews": "three"}, "Select how many people review free text"),
        ({"reason": " "}, "Enter the reason"),
        ({"reviews": "one", "instruction": ""}, "Nothing is different from what is stated now."),
        ({"instruction": "a" * 2001}, "Your answer must be 2,000 characters or less"),
    ],
)
def test_what_cannot_be_stated(
    sign_in: Callable[[User], Client], consultation: Consultation, owner: User,
    typed: dict[str, str], told: str,
) -> None:  # fmt: skip
    page = stated(sign_in(owner), consultation, **typed)
    assert page.status_code == 200
    assert told in unescape(page.content.decode())
    assert ModerationStatement.objects.count() == 0


def test_the_action_asks_who_it_is_and_why(consultation: Consultation, moderator: User) -> None:
    given = {"consultation": consultation, "two_reviews": True, "instruction": "", "at": NOW}
    with pytest.raises(Refused, match="You need another role to prepare and publish"):
        actions.state_moderation(**given, reason="Why.", by=moderator)  # type: ignore[arg-type]
    owner = factories.GrantFactory(role="OWNER").person
    with pytest.raises(Refused, match="Enter why the rules are changed"):
        actions.state_moderation(**given, reason=" ", by=owner)  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [{"reason": "Another."}, {"two_reviews": True}])
def test_the_database_keeps_what_was_stated(db: None, change: dict[str, Any]) -> None:
    row = factories.ModerationStatementFactory()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ModerationStatement.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ModerationStatement.objects.filter(pk=row.pk)._raw_delete("default")


def test_no_rule_of_exclusion_can_be_added_or_reworded_once_it_is_published(
    sign_in: Callable[[User], Client], consultation: Consultation, superuser: User
) -> None:
    """Through the one door there is: the admin's page of a consultation."""
    client = sign_in(superuser)
    where = f"/admin/consultation/consultation/{consultation.pk}/change/"
    before = list(ExclusionRule.objects.values_list("code", "text"))
    client.post(
        where,
        {
            "title": consultation.title,
            "exclusion_rules-TOTAL_FORMS": "1", "exclusion_rules-INITIAL_FORMS": "0",
            "exclusion_rules-0-code": "late", "exclusion_rules-0-text": "We do not like it.",
            "exclusion_rules-0-consultation": str(consultation.pk),
        },
    )  # fmt: skip
    assert list(ExclusionRule.objects.values_list("code", "text")) == before
    page = client.get(where).content.decode()
    assert 'name="exclusion_rules-0-text"' not in page


def test_what_is_left_out_is_counted_by_rule_and_by_side(
    sign_in: Callable[[User], Client], consultation: Consultation, owner: User,
    send_response: Send, rule: ExclusionRule,
) -> None:  # fmt: skip
    other = factories.ExclusionRuleFactory(consultation=consultation, code="twice", text="Twice.")
    bench = bench_of(consultation)
    about = list(consultation.proposals.filter(kind="CLOSE").order_by("pk"))

    def excluded(stance: str, under: ExclusionRule) -> Response:
        made = send_response(consultation, about=about[:1], stance=stance)
        bench.give("ada", "EXCLUDE", made, rule=under)
        bench.give("ben", "EXCLUDE", made, rule=under)
        return made

    for stance in ("SUPPORT", "STRONGLY_SUPPORT", "OPPOSE", "DONT_KNOW"):
        excluded(stance, rule)
    again = excluded("STRONGLY_OPPOSE", rule)
    bench.give("ada", "REOPEN", again)
    bench.give("ada", "EXCLUDE", again, rule=rule)  # not the same rule: a third settles it
    bench.give("ben", "EXCLUDE", again, rule=other)
    bench.give("cas", "EXCLUDE", again, rule=other)
    waiting = send_response(consultation, about=about[:1], stance="SUPPORT")
    bench.give("ada", "EXCLUDE", waiting, rule=rule)  # nobody has agreed
    one, two = queries.left_out(consultation, [rule, other])
    assert (one.supporting, one.opposing, one.both, one.neither, one.total) == (2, 1, 0, 1, 4)
    assert (two.supporting, two.opposing, two.both, two.neither, two.total) == (0, 1, 0, 0, 1)
    sealed = sign_in(owner).get(address(consultation)).content.decode()
    assert 'data-label="In all">4</td>' in sealed
    assert "For the proposals" not in sealed  # how they answered is sealed until the close
    with time_machine.travel(consultation.grace_ends_at + timedelta(seconds=1), tick=False):
        page = sign_in(owner).get(address(consultation)).content.decode()
    assert 'data-label="For the proposals">2</td>' in page
