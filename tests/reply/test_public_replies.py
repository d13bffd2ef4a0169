"""Everybody reads a formal reply once a moderator has released it, word for word."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Proposal, Role, SignedReply, User
from consultation.moderate import actions as moderating
from consultation.reply import actions
from tests import factories
from tests.conftest import NOW, Town
from tests.reply.conftest import said
from tests.reply.signed import GROUNDS, council_of, drafted, person_of, released, sign, signed
from tests.uploads import made

VIEW = "Our counter <is> needed.\n\nIlford is two buses away."
LIST = "/consultations/front-counters/formal-replies/"
PAGE = f"{LIST}camden/"
NONE = "No formal reply is published yet."


@pytest.fixture
def at(consultation: Consultation) -> dict[str, Proposal]:
    """The proposals by the slugs of their counters."""
    return {one.station.slug: one for one in consultation.proposals.select_related("station")}


@pytest.fixture
def waiting(town: Town, consultation: Consultation, at: dict[str, Proposal]) -> SignedReply:
    """Camden's, which no moderator has read."""
    return signed(
        council_of(town.camden), consultation, at=NOW, view=VIEW,
        says={at["holborn"]: "OPPOSE", at["kentish-town"]: "SUPPORT"},
        ratified_by_whom="the Cabinet",
    )  # fmt: skip


@pytest.fixture
def camden(waiting: SignedReply, moderator: User) -> SignedReply:
    """The same, released."""
    return released(waiting, moderator, at=NOW)


def test_a_released_reply_is_read_whole(client: Client, camden: SignedReply) -> None:
    answer = client.get(PAGE)
    html, page = answer.content.decode(), said(answer)
    assert answer.status_code == 200
    assert "Our counter &lt;is&gt; needed.\n\nIlford is two buses away." in html
    assert 'href="/consultations/front-counters/proposals/holborn/"' in html
    assert "In force Interim, not ratified yet" in page
    assert "Signed midday, Monday 23 November 2026 Head of Communities" in page
    assert "Decision delegated to an officer, DD/2026/114, Friday 20 November 2026" in page
    assert "It is subject to ratification by: the Cabinet" in page
    assert "Holborn, Camden" in page
    assert "Opposes it" in page
    assert camden.digest in page
    assert camden.signed_by.name not in page
    assert camden.response.reference not in page
    assert person_of(camden.reply.organisation, Role.COUNCIL_DRAFTER).name not in page


def test_the_list_has_each_organisation_with_its_positions(
    client: Client, camden: SignedReply
) -> None:
    page = said(client.get(LIST))
    assert (
        "London Borough of Camden Holborn : Opposes it Kentish Town : Supports it In force "
        "Interim, not ratified yet 23 November 2026"
    ) in page
    assert NONE not in page


def test_many_positions_are_shortened_in_the_list_alone(
    client: Client, consultation: Consultation, town: Town, at: dict[str, Proposal],
    moderator: User,
) -> None:  # fmt: skip
    one = signed(
        council_of(town.camden), consultation, at=NOW, says=dict.fromkeys(at.values(), "OPPOSE")
    )
    released(one, moderator, at=NOW)
    assert "and 1 more" in said(client.get(LIST))
    page = said(client.get(PAGE))
    assert all(f"{one.station}, {one.station.borough}" in page for one in at.values())


def test_the_text_is_the_one_that_was_signed(client: Client, camden: SignedReply) -> None:
    answer = client.get(f"{PAGE}reply.txt")
    assert sha256(answer.content).hexdigest() == camden.digest
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"{PAGE}reply.txt?edition=1").content == answer.content
    assert client.get(f"{PAGE}reply.txt?edition=2").status_code == 404


