"""Somebody is invited: the e-mail, the link, what the link says in each state, and joining."""

import re
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from consultation import emails
from consultation.models import (
    Consultation,
    Event,
    Invitation,
    Message,
    Organisation,
    User,
)
from tests import factories
from tests.conftest import NOW
from tests.reply import signing
from tests.reply.conftest import OFFICER, Desk, events, join, posted, said

DRAFTER = "COUNCIL_DRAFTER"


def test_an_invitation_is_a_row_an_event_and_an_email_whose_link_is_stored_nowhere(
    desk: Desk, council: Organisation, owner: User
) -> None:
    answer = desk.invite(council, email="Officer@Redbridge.gov.uk")
    assert (answer.status_code, answer["Location"]) == (303, desk.page(council))
    row = Invitation.objects.get()
    assert (row.consultation, row.organisation, row.email, row.role, row.token_hash) == (
        desk.consultation, council, OFFICER, "COUNCIL_DRAFTER", "",
    )  # fmt: skip
    assert (row.invited_by, row.invited_at, row.expires_at) == (
        owner, NOW, NOW + timedelta(days=28),
    )  # fmt: skip
    facts = {"organisation": council.pk, "role": "COUNCIL_DRAFTER"}
    assert events("invitation.made") == [(f"invitation:{row.pk}", owner.pk, facts)]
    path = posted()
    key = path.split("/")[2]
    row.refresh_from_db()
    assert row.token_hash == sha256(key.encode()).hexdigest()
    message = Message.objects.get()
    assert (message.kind, message.to, message.state, message.invitation) == (
        "invitation", OFFICER, "SENT", row,
    )  # fmt: skip
    assert key not in message.body
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (
        [OFFICER],
        "Invitation to send a formal reply: Police front counters",
    )
    for words in (
        "Mayor's Office for Policing and Crime asks London Borough of Redbridge for its formal",
        "closes at 11:59pm on Sunday 14 February 2027, London time",
        "Olive Owner invites you to act for London Borough of Redbridge",
        "Your role would be: Drafter. Drafts the formal reply",
        f"http://localhost:8000{path}",
        "works until 12:00pm on Monday 21 December 2026",
        "consultation@example.com",
    ):
        assert words in str(sent.body)


def test_it_ends_with_the_last_moment_for_replies_where_that_is_sooner(
    desk: Desk, council: Organisation
) -> None:
    with time_machine.travel(desk.consultation.closes_at - timedelta(days=3), tick=False):
        desk.client.force_login(User.objects.get(name="Olive Owner"))
        assert desk.invited(council).expires_at == desk.consultation.grace_ends_at


def test_while_late_replies_are_accepted_staff_and_approvers_invite(
    desk: Desk, council: Organisation, owner: User, redbridge: signing.Council
) -> None:
    closes_at = desk.consultation.closes_at
    until = closes_at + timedelta(days=5)
    desk.consultation.late_replies_until = until
    desk.consultation.late_reply_policy = "Read, and marked as late."
    desk.consultation.save()
    with time_machine.travel(closes_at + timedelta(days=1), tick=False):
        desk.client.force_login(owner)
        assert "Nothing" not in said(desk.client.get(desk.board))
        assert desk.invited(council).expires_at == until
        own = redbridge.client(redbridge.approver)
        own.post("/organisation/invite/", {"email": "b@redbridge.gov.uk", "role": DRAFTER})
        assert Invitation.objects.get(email="b@redbridge.gov.uk").expires_at == until
        assert join(posted()).status_code == 303
    with time_machine.travel(until, tick=False):
        desk.client.force_login(owner)
        assert "so nobody can be invited to it." in said(desk.invite(council, email="c@a.org"))
        own = redbridge.client(redbridge.approver)
        assert "No consultation is open" in said(own.get("/organisation/invite/"))


