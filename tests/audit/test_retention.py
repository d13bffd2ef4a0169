"""What is due is erased, nothing before its day and nothing under a hold."""

import threading
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from consultation.audit import actions
from consultation.audit.actions import keeping
from consultation.audit.retention import TERMS, due_on, months_after, terms_of, to_erase
from consultation.events import MACHINE
from consultation.models import (
    Answer,
    Consultation,
    Draft,
    Erasure,
    Event,
    EventKind,
    Ground,
    Invitation,
    LegalHold,
    Message,
    Part,
    Registration,
    Respondent,
    Response,
    RetentionRule,
    User,
)
from consultation.reply.actions import forget_addresses
from consultation.respond.actions import forget
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, let_in, send

LONDON = ZoneInfo("Europe/London")
CLOSED = date(2026, 11, 8)  # of the closed consultation, see tests/small_world.py


@pytest.fixture
def sent(closed_consultation: Consultation) -> Response:
    about = list(closed_consultation.proposals.all()[:1])
    return send(closed_consultation, about=about, email="ruth@example.org")


def night_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, 0, tzinfo=LONDON)


def apply(day: date) -> int:
    return actions.apply_retention(most=10_000, by=MACHINE, at=night_of(day))


def parts_gone(response: Response) -> set[str]:
    return set(Erasure.objects.filter(response=response).values_list("part", flat=True))


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 24, date(2028, 12, 31)),
        (date(2026, 1, 15), 11, date(2026, 12, 15)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
    ],
)
def test_months_are_of_the_calendar(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


def test_each_part_goes_on_its_day_and_not_before(
    sent: Response, closed_consultation: Consultation
) -> None:
    identity = due_on(TERMS[0], closed_consultation)
    words = due_on(TERMS[3], closed_consultation)
    assert identity is not None
    assert words is not None
    assert apply(identity - timedelta(days=1)) == 0
    assert Respondent.objects.get().email == "ruth@example.org"
    assert apply(identity) == 2  # name and address, and the receipt
    assert parts_gone(sent) == {"IDENTITY", "MESSAGES"}
    assert Respondent.objects.get().email == ""
    assert not Message.objects.exclude(to__endswith="@erased.invalid").exists()
    assert Answer.objects.filter(response=sent).exclude(text="").exists()
    assert apply(words - timedelta(days=1)) == 0
    assert apply(words) == 1
    assert not Answer.objects.filter(response=sent).exclude(text="").exists()
    assert Answer.objects.filter(response=sent).exclude(choice="").exists()
    assert Erasure.objects.filter(ground="TIME", request=None).count() == 3


def test_a_run_is_one_event_a_part_with_how_many(
    sent: Response, closed_consultation: Consultation
) -> None:
    apply(date(2040, 1, 1))
    events = Event.objects.filter(kind=EventKind.RETENTION_APPLIED)
    assert {one.facts["part"]: one.facts["count"] for one in events} == {
        "IDENTITY": 1, "MESSAGES": 1, "WORDS": 1
    }  # fmt: skip
    assert {(one.about, one.actor) for one in events} == {
        (f"consultation:{closed_consultation.pk}", "machine")
    }
    assert apply(date(2040, 1, 1)) == 0
    assert events.count() == 3


def test_runs_are_small_and_go_on_where_one_stopped(
    closed_consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    about = list(closed_consultation.proposals.all()[:1])
    for _one in range(5):
        send(closed_consultation, about=about)
    assert actions.apply_retention(most=2, by=MACHINE, at=night_of(date(2040, 1, 1))) == 2
    assert to_erase(closed_consultation, Part.WORDS).count() == 3
    assert apply(date(2040, 1, 1)) == 3
    counts = Event.objects.filter(kind=EventKind.RETENTION_APPLIED).order_by("pk")
    assert [one.facts["count"] for one in counts] == [2, 2, 1]


def test_while_it_is_open_nothing_is_erased(
    consultation: Consultation, owner: User, now: datetime
) -> None:
    send(consultation, about=list(consultation.proposals.all()[:1]))
    factories.RetentionRuleFactory(
        consultation=consultation, counted_from="DECISION", decided_on=date(2020, 1, 1), months=3
    )
    assert actions.apply_retention(most=100, by=MACHINE, at=now) == 0


@pytest.mark.parametrize("on", ["all", "one", "other"])
def test_a_hold_stops_every_clock_of_what_it_covers(
    sent: Response, closed_consultation: Consultation, on: str
) -> None:
    other = send(closed_consultation, about=list(closed_consultation.proposals.all()[:1]))
    held = {"all": None, "one": sent, "other": other}[on]
    factories.LegalHoldFactory(consultation=closed_consultation, response=held)
    apply(date(2060, 1, 1))
    assert parts_gone(sent) == ({"IDENTITY", "MESSAGES", "WORDS"} if on == "other" else set())
    assert parts_gone(other) == ({"WORDS"} if on == "one" else set())


def test_a_formal_reply_stays(closed_consultation: Consultation) -> None:
    signed = factories.SignedReplyFactory(reply__consultation=closed_consultation)
    apply(date(2060, 1, 1))
    assert parts_gone(signed.response) == set()


def test_a_hold_keeps_what_was_not_sent_too(closed_consultation: Consultation) -> None:
    whole = {"consultation": closed_consultation}
    factories.DraftFactory(answers={"overall": {"instead": "Keep it."}}, **whole)
    factories.InvitationFactory(email="one@example.org", **whole)
    factories.RegistrationFactory(
        email="two@example.org", state="DECLINED", decided_by=factories.UserFactory(),
        decided_at=factories.THEN, decline_reason="No.", **whole,
    )  # fmt: skip
    hold = factories.LegalHoldFactory(**whole)
    later = NOW + timedelta(days=400)
    assert forget(by=MACHINE, at=later) == 0
    assert forget_addresses(by=MACHINE, at=later) == 0
    LegalHold.objects.filter(pk=hold.pk).update(
        lifted_at=NOW, lifted_by=hold.by, lift_reason="Over."
    )
    assert forget(by=MACHINE, at=later) == 1
    assert forget_addresses(by=MACHINE, at=later) == 2
    assert Draft.objects.get().answers == {}
    assert Invitation.objects.get().erased_at == Registration.objects.get().erased_at == later


def test_a_hold_on_an_organisation_keeps_its_invitations_alone(
    closed_consultation: Consultation,
) -> None:
    held = factories.InvitationFactory(consultation=closed_consultation)
    factories.InvitationFactory(
        consultation=closed_consultation, organisation=factories.OrganisationFactory()
    )
    factories.LegalHoldFactory(consultation=closed_consultation, organisation=held.organisation)
    assert forget_addresses(by=MACHINE, at=NOW + timedelta(days=400)) == 1
    held.refresh_from_db()
    assert held.erased_at is None


def test_the_newest_rule_counts_and_older_ones_stay(
    sent: Response, closed_consultation: Consultation, guardian: User
) -> None:
    address = reverse("retention-rule", args=[closed_consultation.slug, "words"])
    client = let_in(Client(), guardian)
    for months in ("120", "3"):
        typed = {"counted_from": "CLOSING", "months": months, "reason": "Council policy 12."}
        assert client.post(address, typed).status_code == 302
    assert [one.months for one in RetentionRule.objects.order_by("pk")] == [120, 3]
    (term,) = (one for one in terms_of(closed_consultation) if one.part == Part.WORDS)
    assert (term.months, term.reason) == (3, "Council policy 12.")
    assert Event.objects.filter(kind=EventKind.RETENTION_STATED).count() == 2
    day = due_on(term, closed_consultation)
    assert day is not None
    assert apply(day - timedelta(days=1)) == 0
    assert apply(day) == 1


def test_from_a_decision_nothing_is_due_before_it_is_known(
    sent: Response, closed_consultation: Consultation
) -> None:
    rule: dict[str, Any] = {
        "consultation": closed_consultation, "part": "WORDS", "counted_from": "DECISION"
    }  # fmt: skip
    factories.RetentionRuleFactory(months=6, **rule)
    apply(date(2060, 1, 1))
    assert "WORDS" not in parts_gone(sent)
    factories.RetentionRuleFactory(months=6, decided_on=date(2060, 1, 1), **rule)
    apply(date(2060, 6, 30))
    assert "WORDS" not in parts_gone(sent)
    apply(date(2060, 7, 1))
    assert "WORDS" in parts_gone(sent)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"months": "2"}, "Enter 3 months or more"),
        ({"months": "two"}, "Enter the number of months in figures, like 24"),
        ({"months": ""}, "Enter the number of months"),
        ({"reason": ""}, "Enter the reason"),
        (
            {
                "counted_from": "DECISION",
                "decided_on_day": "8",
                "decided_on_month": "11",
                "decided_on_year": "2026",
            },
            "The day of the decision must be 9 November 2026, the closing day, or later",
        ),
        (
            {"decided_on_day": "1", "decided_on_month": "2", "decided_on_year": "2027"},
            "Leave the day empty",
        ),
    ],
)
def test_a_rule_out_of_bounds_is_told(
    closed_consultation: Consultation, guardian: User, typed: dict[str, str], told: str
) -> None:
    address = reverse("retention-rule", args=[closed_consultation.slug, "files"])
    sent = {"counted_from": "CLOSING", "months": "12", "reason": "Policy."} | typed
    assert told in let_in(Client(), guardian).post(address, sent).content.decode()
    assert RetentionRule.objects.count() == 0