@pytest.mark.parametrize("verdict", ["", "quarantine", "exclude"])
def test_what_is_not_released_is_not_there(
    client: Client, consultation: Consultation, waiting: SignedReply, verdict: str, moderator: User
) -> None:
    more: dict[str, Any] = {"reason": "Look again."} if verdict else {}
    if verdict == "exclude":
        more["rule"] = consultation.exclusion_rules.get()
    if verdict:
        getattr(moderating, verdict)(response=waiting.response, by=moderator, at=NOW, **more)
    for address in (PAGE, f"{PAGE}reply.txt", f"{PAGE}?edition=1"):
        assert client.get(address).status_code == 404
    page = said(client.get(LIST))
    assert NONE in page
    assert "Camden" not in page
    home, proposal = consultation.get_absolute_url(), "/proposals/holborn/"
    assert "formal-replies" not in client.get(home).content.decode()
    assert "What councils say" not in said(client.get(f"{home.rstrip('/')}{proposal}"))


def test_what_was_released_and_held_back_again_is_gone(
    client: Client, camden: SignedReply, moderator: User
) -> None:
    moderating.quarantine(response=camden.response, reason="A name.", by=moderator, at=NOW)
    assert client.get(PAGE).status_code == 404
    approver = person_of(camden.reply.organisation, Role.COUNCIL_APPROVER)
    actions.withdraw(reply=camden.reply, reason="By mistake.", by=approver, at=NOW)
    assert client.get(PAGE).status_code == 404  # its last verdict was no release


@pytest.mark.parametrize("address", [LIST, PAGE, f"{PAGE}reply.txt"])
def test_a_browser_asks_each_time_and_no_cache_keeps_it(
    client: Client, camden: SignedReply, moderator: User, address: str
) -> None:
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"
    assert first["X-Robots-Tag"] == "noindex, noarchive"
    known = {"If-None-Match": first["ETag"]}
    same = client.get(address, headers=known)
    assert (same.status_code, same.content) == (304, b"")
    assert same["Cache-Control"] == "private, no-cache"
    moderating.quarantine(response=camden.response, reason="A name.", by=moderator, at=NOW)
    gone = client.get(address, headers=known)
    assert gone.status_code == (200 if address == LIST else 404)
    assert b"Camden" not in gone.content


def test_what_was_replaced_stays_until_the_newer_one_is_released_and_after(
    client: Client, consultation: Consultation, camden: SignedReply, moderator: User
) -> None:
    newer = drafted(camden.reply.organisation, consultation, at=NOW, view="We have thought again.")
    second = sign(newer, at=NOW)
    page = said(client.get(PAGE))
    assert "Replaced by a newer edition" in page
    assert "thought again" not in page
    proposal = "/consultations/front-counters/proposals/holborn/"
    assert "What councils say" not in said(client.get(proposal))  # it is in force no more
    released(second, moderator, at=NOW)
    page = said(client.get(PAGE))
    assert "We have thought again." in page
    assert "Other editions Edition 1" in page
    assert "What councils say" in said(client.get(proposal))
    old = said(client.get(f"{PAGE}?edition=1"))
    assert "Our counter <is> needed." in old
    assert "The organisation has replaced this edition." in old
    assert client.get(f"{PAGE}reply.txt?edition=1").content == camden.text.encode()
    assert client.get(f"{PAGE}reply.txt").content == second.text.encode()
    assert client.get(f"{PAGE}?edition=3").status_code == 404
    assert said(client.get(LIST)).count("London Borough of Camden") == 1


def test_what_was_never_released_stays_unknown_when_it_is_replaced(
    client: Client, consultation: Consultation, waiting: SignedReply, moderator: User
) -> None:
    second = sign(drafted(waiting.reply.organisation, consultation, at=NOW, view="Again."), at=NOW)
    assert client.get(PAGE).status_code == 404
    released(second, moderator, at=NOW)
    assert "Other editions" not in said(client.get(PAGE))
    assert client.get(f"{PAGE}?edition=1").status_code == 404