def test_staff_always_invite_to_a_body_with_a_reply_which_may_have_to_be_ratified(
    desk: Desk, owner: User, redbridge: signing.Council, merton: Organisation
) -> None:
    redbridge.signed()
    late = desk.consultation.grace_ends_at + timedelta(days=90)
    with time_machine.travel(late, tick=False):
        desk.client.force_login(owner)
        board = desk.client.get(desk.board).content.decode()
        assert desk.page(redbridge.organisation, "invite/") in board
        assert desk.page(merton, "invite/") not in board
        assert "so nobody can be" not in said(desk.client.get(desk.page(redbridge.organisation)))
        made = desk.invited(redbridge.organisation, role="COUNCIL_APPROVER")
        assert made.expires_at == late + timedelta(days=28)
        while emails.post_next(clock=timezone.now) is not None:
            pass
        (path,) = re.findall(r"/invitations/[^/\s]+/", str(mail.outbox[-1].body))
        assert join(path).status_code == 303
        assert "so nobody can be invited to it." in said(desk.invite(merton))
        own = redbridge.client(redbridge.approver)
        own.post("/organisation/invite/", {"email": "b@redbridge.gov.uk", "role": DRAFTER})
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"email": ""}, "Enter the email address of the person"),
        ({"email": "officer"}, "Enter an email address like name@example.gov.uk"),
        ({"role": ""}, "Select what they should do"),
        ({"role": "OWNER"}, "Select what they should do"),
    ],
)
def test_what_is_typed_wrong_is_told_and_kept(
    desk: Desk, council: Organisation, typed: dict[str, str], told: str
) -> None:
    answer = desk.invite(council, **typed)
    assert answer.status_code == 200
    assert told in said(answer)
    assert Invitation.objects.count() == Message.objects.count() == 0


def test_nobody_is_invited_to_a_draft_or_after_the_close(
    desk: Desk, council: Organisation, closed_consultation: Consultation
) -> None:
    draft: Consultation = factories.ConsultationFactory(state="DRAFT")
    for one, told in [
        (draft, "The consultation is a draft: those you invite could not read it."),
        (closed_consultation, "so nobody can be invited to it."),
    ]:
        other = Desk(desk.client, one)
        assert told in said(desk.client.get(other.page(council, "invite/")))
        assert told in said(desk.client.get(other.page(council)))
        assert told in said(other.invite(council))
    assert Invitation.objects.count() == 0


def test_an_address_is_asked_once_at_a_time_and_anew_when_that_has_expired(
    desk: Desk, council: Organisation, owner: User
) -> None:
    first = desk.invited(council)
    told = "officer@redbridge.gov.uk was invited before, and can join until 12:00pm on Monday 21"
    assert told in said(desk.invite(council))
    with time_machine.travel(first.expires_at, tick=False):
        desk.client.force_login(owner)
        second = desk.invited(council)
        first.refresh_from_db()
        assert (first.revoked_by, first.revoked_at) == (owner, second.invited_at)
    assert Invitation.objects.count() == 2


def test_opening_is_noted_once_and_not_by_a_program_that_only_asks_for_the_head(
    desk: Desk, council: Organisation
) -> None:
    row = desk.invited(council)
    path = posted()
    assert Client().head(path).status_code == 200
    row.refresh_from_db()
    assert row.opened_at is None
    for _time in range(2):
        assert Client().get(path).status_code == 200
    row.refresh_from_db()
    assert row.opened_at == NOW
    facts = {"organisation": council.pk, "role": "COUNCIL_DRAFTER"}
    assert events("invitation.opened") == [(f"invitation:{row.pk}", None, facts)]


def ended(path: str, state: str, desk: Desk, row: Invitation) -> datetime:
    """Bring an invitation to its end, and return when it is looked at."""
    if state == "used":
        assert join(path).status_code == 303
    if state == "revoked":
        assert desk.client.post(f"/staff/invitations/{row.pk}/revoke/").status_code == 303
    return row.expires_at if state == "expired" else NOW


