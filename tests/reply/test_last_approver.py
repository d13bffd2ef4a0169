"""The last approver leaves or is removed knowingly, and staff hear of it."""

import pytest
from django.core import mail
from django.utils import timezone

from consultation import emails
from consultation.models import FormalReply, Grant, Message, Organisation, User
from consultation.reply import actions
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW
from tests.reply.conftest import Desk, as_, said

LEAVE = "/organisation/leave/"
LAST = "You are the last approver of London Borough of Redbridge."
UNSIGNED = "Nobody can approve its formal reply, which is not signed yet."
ONE = "One other person stays, and can neither approve nor invite."
TICK = "Tick the box to say that you know what this means"


def approves(person: User) -> bool:
    return Grant.objects.in_force().to(person).exists()


def told() -> list[tuple[str, str]]:
    """Whom staff mail went to, and what it says."""
    return [(one.to, one.body) for one in Message.objects.filter(kind="no-approver")]


def test_the_last_approver_is_told_what_ends_and_confirms(
    draft: FormalReply, council_approver: User, owner: User
) -> None:
    own = as_(council_approver)
    assert f"{LAST} {UNSIGNED} {ONE}" in said(own.get(LEAVE))
    answer = own.post(LEAVE)
    assert (answer.status_code, TICK in said(answer)) == (200, True)
    assert f"{LAST} {UNSIGNED} {ONE}" in said(answer)
    assert approves(council_approver)
    assert told() == []
    answer = own.post(LEAVE, {"sure": "on"})
    assert (answer.status_code, answer["Location"]) == (303, "/staff/")
    assert not approves(council_approver)
    ((to, body),) = told()
    assert to == owner.email
    assert body.startswith(
        "Cora Approver was the last approver of London Borough of Redbridge, and left. Nobody can "
        "approve for it or invite its people now. Its formal reply is not signed yet."
    )
    where = "/staff/consultations/front-counters/organisations/redbridge/"
    assert f"http://localhost:8000{where}\n" in body
    assert emails.post_next(clock=timezone.now) is not None
    assert mail.outbox[0].subject == "Nobody approves for London Borough of Redbridge any more"


def test_a_reply_alone_is_enough(
    draft: FormalReply, council_approver: User, council_drafter: User
) -> None:
    Grant.objects.filter(person=council_drafter).update(revoked_at=NOW, revoked_by=council_drafter)
    shown = said(as_(council_approver).get(LEAVE))
    assert f"{LAST} {UNSIGNED}" in shown
    assert "neither approve nor invite" not in shown


def test_people_alone_are_enough(
    council: Organisation, council_approver: User, council_drafter: User, council_observer: User
) -> None:
    shown = said(as_(council_approver).get(LEAVE))
    assert f"{LAST} 2 others stay, and can neither approve nor invite." in shown
    assert UNSIGNED not in shown


def test_a_reply_that_was_set_aside_keeps_nobody(
    draft: FormalReply, council_approver: User, council_drafter: User
) -> None:
    actions.set_aside(reply=draft, by=council_drafter, at=NOW)
    actions.leave(organisation=draft.organisation, by=council_drafter, at=NOW)
    assert 'name="sure"' not in as_(council_approver).get(LEAVE).content.decode()


def test_where_nothing_hangs_on_it_one_press_is_enough_and_staff_hear_of_it(
    council: Organisation, council_approver: User, owner: User
) -> None:
    own = as_(council_approver)
    page = own.get(LEAVE)
    assert "last approver" not in said(page)
    assert 'name="sure"' not in page.content.decode()
    assert own.post(LEAVE).status_code == 303
    ((to, body),) = told()
    assert to == owner.email
    assert "not signed yet" not in body
    assert "/staff/" not in body  # nothing is open


def test_whoever_is_not_the_last_just_leaves(
    draft: FormalReply, council_approver: User, council_drafter: User, owner: User
) -> None:
    second = factories.GrantFactory(role="COUNCIL_APPROVER", organisation=draft.organisation).person
    assert as_(council_drafter).post(LEAVE).status_code == 303
    assert as_(council_approver).post(LEAVE).status_code == 303
    assert told() == []
    assert LAST in said(as_(second).get(LEAVE))


def test_an_approver_whose_account_is_not_in_use_does_not_count(
    draft: FormalReply, council_approver: User
) -> None:
    factories.GrantFactory(
        role="COUNCIL_APPROVER", organisation=draft.organisation, person__is_active=False
    )
    assert LAST in said(as_(council_approver).get(LEAVE))


def test_staff_who_remove_the_last_approver_confirm_too(
    desk: Desk, draft: FormalReply, council_approver: User, owner: User
) -> None:
    where = desk.page(draft.organisation, f"people/{council_approver.pk}/remove/")
    warning = "Cora Approver is the last approver of London Borough of Redbridge."
    assert f"{warning} {UNSIGNED} {ONE}" in said(desk.client.get(where))
    assert TICK in said(desk.client.post(where))
    assert approves(council_approver)
    assert desk.client.post(where, {"sure": "on"}).status_code == 303
    assert not approves(council_approver)
    assert "and was removed by Olive Owner." in told()[0][1]


def test_an_approver_removes_another_without_a_word(
    draft: FormalReply, council_approver: User
) -> None:
    other = factories.GrantFactory(role="COUNCIL_APPROVER", organisation=draft.organisation).person
    where = f"/organisation/people/{other.pk}/remove/"
    own = as_(council_approver)
    assert 'name="sure"' not in own.get(where).content.decode()
    assert own.post(where).status_code == 303
    assert told() == []


def test_of_two_who_leave_at_once_the_second_is_told(
    draft: FormalReply, council_approver: User
) -> None:
    other = factories.GrantFactory(role="COUNCIL_APPROVER", organisation=draft.organisation).person
    own, theirs = as_(council_approver), as_(other)
    for one in (own, theirs):
        assert 'name="sure"' not in one.get(LEAVE).content.decode()
    assert own.post(LEAVE).status_code == 303
    assert TICK in said(theirs.post(LEAVE))
    with pytest.raises(Refused, match=r"last approver .* Confirm that this is what you want."):
        actions.leave(organisation=draft.organisation, by=other, at=NOW)
    assert approves(other)
