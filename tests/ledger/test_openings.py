"""Whichever way a response came, what is stored opens the commitment that the log holds of it."""

from datetime import datetime

import pytest

from consultation.ledger.commitments import commitment
from consultation.models import Answer, Consultation, Proposal, Response
from consultation.respond.opening import fields_of, salt_of
from tests.conftest import Town, send
from tests.reply import signed

pytestmark = pytest.mark.django_db


def opened(response: Response) -> str:
    """The commitment, computed anew from the rows of the database."""
    rows = Answer.objects.filter(response=response).order_by("pk")
    salt = salt_of(response)
    assert salt is not None
    return commitment(
        salt,
        fields_of(
            response, rows.select_related("question_version__question", "proposal")
        ),
    )  # fmt: skip


def test_one_that_was_sent_online(
    consultation: Consultation, proposal: Proposal, town: Town
) -> None:
    response = send(
        consultation, about=[proposal], borough=town.redbridge, instead="Open it\r\nat weekends.",
        email="ruth@example.com",
    )  # fmt: skip
    assert opened(response) == response.leaf.commitment


@pytest.mark.parametrize("place", ["OUTSIDE", "NOT_SAID"])
def test_one_from_nowhere_in_particular(
    consultation: Consultation, proposal: Proposal, place: str
) -> None:
    response = send(consultation, about=[proposal], place=place, capacity="GROUP", reasons="Äé 😀")
    assert opened(response) == response.leaf.commitment


def test_a_formal_reply(
    consultation: Consultation, proposal: Proposal, town: Town, now: datetime
) -> None:
    made = signed.signed(
        signed.council_of(town.redbridge), consultation, at=now, says={proposal: "OPPOSE"}
    )
    assert opened(made.response) == made.response.leaf.commitment