def counted() -> tuple[object, int, int]:
    """The invitation, the accounts, and the acts that were recorded."""
    accounts, acts = User.objects.count(), Event.objects.acts().count()
    return Invitation.objects.values().get(), accounts, acts


@pytest.mark.parametrize(
    ("state", "told", "other"),
    [
        ("used", "This invitation was used already. If that was you, sign in with your account.",
         "This invitation was accepted already."),
        ("revoked", "This invitation was taken back. If you think that is a mistake, write to "
         "consultation@example.com.", "This invitation was revoked before."),
        ("expired", "This invitation could be used until 12:00pm on Monday 21 December 2026, "
         "London time. To get a new one, write to consultation@example.com.",
         "This invitation has expired. You can invite the person again."),
    ],
)  # fmt: skip
def test_one_that_has_ended_says_how_and_does_nothing_more(
    desk: Desk, council: Organisation, owner: User, state: str, told: str, other: str
) -> None:
    row = desk.invited(council)
    path = posted()
    with time_machine.travel(ended(path, state, desk, row), tick=False):
        before = (
            Invitation.objects.values().get(),
            User.objects.count(),
            Event.objects.acts().count(),
        )
        for answer in (Client().get(path), join(path, name="Another")):
            assert answer.status_code == 410
            assert told in said(answer)
        desk.client.force_login(owner)
        for act in ("remind", "revoke"):
            where = f"/staff/invitations/{row.pk}/{act}/"
            assert other in said(desk.client.get(where))
            assert other in said(desk.client.post(where))
        after = (
            Invitation.objects.values().get(),
            User.objects.count(),
            Event.objects.acts().count(),
        )
    assert after == before
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_an_unknown_link_says_so() -> None:
    factories.InvitationFactory()  # not posted yet: its hash is empty
    for key in ("unknown", "0" * 64):
        for answer in (Client().get(f"/invitations/{key}/"), join(f"/invitations/{key}/")):
            assert answer.status_code == 404
            assert "We do not know this link" in said(answer)


def test_a_reminder_sends_the_same_link_and_not_more_than_one_a_day(
    desk: Desk, council: Organisation, owner: User
) -> None:
    row = desk.invited(council)
    path = posted()
    where = f"/staff/invitations/{row.pk}/remind/"
    told = (
        "officer@redbridge.gov.uk was written to within the last day. You can send a reminder "
        "after 12:00pm on Tuesday 24 November 2026."
    )
    assert told in said(desk.client.get(where))
    assert told in said(desk.client.post(where))
    assert Message.objects.count() == 1
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        desk.client.force_login(owner)
        answer = desk.client.post(where)
        assert (answer.status_code, answer["Location"]) == (303, desk.page(council))
        assert desk.client.post(where).status_code == 200
        assert posted() == path
    assert [one.kind for one in Message.objects.order_by("pk")] == ["invitation", "reminder"]
    assert "have not joined yet" in str(mail.outbox[1].body)
    assert len(events("invitation.reminded")) == 1
    assert Client().get(path).status_code == 200


def test_what_is_not_posted_when_an_invitation_ends_is_not_posted(
    desk: Desk, council: Organisation
) -> None:
    row = desk.invited(council)
    desk.client.post(f"/staff/invitations/{row.pk}/revoke/")
    assert emails.post_next(clock=lambda: NOW) is None
    message = Message.objects.get()
    assert (message.state, message.last_error) == (
        "FAILED", "The invitation ended before this was posted.",
    )  # fmt: skip


def test_an_email_that_fails_leaves_no_link_and_the_next_attempt_makes_it(
    desk: Desk, council: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = desk.invited(council)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", lambda self: 1 / 0)
        emails.post_next(clock=lambda: NOW)
    row.refresh_from_db()
    assert row.token_hash == ""
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert Client().get(posted()).status_code == 200
