"""A reply that was late stays so for the close that it was late for, though the close moves."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, ReportKind, SignedReply, User
from consultation.publish import actions as publishing
from consultation.report.documents import in_full
from tests import factories
from tests.conftest import NOW
from tests.house.test_database import refused
from tests.reply import papers
from tests.reply.conftest import as_, said
from tests.reply.signed import released
from tests.reply.signing import Council, letters
from tests.report.test_figures import figures_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CLOSE = "after the close as it then stood, 11:59pm on Sunday 14 February 2027, London time"
ON_A_PAGE = "after the close as it then stood (11:59pm, Sunday 14 February 2027, London time)"


@pytest.fixture
def late(
    redbridge: Council, consultation: Consultation, owner: User, moderator: User
) -> SignedReply:
    """Signed a day after the close, and released; then the consultation is extended by a month."""
    closed_at = consultation.closes_at
    publishing.state_late_policy(
        consultation=consultation, until=closed_at + 14 * DAY, policy="Read.", by=owner, at=NOW
    )
    made = released(redbridge.sign(redbridge.waiting(), at=closed_at + DAY), moderator, at=NOW)
    publishing.extend(
        consultation=consultation, to=closed_at + 30 * DAY, reason="Flood.", by=owner,
        at=closed_at + 2 * DAY,
    )  # fmt: skip
    made.refresh_from_db()
    return made


def test_the_close_that_it_was_late_for_is_kept(
    late: SignedReply, consultation: Consultation
) -> None:
    consultation.refresh_from_db()
    assert late.late
    assert late.closed_at == consultation.closes_at - 30 * DAY


def test_its_people_are_told_which_close(late: SignedReply, redbridge: Council) -> None:
    for _to, _subject, body in letters("reply-receipt"):
        assert f"It came {CLOSE}. It is accepted under the policy on late replies" in body
    drafter = redbridge.client(redbridge.drafter)
    assert f"It came {CLOSE}, and is accepted late" in said(drafter.get(redbridge.address()))
    paper = drafter.get(redbridge.address("draft.docx")).content
    assert f"received {CLOSE}" in str(papers.texts(paper))


def test_staff_and_the_report_say_which_close(
    late: SignedReply, consultation: Consultation, moderator: User
) -> None:
    page = said(as_(moderator).get(reverse("formal-reply", args=[late.pk])))
    assert f"It came {ON_A_PAGE}, and is accepted under the policy" in page
    (whole,) = in_full(figures_of(consultation, ReportKind.WHOLE))
    assert ("Late", f"It came {CLOSE}") in whole.facts


def test_everybody_reads_which_close(late: SignedReply, client: Client) -> None:
    page = said(client.get("/consultations/front-counters/formal-replies/redbridge/"))
    assert (
        f"It came {ON_A_PAGE}, and is accepted under the stated policy on late formal replies."
    ) in page


def test_one_in_time_names_no_close(redbridge: Council) -> None:
    assert redbridge.signed().closed_at is None


def test_late_and_the_close_stand_together_in_the_database() -> None:
    factories.SignedReplyFactory(late=True)
    table = "consultation_signedreply"
    said_of = f'new row for relation "{table}" violates check constraint'
    columns = (
        "content, text, digest, authority, authority_reference, authority_on, signer_post, interim,"
        " ratified_by_whom, signed_by_id, signed_at, reply_id, response_id"
    )
    for late, closed_at in (("true", "NULL"), ("false", "now()")):
        sql = f"INSERT INTO {table} ({columns}, late, closed_at) SELECT {columns}"
        told = refused(f"{sql}, {late}, {closed_at} FROM {table}")
        assert told == f'{said_of} "signed_reply_late_after_a_close"'