def test_what_was_withdrawn_stays_and_says_so(client: Client, camden: SignedReply) -> None:
    approver = person_of(camden.reply.organisation, Role.COUNCIL_APPROVER)
    actions.withdraw(reply=camden.reply, reason="Ann Other wrote it.", by=approver, at=NOW)
    page = said(client.get(PAGE))
    assert "The organisation has withdrawn this formal reply." in page
    assert "Ann Other" not in page
    assert "Withdrawn" in said(client.get(LIST))


def test_ratified_is_told(client: Client, camden: SignedReply) -> None:
    approver = person_of(camden.reply.organisation, Role.COUNCIL_APPROVER)
    actions.ratify(signed=camden, grounds=GROUNDS, by=approver, at=NOW)
    page = said(client.get(PAGE))
    assert "In force Ratified" in page
    assert "Ratification Decision delegated to an officer, DD/2026/114" in page


def test_files_are_named_and_not_served(
    client: Client, town: Town, consultation: Consultation, moderator: User, settings: Any,
    tmp_path: Path,
) -> None:  # fmt: skip
    settings.FILES_ROOT = tmp_path
    council = council_of(town.camden)
    draft = drafted(council, consultation, at=NOW)
    drafter = person_of(council, Role.COUNCIL_DRAFTER)
    sent = SimpleUploadedFile("map.pdf", made.pdf())
    file = actions.attach(reply=draft, file=sent, by=drafter, at=NOW)
    assert file is not None
    released(sign(draft, at=NOW), moderator, at=NOW)
    answer = client.get(PAGE)
    assert "map.pdf ," in said(answer)
    assert f"SHA-256 (a fingerprint of the file): {file.sha256}" in said(answer)
    assert f"Ask for them: {consultation.contact}" in said(answer)
    assert "attachments" not in answer.content.decode()
    assert f"SHA-256 {file.sha256}" in client.get(f"{PAGE}reply.txt").content.decode()


def test_the_consultation_and_its_proposals_lead_to_it(
    client: Client, consultation: Consultation, camden: SignedReply, at: dict[str, Proposal]
) -> None:
    assert LIST in client.get(consultation.get_absolute_url()).content.decode()
    answer = client.get(at["holborn"].get_absolute_url())
    assert "What councils say" in said(answer)
    assert "London Borough of Camden Opposes it" in said(answer)
    assert PAGE in answer.content.decode()
    assert "What councils say" not in said(client.get(at["ilford"].get_absolute_url()))


def test_the_words_of_a_council_stay_english(client: Client, camden: SignedReply) -> None:
    html = client.get(f"/ur{PAGE}").content.decode()
    assert '<div lang="en" dir="ltr">' in html
    assert '<span lang="en" dir="ltr">Head of Communities</span>' in html
    assert client.get(f"/ur{LIST}").status_code == 200


def test_a_draft_and_a_stranger_are_not_found(
    client: Client, consultation: Consultation, town: Town
) -> None:
    drafted(council_of(town.merton), consultation, at=NOW)
    for slug in ("merton", "nobody"):
        assert client.get(f"{LIST}{slug}/").status_code == 404
        assert client.get(f"{LIST}{slug}/reply.txt").status_code == 404
    factories.ConsultationFactory(slug="a-draft", state="DRAFT")
    assert client.get("/consultations/a-draft/formal-replies/").status_code == 404


def test_as_many_queries_with_three_as_with_one(
    client: Client, consultation: Consultation, at: dict[str, Proposal], moderator: User,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    def one_more() -> SignedReply:
        body = factories.OrganisationFactory(kind="RESIDENTS")
        one = signed(body, consultation, at=NOW, says=dict.fromkeys(at.values(), "OPPOSE"))
        return released(one, moderator, at=NOW)

    first = one_more()
    address = reverse("reply", args=[consultation.slug, first.reply.organisation.slug])
    for _ in range(2):
        with django_assert_num_queries(5):
            client.get(LIST)
        with django_assert_num_queries(4):
            client.get(address)
        with django_assert_num_queries(8):
            client.get(at["holborn"].get_absolute_url())
        one_more()
        one_more()
