"""A formal reply comes into the book of its deadline before that is closed, or under a policy."""

from datetime import timedelta

import pytest

from consultation.events import MACHINE
from consultation.models import Closing, Consultation, FormalReply, Response, User
from consultation.publish import actions as publish
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW
from tests.reply.signing import Council


def test_a_formal_reply_that_was_signed_in_time_is_refused_and_kept_as_well(
    redbridge: Council, consultation: Consultation
) -> None:
    reply = redbridge.waiting()
    factories.ClosingFactory(consultation=consultation)
    with pytest.raises(Refused, match="could not be recorded before the responses were counted"):
        redbridge.sign(reply, at=consultation.closes_at)
    assert not Response.objects.exists()
    assert FormalReply.objects.get().state == "AWAITING_APPROVAL"


def test_a_late_formal_reply_comes_in_after_the_book_is_closed(
    redbridge: Council, consultation: Consultation, owner: User
) -> None:
    over = consultation.grace_ends_at + timedelta(days=1)
    publish.state_late_policy(
        consultation=consultation, until=over + timedelta(days=1), policy="Read.", by=owner, at=NOW
    )
    reply = redbridge.waiting()
    publish.close_book(consultation=consultation, by=MACHINE, at=over)
    assert redbridge.sign(reply, at=over).late is True
    assert Closing.objects.get().responses == 0
