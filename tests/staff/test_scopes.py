"""A role that is limited to a consultation or a borough: what it shows, what it lets be done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation import accounts
from consultation.access import Permission, may, permissions_of, why_not
from consultation.models import Consultation, Grant, Report, ReportKind, Role, User
from consultation.moderate import actions as moderating
from consultation.report import actions as reporting
from consultation.scopes import SITE
from consultation.states import Refused
from tests import factories
from tests.conftest import Town, account, send
from tests.moderate.screened import screen_all

SignIn = Callable[[User], Client]


@pytest.fixture
def elsewhere(town: Town) -> Consultation:
    """Another consultation, with a proposal at Wimbledon."""
    made: Consultation = factories.ConsultationFactory(title="Custody suites", slug="custody")
    factories.ProposalFactory(consultation=made, station=town.wimbledon)
    return made


@pytest.fixture
def merton_moderator(town: Town) -> User:
    return account(Role.MODERATOR, "Mina Merton", borough=town.merton, is_staff=True)


def about(consultation: Consultation, *slugs: str, **more: Any) -> Any:
    found = consultation.proposals.filter(station__slug__in=slugs)
    return send(consultation, about=list(found), **more)


def test_a_role_is_held_once_for_each_of_its_limits(town: Town, consultation: Consultation) -> None:
    person = factories.UserFactory()
    held: Any = {"person": person, "role": Role.MODERATOR}
    every: Any = ({}, {"consultation": consultation}, {"borough": town.merton})
    for limits in every:
        factories.GrantFactory(**held, **limits)
        with pytest.raises(IntegrityError, match="grant_once_in_force"), transaction.atomic():
            factories.GrantFactory(**held, **limits)


@pytest.mark.parametrize("role", [Role.OWNER, Role.DECISION_MAKER, Role.AUDITOR])
def test_the_database_limits_no_other_role_to_a_borough(town: Town, role: Role) -> None:
    with pytest.raises(IntegrityError, match="grant_borough_of_those_who_read"):
        factories.GrantFactory(role=role, borough=town.merton)


def test_the_database_limits_no_role_of_a_council(consultation: Consultation) -> None:
    council = factories.OrganisationFactory()
    with pytest.raises(IntegrityError, match="grant_of_council_without_scope"):
        factories.GrantFactory(
            role=Role.COUNCIL_DRAFTER, organisation=council, consultation=consultation
        )


def test_a_borough_leaves_single_responses_and_its_reports(merton_moderator: User) -> None:
    assert permissions_of(merton_moderator) == {Permission.READ_RESPONSES, Permission.REVIEW}


def test_two_limited_roles_are_not_one_wider_one(
    consultation: Consultation, elsewhere: Consultation
) -> None:
    person = account(Role.MODERATOR, "Two", consultation=consultation)
    factories.GrantFactory(person=person, role=Role.ANALYST, consultation=elsewhere)
    assert may(person, Permission.EXPORT, about=elsewhere)
    assert not may(person, Permission.EXPORT, about=consultation)
    assert may(person, Permission.REVIEW, about=consultation)
    assert not may(person, Permission.REVIEW, about=elsewhere)
    assert not may(person, Permission.READ_RESPONSES, about=SITE)


def test_the_first_page_shows_what_the_roles_are_for(
    consultation: Consultation, elsewhere: Consultation, sign_in: SignIn
) -> None:
    about(consultation, "barkingside")
    about(elsewhere, "wimbledon")
    page = sign_in(account(Role.ANALYST, "One", consultation=elsewhere)).get("/staff/")
    work = page.context["work"]
    assert [one.consultation for one in work] == [elsewhere]
    assert work[0].total == 1
    assert "Front counters" not in page.content.decode().replace("front-counters", "")
    assert "Custody suites" in page.content.decode()


def test_the_queue_of_a_borough(
    consultation: Consultation, town: Town, merton_moderator: User, sign_in: SignIn
) -> None:
    spoken = about(consultation, "wimbledon", "barkingside")
    lives = about(consultation, "holborn", borough=town.merton)
    other = about(consultation, "barkingside", borough=town.redbridge)
    screen_all()
    client = sign_in(merton_moderator)
    queue = f"/staff/consultations/{consultation.slug}/responses/"
    page = client.get(queue)
    assert {row["response"] for row in page.context["rows"]} == {spoken, lives}
    assert page.context["count"] == 2
    assert "Your role is for Merton" in page.content.decode()
    assert client.get(queue, {"state": "ANY"}).context["count"] == 2
    assert client.get(queue, {"reference": other.reference}).context["count"] == 0
    assert client.get(queue, {"borough": "redbridge"}).context["count"] == 1
    assert sum(n for _state, n in client.get("/staff/").context["work"][0].counts) == 2
    assert client.get("/staff/").context["work"][0].oldest_at == spoken.received_at
    for one, status in ((spoken, 200), (lives, 200), (other, 403)):
        assert client.get(f"/staff/responses/{one.pk}/").status_code == status
    told = client.get(f"/staff/responses/{other.pk}/").content.decode()
    assert "Your role is for one borough" in told
    links = client.get(f"/staff/responses/{spoken.pk}/?state=ANY").context["links"]
    assert str(other.pk) not in links["previous"] + links["next"]


def test_a_verdict_is_asked_about_its_response(
    consultation: Consultation, elsewhere: Consultation, merton_moderator: User, now: datetime
) -> None:
    foreign = about(consultation, "barkingside")
    with pytest.raises(Refused, match="Your role is for one borough"):
        moderating.release(response=foreign, by=merton_moderator, at=now)
    one = account(Role.MODERATOR, "One", consultation=elsewhere)
    with pytest.raises(Refused, match="Your role is for another consultation"):
        moderating.release(response=foreign, by=one, at=now)
    wimbledon = about(elsewhere, "wimbledon")
    screen_all()
    moderating.release(response=wimbledon, by=one, at=now)


def test_a_response_is_asked_for_its_boroughs_once(
    consultation: Consultation, merton_moderator: User
) -> None:
    found = about(consultation, "wimbledon")
    permissions_of(merton_moderator)  # reads the roles
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for _again in range(3):
            assert may(merton_moderator, Permission.REVIEW, about=found)
    assert len(asked) == 1


def test_reports_of_a_borough(
    consultation: Consultation, town: Town, owner: User, sign_in: SignIn, now: datetime
) -> None:
    analyst = account(Role.ANALYST, "Anna Merton", borough=town.merton)
    asked: Any = {"consultation": consultation, "by": analyst, "at": now}
    own = [
        reporting.ask(kind=ReportKind.BOROUGH, borough=town.merton, **asked),
        reporting.ask(kind=ReportKind.STATION, station=town.wimbledon, **asked),
    ]
    places: Any = (
        (ReportKind.WHOLE, {}),
        (ReportKind.EXPORT, {}),
        (ReportKind.BOROUGH, {"borough": town.redbridge}),
        (ReportKind.STATION, {"station": town.barkingside}),
    )
    for kind, place in places:
        with pytest.raises(Refused):
            reporting.ask(kind=kind, **place, **asked)
    whole = reporting.ask(consultation=consultation, kind=ReportKind.WHOLE, by=owner, at=now)
    client = sign_in(analyst)
    page = client.get(f"/staff/consultations/{consultation.slug}/reports/")
    assert set(page.context["page"]) == set(own)
    ((_heading, offered),) = page.context["form"].fields["kind"].choices
    assert [value for value, _label in offered] == [ReportKind.BOROUGH, ReportKind.STATION]
    assert client.get(f"/staff/reports/{own[0].pk}/").status_code == 200
    assert client.get(f"/staff/reports/{whole.pk}/").status_code == 403
    assert Report.objects.count() == 3


def test_an_owner_of_one_consultation_gives_roles_within_it(
    consultation: Consultation, elsewhere: Consultation, town: Town, now: datetime
) -> None:
    giver = account(Role.OWNER, "One", consultation=consultation)
    asked: Any = {"person": factories.UserFactory(), "role": Role.MODERATOR, "by": giver, "at": now}
    limited: Any = (
        ({}, "Choose your own consultation"),
        ({"consultation": elsewhere}, "Your role is for another consultation"),
        ({"borough": town.merton}, "Choose your own consultation"),
    )
    for limits, sentence in limited:
        with pytest.raises(Refused, match=sentence):
            accounts.grant_role(**asked, **limits)
    given = accounts.grant_role(**asked, consultation=consultation, borough=town.merton)
    assert given.scope == f"{consultation}, Merton"
    accounts.revoke_role(grant=given, by=giver, at=now)
    with pytest.raises(Refused):
        accounts.revoke_role(grant=factories.GrantFactory(), by=giver, at=now)
    assert Grant.objects.in_force().count() == 2


def test_a_role_that_cannot_be_limited_so(
    consultation: Consultation, town: Town, owner: User, now: datetime
) -> None:
    asked: Any = {"person": factories.UserFactory(), "by": owner, "at": now}
    with pytest.raises(Refused, match="“Auditor” cannot be limited to a borough"):
        accounts.grant_role(role=Role.AUDITOR, borough=town.merton, **asked)
    council = factories.OrganisationFactory()
    with pytest.raises(Refused, match="acts for an organisation in every consultation"):
        accounts.grant_role(
            role=Role.COUNCIL_DRAFTER, organisation=council, consultation=consultation, **asked
        )


def test_the_admin_shows_what_the_roles_are_for(
    consultation: Consultation, elsewhere: Consultation, town: Town, sign_in: SignIn,
    merton_moderator: User,
) -> None:  # fmt: skip
    here, there = about(consultation, "barkingside"), about(elsewhere, "wimbledon")
    factories.AnswerFactory(response=there, proposal=elsewhere.proposals.get())
    for person, shown, hidden in (
        (account(Role.OWNER, "A", consultation=consultation, is_staff=True), here, there),
        (account(Role.MODERATOR, "B", consultation=elsewhere, is_staff=True), there, here),
        (merton_moderator, there, here),
    ):
        client = sign_in(person)
        listed = client.get("/admin/consultation/response/").context["cl"].result_list
        assert [one.pk for one in listed] == [shown.pk]
        # What is not in the list is "not found", which Django says by leading back to the index.
        assert client.get(f"/admin/consultation/response/{shown.pk}/change/").status_code == 200
        assert client.get(f"/admin/consultation/response/{hidden.pk}/change/").status_code == 302
        answers = client.get("/admin/consultation/answer/").context["cl"].result_list
        assert {one.response_id for one in answers} == {shown.pk}


def test_the_admin_of_a_limited_owner(
    consultation: Consultation, elsewhere: Consultation, owner: User, sign_in: SignIn
) -> None:
    own = account(Role.OWNER, "A", consultation=consultation, is_staff=True)
    client = sign_in(own)
    listed = client.get("/admin/consultation/consultation/").context["cl"].result_list
    assert list(listed) == [consultation]
    assert client.get("/admin/consultation/consultation/add/").status_code == 403
    assert [
        one.person for one in client.get("/admin/consultation/grant/").context["cl"].result_list
    ] == [own]
    assert client.get("/admin/consultation/message/").status_code == 403
    events = client.get("/admin/consultation/event/").context["cl"].result_list
    assert {one.consultation for one in events} <= {consultation.pk}
    assert client.get("/admin/stations/station/").status_code == 403


def test_what_a_refusal_says(consultation: Consultation, elsewhere: Consultation) -> None:
    one = account(Role.OWNER, "One", consultation=elsewhere)
    assert why_not(one, Permission.PUBLISH, about=elsewhere) == ""
    assert why_not(one, Permission.PUBLISH, about=consultation) == (
        "Your role is for another consultation, so you cannot prepare and publish consultations in "
        "this one. Ask its owner for a role."
    )
    assert why_not(one, Permission.IMPORT_REGISTER, about=SITE) == (
        "Your role is for one consultation. To import a register of stations here you need it for "
        "all."
    )
    assert why_not(one, Permission.REVIEW, about=elsewhere) == (
        "You need another role to release, quarantine and exclude responses: Moderator."
    )


def test_what_is_not_there_is_not_found(consultation: Consultation, sign_in: SignIn) -> None:
    client = sign_in(account(Role.MODERATOR, "One", consultation=consultation))
    for address in ("/staff/responses/999/", "/staff/consultations/none/responses/"):
        assert client.get(address).status_code == 404
