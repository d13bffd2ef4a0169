"""Two who do the same at the same moment."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from consultation.models import (
    Consultation,
    Event,
    Grant,
    Invitation,
    Organisation,
    Registration,
    Role,
    User,
)
from consultation.reply import actions, editions
from tests import factories
from tests.conftest import NOW
from tests.reply import papers
from tests.reply.conftest import OFFICER, Desk, as_, join, posted, said
from tests.reply.drafting import Drafting, on_disk
from tests.reply.signed import person_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Carry them out in threads that start together; the answers in the order of the acts."""
    ready, told = Barrier(len(acts), timeout=60), dict[int, Any]()

    def run(place: int) -> None:
        ready.wait()
        try:
            told[place] = acts[place]()
        finally:
            connection.close()

    threads = [Thread(target=run, args=[place]) for place in range(len(acts))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return [told[place] for place in range(len(acts))]


def test_an_invitation_is_accepted_once(desk: Desk, council: Organisation) -> None:
    row = desk.invited(council)
    path = posted()
    both = at_once(lambda: join(path, name="First"), lambda: join(path, name="Second"))
    assert sorted(one.status_code for one in both) == [303, 410]
    person = User.objects.get(email=OFFICER)
    row.refresh_from_db()
    assert row.accepted_by == person
    assert Grant.objects.filter(person=person).count() == 1
    assert Event.objects.filter(kind="invitation.accepted").count() == 1
    lost = next(one for one in both if one.status_code != 303)
    assert "This invitation was used already." in said(lost)


def test_two_invitations_of_one_address_make_one_account(
    desk: Desk, council: Organisation, merton: Organisation
) -> None:
    paths = []
    for organisation in (council, merton):
        desk.invite(organisation)
        paths.append(posted())
    both = at_once(lambda: join(paths[0]), lambda: join(paths[1]))
    assert sorted(one.status_code for one in both) == [303, 409]
    assert User.objects.filter(email=OFFICER).count() == 1
    assert Grant.objects.filter(person__email=OFFICER).count() == 1
    assert Invitation.objects.exclude(accepted_at=None).count() == 1


def test_an_address_is_invited_once(
    desk: Desk, council: Organisation, consultation: Consultation, superuser: User
) -> None:
    other = Desk(as_(superuser), consultation)
    both = at_once(lambda: desk.invite(council), lambda: other.invite(council))
    assert sorted(one.status_code for one in both) == [200, 303]
    lost = next(one for one in both if one.status_code == 200)
    assert "officer@redbridge.gov.uk was invited before" in said(lost)
    assert Invitation.objects.count() == 1


def test_accepting_and_revoking_end_it_once(desk: Desk, council: Organisation) -> None:
    row = desk.invited(council)
    path = posted()
    at_once(lambda: join(path), lambda: desk.client.post(f"/staff/invitations/{row.pk}/revoke/"))
    row.refresh_from_db()
    assert (row.accepted_at is None) is not (row.revoked_at is None)
    held = Grant.objects.filter(person__email=OFFICER).count()
    assert held == (0 if row.accepted_at is None else 1)
    kinds = ("invitation.accepted", "invitation.revoked")
    assert Event.objects.filter(kind__in=kinds).count() == 1


def test_two_tenth_files_end_with_ten(drafting: Drafting, folder: Path) -> None:
    for number in range(9):
        drafting.upload(f"notes {number}.txt", b"Too far.")
    second = Drafting(as_(drafting.reply.begun_by), drafting.reply)
    both = at_once(lambda: drafting.upload("one.pdf"), lambda: second.upload("two.pdf"))
    assert sorted(one.status_code for one in both) == [200, 303]
    lost = next(one for one in both if one.status_code != 303)
    assert "You can only add up to 10 files. Remove one to add another" in said(lost)
    assert (drafting.reply.attachments.count(), on_disk(folder)) == (10, 10)


def test_the_same_file_at_once_is_kept_once(drafting: Drafting, folder: Path) -> None:
    second = Drafting(as_(drafting.reply.begun_by), drafting.reply)
    both = at_once(drafting.upload, second.upload)
    assert [one.status_code for one in both] == [303, 303]
    assert (drafting.reply.attachments.count(), on_disk(folder)) == (1, 1)


def test_two_imports_at_once_lose_neither(drafting: Drafting, folder: Path) -> None:
    second = Drafting(as_(drafting.reply.begun_by), drafting.reply)
    one, two = (papers.of(papers.paragraph(papers.run(words))) for words in ("First.", "Second."))
    both = at_once(lambda: drafting.bring("1.docx", one), lambda: second.bring("2.docx", two))
    assert [answer.status_code for answer in both] == [303, 303]
    assert sorted(drafting.said) == [("", "First."), ("", "Second.")]
    assert on_disk(folder) == 2


def test_a_file_that_comes_while_approval_is_asked_is_in_or_refused(
    drafting: Drafting, folder: Path, council_drafter: User
) -> None:
    drafting.bring("1.docx", papers.of(papers.paragraph(papers.run("First."))))

    def ask() -> None:
        actions.ask_approval(reply=drafting.reply, by=council_drafter, at=NOW)

    answer, _none = at_once(drafting.upload, ask)
    drafting.reply.refresh_from_db()
    assert drafting.reply.state == "AWAITING_APPROVAL"
    told = Event.objects.get(kind="formal_reply.approval_asked").facts["digest"]
    assert editions.document_of(drafting.reply).digest == told
    assert drafting.reply.attachments.count() == on_disk(folder)
    assert drafting.reply.attachments.count() == (2 if answer.status_code == 303 else 1)


def test_the_last_use_of_a_code_is_one(council: Organisation, consultation: Consultation) -> None:
    maker = person_of(council, Role.COUNCIL_APPROVER)
    row = factories.JoinCodeFactory(
        organisation=council, consultation=consultation, made_by=maker, uses=9,
        code="7KQ4-9XWD-MHPT-2RVB", made_at=NOW, expires_at=NOW + timedelta(days=7),
    )  # fmt: skip

    def enter(email: str) -> Any:
        return Client().post("/join/", {"code": "7KQ4-9XWD-MHPT-2RVB", "email": email})

    both = at_once(lambda: enter("a@redbridge.gov.uk"), lambda: enter("b@redbridge.gov.uk"))
    assert sorted(one.status_code for one in both) == [200, 303]
    lost = next(one for one in both if one.status_code == 200)
    assert "This code does not work any more." in said(lost)
    row.refresh_from_db()
    assert (row.uses, Invitation.objects.count()) == (10, 1)


def test_a_question_has_one_first_answer(desk: Desk, consultation: Consultation) -> None:
    row = factories.EnquiryFactory(consultation=consultation)
    page = f"/staff/enquiries/{row.pk}/answer/"
    both = at_once(
        lambda: desk.client.post(page, {"text": "Yes.", "after": "0"}),
        lambda: desk.client.post(page, {"text": "No.", "after": "0"}),
    )
    assert sorted(one.status_code for one in both) == [200, 303]
    assert row.answers.count() == 1
    lost = next(one for one in both if one.status_code == 200)
    assert "Somebody else answered this" in said(lost)


def test_two_approvers_who_leave_leave_one_who_is_told(
    council: Organisation, council_approver: User, council_drafter: User
) -> None:
    other = factories.GrantFactory(role="COUNCIL_APPROVER", organisation=council).person
    clients = [as_(council_approver), as_(other)]
    both = at_once(*(lambda one=one: one.post("/organisation/leave/") for one in clients))
    assert sorted(one.status_code for one in both) == [200, 303]
    assert Grant.objects.in_force().filter(role="COUNCIL_APPROVER").count() == 1
    lost = next(one for one in both if one.status_code == 200)
    assert "last approver of London Borough of Redbridge" in said(lost)


def test_a_request_to_reply_is_decided_once(
    desk: Desk, consultation: Consultation, superuser: User
) -> None:
    asked = factories.RegistrationFactory(consultation=consultation)
    other, page = as_(superuser), f"/staff/requests/{asked.pk}/"
    accept = {"decision": "ACCEPT", "organisation": "", "role": "COUNCIL_APPROVER"}
    both = at_once(
        lambda: desk.client.post(page, accept),
        lambda: other.post(page, {"decision": "DECLINE", "reason": "Nobody knows it."}),
    )
    assert sorted(one.status_code for one in both) == [200, 303]
    asked.refresh_from_db()
    made = 1 if asked.state == "ACCEPTED" else 0
    assert (Organisation.objects.count(), Invitation.objects.count()) == (made, made)
    decided = Event.objects.filter(kind__in=["registration.accepted", "registration.declined"])
    assert decided.count() == 1


def test_the_same_request_sent_twice_at_once_is_one(desk: Desk) -> None:
    typed = {
        "name": "Fulwell Traders", "kind": "BUSINESS", "borough": "", "proof": "See our site.",
        "person_name": "Tess Trader", "post": "Secretary", "email": "tess@traders.example.org",
    }  # fmt: skip
    both = at_once(*[lambda: Client().post("/register/", typed)] * 2)
    assert [one.status_code for one in both] == [303, 303]
    assert Registration.objects.count() == 1
