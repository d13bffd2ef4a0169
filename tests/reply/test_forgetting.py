"""Who never joined is erased 28 days later, and nobody and nothing else, nor sooner."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultation import emails, tasks
from consultation.models import (
    Consultation,
    Event,
    Invitation,
    Message,
    Organisation,
    Registration,
    User,
)
from consultation.reply import actions
from tests import factories
from tests.conftest import NOW
from tests.house.test_database import refused
from tests.reply.conftest import OFFICER, Desk, as_, events, join, posted, said

DAY = timedelta(days=1)
MONTH = timedelta(days=28)
SECOND = timedelta(seconds=1)
TABLE = "consultation_invitation"


def forget(at: Any) -> int:
    return actions.forget_addresses(by="machine", at=at)


def marker(row: Any) -> str:
    return f"erased-{row.pk}@erased.invalid"


def test_a_revoked_invitation_is_forgotten_28_days_later(
    desk: Desk, council: Organisation, owner: User
) -> None:
    row = desk.invited(council)
    posted()
    actions.revoke(invitation=row, by=owner, at=NOW + DAY)
    before = Invitation.objects.values().get()
    assert forget(NOW + DAY + MONTH - SECOND) == 0
    assert (Invitation.objects.values().get(), Message.objects.get().to) == (before, OFFICER)
    ends = NOW + DAY + MONTH
    assert forget(ends) == 1
    assert Invitation.objects.values().get() == before | {"email": marker(row), "erased_at": ends}
    message = Message.objects.get()
    assert (message.to, message.subject, message.body, message.state) == (
        marker(message), "Address erased", "Address erased", "SENT",
    )  # fmt: skip
    assert events("invitation.forgotten") == [
        (f"consultation:{desk.consultation.pk}", None, {"count": 1})
    ]
    event = Event.objects.get(kind="invitation.forgotten")
    assert (event.consultation, event.actor, event.at) == (desk.consultation.pk, "machine", ends)
    assert forget(ends + DAY) == 0
    assert len(events("invitation.forgotten")) == 1


def test_an_expired_invitation_is_forgotten_28_days_later(
    desk: Desk, council: Organisation
) -> None:
    row = desk.invited(council)
    path = posted()
    assert row.expires_at == NOW + MONTH
    assert forget(row.expires_at + MONTH - SECOND) == 0
    assert forget(row.expires_at + MONTH) == 1
    with time_machine.travel(row.expires_at + MONTH, tick=False):
        answer = as_(factories.UserFactory()).get(path)
        assert answer.status_code == 410
        assert "This invitation could be used until" in said(answer)


def test_one_that_expired_and_was_set_aside_later_counts_from_its_expiry(
    desk: Desk, council: Organisation, owner: User
) -> None:
    row = desk.invited(council)
    again = row.expires_at + 20 * DAY
    actions.invite(
        consultation=desk.consultation, organisation=council, email=OFFICER,
        role="COUNCIL_DRAFTER", by=owner, at=again,
    )  # fmt: skip
    assert forget(row.expires_at + MONTH) == 1
    assert [one.email for one in Invitation.objects.order_by("pk")] == [marker(row), OFFICER]
    assert [one.to for one in Message.objects.order_by("pk")] == [
        marker(Message.objects.earliest("pk")),
        OFFICER,
    ]


def test_whoever_joined_is_kept(desk: Desk, council: Organisation) -> None:
    desk.invited(council)
    assert join(posted()).status_code == 303
    assert forget(NOW + 20 * MONTH) == 0
    assert (Invitation.objects.get().email, Message.objects.get().to) == (OFFICER, OFFICER)


def test_pages_say_that_it_is_erased(desk: Desk, council: Organisation, owner: User) -> None:
    row = desk.invited(council)
    posted()
    actions.revoke(invitation=row, by=owner, at=NOW)
    forget(NOW + MONTH)
    for address in (desk.page(council), desk.board, f"{desk.board}told/"):
        shown = said(desk.client.get(address))
        assert "Address erased" in shown
        assert OFFICER not in shown
        assert "erased.invalid" not in shown
    assert "Invitation made midday, Monday 23 November 2026 by Olive Owner Address erased, D" in (
        said(desk.client.get(desk.page(council)))
    )
    assert desk.invite(council).status_code == 303  # the address is free


def test_what_was_not_posted_yet_is_not_posted(
    desk: Desk, council: Organisation, owner: User
) -> None:
    row = desk.invited(council)
    forget(row.expires_at + MONTH)
    message = Message.objects.get()
    assert (message.state, message.last_error) == ("FAILED", "Address erased")
    assert emails.post_next(clock=timezone.now) is None


def test_many_are_told_once_a_consultation(desk: Desk, council: Organisation) -> None:
    other = factories.ConsultationFactory()
    for consultation, count in ((desk.consultation, 3), (other, 2)):
        for number in range(count):
            factories.InvitationFactory(
                consultation=consultation, organisation=council, email=f"{number}@example.org",
                invited_at=NOW - 3 * MONTH, expires_at=NOW - 2 * MONTH,
            )  # fmt: skip
    assert forget(NOW) == 5
    assert sorted(facts["count"] for _about, _by, facts in events("invitation.forgotten")) == [2, 3]
    assert len(set(Invitation.objects.values_list("email", flat=True))) == 5


@pytest.mark.real_clock  # it asks the database's clock too
def test_the_hourly_job_does_it(consultation: Consultation) -> None:
    began = timezone.now()
    factories.InvitationFactory(
        consultation=consultation, invited_at=began - 3 * MONTH, expires_at=began - 2 * MONTH
    )
    tasks.forget_drafts()
    row = Invitation.objects.get()
    assert row.email == marker(row)
    assert row.erased_at is not None
    assert abs(row.erased_at - began) < DAY
    assert tasks.app.conf.beat_schedule["forget_drafts"]["schedule"] == 3600.0


@pytest.fixture
def declined(desk: Desk, owner: User) -> Registration:
    """A request that was declined now, with both emails posted."""
    asked = factories.RegistrationFactory(consultation=desk.consultation, asked_at=NOW)
    actions.decline_registration(registration=asked, reason="Nobody knows it.", by=owner, at=NOW)
    return Registration.objects.get()


def test_who_asked_and_was_declined_is_erased(desk: Desk, declined: Registration) -> None:
    before = Registration.objects.values().get()
    assert forget(NOW + MONTH - SECOND) == 0
    assert forget(NOW + MONTH) == 1
    assert Registration.objects.values().get() == before | {
        "email": marker(declined), "person_name": "", "post": "", "proof": "",
        "erased_at": NOW + MONTH,
    }  # fmt: skip
    message = Message.objects.get(registration=declined)
    assert (message.to, message.body) == (marker(message), "Address erased")
    assert events("registration.forgotten") == [
        (f"consultation:{desk.consultation.pk}", None, {"count": 1})
    ]
    for address in (f"{desk.board}requests/", f"/staff/requests/{declined.pk}/"):
        shown = said(desk.client.get(address))
        assert "rased" in shown
        assert declined.email not in shown
        assert "Rita" not in shown
        assert "erased.invalid" not in shown
    assert "Nobody knows it." in shown
    assert forget(NOW + 2 * MONTH) == 0


def test_one_that_waits_is_kept(consultation: Consultation) -> None:
    factories.RegistrationFactory(consultation=consultation)
    assert forget(NOW + 20 * MONTH) == 0


def test_one_that_was_accepted_goes_with_its_invitation(desk: Desk, owner: User) -> None:
    asked = factories.RegistrationFactory(consultation=desk.consultation, asked_at=NOW)
    actions.accept_registration(
        registration=asked, organisation=None, role="COUNCIL_APPROVER", note="", by=owner, at=NOW
    )
    row = Invitation.objects.get()
    assert forget(row.expires_at + MONTH - SECOND) == 0
    assert forget(row.expires_at + MONTH) == 2
    asked.refresh_from_db()
    assert (asked.email, asked.person_name, asked.state) == (marker(asked), "", "ACCEPTED")


def test_one_that_was_accepted_and_joined_is_kept(desk: Desk, owner: User) -> None:
    asked = factories.RegistrationFactory(consultation=desk.consultation, asked_at=NOW)
    actions.accept_registration(
        registration=asked, organisation=None, role="COUNCIL_APPROVER", note="", by=owner, at=NOW
    )
    assert join(posted()).status_code == 303
    assert forget(NOW + 20 * MONTH) == 0


def erased(row: Any, at: str = "expires_at + interval '28 days'", **more: str) -> str:
    also = "".join(f", {name} = {value}" for name, value in more.items())
    return f"UPDATE {TABLE} SET email = '{marker(row)}', erased_at = {at}{also}"


def test_the_database_lets_exactly_that_change(desk: Desk, council: Organisation) -> None:
    row = desk.invited(council)
    soon = f"invitation {row.pk}: it is too soon to erase its address"
    other = f"invitation {row.pk}: only its link, its first opening and its end may be written"
    assert refused(erased(row, "expires_at + interval '27 days'")) == soon
    assert refused(erased(row, role="'COUNCIL_OBSERVER'")) == other
    assert refused(erased(row, opened_at="now()")) == other
    assert refused(f"UPDATE {TABLE} SET email = 'x@example.org'") == other
    assert refused(erased(row).replace(marker(row), "x@example.org")) == other
    assert refused(erased(row).split(", erased_at")[0]) == other
    assert forget(row.expires_at + MONTH) == 1
    ended = f"invitation {row.pk}: it has ended and is not changed"
    assert refused(f"UPDATE {TABLE} SET email = '{OFFICER}', erased_at = NULL") == ended
    assert refused(f"UPDATE {TABLE} SET revoked_at = now(), revoked_by_id = 1") == ended


def test_the_database_keeps_whoever_joined(desk: Desk, council: Organisation) -> None:
    row = desk.invited(council)
    join(posted())
    assert refused(erased(row)) == f"invitation {row.pk}: it is too soon to erase its address"
    with pytest.raises(IntegrityError, match="of_who_joined_is_kept"), transaction.atomic():
        factories.InvitationFactory(
            opened_at=NOW, accepted_at=NOW, accepted_by=factories.UserFactory(), erased_at=NOW
        )


def test_the_database_keeps_who_asked_as_long(desk: Desk, declined: Registration) -> None:
    table, at = "consultation_registration", "decided_at + interval '28 days'"
    whole = f"email = '{marker(declined)}', person_name = '', post = '', proof = ''"
    soon = f"registration {declined.pk}: it is too soon to erase who asked"
    other = f"registration {declined.pk}: it is decided, and only who asked may be erased"
    early = at.replace("28", "27")
    assert refused(f"UPDATE {table} SET {whole}, erased_at = {early}") == soon
    assert refused(f"UPDATE {table} SET {whole}, erased_at = {at}, name = 'X'") == other
    assert refused(f"UPDATE {table} SET {whole}") == other
    part = whole.replace(", proof = ''", "")
    assert "names_a_person_until_erased" in refused(f"UPDATE {table} SET {part}, erased_at = {at}")
    forget(NOW + MONTH)
    assert refused(f"UPDATE {table} SET erased_at = now()") == other
