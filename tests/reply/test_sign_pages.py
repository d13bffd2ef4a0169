"""The pages on which a reply is approved: what they show, refuse, keep and lead to."""

from datetime import timedelta
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from consultation.models import FormalReply, Organisation, Response, SignedReply, User
from consultation.reply import actions, editions
from tests import factories
from tests.conftest import NOW, let_in, with_app
from tests.reply.conftest import said
from tests.reply.signing import RATIFIED, TYPED, WORDS, Council

PAGES = (
    "approval/", "take-back/", "sign/", "send-back/", "set-aside/", "ratify/", "withdraw/",
    "text.txt", "editions/", "editions/1/", "editions/1/text.txt",
)  # fmt: skip
APPROVES = ("sign/", "send-back/", "ratify/", "withdraw/")
DRAFTS = ("approval/", "take-back/", "set-aside/")
READS = ("text.txt", "editions/", "editions/1/", "editions/1/text.txt")


def page(redbridge: Council, person: User, name: str) -> Any:
    return redbridge.client(person).get(redbridge.address(name))


def send(redbridge: Council, person: User, name: str, **typed: str) -> Any:
    return redbridge.client(person).post(redbridge.address(name), typed)


@pytest.mark.parametrize("waits", [False, True])
def test_another_council_is_told_not_found_at_every_address(
    redbridge: Council, merton: Organisation, waits: bool
) -> None:
    redbridge.signed()
    if waits:
        redbridge.waiting()
    stranger = with_app(factories.GrantFactory(role="COUNCIL_APPROVER", organisation=merton).person)
    for name in PAGES:
        for person in (stranger, factories.UserFactory()):
            client = let_in(Client(), person)
            assert client.get(redbridge.address(name)).status_code == 404, name
            assert client.post(redbridge.address(name), TYPED).status_code in (404, 405), name
        assert Client().get(redbridge.address(name)).status_code == 302
    assert SignedReply.objects.count() == 1


def test_colleagues_in_another_role_read_why_they_may_not(redbridge: Council) -> None:
    reply = redbridge.waiting()
    for name in APPROVES:
        for person in (redbridge.drafter, redbridge.observer):
            client = redbridge.client(person)
            for answer in (
                client.get(redbridge.address(name)),
                client.post(redbridge.address(name), TYPED),
            ):
                assert answer.status_code == 403
                words = "You need another role to approve a council's formal reply"
                assert words in said(answer)
    for name in DRAFTS:
        answer = page(redbridge, redbridge.observer, name)
        assert answer.status_code == 403
        assert "You need another role to draft a council's formal reply" in said(answer)
    assert redbridge.now(reply).state == "AWAITING_APPROVAL"


def test_an_observer_reads_all_of_it(redbridge: Council) -> None:
    reply = redbridge.waiting()
    for name in READS:
        assert page(redbridge, redbridge.observer, name).status_code == 200, name
    assert WORDS in said(page(redbridge, redbridge.observer, "editions/1/"))
    assert page(redbridge, redbridge.observer, "editions/2/").status_code == 404
    assert reply.number == 1


@pytest.mark.parametrize("name", APPROVES)
def test_without_a_second_factor_the_page_leads_to_setting_it_up(
    redbridge: Council, name: str
) -> None:
    redbridge.waiting()
    person = factories.GrantFactory(
        role="COUNCIL_APPROVER", organisation=redbridge.organisation
    ).person
    for answer in (page(redbridge, person, name), send(redbridge, person, name, **TYPED)):
        assert answer.status_code == 403
        assert (
            "You need two-factor sign-in to approve a council's formal reply. Set it up first."
        ) in said(answer)
        assert 'href="/staff/two-factor/"' in answer.content.decode()
    assert not Response.objects.exists()


def test_a_drafter_asks_for_approval_and_takes_it_back(redbridge: Council) -> None:
    redbridge.drafted()
    words = said(page(redbridge, redbridge.drafter, "approval/"))
    assert "Not marked as completed" in words
    assert "Ilford, Redbridge: " in words.split("Not marked as completed")[1]
    assert "Barkingside" not in words.split("Not marked as completed")[1]
    assert "Cora Approver, approver" in words
    assert "Cyril Approver, approver" in words
    assert "This consultation closes in 11 weeks" in words
    answer = send(redbridge, redbridge.drafter, "approval/")
    assert (answer.status_code, answer["Location"]) == (303, redbridge.address())
    again = said(page(redbridge, redbridge.drafter, "approval/"))
    assert "The reply waits for approval, so it cannot be changed." in again
    assert send(redbridge, redbridge.drafter, "take-back/").status_code == 303
    assert "Nobody has asked for approval of this reply." in said(
        page(redbridge, redbridge.drafter, "take-back/")
    )


