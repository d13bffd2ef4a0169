"""How far each organisation has come: on the board of staff, and on its own pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from consultation.models import Consultation, Role, SignedReply
from consultation.reply import actions
from tests import factories
from tests.conftest import NOW, Town
from tests.reply import signing
from tests.reply.conftest import Desk, as_, said
from tests.reply.signed import council_of, drafted, person_of, sign, signed
from tests.reply.test_staff_replies import SECRET, listed, page_of


@pytest.fixture
def camden(town: Town, consultation: Consultation) -> SignedReply:
    """Signed, in time."""
    return signed(council_of(town.camden), consultation, at=NOW)


@pytest.fixture
def merton(town: Town, consultation: Consultation) -> SignedReply:
    """Another."""
    return signed(council_of(town.merton), consultation, at=NOW)


def reach(desk: Desk, query: str = "") -> dict[str, str]:
    rows = desk.client.get(f"{desk.board}{query}").context["rows"]
    return {row["organisation"].slug: row["reach"] for row in rows}


def test_the_board_says_who_drafts_and_who_replied(
    desk: Desk, town: Town, consultation: Consultation, camden: SignedReply, merton: SignedReply
) -> None:
    redbridge = council_of(town.redbridge)
    drafted(redbridge, consultation, at=NOW, view=SECRET)
    drafted(camden.reply.organisation, consultation, at=NOW)  # a newer edition: it has replied
    approver = person_of(merton.reply.organisation, Role.COUNCIL_APPROVER)
    actions.withdraw(reply=merton.reply, reason="By mistake.", by=approver, at=NOW)
    assert reach(desk) == {"camden": "Replied", "merton": "Not invited", "redbridge": "Drafting"}
    assert reach(desk, "?reach=REPLIED") == {"camden": "Replied"}
    assert reach(desk, "?reach=DRAFTING") == {"redbridge": "Drafting"}
    answer = desk.client.get(desk.board)
    page = said(answer)
    assert SECRET not in page
    assert page_of(camden) in answer.content.decode()
    assert "Council, Camden, 2 proposals there" in page
    assert reach(Desk(desk.client, factories.ConsultationFactory())) == dict.fromkeys(
        ("camden", "merton", "redbridge"), "Not invited"
    )


def test_the_board_is_narrowed_to_who_has_not_replied_and_to_a_counter(
    desk: Desk, town: Town, consultation: Consultation
) -> None:
    council_of(town.redbridge)
    about = consultation.proposals.get(station=town.barkingside)
    signed(council_of(town.camden), consultation, at=NOW, says={about: "OPPOSE"})
    withdrawn = signed(council_of(town.merton), consultation, at=NOW, says={about: "OPPOSE"})
    approver = person_of(withdrawn.reply.organisation, Role.COUNCIL_APPROVER)
    actions.withdraw(reply=withdrawn.reply, reason="By mistake.", by=approver, at=NOW)
    assert set(reach(desk, "?reach=NOT_REPLIED")) == {"merton", "redbridge"}
    assert set(reach(desk, "?station=barkingside")) == {"camden", "redbridge"}
    assert set(reach(desk, "?station=barkingside&reach=NOT_REPLIED")) == {"redbridge"}
    assert set(reach(desk, "?station=mitcham")) == {"merton"}
    page = desk.client.get(f"{desk.board}?station=barkingside&reach=NOT_REPLIED")
    assert "1 of 3 organisations replied 1 organisation." in said(page)
    assert 'href="?reach=NOT_REPLIED"' in page.content.decode()  # without the other filter
    assert "Front counter: " in said(page)
    wrong = desk.client.get(f"{desk.board}?station=atlantis")
    assert "Select a front counter from the list" in said(wrong)
    assert len(wrong.context["rows"]) == 3
    elsewhere = Desk(desk.client, factories.ConsultationFactory())
    assert "0 of 3 organisations replied" in said(desk.client.get(elsewhere.board))


def test_interim_is_marked_until_it_is_ratified(desk: Desk, redbridge: signing.Council) -> None:
    made = redbridge.signed(whom="the Cabinet")
    assert "Replied Interim Read it" in said(desk.client.get(desk.board))
    redbridge.ratify(made)
    assert "Interim" not in said(desk.client.get(desk.board))


@pytest.fixture
def late(town: Town, consultation: Consultation) -> Callable[[], SignedReply]:
    """Merton's, a day after the close, under the stated policy."""

    def made() -> SignedReply:
        draft = drafted(council_of(town.merton), consultation, at=NOW)
        moment = consultation.closes_at + timedelta(days=1)
        consultation.late_replies_until = consultation.closes_at + timedelta(days=7)
        consultation.late_reply_policy = "Accepted for a week."
        consultation.save()
        draft.refresh_from_db()
        return sign(draft, at=moment)

    return made


def test_late_is_marked(
    desk: Desk, consultation: Consultation, late: Callable[[], SignedReply]
) -> None:
    made = late()
    assert "Replied Late Read it" in said(desk.client.get(desk.board))
    assert "In force Late" in said(desk.client.get(listed(consultation)))
    assert "that the consultation states: Accepted for a week." in said(
        desk.client.get(page_of(made))
    )


def test_people_of_a_council_see_where_their_reply_stands(
    town: Town, consultation: Consultation, django_assert_num_queries: Any
) -> None:
    council = council_of(town.redbridge)
    client = as_(person_of(council, Role.COUNCIL_DRAFTER))
    address = reverse("own-reply", args=[consultation.slug])

    def told() -> None:
        for page in ("/staff/", "/organisation/"):
            answer = client.get(page)
            assert address in answer.content.decode()
            assert f"to Police front counters : {state}" in said(answer)

    state = "Not begun"
    told()
    made = drafted(council, consultation, at=NOW)
    state = "Being drafted"
    told()
    sign(made, at=NOW)
    state = "Signed"
    told()
    for _ in range(2):
        with django_assert_num_queries(7):
            client.get("/staff/")
        factories.FormalReplyFactory(organisation=council)
        factories.ConsultationFactory()
