"""People of an organisation: they see one another, leave, and approvers invite and remove."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from consultation import accounts
from consultation.access import Permission, may
from consultation.models import (
    Consultation,
    Event,
    Grant,
    Invitation,
    JoinCode,
    Organisation,
    Role,
    User,
)
from consultation.reply import actions, rules
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, let_in
from tests.reply.conftest import OFFICER, Desk, as_, join, posted, said
from tests.reply.signed import person_of


@pytest.fixture
def redbridge(council_drafter: User, council_approver: User) -> Organisation:
    """The council of the cast, with a drafter and an approver."""
    return Organisation.objects.get(slug="redbridge")


@pytest.mark.parametrize("role", ["council_drafter", "council_approver", "council_observer"])
def test_everybody_of_an_organisation_sees_its_people(
    consultation: Consultation, merton: Organisation, role: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(role)
    request.getfixturevalue("redbridge")
    other = factories.GrantFactory(role="COUNCIL_DRAFTER", organisation=merton).person
    answer = as_(person).get("/organisation/")
    page = said(answer)
    assert "London Borough of Redbridge" in page
    assert f"{person.name} (you)" in page
    assert "Carl Drafter" in page
    assert "Cora Approver" in page
    assert other.email not in page
    assert "Police front counters : open until 11:59pm on Sunday 14 February 2027." in page
    assert ("Invite a colleague" in page, "Remove Carl Drafter" in page) == (
        role == "council_approver", role == "council_approver",
    )  # fmt: skip
    assert "no-store" in answer["Cache-Control"]


def test_the_staff_home_names_the_page(redbridge: Organisation, council_drafter: User) -> None:
    page = as_(council_drafter).get("/staff/").content.decode()
    assert '<a class="govuk-link" href="/organisation/">See the people of London Borough' in page
    assert "No consultation is open at the moment." in page


def test_whoever_leaves_may_nothing_from_the_very_next_request_on(
    redbridge: Organisation, council_approver: User
) -> None:
    client = as_(council_approver)
    assert "Leave London Borough of Redbridge" in said(client.get("/organisation/leave/"))
    grant = Grant.objects.get(person=council_approver)
    answer = client.post("/organisation/leave/", {"sure": "on"})
    assert (answer.status_code, answer["Location"]) == (303, "/staff/")
    grant.refresh_from_db()
    assert (grant.revoked_by, grant.revoked_at) == (council_approver, NOW)
    for where in ("", "leave/", "invite/"):
        assert client.get(f"/organisation/{where}").status_code == 404
    event = Event.objects.get(kind="role.revoked")
    assert (event.about, event.by, event.facts) == (
        f"user:{council_approver.pk}", council_approver.pk,
        {"role": "COUNCIL_APPROVER", "organisation": redbridge.pk},
    )  # fmt: skip
    assert not may(User.objects.get(pk=council_approver.pk), Permission.READ_REPLY)
    assert "Your account has no role yet" in said(client.get("/staff/"))


def test_an_approver_removes_a_colleague_at_once_with_all_their_roles(
    redbridge: Organisation, council_approver: User, council_drafter: User
) -> None:
    factories.GrantFactory(person=council_drafter, role="COUNCIL_OBSERVER", organisation=redbridge)
    theirs = as_(council_drafter)
    assert theirs.get("/organisation/").status_code == 200
    where = f"/organisation/people/{council_drafter.pk}/remove/"
    client = as_(council_approver)
    assert "Remove Carl Drafter" in said(client.get(where))
    answer = client.post(where)
    assert (answer.status_code, answer["Location"]) == (303, "/organisation/")
    assert theirs.get("/organisation/").status_code == 404
    assert Event.objects.filter(kind="role.revoked", by=council_approver.pk).count() == 2
    assert client.get(where).status_code == client.post(where).status_code == 404


def test_nobody_removes_themselves(redbridge: Organisation, council_approver: User) -> None:
    client = as_(council_approver)
    where = f"/organisation/people/{council_approver.pk}/remove/"
    told = "This is you. You can leave the organisation instead."
    assert told in said(client.get(where))
    assert told in said(client.post(where))
    assert Grant.objects.in_force().to(council_approver).count() == 1


def test_staff_remove_somebody_and_the_history_tells_it(
    desk: Desk, redbridge: Organisation, council_drafter: User
) -> None:
    where = desk.page(redbridge, f"people/{council_drafter.pk}/remove/")
    answer = desk.client.post(where)
    assert (answer.status_code, answer["Location"]) == (303, desk.page(redbridge))
    page = said(desk.client.get(desk.page(redbridge)))
    assert "Role revoked midday, Monday 23 November 2026 by Olive Owner Carl Drafter" in page
    assert desk.client.get(where).status_code == 404


def ask(client: Any, **typed: str) -> Any:
    return client.post(
        "/organisation/invite/", {"email": OFFICER, "role": "COUNCIL_OBSERVER"} | typed
    )


def test_an_approver_invites_a_colleague_who_joins(
    consultation: Consultation, redbridge: Organisation, council_approver: User
) -> None:
    client = as_(council_approver)
    form = client.get("/organisation/invite/").context["form"]
    assert list(form.fields) == ["email", "role"]
    assert [value for value, _label in form.fields["role"].choices] == [
        "COUNCIL_DRAFTER", "COUNCIL_OBSERVER",
    ]  # fmt: skip
    answer = ask(client)
    assert (answer.status_code, answer["Location"]) == (303, "/organisation/")
    row = Invitation.objects.get()
    assert (row.organisation, row.consultation, row.invited_by, row.role) == (
        redbridge, consultation, council_approver, "COUNCIL_OBSERVER",
    )  # fmt: skip
    assert "officer@redbridge.gov.uk" in said(client.get("/organisation/"))
    assert join(posted()).status_code == 303
    grant = Grant.objects.get(person__email=OFFICER)
    assert (grant.role, grant.granted_by) == ("COUNCIL_OBSERVER", council_approver)
    page = said(client.get("/organisation/"))
    assert "Invited, and not here yet" not in page


def test_an_approver_makes_no_approver_whatever_is_sent(
    consultation: Consultation, redbridge: Organisation, council_approver: User
) -> None:
    answer = ask(as_(council_approver), role="COUNCIL_APPROVER")
    assert "Select what they should do" in said(answer)
    with pytest.raises(Refused, match="You can invite colleagues to draft or to observe"):
        actions.invite(
            consultation=consultation, organisation=redbridge, email=OFFICER,
            role="COUNCIL_APPROVER", by=council_approver, at=NOW,
        )  # fmt: skip
    assert Invitation.objects.count() == 0


def test_an_approver_chooses_where_several_consultations_are_open(
    consultation: Consultation, redbridge: Organisation, council_approver: User
) -> None:
    other = factories.ConsultationFactory()
    factories.ConsultationFactory(state="DRAFT")
    client = as_(council_approver)
    assert "Select a consultation" in said(ask(client))
    assert ask(client, consultation=other.slug).status_code == 303
    assert Invitation.objects.get().consultation == other
    assert ask(client, consultation=consultation.slug).status_code == 303


def test_without_an_open_consultation_nobody_is_invited(
    closed_consultation: Consultation, redbridge: Organisation, council_approver: User
) -> None:
    client = as_(council_approver)
    told = "No consultation is open at the moment."
    assert told in said(client.get("/organisation/invite/"))
    assert told in said(ask(client))
    assert Invitation.objects.count() == 0


def test_an_approver_has_so_many_invitations_waiting_and_staff_as_many_as_they_like(
    desk: Desk, redbridge: Organisation, council_approver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_WAITING", 1)
    client = as_(council_approver)
    assert ask(client).status_code == 303
    assert "1 invitations are waiting." in said(ask(client, email="second@redbridge.gov.uk"))
    desk.invited(redbridge, email="second@redbridge.gov.uk")
    assert Invitation.objects.count() == 2


def test_an_approver_reminds_and_revokes_own_invitations(
    desk: Desk, redbridge: Organisation, council_approver: User
) -> None:
    row = desk.invited(redbridge)
    client = as_(council_approver)
    where = f"/organisation/invitations/{row.pk}/"
    assert "was written to within the last day" in said(client.post(f"{where}remind/"))
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        let_in(client, council_approver)
        assert client.post(f"{where}remind/").status_code == 303
        answer = client.post(f"{where}revoke/")
        assert (answer.status_code, answer["Location"]) == (303, "/organisation/")
    row.refresh_from_db()
    assert row.revoked_by == council_approver


@pytest.mark.parametrize("role", ["COUNCIL_DRAFTER", "COUNCIL_OBSERVER", "COUNCIL_APPROVER"])
def test_of_another_organisation_nothing_is_there(
    desk: Desk, redbridge: Organisation, merton: Organisation, role: str
) -> None:
    row = desk.invited(redbridge)
    target = Grant.objects.get(role="COUNCIL_DRAFTER").person
    client = as_(person_of(merton, Role(role)))
    board = f"/staff/consultations/{desk.consultation.slug}/organisations/"
    for there, not_there in [
        (f"{board}redbridge/", f"{board}nowhere/"),
        (f"{board}redbridge/invite/", f"{board}nowhere/invite/"),
        (f"{board}redbridge/verify/", f"{board}nowhere/verify/"),
        (f"{board}redbridge/correct/", f"{board}nowhere/correct/"),
        (f"{board}redbridge/people/{target.pk}/remove/", f"{board}redbridge/people/0/remove/"),
        (f"/staff/invitations/{row.pk}/remind/", "/staff/invitations/0/remind/"),
        (f"/staff/invitations/{row.pk}/revoke/", "/staff/invitations/0/revoke/"),
        (f"/organisation/people/{target.pk}/remove/", "/organisation/people/0/remove/"),
        (f"/organisation/invitations/{row.pk}/remind/", "/organisation/invitations/0/remind/"),
        (f"/organisation/invitations/{row.pk}/revoke/", "/organisation/invitations/0/revoke/"),
    ]:
        own = there.startswith("/organisation/") and role != "COUNCIL_APPROVER"
        for send in (client.get, client.post):
            first, second = send(there), send(not_there)
            assert (first.status_code, second.status_code) == (403 if own else 404,) * 2, there
            assert said(first) == said(second)
    assert Grant.objects.in_force().to(target).count() == 1
    row.refresh_from_db()
    assert row.revoked_at is None
    page = said(client.get("/organisation/"))
    assert "Redbridge" not in page


def test_an_approver_of_another_organisation_may_nothing_by_the_actions_either(
    desk: Desk, redbridge: Organisation, merton: Organisation, council_drafter: User
) -> None:
    row = desk.invited(redbridge)
    other = factories.GrantFactory(role="COUNCIL_APPROVER", organisation=merton).person
    given: dict[str, Any] = {"by": other, "at": NOW}
    for act in (
        lambda: actions.remind(invitation=row, **given),
        lambda: actions.revoke(invitation=row, **given),
        lambda: actions.remove_member(organisation=redbridge, member=council_drafter, **given),
        lambda: actions.leave(organisation=redbridge, **given),
        lambda: actions.invite(
            consultation=desk.consultation, organisation=redbridge, email="x@example.com",
            role="COUNCIL_OBSERVER", **given,
        ),
    ):  # fmt: skip
        with pytest.raises(Refused):
            act()
    assert Invitation.objects.get() == row
    assert Grant.objects.in_force().to(council_drafter).count() == 1


def test_an_account_that_acts_for_one_organisation_gets_no_role_in_another(
    owner: User, redbridge: Organisation, merton: Organisation, council_drafter: User
) -> None:
    told = "Carl Drafter acts for another organisation already."
    with pytest.raises(Refused, match=told):
        accounts.grant_role(
            person=council_drafter, role="COUNCIL_OBSERVER", organisation=merton, by=owner, at=NOW
        )


def test_an_approver_without_a_second_factor_takes_care_of_nobody(
    council: Organisation, council_drafter: User, desk: Desk
) -> None:
    approver = factories.GrantFactory(role="COUNCIL_APPROVER", organisation=council).person
    waiting, own = desk.invited(council), as_(approver)
    page = own.get("/organisation/")
    assert "once you set up two-factor sign-in" in said(page)
    assert 'two-factor/"' in page.content.decode()
    for act in ("invite/", "codes/new/", f"people/{council_drafter.pk}/remove/"):
        assert f'href="/organisation/{act}"' not in page.content.decode()
    typed = {"email": "new@redbridge.gov.uk", "role": "COUNCIL_OBSERVER", "sure": "on"}
    for act in (
        "invite/", "codes/new/", f"people/{council_drafter.pk}/remove/",
        f"invitations/{waiting.pk}/remind/", f"invitations/{waiting.pk}/revoke/",
    ):  # fmt: skip
        answer = own.post(f"/organisation/{act}", typed)
        assert answer.status_code == 403
        assert "You need two-factor sign-in to approve a council's formal reply." in said(answer)
    assert Invitation.objects.get() == waiting
    assert waiting.revoked_at is None
    assert JoinCode.objects.count() == 0
    assert Grant.objects.in_force().filter(person=council_drafter).exists()
    refusal = "You need two-factor sign-in"
    with pytest.raises(Refused, match=refusal):
        actions.make_code(
            consultation=desk.consultation, organisation=council, role="COUNCIL_DRAFTER",
            by=approver, at=NOW,
        )  # fmt: skip