def test_the_page_tells_what_will_be_erased_when_and_erases_nothing(
    sent: Response, closed_consultation: Consultation, owner: User
) -> None:
    page = let_in(Client(), owner).get(reverse("retention", args=[closed_consultation.slug]))
    told = page.content.decode()
    for term in TERMS:
        day = due_on(term, closed_consultation)
        assert day is not None
        assert f"{day.day} {day:%B %Y}" in told
    assert Erasure.objects.count() == 0


def test_the_page_asks_the_same_for_one_hold_and_for_three(
    closed_consultation: Consultation, owner: User, django_assert_num_queries: Any
) -> None:
    address = reverse("retention", args=[closed_consultation.slug])
    client = let_in(Client(), owner)
    client.get(address)
    about = list(closed_consultation.proposals.all()[:1])
    for _turn in range(2):
        for _one in range(2):
            held = send(closed_consultation, about=about)
            factories.LegalHoldFactory(consultation=closed_consultation, response=held)
        with django_assert_num_queries(15):
            client.get(address)


def test_holds_are_placed_and_lifted_with_reasons(
    sent: Response, closed_consultation: Consultation, owner: User
) -> None:
    client = let_in(Client(), owner)
    address = reverse("hold-new", args=[closed_consultation.slug])
    assert "Enter the reason" in client.post(address, {}).content.decode()
    unknown = client.post(address, {"response": "999999", "reason": "A claim."})
    assert "Enter the number of a response to this consultation" in unknown.content.decode()
    client.post(address, {"response": str(sent.pk), "reason": "A claim."})
    hold = LegalHold.objects.get()
    assert (hold.response, hold.reason, hold.by) == (sent, "A claim.", owner)
    again = client.post(address, {"response": str(sent.pk), "reason": "Again."})
    assert "There is a legal hold on this already." in again.content.decode()
    client.post(reverse("hold-lift", args=[hold.pk]), {"reason": "Settled."})
    hold.refresh_from_db()
    assert (hold.lifted_by, hold.lift_reason) == (owner, "Settled.")
    twice = client.post(reverse("hold-lift", args=[hold.pk]), {"reason": "Settled."})
    assert "This hold is lifted already." in twice.content.decode()
    kinds = [EventKind.LEGAL_HOLD_PLACED, EventKind.LEGAL_HOLD_LIFTED]
    assert Event.objects.filter(kind__in=kinds).count() == 2


