"""Staff remind an organisation whose people have joined, and whose formal reply has not come."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from consultation import emails
from consultation.models import Message, Organisation, User
from tests.conftest import NOW
from tests.reply.conftest import Desk, as_, events, said
from tests.reply.signing import Council

pytestmark = pytest.mark.django_db


def chase(desk: Desk, organisation: Organisation) -> Any:
    """Press the button."""
    return desk.client.post(desk.page(organisation, "chase/"))


def test_drafters_and_approvers_are_reminded_and_the_log_says_so(
    desk: Desk, redbridge: Council, owner: User
) -> None:
    redbridge.begun()
    council = redbridge.organisation
    assert "Remind its people" in said(desk.client.get(desk.board))
    answer = chase(desk, council)
    assert (answer.status_code, answer["Location"]) == (303, desk.page(council))
    told = Message.objects.filter(kind="chaser")
    people = (redbridge.drafter, redbridge.approver, redbridge.second)
    assert set(told.values_list("to", flat=True)) == {one.email for one in people}
    assert events("organisation.chased") == [(f"organisation:{council.pk}", owner.pk, {"count": 3})]
    for _one in people:
        emails.post_next(clock=timezone.now)
    body = str(mail.outbox[-1].body)
    assert "has no formal reply of London Borough of Redbridge" in body
    assert f"/organisation/replies/{desk.consultation.slug}/" in body
    log = said(desk.client.get(f"{desk.board}told/"))
    assert log.count("Reminder that no formal reply has come") == 3


def test_not_twice_a_day_and_not_once_it_has_replied(desk: Desk, redbridge: Council) -> None:
    council = redbridge.organisation
    chase(desk, council)
    again = said(desk.client.get(desk.page(council, "chase/")))
    assert "Its people were reminded within the last day." in again
    assert chase(desk, council).status_code == 200
    assert Message.objects.filter(kind="chaser").count() == 3
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        desk.client.force_login(User.objects.get(name="Olive Owner"))
        assert chase(desk, council).status_code == 303
    redbridge.signed()
    assert "has sent its formal reply." in said(desk.client.get(desk.page(council, "chase/")))


def test_nobody_to_remind_and_nobody_else_reminds(
    desk: Desk, merton: Organisation, council_drafter: User, moderator: User
) -> None:
    told = "Nobody here drafts or approves yet. Invite somebody."
    assert told in said(desk.client.get(desk.page(merton, "chase/")))
    for person in (council_drafter, moderator):
        assert as_(person).post(desk.page(merton, "chase/")).status_code == 404
    with time_machine.travel(desk.consultation.grace_ends_at + timedelta(seconds=1), tick=False):
        desk.client.force_login(User.objects.get(name="Olive Owner"))
        late = said(desk.client.get(desk.page(merton, "chase/")))
    assert "No formal reply is accepted now." in late
    assert not Message.objects.filter(kind="chaser").exists()