def test_it_warns_where_nobody_could_sign(redbridge: Council) -> None:
    redbridge.drafted()
    contact = redbridge.consultation.contact
    actions.remove_member(
        organisation=redbridge.organisation, member=redbridge.second, by=redbridge.approver, at=NOW
    )
    only = (
        "You are the only approver, and whoever asks for approval cannot give it. Let a drafter "
        f"ask instead, or write to {contact} to have another approver invited."
    )
    assert only in said(page(redbridge, redbridge.approver, "approval/"))
    assert only not in said(page(redbridge, redbridge.drafter, "approval/"))
    redbridge.organisation.kind = "CHARITY"
    redbridge.organisation.save()
    assert "You can ask, and then sign it yourself." in said(
        page(redbridge, redbridge.approver, "approval/")
    )
    actions.leave(organisation=redbridge.organisation, by=redbridge.approver, at=NOW, sure=True)
    none = (
        "London Borough of Redbridge has no approver yet, so nobody can sign this reply. Write to "
        f"{contact} to have one invited."
    )
    assert none in said(page(redbridge, redbridge.drafter, "approval/"))


def test_the_approver_sees_the_exact_text_and_its_digest(redbridge: Council) -> None:
    reply = redbridge.waiting()
    document = editions.document_of(reply)
    answer = page(redbridge, redbridge.approver, "sign/")
    words = said(answer)
    assert WORDS in words
    assert "Position: Opposes it" in words
    groups = [document.digest[at : at + 8] for at in range(0, 64, 8)]
    assert " ".join(groups) in words
    assert f'value="{document.digest}"' in answer.content.decode()
    assert "I approve this text for London Borough of Redbridge" in words
    assert "A decision of the cabinet or a committee, in its minutes" in words
    plain = page(redbridge, redbridge.observer, "text.txt")
    assert sha256(plain.content).hexdigest() == document.digest
    assert plain["Content-Type"] == "text/plain; charset=utf-8"
    name = "formal-reply-redbridge-edition-1.txt"
    assert plain["Content-Disposition"] == f'attachment; filename="{name}"'
    assert plain["X-Content-Type-Options"] == "nosniff"


def test_a_member_of_parliament_has_no_committee(redbridge: Council) -> None:
    redbridge.organisation.kind = "MP"
    redbridge.organisation.save()
    redbridge.waiting(by=redbridge.approver)
    words = said(page(redbridge, redbridge.approver, "sign/"))
    assert "The member’s own decision" in words
    assert "committee" not in words.split("On whose decision is it sent?")[1].split("Reference")[0]
    answer = redbridge.post_sign(FormalReply.objects.get(), authority="COMMITTEE")
    assert "Select on whose decision it is sent" in said(answer)
    assert redbridge.post_sign(FormalReply.objects.get(), authority="OWN").status_code == 303