@pytest.mark.parametrize("table", ["legalhold", "restriction"])
def test_of_a_hold_only_its_end_is_written_once(table: str, db: None) -> None:
    made = {"legalhold": factories.LegalHoldFactory, "restriction": factories.RestrictionFactory}
    row: Any = made[table]()
    name = f"consultation_{table}"
    reason = ", lift_reason = 'Over.'" if table == "legalhold" else ""
    end = f"lifted_at = now(), lifted_by_id = {row.by_id}{reason}"
    refusals = [f"UPDATE {name} SET at = now()", f"DELETE FROM {name}", f"TRUNCATE {name} CASCADE"]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in refusals:
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(statement)
        cursor.execute(f"UPDATE {name} SET {end}")
        with pytest.raises(IntegrityError, match="once"), transaction.atomic():
            cursor.execute(f"UPDATE {name} SET {end}")


@pytest.mark.django_db(transaction=True)
def test_a_hold_that_is_placed_waits_for_an_erasure_and_stops_the_next(
    closed_consultation: Consultation, guardian: User
) -> None:
    about = list(closed_consultation.proposals.all()[:1])
    first, second = (send(closed_consultation, about=about) for _one in range(2))
    placed, problems = threading.Event(), []

    def place() -> None:
        try:
            actions.place_hold(
                consultation=closed_consultation, reason="A claim.", by=guardian, at=NOW
            )
            placed.set()
        except Exception as problem:  # told below
            problems.append(problem)
        finally:
            connection.close()

    asked: dict[str, Any] = {"ground": "ASKED", "reason": "Letter.", "by": guardian, "at": NOW}
    thread = threading.Thread(target=place)
    with transaction.atomic():
        actions.erase(subjects=[first], **asked)
        thread.start()
        assert not placed.wait(0.5)  # the erasure is not committed
    thread.join(60)
    assert problems == []
    assert placed.is_set()
    assert Erasure.objects.filter(response=first).count() == len(Part)
    with pytest.raises(Refused, match="A legal hold"):
        actions.erase(subjects=[second], **asked)


@pytest.mark.django_db(transaction=True)
def test_two_who_erase_the_same_person_erase_once(
    closed_consultation: Consultation, guardian: User
) -> None:
    sent = send(closed_consultation, about=list(closed_consultation.proposals.all()[:1]))
    outcomes: list[str] = []

    def erase() -> None:
        try:
            actions.erase(
                subjects=[sent], ground=Ground.ASKED, reason="Letter.", by=guardian, at=NOW
            )
            outcomes.append("done")
        except Refused as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=erase) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == [f"Response {sent.pk} is erased already.", "done"]
    assert Event.objects.filter(kind=EventKind.RESPONSE_ERASED).count() == 1


def test_what_a_death_left_of_a_file_is_removed_in_the_night(
    person: Any, guardian: User, files_root: Any
) -> None:
    from consultation import files
    from consultation.files.disk import path_of
    from consultation.models import Attachment

    actions.erase(
        subjects=[person.response],
        ground=Ground.ASKED,
        reason="Letter.",
        by=guardian,
        at=NOW,
    )
    attachment = Attachment.objects.filter(response=person.response).get()
    files.store(lambda sink: sink.write(b"left"), name=attachment.stored_as)
    assert keeping.remove_bytes(by=MACHINE, at=NOW + timedelta(hours=8)) >= 1
    assert not path_of(attachment.stored_as).exists()
