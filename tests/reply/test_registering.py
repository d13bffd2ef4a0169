"""A body registers itself: what it is told, what staff decide, and what comes of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from consultation import emails
from consultation.models import (
    Consultation,
    Grant,
    Invitation,
    Message,
    Organisation,
    Registration,
    User,
)
from consultation.reply import actions
from consultation.respond.limits import REGISTER
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, Town
from tests.reply.conftest import Desk, as_, events, join, posted, said

CHAIR = "chair@residents.example.org"
ASKED = {
    "name": "Barkingside Residents’ Association", "kind": "RESIDENTS", "borough": "redbridge",
    "proof": "https://residents.example.org/committee", "person_name": "Rita Resident",
    "post": "Chair", "email": CHAIR,
}  # fmt: skip


def ask(client: Client | None = None, /, **typed: str) -> Any:
    return (client or Client()).post("/register/", ASKED | typed)


@pytest.fixture
def asked(desk: Desk) -> Registration:
    """The association has asked, and the emails about that are posted."""
    assert ask().status_code == 303
    while emails.post_next(clock=timezone.now):
        pass
    return Registration.objects.get()


def page(asked: Registration) -> str:
    return f"/staff/requests/{asked.pk}/"


def decide(desk: Desk, asked: Registration, **typed: str) -> Any:
    accept = {"decision": "ACCEPT", "organisation": "", "role": "COUNCIL_APPROVER"}
    return desk.client.post(page(asked), accept | typed)


def test_a_body_asks_and_nothing_is_made_of_it(desk: Desk, owner: User, town: Town) -> None:
    answer = ask(name=" Barkingside\nResidents’  Association", email="Chair@Residents.example.org")
    assert (answer.status_code, answer["Location"]) == (303, "/register/?sent")
    assert "write to you at the address that you gave." in said(Client().get("/register/?sent"))
    row = Registration.objects.get()
    assert (row.consultation, row.name, row.kind, row.borough, row.proof) == (
        desk.consultation, ASKED["name"], "RESIDENTS", town.redbridge, ASKED["proof"],
    )  # fmt: skip
    assert (row.person_name, row.post, row.email, row.asked_at) == (
        "Rita Resident", "Chair", CHAIR, NOW,
    )  # fmt: skip
    assert (row.state, row.doubted, row.decided_at, row.organisation) == (
        "WAITING", False, None, None,
    )  # fmt: skip
    facts = {"body": "RESIDENTS", "doubted": False}
    assert events("registration.asked") == [(f"registration:{row.pk}", None, facts)]
    assert (Organisation.objects.count(), Invitation.objects.count()) == (0, 0)
    assert not User.objects.filter(email=CHAIR).exists()


def test_who_asks_and_the_owners_are_mailed(asked: Registration, owner: User) -> None:
    theirs, ours = mail.outbox
    assert (theirs.to, theirs.subject) == (
        [CHAIR], "We have your request to send a formal reply: Police front counters",
    )  # fmt: skip
    assert "a formal reply for Barkingside Residents’ Association" in theirs.body
    assert (ours.to, ours.subject) == (
        [owner.email], "Barkingside Residents’ Association asks to reply: Police front counters",
    )  # fmt: skip
    assert f"/staff/requests/{asked.pk}/" in ours.body
    assert CHAIR not in ours.body
    assert "Rita" not in ours.body


def test_the_answer_is_the_same_for_what_is_known(
    desk: Desk, council: Organisation, council_approver: User
) -> None:
    unknown, known = ask(), ask(name=council.name, kind="OTHER", email=council_approver.email)
    assert known.status_code == unknown.status_code == 303
    assert known["Location"] == unknown["Location"]
    told = Message.objects.filter(kind="registration").order_by("pk")
    assert [one.to for one in told] == [CHAIR, council_approver.email]
    first, second = (one.body for one in told)
    assert second == first.replace(str(ASKED["name"]), council.name)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": " "}, "Enter the name of the organisation"),
        ({"name": "x" * 201}, "Name of the organisation must be 200 letters or less"),
        ({"kind": ""}, "Select what kind of organisation it is"),
        ({"kind": "COUNCIL"}, "Select what kind of organisation it is"),
        ({"borough": "york"}, "Select a borough from the list"),
        ({"proof": ""}, "Enter a website, or how else we can check"),
        ({"person_name": ""}, "Enter your full name"),
        ({"post": ""}, "Enter your role there"),
        ({"email": ""}, "Enter your email address"),
        ({"email": "rita"}, "Enter an email address like name@example.com"),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_mistyped_is_told_and_kept(desk: Desk, typed: dict[str, str], told: str) -> None:
    answer = ask(**typed)
    assert (answer.status_code, told in said(answer)) == (200, True)
    assert Registration.objects.count() == Message.objects.count() == 0
    if "proof" not in typed:
        assert ASKED["proof"] in said(answer) or ASKED["proof"] in answer.content.decode()


def test_the_councils_are_not_offered(desk: Desk) -> None:
    shown = said(Client().get("/register/"))
    assert "The councils of all London boroughs are registered already." in shown
    choices = Client().get("/register/").context["form"].fields["kind"].choices
    assert [str(key) for key, _label in choices] == [
        "MP", "ASSEMBLY", "NHS", "RESIDENTS", "BUSINESS", "CHARITY", "OTHER",
    ]  # fmt: skip


def test_where_several_consultations_are_open_one_is_chosen(desk: Desk) -> None:
    other = factories.ConsultationFactory(
        slug="second", title="Opening hours", state="PUBLISHED",
        opens_at=NOW, closes_at=NOW + timedelta(days=3),
    )  # fmt: skip
    shown = Client().get("/register/?consultation=second")
    assert shown.context["form"].initial == {"consultation": "second"}
    assert 'value="second" checked' in shown.content.decode()
    assert "Select a consultation" in said(ask())
    assert ask(consultation="second").status_code == 303
    assert Registration.objects.get().consultation == other


def test_drafts_and_closed_ones_take_no_request(desk: Desk, consultation: Consultation) -> None:
    factories.ConsultationFactory(state="DRAFT", closes_at=NOW + timedelta(days=99))
    assert [one.slug for one in Client().get("/register/").context["consultations"]] == [
        "front-counters"
    ]
    with time_machine.travel(consultation.closes_at + timedelta(seconds=1), tick=False):
        assert "No consultation takes formal replies at the moment." in said(
            Client().get("/register/")
        )
        assert ask().status_code == 200
        assert "for an organisation?" not in said(Client().get("/consultations/front-counters/"))
    assert Registration.objects.count() == 0
    given = {key: ASKED[key] for key in ASKED if key != "borough"} | {"borough": None}
    draft = factories.ConsultationFactory(state="DRAFT", closes_at=NOW + timedelta(days=9))
    for one, at in ((draft, NOW), (consultation, consultation.closes_at)):
        with pytest.raises(Refused, match="This consultation takes no more requests"):
            actions.register(consultation=one, by="public", at=at, **given)  # type: ignore[arg-type]


def test_the_consultation_leads_there(desk: Desk) -> None:
    shown = Client().get("/consultations/front-counters/").content.decode()
    assert 'href="/register/?consultation=front-counters"' in shown
    assert 'href="/ur/register/?consultation=' in (
        Client().get("/ur/consultations/front-counters/").content.decode()
    )


def test_the_same_request_sent_twice_is_one(desk: Desk) -> None:
    assert [ask().status_code, ask().status_code] == [303, 303]
    assert Registration.objects.count() == 1
    assert Message.objects.filter(kind="registration").count() == 1
    ask(proof="Call 020 7946 0000.")
    assert Registration.objects.count() == 2


def test_nobodys_address_is_flooded(desk: Desk) -> None:
    for number in range(5):
        ask(name=f"Body {number}")
    assert Registration.objects.count() == 5
    assert Message.objects.filter(to=CHAIR).count() == 3
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        ask(name="Body 6")
    assert Message.objects.filter(to=CHAIR).count() == 4


def test_too_many_from_one_network_are_told_to_wait(desk: Desk) -> None:
    for number in range(REGISTER.count):
        assert ask(name=f"Body {number}").status_code == 303
    answer = ask(name="One more")
    assert (answer.status_code, answer["Retry-After"]) == (429, str(REGISTER.retry_after(NOW)))
    assert "Too many requests were sent from your internet connection" in said(answer)
    assert 'value="One more"' in answer.content.decode()
    assert ask(Client(REMOTE_ADDR="198.51.100.9"), name="Elsewhere").status_code == 303
    assert Registration.objects.count() == REGISTER.count + 1


def test_a_filled_in_hidden_box_is_kept_and_marked_and_nothing_is_mailed(desk: Desk) -> None:
    answer = ask(subject="Buy now")
    assert answer["Location"] == "/register/?sent"
    row = Registration.objects.get()
    assert (row.doubted, Message.objects.count()) == (True, 0)
    assert "Whoever asked has had no email from us." in said(desk.client.get(page(row)))
    desk.client.post(page(row), {"decision": "DECLINE", "reason": "An advertisement."})
    assert Message.objects.count() == 0


def test_staff_see_how_many_ask(desk: Desk, asked: Registration) -> None:
    assert "1 body asks to reply" in said(desk.client.get(desk.board))
    ask(name="Fulwell Traders", kind="BUSINESS")
    assert "2 bodies ask to reply" in said(desk.client.get(desk.board))
    shown = said(desk.client.get(f"{desk.board}requests/"))
    assert "2 requests, 2 waiting." in shown
    assert f"Rita Resident, Chair {CHAIR}" in shown
    detail = said(desk.client.get(page(asked)))
    assert ASKED["proof"] in detail
    assert f"We have your request {CHAIR} 23 Nov 2026, 12:00 Sent" in detail


def test_accepted_it_is_an_organisation_whose_chair_joins(
    desk: Desk, asked: Registration, owner: User, town: Town
) -> None:
    answer = decide(desk, asked, note="Called the number on its website.")
    made = Organisation.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, desk.page(made))
    assert (made.name, made.slug, made.kind, made.borough, made.email_domain) == (
        ASKED["name"], "barkingside-residents-association", "RESIDENTS", town.redbridge, "",
    )  # fmt: skip
    assert (made.verified_how, made.verified_by, made.verified_note) == (
        "STAFF", owner, "Called the number on its website.",
    )  # fmt: skip
    invited = Invitation.objects.get()
    assert (invited.email, invited.role, invited.organisation, invited.invited_by) == (
        CHAIR, "COUNCIL_APPROVER", made, owner,
    )  # fmt: skip
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, asked.decided_at) == ("ACCEPTED", owner, NOW)
    assert (asked.organisation, asked.invitation) == (made, invited)
    facts = {"organisation": made.pk, "invitation": invited.pk}
    assert events("registration.accepted") == [(f"registration:{asked.pk}", owner.pk, facts)]
    assert join(posted(), name="Rita Resident").status_code == 303
    assert Grant.objects.get(person__email=CHAIR).organisation == made
    shown = said(desk.client.get(page(asked)))
    assert "Accepted by Olive Owner, midday, Monday 23 November 2026" in shown
    assert "Your decision" not in shown


def test_without_a_note_it_is_not_verified(desk: Desk, asked: Registration) -> None:
    decide(desk, asked, role="COUNCIL_DRAFTER")
    assert Organisation.objects.get().verified_at is None
    assert Invitation.objects.get().role == "COUNCIL_DRAFTER"


def test_it_is_one_that_is_there(desk: Desk, asked: Registration) -> None:
    there = factories.OrganisationFactory(
        name="BARKINGSIDE residents’ association", slug="bra", kind="RESIDENTS"
    )
    shown = desk.client.get(page(asked))
    assert "An organisation of this name is there already" in said(shown)
    assert '<option value="bra" selected>' in shown.content.decode()
    assert decide(desk, asked, organisation="bra").status_code == 303
    assert Invitation.objects.get().organisation == there
    assert Organisation.objects.count() == 1


def test_what_cannot_be_accepted_is_told_and_undone(
    desk: Desk, asked: Registration, owner: User
) -> None:
    there = factories.OrganisationFactory(name=ASKED["name"], slug="bra")
    answer = decide(desk, asked, note="Called them.")
    told = "There is an organisation called “Barkingside Residents’ Association” already."
    assert told in said(answer)
    assert "Called them." in said(answer)
    with time_machine.travel(desk.consultation.grace_ends_at, tick=False):
        desk.client.force_login(owner)
        assert "so nobody can be invited to it." in said(decide(desk, asked, organisation="bra"))
    desk.client.force_login(owner)
    desk.invite(there, email=CHAIR)
    before = (Organisation.objects.count(), Invitation.objects.count())
    assert f"{CHAIR} was invited before" in said(
        decide(desk, asked, organisation="bra", note="Called them.")
    )
    there.refresh_from_db()
    assert there.verified_at is None
    assert (Organisation.objects.count(), Invitation.objects.count()) == before
    assert Registration.objects.get().state == "WAITING"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"decision": ""}, "Select whether you accept or decline"),
        ({"decision": "DECLINE"}, "Enter why you decline"),
        ({"decision": "DECLINE", "reason": "x" * 1_001}, "must be 1,000 characters or less"),
        ({"role": ""}, "Select what the person should do"),
        ({"role": "COUNCIL_OBSERVER"}, "Select what the person should do"),
        ({"organisation": "nowhere"}, "Select an organisation from the list"),
        ({"reason": "Not a body."}, "Leave the reason empty, or select that you decline"),
    ],
)
def test_a_decision_is_told_whole(
    desk: Desk, asked: Registration, typed: dict[str, str], told: str
) -> None:
    answer = decide(desk, asked, **typed)
    assert (answer.status_code, told in said(answer)) == (200, True)
    assert Registration.objects.get().state == "WAITING"
    assert Organisation.objects.count() == 0


def test_declined_it_is_told_why_and_how_to_respond_all_the_same(
    desk: Desk, asked: Registration, owner: User
) -> None:
    reason = "We could not find the association anywhere."
    answer = decide(desk, asked, decision="DECLINE", reason=reason)
    assert (answer.status_code, answer["Location"]) == (303, f"{desk.board}requests/")
    asked.refresh_from_db()
    assert (asked.state, asked.decline_reason, asked.decided_by) == ("DECLINED", reason, owner)
    assert events("registration.declined") == [(f"registration:{asked.pk}", owner.pk, {})]
    assert emails.post_next(clock=timezone.now) is not None
    letter = mail.outbox[-1]
    assert (letter.to, letter.subject) == (
        [CHAIR], "Your request to reply was declined: Police front counters",
    )  # fmt: skip
    assert reason in letter.body
    assert "http://localhost:8000/consultations/front-counters/respond/" in letter.body
    assert Organisation.objects.count() == Invitation.objects.count() == 0
    assert "1 request, all decided." in said(desk.client.get(f"{desk.board}requests/"))
    assert "Requests to reply" in said(desk.client.get(desk.board))
    shown = said(desk.client.get(page(asked)))
    assert reason in shown


def test_after_the_close_the_refusal_leads_nowhere(
    desk: Desk, asked: Registration, owner: User
) -> None:
    with time_machine.travel(desk.consultation.closes_at, tick=False):
        desk.client.force_login(owner)
        decide(desk, asked, decision="DECLINE", reason="It is closed.")
    body = Message.objects.get(kind="registration-declined").body
    assert "/respond/" not in body
    assert "write to" in body


def test_a_request_is_decided_once(desk: Desk, asked: Registration, owner: User) -> None:
    decide(desk, asked)
    assert "Accepted by Olive Owner" in said(decide(desk, asked, decision="DECLINE", reason="No."))
    told = "This request was decided before."
    with pytest.raises(Refused, match=told):
        actions.decline_registration(registration=asked, reason="No.", by=owner, at=NOW)
    with pytest.raises(Refused, match=told):
        actions.accept_registration(
            registration=asked, organisation=None, role="COUNCIL_DRAFTER", note="", by=owner, at=NOW
        )
    assert Registration.objects.get().state == "ACCEPTED"
    assert Message.objects.filter(kind="registration-declined").count() == 0


def test_only_those_who_invite_decide(
    desk: Desk, asked: Registration, moderator: User, council_approver: User
) -> None:
    for person in (moderator, council_approver):
        assert as_(person).get(page(asked)).status_code == 404
        assert as_(person).get("/staff/requests/999/").status_code == 404
        assert as_(person).post(page(asked), {"decision": "DECLINE"}).status_code == 404
        assert as_(person).get(f"{desk.board}requests/").status_code == 403
        with pytest.raises(Refused):
            actions.decline_registration(registration=asked, reason="No.", by=person, at=NOW)
    assert desk.client.get("/staff/requests/999/").status_code == 404


def test_as_many_queries_with_three_requests_as_with_one(
    desk: Desk, django_assert_num_queries: Any
) -> None:
    def fill() -> None:
        factories.RegistrationFactory(
            consultation=desk.consultation, borough=factories.BoroughFactory()
        )

    fill()
    for _ in range(2):
        with django_assert_num_queries(9):
            desk.client.get(f"{desk.board}requests/")
        fill()
        fill()


def test_no_organisation_takes_the_address_of_the_requests(desk: Desk) -> None:
    typed = {"name": "Requests", "kind": "OTHER", "borough": "", "email_domain": ""}
    desk.client.post(f"{desk.board}new/", typed)
    assert Organisation.objects.get().slug == "requests-2"
