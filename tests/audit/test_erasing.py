"""Erasing a person: nothing of them is left anywhere, and the shell stays with its reason."""

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from consultation.audit import actions
from consultation.models import (
    Answer,
    Attachment,
    Consultation,
    Erasure,
    Event,
    EventKind,
    Ground,
    Leaf,
    LegalHold,
    Link,
    Part,
    PersonRequest,
    Proposal,
    PublishedResponse,
    Response,
    TextGroup,
    User,
)
from consultation.states import Refused
from tests import factories
from tests.audit.planted import Planted, dump
from tests.conftest import NOW, let_in, send

WHY = "Letter of 20 November, our number 114."


def erase(subject: Any, by: User, **more: Any) -> None:
    asked: dict[str, Any] = {"ground": Ground.ASKED, "reason": WHY, "by": by, "at": NOW}
    actions.erase(subjects=[subject], **(asked | more))


def texts(folder: Path) -> str:
    return "\n".join(
        f"{path.name} {path.read_bytes().decode(errors='replace')}"
        for path in folder.rglob("*")
        if path.is_file()
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_of_an_erased_person_is_left_in_any_table_or_file(
    person: Planted, guardian: User, files_root: Path
) -> None:
    reference = person.response.reference
    tokens = [one for one in person.of({"personal", "special", "secret"}) if one != reference]
    before = dump() + texts(files_root)
    assert [one for one in tokens if one not in before] == []  # all is there to be found
    erase(person.response, guardian)
    after = dump() + texts(files_root)
    assert [one for one in tokens if one in after] == []
    assert reference in after
    assert list(files_root.rglob("*.*")) == []


def test_what_stays_is_an_empty_shell_with_its_reason(
    person: Planted, guardian: User, now: Any
) -> None:
    commitment = Leaf.objects.get().commitment
    state, attachments = (
        person.response.state,
        Attachment.objects.filter(response=person.response).count(),
    )
    erase(person.response, guardian)
    shell = Response.objects.get(pk=person.response.pk)
    assert (shell.state, shell.channel, shell.received_at) == (
        state, person.response.channel, person.response.received_at
    )  # fmt: skip
    assert Leaf.objects.get().commitment == commitment
    assert Attachment.objects.filter(response=shell).count() == attachments == 1
    kept = Answer.objects.filter(response=shell).order_by("pk")
    assert [(one.text, one.choice, one.erased) for one in kept] == [
        ("", "", True), ("", "", True), ("", "OPPOSE", False)
    ]  # fmt: skip
    rows = Erasure.objects.filter(response=shell)
    assert {(one.part, one.ground) for one in rows} == {(part.value, "ASKED") for part in Part}
    request = PersonRequest.objects.get()
    assert (request.kind, request.reason, request.about) == (
        "ERASE", WHY, [f"response:{shell.pk}"]
    )  # fmt: skip
    event = Event.objects.get(kind=EventKind.RESPONSE_ERASED)
    assert (event.about, event.by, event.facts) == (
        f"response:{shell.pk}", guardian.pk, {"request": request.pk}
    )  # fmt: skip


def test_the_commitment_cannot_be_guessed_any_more(
    consultation: Consultation, proposal: Proposal, guardian: User
) -> None:
    sent = send(consultation, about=[proposal])
    erase(sent, guardian)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM consultation_leafsalt")
        assert cursor.fetchone() == (0,)
    assert len(Leaf.objects.get(response=sent).commitment) == hashlib.sha256().digest_size * 2


def test_whoever_has_the_reference_is_told_when_and_why(
    consultation: Consultation, proposal: Proposal, guardian: User, client: Client
) -> None:
    sent = send(consultation, about=[proposal])
    erase(sent, guardian)
    page = client.post(reverse("receipt"), {"reference": sent.reference}).content.decode()
    assert "Erased on 23 November 2026, because the person it came from asked for it." in page
    assert WHY not in page
    assert "We do not recognise" not in page


def test_the_return_code_of_an_erased_response_opens_nothing(
    consultation: Consultation, proposal: Proposal, guardian: User
) -> None:
    from consultation.models import Draft
    from consultation.respond.queries import draft_of

    sent = send(consultation, about=[proposal])
    draft = Draft.objects.get(key=sent.key)
    erase(sent, guardian)
    draft.refresh_from_db()
    assert draft.key != Response.objects.get(pk=sent.pk).key != sent.key
    assert draft_of("anything") is None


def test_staff_read_that_it_was_erased_and_the_page_works(
    person: Planted, guardian: User, auditor: User
) -> None:
    erase(person.response, guardian)
    client = let_in(Client(), auditor)
    page = client.get(reverse("response", args=[person.response.pk])).content.decode()
    assert "Words and person of a response erased" in page
    assert WHY in page
    assert "Erased" in page


def test_the_public_copy_goes_with_the_words(
    consultation: Consultation, proposal: Proposal, guardian: User, moderator: User
) -> None:
    sent = send(consultation, about=[proposal])
    Response.objects.filter(pk=sent.pk).update(state="RELEASED")
    factories.PublishedResponseFactory(response=sent)
    erase(sent, guardian)
    assert PublishedResponse.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consultation_answer SET text = ''",
        "UPDATE consultation_answer SET text = '', erased = true",
        "UPDATE consultation_answer SET text = 'Other.', erased = true",
        "UPDATE consultation_answer SET choice = 'SUPPORT'",
        "UPDATE consultation_review SET reason = 'Erased'",
        "UPDATE consultation_importedrow SET source_reference = '', digest = repeat('0', 64)",
        "UPDATE consultation_response SET publish_reason = ''",
        "UPDATE consultation_response SET key = gen_random_uuid(), publish_reason = ''",
        "UPDATE consultation_attachment SET name = 'Erased', sha256 = repeat('0', 64)"
        " WHERE response_id IS NOT NULL",
        "UPDATE consultation_transcription SET note = '', reason = '' WHERE state = 'ACCEPTED'",
        "DELETE FROM consultation_leafsalt",
        "UPDATE consultation_leafsalt SET salt = 'x'",
    ],
)
def test_the_database_lets_nothing_become_empty_without_an_erasure(
    person: Planted, change: str
) -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute(change)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consultation_answer SET text = 'Other words.'",
        "UPDATE consultation_answer SET choice = 'SUPPORT' WHERE choice <> ''",
        "UPDATE consultation_answer SET erased = false WHERE erased",
        "UPDATE consultation_response SET channel = 'PAPER'",
        "UPDATE consultation_response SET publish_reason = 'Because.'",
        "UPDATE consultation_response SET reference = 'AAAA-AAAA-AAAA'",
        "UPDATE consultation_review SET verdict = 'RELEASE'",
        "UPDATE consultation_review SET reason = 'Another.'",
        "UPDATE consultation_attachment SET size = 1",
        "DELETE FROM consultation_answer",
        "DELETE FROM consultation_erasure",
        "UPDATE consultation_erasure SET ground = 'UNLAWFUL'",
        "TRUNCATE consultation_erasure CASCADE",
        "UPDATE consultation_personrequest SET reason = 'Another.'",
    ],
)
def test_an_erasure_opens_no_other_door(person: Planted, guardian: User, change: str) -> None:
    erase(person.response, guardian)
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute(change)


