"""Organisations: the board, added, corrected, verified; the councils of the register; the log."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from consultation import emails
from consultation.models import Event, Message, Organisation, OrganisationKind, User
from consultation.reply import actions
from consultation.reply.register import read_councils
from consultation.states import Refused
from stations.loading import boroughs
from stations.models import Borough
from tests import factories
from tests.conftest import NOW, Town
from tests.reply.conftest import Desk, join, posted, said

RESIDENTS = {
    "name": "Barkingside Residents’ Association", "kind": "RESIDENTS", "borough": "redbridge",
    "email_domain": "",
}  # fmt: skip


def add(desk: Desk, **typed: str) -> Any:
    return desk.client.post(f"{desk.board}new/", RESIDENTS | typed)


def test_an_organisation_is_added(desk: Desk, owner: User, town: Town) -> None:
    answer = add(desk, email_domain=" chair@Barkingside.Example ")
    row = Organisation.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, desk.page(row))
    assert (row.name, row.slug, row.kind, row.borough, row.email_domain, row.verified_at) == (
        RESIDENTS["name"], "barkingside-residents-association", "RESIDENTS", town.redbridge,
        "barkingside.example", None,
    )  # fmt: skip
    event = Event.objects.get()
    assert (event.kind, event.about, event.by) == (
        "organisation.added", f"organisation:{row.pk}", owner.pk,
    )  # fmt: skip
    page = said(desk.client.get(desk.page(row)))
    assert "Organisation added" in page
    assert "Nobody has joined yet." in page
    assert "Nobody was invited yet." in page
    assert "Nothing was sent yet." in page


@pytest.mark.parametrize(
    ("name", "slug"), [("New", "new-2"), ("Told", "told-2"), ("ভাষা", "organisation")]
)
def test_the_address_of_its_page_is_no_other_page(desk: Desk, name: str, slug: str) -> None:
    add(desk, name=name)
    assert desk.client.get(f"{desk.board}{slug}/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": " "}, "Enter the name of the organisation"),
        ({"name": "x" * 201}, "Name must be 200 letters or less"),
        ({"kind": "CLUB"}, "Select what kind of body it is"),
        ({"borough": "york"}, "Select a borough from the list"),
        ({"email_domain": "red bridge"}, "Enter a domain like redbridge.gov.uk"),
        ({"email_domain": "redbridge"}, "Enter a domain like redbridge.gov.uk"),
        ({"email_domain": "me@GMAIL.com"}, "Anybody can have an address at gmail.com."),
        ({"kind": "COUNCIL"}, "Redbridge has its council already: London Borough of Redbridge."),
        (
            {"name": "London Borough\nof  Redbridge"},
            "There is an organisation called “London Borough of Redbridge” already.",
        ),
    ],
)
def test_what_cannot_be_added_is_told(
    desk: Desk, council: Organisation, typed: dict[str, str], told: str
) -> None:
    answer = add(desk, **typed)
    assert answer.status_code == 200
    assert told in said(answer)
    assert Organisation.objects.get() == council


def correct(desk: Desk, row: Organisation, **typed: str) -> Any:
    same = {
        "name": row.name, "kind": row.kind, "borough": row.borough.slug if row.borough else "",
        "email_domain": row.email_domain,
    }  # fmt: skip
    return desk.client.post(desk.page(row, "correct/"), same | typed)


def test_a_correction_says_what_changed(desk: Desk, council: Organisation, owner: User) -> None:
    assert 'value="redbridge.gov.uk"' in desk.client.get(
        desk.page(council, "correct/")
    ).content.decode()  # fmt: skip
    assert "Nothing is different from before." in said(correct(desk, council))
    answer = correct(desk, council, name="Redbridge Council", borough="")
    assert (answer.status_code, answer["Location"]) == (303, desk.page(council))
    council.refresh_from_db()
    assert (council.name, council.slug, council.borough) == ("Redbridge Council", "redbridge", None)
    event = Event.objects.get(kind="organisation.corrected")
    assert (event.by, event.facts) == (owner.pk, {"changed": ["borough", "name"]})


def test_a_name_and_a_borough_that_are_taken_stay_taken(
    desk: Desk, council: Organisation, merton: Organisation
) -> None:
    told = "There is an organisation called “London Borough of Merton” already."
    assert told in said(correct(desk, council, name=merton.name))
    told = "Merton has its council already: London Borough of Merton."
    assert told in said(correct(desk, council, borough="merton"))
    assert Event.objects.count() == 0


def test_with_another_domain_what_the_old_one_showed_lapses_and_what_staff_saw_stays(
    desk: Desk, council: Organisation, merton: Organisation
) -> None:
    desk.invite(council)
    join(posted())
    desk.client.post(desk.page(merton, "verify/"), {"note": "I called them."})
    for row in (council, merton):
        correct(desk, row, email_domain="council.example")
        row.refresh_from_db()
    assert (council.verified_how, council.verified_by, council.verified_at) == ("", None, None)
    assert (merton.verified_how, merton.verified_note) == ("STAFF", "I called them.")


def test_staff_verify_once_and_say_how(desk: Desk, council: Organisation, owner: User) -> None:
    where = desk.page(council, "verify/")
    assert "Enter how you checked" in said(desk.client.post(where, {"note": " "}))
    answer = desk.client.post(where, {"note": "I called the switchboard."})
    assert (answer.status_code, answer["Location"]) == (303, desk.page(council))
    council.refresh_from_db()
    assert (council.verified_how, council.verified_by, council.verified_at) == (
        "STAFF", owner, NOW,
    )  # fmt: skip
    page = said(desk.client.get(desk.page(council)))
    assert "By staff, midday, Monday 23 November 2026 Checked by Olive Owner I called" in page
    told = "This organisation is verified already."
    assert told in said(desk.client.get(where))
    assert told in said(desk.client.post(where, {"note": "Again."}))
    assert Event.objects.filter(kind="organisation.verified").count() == 1


def test_an_action_asks_its_rule_whatever_the_page(council: Organisation, moderator: User) -> None:
    given: dict[str, Any] = {"by": moderator, "at": NOW}
    body: dict[str, Any] = {
        "name": "A",
        "kind": OrganisationKind.OTHER,
        "borough": None,
        "email_domain": "",
    }
    told = "You need another role to invite organisations to reply: Consultation owner."
    for act in (
        lambda: actions.add_organisation(**body, **given),
        lambda: actions.correct_organisation(organisation=council, **body, **given),
        lambda: actions.verify(organisation=council, note="Seen.", **given),
        lambda: actions.remove_member(organisation=council, member=moderator, **given),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert str(refusal.value) == told
    assert Event.objects.count() == 0


def rows(desk: Desk, query: str = "") -> dict[str, str]:
    """The names on the board and how far each has come."""
    shown = desk.client.get(f"{desk.board}{query}").context["rows"]
    return {one["organisation"].name: one["reach"] for one in shown}


@pytest.fixture
def four(desk: Desk, council: Organisation, merton: Organisation, town: Town) -> list[Organisation]:
    """Not invited, invited, opened, joined."""
    made = [factories.OrganisationFactory(name=name) for name in ("A", "B")]
    desk.invite(made[1], email="b@example.com")
    posted()
    desk.invite(council)
    Client().get(posted())
    desk.invite(merton, email="officer@merton.gov.uk")
    join(posted())
    return [*made, council, merton]


def test_the_board_says_how_far_each_has_come(desk: Desk, four: list[Organisation]) -> None:
    redbridge, merton = "London Borough of Redbridge", "London Borough of Merton"
    assert rows(desk) == {
        "A": "Not invited", "B": "Invited", merton: "Joined", redbridge: "Opened",
    }  # fmt: skip
    assert rows(desk, "?reach=NOT_INVITED") == {"A": "Not invited"}
    assert rows(desk, "?reach=OPENED&borough=redbridge") == {redbridge: "Opened"}
    assert rows(desk, "?reach=JOINED&borough=redbridge") == {}
    assert len(rows(desk, "?reach=ABSENT&borough=york")) == 4
    page = said(desk.client.get(desk.board))
    assert "Verified by an email address of its own" in page
    assert "officer@redbridge.gov.uk 23 Nov 2026, opened 23 Nov 2026" in page
    html = desk.client.get(desk.board).content.decode()
    for one in Message.objects.exclude(to="officer@merton.gov.uk"):
        assert f"/staff/invitations/{one.invitation_id}/remind/" in html
    joined = Message.objects.get(to="officer@merton.gov.uk").invitation_id
    assert f"/staff/invitations/{joined}/" not in html


def test_an_organisation_that_everybody_left_or_whose_invitation_expired_is_to_be_invited(
    desk: Desk, four: list[Organisation], owner: User
) -> None:
    person = User.objects.get(email="officer@merton.gov.uk")
    desk.client.post(desk.page(four[3], f"people/{person.pk}/remove/"))
    with time_machine.travel(NOW + timedelta(days=28), tick=False):
        desk.client.force_login(owner)
        assert set(rows(desk).values()) == {"Not invited"}
        assert "officer@merton.gov.uk 23 Nov 2026, joined" in said(desk.client.get(desk.board))


def test_the_board_is_told_anew_for_each_consultation(desk: Desk, four: list[Organisation]) -> None:
    other = Desk(desk.client, factories.ConsultationFactory())
    assert set(rows(other).values()) == {"Not invited"}
    assert "Nothing was sent yet." in said(desk.client.get(other.page(four[2])))


def queries_of(desk: Desk, address: str, assert_num: Any, most: int) -> None:
    with assert_num(most):
        assert desk.client.get(address).status_code == 200


def test_as_many_queries_with_three_rows_as_with_one(
    desk: Desk, django_assert_num_queries: Any
) -> None:
    first = factories.OrganisationFactory(borough=factories.BoroughFactory())

    def fill(organisation: Organisation) -> None:
        asked = factories.InvitationFactory(
            consultation=desk.consultation, organisation=organisation
        )
        factories.MessageFactory(invitation=asked, kind="reminder")
        factories.GrantFactory(role="COUNCIL_DRAFTER", organisation=organisation)

    fill(first)
    for _ in range(2):
        queries_of(desk, desk.board, django_assert_num_queries, 12)
        queries_of(desk, desk.page(first), django_assert_num_queries, 16)
        queries_of(desk, f"{desk.board}told/", django_assert_num_queries, 8)
        for _more in range(2):
            fill(first)
            fill(factories.OrganisationFactory(borough=factories.BoroughFactory()))


def test_the_log_says_who_was_told_what_and_what_became_of_it(
    desk: Desk, council: Organisation, merton: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.invite(merton, email="officer@merton.gov.uk")
    posted()
    desk.invite(council)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", lambda self: 1 / 0)
        broken.setattr(emails, "MOST_ATTEMPTS", 1)
        emails.post_next(clock=lambda: NOW)
    desk.invite(council, email="second@redbridge.gov.uk")
    factories.MessageFactory()  # about something else
    page = said(desk.client.get(f"{desk.board}told/"))
    assert "3 emails about invitations and formal replies, the newest first." in page
    waiting = (
        "Invitation London Borough of Redbridge second@redbridge.gov.uk 23 Nov 2026, 12:00 Waiting"
    )
    failed = "officer@redbridge.gov.uk 23 Nov 2026, 12:00 Failed ZeroDivisionError"
    sent = "London Borough of Merton officer@merton.gov.uk 23 Nov 2026, 12:00 Sent 23 Nov 2026"
    assert -1 < page.index(waiting) < page.index(failed) < page.index(sent)
    own = said(desk.client.get(desk.page(council)))
    assert failed in own
    assert "officer@merton.gov.uk" not in own


def test_the_log_is_paged(desk: Desk, council: Organisation) -> None:
    asked = factories.InvitationFactory(consultation=desk.consultation, organisation=council)
    for number in range(51):
        factories.MessageFactory(
            invitation=asked, kind="reminder", to=f"m{number}@example.com",
            queued_at=NOW - timedelta(days=number),
        )  # fmt: skip
    for where in (f"{desk.board}told/", desk.page(council)):
        first = desk.client.get(where).content.decode()
        assert ("m0@example.com" in first, "m50@example.com" in first) == (True, False)
        second = desk.client.get(f"{where}?page=2").content.decode()
        assert ("m0@example.com" in second, "m50@example.com" in second) == (False, True)


def load() -> str:
    out = StringIO()
    call_command("load_councils", stdout=out)
    return out.getvalue()


def test_each_borough_has_a_row_in_the_file_of_councils() -> None:
    councils = {one.ons_code: one for one in read_councils()}
    assert set(councils) == {one.ons_code for one in boroughs()}
    assert len(councils) == 33
    assert {one.email_domain.endswith(".gov.uk") for one in councils.values()} == {True}
    assert len({one.email_domain for one in councils.values()}) == 33
    assert [councils[f"E090000{n}"].name for n in ("01", "11", "20", "21", "26", "33")] == [
        "City of London Corporation",
        "Royal Borough of Greenwich",
        "Royal Borough of Kensington and Chelsea",
        "Royal Borough of Kingston upon Thames",
        "London Borough of Redbridge",
        "Westminster City Council",
    ]


@pytest.mark.django_db
def test_the_councils_are_made_once_and_the_one_of_the_demo_accounts_is_kept(
    settings: Any, tmp_path: Any
) -> None:
    with pytest.raises(CommandError, match="Run `manage"):
        load()
    settings.BASE_DIR = tmp_path
    call_command("demo_accounts", stdout=StringIO())
    demo = Organisation.objects.get()
    for one in boroughs():
        Borough.objects.create(ons_code=one.ons_code, name=one.name, slug=one.slug)
    assert load() == "32 councils made, 1 completed, 0 kept as they are.\n"
    demo.refresh_from_db()
    assert (demo.borough and demo.borough.slug, demo.email_domain, demo.grant_set.count()) == (
        "redbridge", "redbridge.gov.uk", 3,
    )  # fmt: skip
    Organisation.objects.filter(pk=demo.pk).update(email_domain="other.example", name="Redbridge")
    events = Event.objects.count()
    assert load() == "0 councils made, 0 completed, 33 kept as they are.\n"
    demo.refresh_from_db()
    assert (demo.email_domain, Event.objects.count()) == ("other.example", events)
    assert Organisation.objects.filter(kind="COUNCIL").count() == 33
