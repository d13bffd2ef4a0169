"""A promise is of what comes: nobody is promised what should have been long ago."""

from datetime import datetime, timedelta

import pytest

from consultation.ledger.proving import promise_of
from consultation.models import Channel, Consultation, Message, Proposal, Response
from consultation.respond import actions
from consultation.respond.content import Content
from consultation.respond.journey import Answers

pytestmark = pytest.mark.django_db


def test_what_came_by_post_is_promised_from_when_it_was_typed_in(
    consultation: Consultation, proposal: Proposal, now: datetime
) -> None:
    came = now - timedelta(days=3)
    begun = actions.begin(consultation=consultation, proposals=[], by="public", at=came)
    answers = Answers(
        capacity="MYSELF", place="NOT_SAID", proposals=[proposal.pk], email="ruth@example.com",
        about={str(proposal.pk): {"stance": "OPPOSE", "reasons": "Too far."}}, publish="WORDS",
    )  # fmt: skip
    reference = actions.send(
        draft=begun.draft, answers=answers, content=Content.read(consultation), by="public",
        at=now, arrived_at=came, channel=Channel.LETTER,
    )  # fmt: skip
    promise = promise_of(Response.objects.get(reference=reference))
    assert promise.splitlines()[3:5] == [
        "received 2026-11-20T12:00:00Z", "include-by 2026-11-23T13:00:00Z"
    ]  # fmt: skip
    assert promise in Message.objects.get().body