@pytest.mark.parametrize("part", Part.values)
def test_no_erasure_stands_that_was_not_carried_out(person: Planted, part: str) -> None:
    said = f"response {person.response.pk}: {part} is not erased"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        factories.ErasureFactory(response=person.response, part=part)


def test_an_answer_is_not_born_erased(person: Planted) -> None:
    version = factories.QuestionVersionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(response=person.response, question_version=version, erased=True)


def test_a_legal_hold_keeps_it_and_the_refusal_is_recorded(person: Planted, guardian: User) -> None:
    hold = factories.LegalHoldFactory(consultation=person.response.consultation)
    client = let_in(Client(), guardian)
    name = f"response:{person.response.pk}"
    sent = {"ground": "ASKED", "reason": WHY}
    answer = client.post(f"{reverse('people-erase')}?of={name}", sent)
    assert answer.status_code == 409
    why = f"A legal hold of 23 November 2026 keeps Response {person.response.pk}: {hold.reason}"
    assert why in answer.content.decode()
    assert Erasure.objects.count() == 0
    request = PersonRequest.objects.get()
    assert (request.kind, request.reason, request.about) == ("REFUSE", why, [name])
    assert Event.objects.get(kind=EventKind.PERSON_REFUSED).about == name
    with pytest.raises(IntegrityError, match="a legal hold keeps it"), transaction.atomic():
        factories.ErasureFactory(response=person.response)


def test_after_the_hold_is_lifted_it_can_be_erased(person: Planted, guardian: User) -> None:
    hold = factories.LegalHoldFactory(
        consultation=person.response.consultation, response=person.response
    )
    with pytest.raises(Refused, match="A legal hold"):
        erase(person.response, guardian)
    actions.lift_hold(hold=hold, reason="The claim is over.", by=guardian, at=NOW)
    erase(person.response, guardian)
    assert LegalHold.objects.in_force().count() == 0
    with pytest.raises(Refused, match="is erased already"):
        erase(person.response, guardian)


def test_without_a_second_factor_an_owner_erases_nothing(person: Planted, owner: User) -> None:
    client = let_in(Client(), owner)
    address = f"{reverse('people-erase')}?of=response:{person.response.pk}"
    assert "You need two-factor sign-in to erase" in client.get(address).content.decode()
    client.post(address, {"ground": "ASKED", "reason": WHY})
    assert Erasure.objects.count() == 0
    with pytest.raises(Refused, match="two-factor"):
        erase(person.response, owner)


