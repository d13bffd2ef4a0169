"""Staff read every signed reply whole; what is not signed does not exist for them."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Event, Proposal, Role, SignedReply, User
from consultation.moderate import actions as moderating
from consultation.reply import actions
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, Town
from tests.moderate.screened import screen_all
from tests.reply.conftest import as_, events, said
from tests.reply.signed import GROUNDS, council_of, drafted, person_of, released, sign, signed

VIEW = "Our counter <is> needed.\n\nIlford is two buses away."


@pytest.fixture
def at(consultation: Consultation) -> dict[str, Proposal]:
    """The proposals by the slugs of their counters."""
    return {one.station.slug: one for one in consultation.proposals.select_related("station")}


@pytest.fixture
def camden(town: Town, consultation: Consultation, at: dict[str, Proposal]) -> SignedReply:
    """Against Holborn and Barkingside, for Kentish Town; interim."""
    return signed(
        council_of(town.camden), consultation, at=NOW, view=VIEW,
        says={at["holborn"]: "OPPOSE", at["kentish-town"]: "SUPPORT", at["barkingside"]: "OPPOSE"},
        ratified_by_whom="the Cabinet",
    )  # fmt: skip


@pytest.fixture
def merton(town: Town, consultation: Consultation) -> SignedReply:
    """A view, and no position."""
    return signed(council_of(town.merton), consultation, at=NOW)


def listed(consultation: Consultation) -> str:
    return reverse("formal-replies", args=[consultation.slug])


def page_of(one: SignedReply) -> str:
    return reverse("formal-reply", args=[one.pk])


def test_the_list_says_what_each_council_signed(
    consultation: Consultation, camden: SignedReply, merton: SignedReply, moderator: User
) -> None:
    released(merton, moderator, at=NOW)
    page = said(as_(moderator).get(listed(consultation)))
    assert "2 signed editions." in page
    assert (
        "London Borough of Camden , edition 1 Camden Edition 1, 23 Nov 2026 Supports it: 1 "
        "Opposes it: 2 In force Interim, not ratified yet Waiting for review No decision-maker yet"
    ) in page
    assert "Edition 1, 23 Nov 2026 None In force Released" in page
    assert "that you have not opened" not in page


def test_the_list_says_who_asks_to_be_heard_while_the_reply_is_in_force(
    town: Town, consultation: Consultation, merton: SignedReply, auditor: User
) -> None:
    words = "On <buses>, by the Deputy Mayor. Our head of transport would speak."
    made = signed(council_of(town.camden), consultation, at=NOW, hearing=words)
    signed(council_of(town.redbridge), factories.ConsultationFactory(
        opens_at=NOW, closes_at=NOW + timedelta(days=9), state="PUBLISHED"
    ), at=NOW, hearing="Elsewhere.")  # fmt: skip
    answer = as_(auditor).get(listed(consultation))
    assert f"1 organisation asks to be heard London Borough of Camden Buses {words}" in said(answer)
    assert "&lt;buses&gt;" in answer.content.decode()
    assert "Elsewhere." not in said(answer)
    approver = person_of(made.reply.organisation, Role.COUNCIL_APPROVER)
    actions.withdraw(reply=made.reply, reason="By mistake.", by=approver, at=NOW)
    assert "asks to be heard" not in said(as_(auditor).get(listed(consultation)))


def test_the_list_is_narrowed_to_a_borough_and_a_counter(
    consultation: Consultation, camden: SignedReply, merton: SignedReply, auditor: User
) -> None:
    client = as_(auditor)

    def found(query: str) -> set[str]:
        rows = client.get(f"{listed(consultation)}?{query}").context["rows"]
        return {row["organisation"].slug for row in rows}

    assert found("") == {"camden", "merton"}
    assert found("borough=redbridge") == {"camden"}  # it speaks about Barkingside
    assert found("borough=merton") == {"merton"}
    assert found("station=barkingside") == {"camden"}
    assert found("station=mitcham") == {"merton"}
    assert found("station=ilford") == set()
    assert found("borough=camden&station=barkingside") == {"camden"}
    assert found("borough=atlantis") == {"camden", "merton"}
    nothing = said(client.get(f"{listed(consultation)}?station=ilford"))
    assert "No formal reply matches what you chose." in nothing
    other = factories.ConsultationFactory()
    assert "No formal reply is signed yet." in said(client.get(listed(other)))


def test_as_many_queries_with_three_replies_as_with_one(
    consultation: Consultation, at: dict[str, Proposal], decision_maker: User,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    client = as_(decision_maker)

    def one_more() -> SignedReply:
        body = factories.OrganisationFactory(kind="RESIDENTS")
        made = signed(
            body, consultation, at=NOW, says={at["ilford"]: "OPPOSE"}, hearing="On buses."
        )
        client.get(page_of(made))
        return made

    first = one_more()
    for _ in range(2):
        with django_assert_num_queries(14):
            client.get(listed(consultation))
        with django_assert_num_queries(20):
            client.get(page_of(first))
        one_more()
        one_more()


def test_pages_of_fifty(consultation: Consultation, auditor: User) -> None:
    for _ in range(51):
        factories.SignedReplyFactory(reply__consultation=consultation)
    client = as_(auditor)
    assert len(client.get(listed(consultation)).context["rows"]) == 50
    assert len(client.get(f"{listed(consultation)}?page=2").context["rows"]) == 1


@pytest.mark.parametrize("verdict", ["", "release", "quarantine", "exclude"])
def test_it_is_shown_whole_whatever_a_moderator_decided(
    consultation: Consultation, camden: SignedReply, verdict: str, moderator: User,
    decision_maker: User,
) -> None:  # fmt: skip
    more: dict[str, Any] = {} if verdict in ("", "release") else {"reason": "Look again."}
    if verdict == "exclude":
        more["rule"] = consultation.exclusion_rules.get()
    if verdict:
        screen_all()
        getattr(moderating, verdict)(response=camden.response, by=moderator, at=NOW, **more)
    answer = as_(decision_maker).get(page_of(camden))
    html, page = answer.content.decode(), said(answer)
    assert "Our counter &lt;is&gt; needed.\n\nIlford is two buses away." in html
    assert "Holborn, Camden: close" in page
    assert "Position: Opposes it" in page
    assert f"by {camden.signed_by.name}, Head of Communities" in page
    assert "Decision delegated to an officer, DD/2026/114, Friday 20 November 2026" in page
    assert "Subject to ratification by the Cabinet" in page
    assert camden.digest in page
    assert reverse("response", args=[camden.response_id]) in html
    assert ("As everybody reads it" in page) == (verdict == "release")


def test_earlier_editions_stay_to_be_read_and_the_chain_is_told(
    consultation: Consultation, camden: SignedReply, auditor: User
) -> None:
    second = sign(drafted(camden.reply.organisation, consultation, at=NOW), at=NOW)
    approver = person_of(camden.reply.organisation, Role.COUNCIL_APPROVER)
    actions.withdraw(reply=second.reply, reason="The Cabinet did not agree.", by=approver, at=NOW)
    client = as_(auditor)
    old, new = said(client.get(page_of(camden))), said(client.get(page_of(second)))
    assert "Replaced by a newer edition" in old
    assert VIEW.split("\n")[0] in old
    assert "Edition 1 , this one" in old
    assert "Edition 2 , this one" in new
    assert f"It replaces the reply with the reference {camden.response.reference}" in new
    assert "Why it was withdrawn The Cabinet did not agree." in new
    assert "Formal reply withdrawn" in new
    assert "2 signed editions." in said(client.get(listed(consultation)))


def test_the_text_can_be_checked_against_its_digest(camden: SignedReply, auditor: User) -> None:
    answer = as_(auditor).get(reverse("formal-reply-text", args=[camden.pk]))
    assert sha256(answer.content).hexdigest() == camden.digest
    assert answer["Content-Disposition"] == 'attachment; filename="formal-reply-camden-1.txt"'


def test_files_are_saved_from_the_page(camden: SignedReply, auditor: User) -> None:
    file = factories.AttachmentFactory(response=camden.response, name="map.pdf", state="INFECTED")
    html = as_(auditor).get(page_of(camden)).content.decode()
    assert "map.pdf" in html
    assert file.sha256 in html
    assert reverse("attachment", args=[file.pk]) not in html
    clean = factories.AttachmentFactory(response=camden.response, name="b.pdf", state="CLEAN")
    html = as_(auditor).get(page_of(camden)).content.decode()
    assert reverse("attachment", args=[clean.pk]) in html


SECRET = "A word that nobody else may read"
ALONE = frozenset({"superuser"})
#: Who opens the lists of the admin that replies are in; none shows a word that is not signed.
IN_THE_ADMIN = {
    "formalreply": ALONE | {"owner"},
    **dict.fromkeys(("replysection", "sectionversion", "replynote", "replyreturn"), ALONE),
    "signedreply": ALONE | {"owner", "moderator", "auditor"},
}


@pytest.mark.parametrize(
    "role",
    [
        pytest.param(role, marks=() if role in ("superuser", "moderator") else pytest.mark.sweeps)
        for role in ("superuser", "owner", "moderator", "decision_maker", "auditor")
    ],
)
@pytest.mark.parametrize("waits", [False, True])
def test_nothing_of_a_draft_is_seen_by_staff(
    town: Town, consultation: Consultation, at: dict[str, Proposal], role: str, waits: bool,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    council = council_of(town.camden)
    made = drafted(council, consultation, at=NOW, view=SECRET, says={at["holborn"]: "OPPOSE"})
    if waits:
        drafter = person_of(council, Role.COUNCIL_DRAFTER)
        actions.ask_approval(reply=made, by=drafter, at=NOW)
    client = as_(request.getfixturevalue(role))
    page = said(client.get(listed(consultation)))
    assert "0 signed editions." in page
    assert "Camden Edition" not in page
    for key in (made.pk, made.pk + 1, made.pk - 1):
        assert client.get(reverse("formal-reply", args=[key])).status_code == 404
    for name in ("own-reply", "own-reply-begin"):
        assert client.get(reverse(name, args=[consultation.slug])).status_code == 404
    for name in ("queue", "organisations", "reports"):
        answer = client.get(reverse(name, args=[consultation.slug]))
        assert SECRET not in answer.content.decode()
    for noun, who in IN_THE_ADMIN.items():
        answer = client.get(f"/admin/consultation/{noun}/")
        refused = 403 if client.get("/admin/").status_code == 200 else 302  # to the door
        assert answer.status_code == (200 if role in who else refused), noun
        assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("role", ["owner", "superuser"])
def test_the_admin_tells_that_a_reply_is_on_its_way_and_nothing_of_who_writes_it(
    consultation: Consultation, town: Town, role: str, request: pytest.FixtureRequest
) -> None:
    council = council_of(town.camden)
    made = drafted(council, consultation, at=NOW, view=SECRET)
    drafter = person_of(council, Role.COUNCIL_DRAFTER)
    User.objects.filter(pk=drafter.pk).update(name="Dora Drafts")
    actions.ask_approval(reply=made, by=drafter, at=NOW + timedelta(days=3))
    made.refresh_from_db()
    client, where = as_(request.getfixturevalue(role)), "/admin/consultation/formalreply/"
    told = [said(client.get(where)), said(client.get(f"{where}{made.pk}/change/"))]
    taken = client.post(where, {"action": "take_chosen", "_selected_action": [made.pk]})
    head, line = b"".join(taken).decode("utf-8-sig").splitlines()
    assert head == "Key,Organisation,Consultation,Edition,State"
    assert line.split(",")[0] == str(made.pk)
    for text in (*told, line):
        assert made.get_state_display() in text
        assert council.name in text
        for hidden in ("Dora", drafter.email, f"{NOW + timedelta(days=3):%-d %B}", SECRET):
            assert hidden not in text


def test_a_replacement_that_is_drafted_changes_nothing_that_staff_see(
    consultation: Consultation, camden: SignedReply, auditor: User
) -> None:
    client = as_(auditor)
    before = said(client.get(page_of(camden)))
    drafted(camden.reply.organisation, consultation, at=NOW, view=SECRET)
    assert said(client.get(page_of(camden))) == before
    assert SECRET not in said(client.get(listed(consultation)))


def test_what_passed_between_drafters_and_approver_is_not_told(
    town: Town, consultation: Consultation, auditor: User
) -> None:
    council = council_of(town.camden)
    made = drafted(council, consultation, at=NOW)
    drafter = person_of(council, Role.COUNCIL_DRAFTER)
    approver = person_of(council, Role.COUNCIL_APPROVER)
    actions.ask_approval(reply=made, by=drafter, at=NOW)
    actions.send_back(reply=made, reasons=SECRET, by=approver, at=NOW)
    page = said(as_(auditor).get(page_of(sign(made, at=NOW))))
    assert "Formal reply signed" in page
    assert "sent back" not in page
    assert SECRET not in page
    assert drafter.name not in page


def test_that_a_decision_maker_opened_it_is_noted_once(
    consultation: Consultation, camden: SignedReply, merton: SignedReply, decision_maker: User
) -> None:
    client = as_(decision_maker)
    told = "2 formal replies that you have not opened."
    assert told in said(client.get(listed(consultation)))
    page = said(client.get(page_of(camden)))
    assert "Opened by decision-makers Dee Decider midday, Monday 23 November 2026" in page
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        client.get(page_of(camden))
    assert events("formal_reply.read") == [
        (
            f"formalreply:{camden.reply_id}", decision_maker.pk,
            {"edition": 1, "organisation": camden.reply.organisation_id},
        )
    ]  # fmt: skip
    page = said(client.get(listed(consultation)))
    assert "1 formal reply that you have not opened." in page
    assert "Waiting for review Dee Decider 23 Nov 2026, 12:00" in page
    assert "Waiting for review No decision-maker yet" in page
    client.get(page_of(merton))
    assert "that you have not opened" not in said(client.get(listed(consultation)))


def test_each_decision_maker_and_each_edition_counts_by_itself(
    consultation: Consultation, camden: SignedReply, decision_maker: User
) -> None:
    other = factories.GrantFactory(
        role="DECISION_MAKER", person=factories.UserFactory(name="Dee Decider")
    ).person
    as_(decision_maker).get(page_of(camden))
    page = said(as_(other).head(page_of(camden)))
    assert page == ""
    page = said(as_(decision_maker).get(page_of(camden)))
    assert "Dee Decider Has not opened it" in page  # the other one of that name
    as_(other).get(page_of(camden))
    assert [by for _about, by, _facts in events("formal_reply.read")] == [
        decision_maker.pk, other.pk,
    ]  # fmt: skip
    sign(drafted(camden.reply.organisation, consultation, at=NOW), at=NOW)
    told = "1 formal reply that you have not opened."
    assert told in said(as_(decision_maker).get(listed(consultation)))


@pytest.mark.parametrize("role", ["owner", "moderator", "analyst", "auditor", "superuser"])
def test_that_others_opened_it_is_not_noted(
    camden: SignedReply, role: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(role)
    page = said(as_(person).get(page_of(camden)))
    assert "Nobody is a decision-maker yet." in page
    with pytest.raises(Refused, match="Only what decision-makers open is noted"):
        actions.note_read(signed=camden, by=person, at=NOW)
    assert events("formal_reply.read") == []


def test_whoever_is_a_decision_maker_no_more_is_not_noted(
    camden: SignedReply, decision_maker: User, auditor: User
) -> None:
    factories.GrantFactory(person=decision_maker, role="AUDITOR")
    decision_maker.grants.filter(role="DECISION_MAKER").update(
        revoked_at=NOW, revoked_by=auditor
    )  # fmt: skip
    as_(decision_maker).get(page_of(camden))
    assert not Event.objects.filter(kind="formal_reply.read").exists()


@pytest.mark.parametrize("role", ["council_drafter", "council_approver", "council_observer"])
def test_a_council_does_not_read_anothers_through_the_pages_of_staff(
    consultation: Consultation, camden: SignedReply, role: str, request: pytest.FixtureRequest
) -> None:
    client = as_(request.getfixturevalue(role))
    for address in (listed(consultation), page_of(camden)):
        assert client.get(address).status_code == 403


def test_the_desk_leads_to_it(consultation: Consultation, auditor: User, client: Client) -> None:
    page = as_(auditor).get("/staff/").content.decode()
    assert listed(consultation) in page
    factories.ConsultationFactory(slug="a-draft", state="DRAFT")
    assert "/staff/consultations/a-draft/formal-replies/" not in (
        as_(auditor).get("/staff/").content.decode()
    )


def test_ratified_is_marked(camden: SignedReply, auditor: User) -> None:
    approver = person_of(camden.reply.organisation, Role.COUNCIL_APPROVER)
    actions.ratify(signed=camden, grounds=GROUNDS, by=approver, at=NOW)
    page = said(as_(auditor).get(page_of(camden)))
    assert "In force Ratified" in page
    assert "Ratified: Decision delegated to an officer, DD/2026/114" in page
    assert "Interim formal reply ratified" in page