def test_signing_leads_to_the_receipt(redbridge: Council) -> None:
    reply = redbridge.waiting()
    answer = redbridge.post_sign(reply, interim="YES", ratifier="the Cabinet")
    assert (answer.status_code, answer["Location"]) == (303, redbridge.address("editions/1/"))
    signed = SignedReply.objects.get()
    assert (signed.signer_post, signed.ratified_by_whom) == ("Head of Communities", "the Cabinet")
    words = said(page(redbridge, redbridge.observer, "editions/1/"))
    for told in (
        signed.response.reference,
        "12:00pm on Monday 23 November 2026, London time",
        "Cora Approver, Head of Communities",
        "A decision delegated to an officer Reference DD/2026/114, 20 November 2026",
        "It is interim, subject to ratification by the Cabinet.",
        "What happens next",
        WORDS,
        " ".join(signed.digest[at : at + 8] for at in range(0, 64, 8)),
    ):
        assert told in words
    plain = page(redbridge, redbridge.observer, "editions/1/text.txt")
    assert sha256(plain.content).hexdigest() == signed.digest


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"authority": ""}, "Select on whose decision it is sent"),
        ({"authority": "OWN"}, "Select on whose decision it is sent"),
        ({"reference": " "}, "Enter the reference of the decision"),
        ({"reference": "x" * 201}, "Reference of the decision must be 200 letters or less"),
        ({"on_month": ""}, "The date of the decision must include a month"),
        (
            {"on_day": "", "on_month": "", "on_year": ""},
            "Enter the date of the decision",
        ),
        ({"on_day": "31"}, "The date of the decision must be a real date"),
        ({"on_day": "24"}, "The date of the decision must be today or in the past"),
        ({"post": ""}, "Enter your post"),
        ({"post": "x" * 201}, "Your post must be 200 letters or less"),
        ({"interim": ""}, "Select yes if this reply is interim"),
        ({"interim": "YES"}, "Enter who is to ratify it"),
        (
            {"ratifier": "the Cabinet"},
            "Leave empty who ratifies it, or select yes: this reply is interim",
        ),
        ({"declared": ""}, "Select that you approve this text"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_kept(
    redbridge: Council, typed: dict[str, str], told: str
) -> None:
    reply = redbridge.waiting()
    answer = redbridge.post_sign(reply, None, **typed)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert html.count(told) == 2, said(answer)  # in the summary and beside the field
    assert html.count("Error: ") == 1
    assert "<title>Error: Approve the reply" in html
    for name in ("reference", "post"):
        if name not in typed:
            assert f'value="{TYPED[name]}"' in html
    assert not Response.objects.exists()


def test_a_text_changed_meanwhile_is_shown_anew_and_what_was_typed_kept(
    redbridge: Council,
) -> None:
    reply = redbridge.waiting()
    seen = editions.document_of(reply).digest
    actions.take_back(reply=reply, by=redbridge.drafter, at=NOW)
    redbridge.write(redbridge.now(reply), "It takes 40 minutes.")
    actions.ask_approval(reply=reply, by=redbridge.drafter, at=NOW)
    answer = redbridge.post_sign(reply, digest=seen, post="Director")
    assert answer.status_code == 409
    html, words = answer.content.decode(), said(answer)
    assert (
        "The reply was changed after you opened it, so nothing was signed. Read it as it is now, "
        "and sign that."
    ) in words
    assert "It takes 40 minutes." in words
    assert 'value="Director"' in html
    assert f'value="{editions.document_of(redbridge.now(reply)).digest}"' in html
    (box,) = [one for one in html.split("<input") if 'name="declared"' in one]
    assert "checked" not in box.split(">")[0]
    assert not Response.objects.exists()
    assert redbridge.post_sign(reply, post="Director").status_code == 303


def test_pressed_twice_it_is_signed_once_and_says_so(redbridge: Council) -> None:
    reply = redbridge.waiting()
    for _press in range(2):
        answer = redbridge.post_sign(reply)
        assert (answer.status_code, answer["Location"]) == (303, redbridge.address("editions/1/"))
    assert Response.objects.count() == 1
    other = redbridge.post_sign(reply, redbridge.second)
    assert (other.status_code, "This reply is signed already." in said(other)) == (200, True)
    words = said(page(redbridge, redbridge.second, "sign/"))
    assert "This reply is signed already." in words
    assert "Approvers who can" not in words
    assert "This consultation closes" not in words


def test_after_the_close_what_was_typed_is_kept_and_told(redbridge: Council) -> None:
    reply = redbridge.waiting()
    with time_machine.travel(redbridge.consultation.grace_ends_at + timedelta(1), tick=False):
        answer = redbridge.post_sign(reply, post="Director")
        fresh = said(page(redbridge, redbridge.approver, "sign/"))
    told = "and states no policy on late replies. What is written here is kept. Write to "
    assert answer.status_code == 200
    assert told in said(answer)
    assert 'value="Director"' in answer.content.decode()
    assert told in fresh
    assert WORDS in fresh
    assert not Response.objects.exists()


@pytest.mark.parametrize("digest", ["", "0" * 64, "<script>"])
def test_a_form_without_the_digest_signs_nothing(redbridge: Council, digest: str) -> None:
    reply = redbridge.waiting()
    assert redbridge.post_sign(reply, digest=digest).status_code == 409
    assert not Response.objects.exists()


def test_whoever_asked_is_told_who_can_sign(redbridge: Council) -> None:
    reply = redbridge.waiting(by=redbridge.approver)
    answer = page(redbridge, redbridge.approver, "sign/")
    words = said(answer)
    assert "You asked for approval yourself, so another approver has to give it." in words
    assert "Approvers who can: Cyril Approver." in words
    assert 'name="declared"' not in answer.content.decode()
    refused = redbridge.post_sign(reply)
    assert refused.status_code == 200
    assert "You asked for approval yourself, so another approver has to give it." in said(refused)
    assert redbridge.post_sign(reply, redbridge.second).status_code == 303


def test_it_is_sent_back_with_reasons(redbridge: Council) -> None:
    reply = redbridge.waiting()
    answer = send(redbridge, redbridge.approver, "send-back/", reasons=" ")
    assert "Enter what has to change" in said(answer)
    answer = send(redbridge, redbridge.approver, "send-back/", reasons="<b>Say</b> more.")
    assert (answer.status_code, answer["Location"]) == (303, redbridge.address())
    returned = editions.returned_of(redbridge.now(reply))
    assert returned is not None
    assert (returned.reasons, returned.by) == ("<b>Say</b> more.", redbridge.approver)
    again = said(page(redbridge, redbridge.approver, "send-back/"))
    assert "This reply was sent back to its drafters already." in again
    assert "This reply was sent back to its drafters already." in said(
        page(redbridge, redbridge.approver, "sign/")
    )


def test_it_is_ratified_and_withdrawn_by_page(redbridge: Council) -> None:
    redbridge.waiting()
    for name, told in (
        ("ratify/", "This reply is not signed yet."),
        ("withdraw/", "This reply is not signed yet, so there is nothing to withdraw."),
    ):
        assert told in said(page(redbridge, redbridge.approver, name))
        answer = send(redbridge, redbridge.approver, name, reason="No.", **RATIFIED)
        assert (answer.status_code, told in said(answer)) == (200, True)
    redbridge.sign(FormalReply.objects.get(), whom="the Cabinet")
    assert "subject to ratification by the Cabinet" in said(
        page(redbridge, redbridge.approver, "ratify/")
    )
    answer = send(redbridge, redbridge.approver, "ratify/", **RATIFIED | {"reference": ""})
    assert "Enter the reference of the decision" in said(answer)
    answer = send(redbridge, redbridge.approver, "ratify/", **RATIFIED)
    assert answer["Location"] == redbridge.address("editions/1/")
    words = said(page(redbridge, redbridge.drafter, "editions/1/"))
    assert "It was interim, and was ratified at 12:00pm on Monday 23 November 2026." in words
    assert "Cabinet, minute 12" in words
    assert "Enter why the reply is withdrawn" in said(
        send(redbridge, redbridge.approver, "withdraw/", reason="")
    )
    assert send(redbridge, redbridge.approver, "withdraw/", reason="Wrong figures.").status_code
    words = said(page(redbridge, redbridge.drafter, "editions/1/"))
    assert "It was withdrawn, and is not counted any more." in words
    assert "The reason that was given: Wrong figures." in words
    assert "What happens next" not in words


def test_the_edition_in_force_is_withdrawn_while_its_replacement_is_drafted(
    redbridge: Council,
) -> None:
    first = redbridge.signed()
    newer = redbridge.drafted()
    assert send(redbridge, redbridge.approver, "withdraw/", reason="Wrong.").status_code == 303
    assert redbridge.now(first.reply).state == "WITHDRAWN"
    assert redbridge.now(newer).state == "DRAFT"


def test_the_chain_of_editions(redbridge: Council, django_assert_max_num_queries: Any) -> None:
    first = redbridge.signed()
    second = redbridge.sign(redbridge.waiting())
    assert send(redbridge, redbridge.drafter, "begin/").status_code == 303
    redbridge.write(redbridge.now(FormalReply.objects.latest("pk")), "For the third.")
    assert send(redbridge, redbridge.drafter, "set-aside/").status_code == 303
    client = redbridge.client(redbridge.observer)
    with django_assert_max_num_queries(9):
        words = said(client.get(redbridge.address("editions/")))
    for told in (
        "Edition 1 Replaced by a newer reply by edition 2",
        f"Edition 2 Signed midday, Monday 23 November 2026 Cora Approver "
        f"{second.response.reference}",
        "Edition 3 Set aside unsigned Not signed None",
    ):
        assert told in words
    old = client.get(redbridge.address("editions/1/"))
    assert f"It was replaced by edition 2 , reference {second.response.reference}" in said(old)
    assert f'href="{redbridge.address("editions/2/")}"' in old.content.decode()
    assert first.text.splitlines()[0] in said(old)
    aside = said(client.get(redbridge.address("editions/3/")))
    assert "It was set aside before it was signed. This is what was written." in aside
    assert "For the third." in aside


def test_the_words_are_shown_as_words(redbridge: Council) -> None:
    reply = redbridge.begun()
    redbridge.write(reply, "<script>alert(1)</script> & “quotes”\n\nA second paragraph.")
    actions.ask_approval(reply=reply, by=redbridge.drafter, at=NOW)
    html = page(redbridge, redbridge.approver, "sign/").content.decode()
    assert "<script>alert" not in html
    assert "<script>alert(1)</script> & “quotes”" in unescape(html)