@pytest.mark.parametrize("role", ["moderator", "analyst", "auditor", "decision_maker"])
def test_nobody_else_erases(person: Planted, role: str, request: pytest.FixtureRequest) -> None:
    by = request.getfixturevalue(role)
    address = f"{reverse('people-erase')}?of=response:{person.response.pk}"
    assert let_in(Client(), by).post(address, {"reason": WHY}).status_code == 403
    with pytest.raises(Refused, match="You need another role"):
        erase(person.response, by)


def test_a_formal_reply_is_no_persons(guardian: User) -> None:
    signed = factories.SignedReplyFactory()
    with pytest.raises(Refused, match="It is a public record of its organisation"):
        erase(signed.response, guardian)


def test_one_that_cannot_be_erased_keeps_the_others(person: Planted, guardian: User) -> None:
    waiting = factories.RegistrationFactory()
    with pytest.raises(Refused, match="Decline it first"):
        actions.erase(
            subjects=[person.response, waiting], ground=Ground.ASKED, reason=WHY,
            by=guardian, at=NOW,
        )  # fmt: skip
    assert Erasure.objects.count() == PersonRequest.objects.count() == 0


def test_of_a_declined_request_who_asked_is_erased_at_once(guardian: User) -> None:
    asked = factories.RegistrationFactory(person_name="Unwanted Name", email="unwanted@example.org")
    factories.MessageFactory(registration=asked, to="unwanted@example.org", body="Dear Unwanted")
    asked.state, asked.decided_by, asked.decided_at = "DECLINED", guardian, NOW
    asked.decline_reason = "Unwanted Name is of no body."
    asked.save()
    erase(asked, guardian)
    left = dump().casefold()
    assert "unwanted" not in left
    asked.refresh_from_db()
    assert (asked.erased_at, asked.state, asked.decline_reason) == (NOW, "DECLINED", "Erased")


def test_an_invitation_is_erased_once_it_was_revoked(guardian: User) -> None:
    made = factories.InvitationFactory(email="unwanted@example.org", key="secret")
    with pytest.raises(Refused, match="Revoke it first"):
        erase(made, guardian)
    made.revoked_at, made.revoked_by = NOW, guardian
    made.save()
    erase(made, guardian)
    made.refresh_from_db()
    assert (made.email, made.token_hash) == (f"erased-{made.pk}@erased.invalid", "")


def test_what_groups_learnt_from_erased_words_is_emptied_in_merged_ones_too(
    consultation: Consultation, proposal: Proposal, guardian: User
) -> None:
    sent = send(consultation, about=[proposal])
    told = {"consultation": consultation, "core": "Erase this.", "shared": [5], "telling": [5]}
    whole = factories.TextGroupFactory(**told)
    part = factories.TextGroupFactory(**told, into=whole)
    part_of_part = factories.TextGroupFactory(**told, into=part)
    other = factories.TextGroupFactory(**told)
    factories.TextPrintFactory(response=sent, group=whole)
    erase(sent, guardian)
    left = TextGroup.objects.order_by("pk").values_list("pk", "core", "shared", "telling", "due")
    assert list(left) == [
        (whole.pk, "", [], [], True),
        (part.pk, "", [], [], False),
        (part_of_part.pk, "", [], [], False),
        (other.pk, "Erase this.", [5], [5], False),
    ]


def test_a_group_of_copies_counts_an_erased_text_no_more(
    consultation: Consultation, proposal: Proposal, guardian: User
) -> None:
    one, two, withdrawn, foreign = [send(consultation, about=[proposal]) for _ in range(4)]
    group, other = [factories.TextGroupFactory(consultation=consultation, size=3) for _ in range(2)]
    for response in (one, two):
        factories.TextPrintFactory(response=response, group=group)
    factories.TextPrintFactory(response=withdrawn, group=group, gone=True)  # counted out before
    factories.TextPrintFactory(response=foreign, group=other)
    for response, left in ((one, 2), (withdrawn, 2), (one, 2), (two, 1)):
        with suppress(Refused):  # of what is erased already
            erase(response, guardian)
        group.refresh_from_db()
        assert group.size == left
    other.refresh_from_db()
    assert other.size == 3


def test_erasing_what_was_replaced_leaves_all_of_what_replaced_it(
    consultation: Consultation, guardian: User
) -> None:
    whole = {"consultation": consultation}
    old = factories.ResponseFactory(**whole, state="SUPERSEDED")
    new = factories.ResponseFactory(**whole, replaces=old)
    sent = factories.DraftFactory(**whole, key=new.key, sent_at=factories.THEN, replaces=old)
    link = factories.LinkFactory(draft=sent)
    typed = factories.TranscriptionFactory(
        **whole, about=old, purpose="CHANGE", response=new, note="See over.", state="ACCEPTED",
        checked_by=factories.UserFactory(), checked_at=factories.THEN,
    )  # fmt: skip
    asked = factories.TranscriptionFactory(**whole, about=old, purpose="CHANGE", note="Erase this.")
    erase(old, guardian)
    for row in (sent, typed, asked, new):
        row.refresh_from_db()
    assert (sent.key, typed.note, asked.note) == (new.key, "See over.", "Erased")
    assert Link.objects.get() == link
