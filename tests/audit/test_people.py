"""Finding a person, exporting all about them, restricting; each with a reason that is kept."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.audit import actions
from consultation.models import (
    Consultation,
    Event,
    EventKind,
    PersonRequest,
    Proposal,
    PublishedResponse,
    Response,
    Restriction,
    TextGroup,
    TextPrint,
    User,
)
from consultation.report.exports import write
from consultation.states import Refused
from tests import factories
from tests.audit.planted import Planted, dump
from tests.conftest import NOW, let_in, send
from tests.moderate.screened import screen_all
from tests.moderate.test_copies import CAMPAIGN
from tests.moderate.test_copies_store import look, screened
from tests.moderate.two import REASON, bench_of

WHY = "Letter of 20 November, our number 114."


def find(by: User, how: str, text: str) -> str:
    sent = {"how": how, "text": text, "reason": WHY}
    return let_in(Client(), by).post(reverse("people"), sent).content.decode()


@pytest.fixture
def ruth(consultation: Consultation, proposal: Proposal) -> Response:
    return send(
        consultation, about=[proposal], email="Ruth@Example.org", reasons="Call me on 020 7946 0000"
    )


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("EMAIL", "ruth@example.ORG"),
        ("WORDS", "020 7946 0000"),
        ("WORDS", "call ME on"),
    ],
)
def test_a_person_is_found_by_what_they_gave(
    ruth: Response, owner: User, how: str, text: str
) -> None:
    page = find(owner, how, text)
    assert f"Response {ruth.pk}, " in page
    assert f'value="response:{ruth.pk}"' in page


def test_a_reference_finds_all_that_its_sender_sent(ruth: Response, owner: User) -> None:
    newer = factories.ResponseFactory(replaces=ruth, consultation=ruth.consultation)
    newest = factories.ResponseFactory(replaces=newer, consultation=ruth.consultation)
    page = find(owner, "REFERENCE", newer.reference.lower().replace("-", " "))
    for one in (ruth, newer, newest):
        assert f'value="response:{one.pk}"' in page


def test_others_of_whom_something_is_held(owner: User, moderator: User) -> None:
    asked = factories.RegistrationFactory(person_name="Rita Resident", email="rita@example.org")
    invited = factories.InvitationFactory(email="rita@example.org")
    petition = factories.PetitionFactory(organiser="Rita Resident")
    named, mailed = find(owner, "NAME", "rita resident"), find(owner, "EMAIL", "RITA@example.org")
    assert f'value="registration:{asked.pk}"' in named
    assert f"Petition {petition.pk}" in named
    assert f'value="registration:{asked.pk}"' in mailed
    assert f'value="invitation:{invited.pk}"' in mailed
    assert f"Account {moderator.pk}" in find(owner, "NAME", "Mo Moderator")


def test_a_search_is_an_event_without_what_was_looked_for(ruth: Response, owner: User) -> None:
    find(owner, "EMAIL", "ruth@example.org")
    request = PersonRequest.objects.get()
    assert (request.kind, request.reason, request.about) == ("FIND", WHY, [])
    event = Event.objects.get(kind=EventKind.PERSON_SEARCHED)
    assert (event.by, event.about) == (owner.pk, f"personrequest:{request.pk}")
    assert event.facts == {"how": "EMAIL", "found": 1}
    find(owner, "EMAIL", "nobody-at-all@example.org")
    assert "nobody-at-all" not in dump()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"text": "a@example.org", "reason": WHY}, "Select what you know of the person"),
        ({"how": "EMAIL", "reason": WHY}, "Enter what to look for"),
        ({"how": "EMAIL", "text": "a@example.org"}, "Enter the reason"),
        ({"how": "REFERENCE", "text": "12", "reason": WHY}, "Enter a reference like"),
        ({"how": "WORDS", "text": "abc", "reason": WHY}, "Enter at least 4 letters or numbers"),
        ({"how": "EMAIL", "text": "a\x00b", "reason": WHY}, "Null characters are not allowed"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_looked_for(
    owner: User, sent: dict[str, str], told: str
) -> None:
    page = let_in(Client(), owner).post(reverse("people"), sent).content.decode()
    assert told in page
    assert PersonRequest.objects.count() == 0


def test_a_name_like_a_pattern_finds_only_itself(ruth: Response, owner: User) -> None:
    for text in ("%", "____", "' OR 1=1 --"):
        assert 'value="response:' not in find(owner, "NAME", text)
    assert 'value="response:' not in find(owner, "WORDS", "%%%%")


def test_an_export_holds_all_that_is_held(person: Planted, owner: User) -> None:
    address = f"{reverse('people-export')}?of=response:{person.response.pk}"
    answer = let_in(Client(), owner).post(address, {"reason": WHY})
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    told = archive.read("about-you.json").decode() + "".join(
        archive.read(name).decode() for name in archive.namelist() if name.startswith("files/")
    )
    page = archive.read("about-you.html").decode()
    shared = {
        token
        for name in person.tokens
        if name.startswith(("Import.", "TextGroup."))
        for token in person.tokens[name]
    }
    files = {one for one in person.tokens["Attachment.name"] if one.startswith("bytes-")}
    wanted = [one for one in person.of({"personal", "special"}) if one not in shared]
    missing = [one for one in wanted if one not in told]
    assert [one for one in missing if one not in files] == []
    assert len(missing) == 1  # the bytes of the file of many responses
    assert [one for one in wanted if one not in page and one not in files] == []
    secrets = [one for one in person.of({"secret"}) if one != person.response.reference]
    assert [one for one in secrets if one in told] == []
    assert [one for one in shared if one in told] == []
    assert person.response.reference in told
    event = Event.objects.get(kind=EventKind.PERSON_EXPORTED)
    assert event.about == f"response:{person.response.pk}"


def test_an_export_holds_nobody_else(person: Planted, owner: User, ruth: Response) -> None:
    packed = actions.export(subjects=[person.response], reason=WHY, by=owner, at=NOW)
    told = zipfile.ZipFile(io.BytesIO(packed)).read("about-you.json").decode()
    assert "020 7946 0000" not in told
    assert ruth.reference not in told
    assert owner.name not in told


def test_an_export_tells_no_first_review_before_the_second_is_in(
    ruth: Response, consultation: Consultation, owner: User
) -> None:
    bench = bench_of(consultation)

    def told() -> str:
        packed = actions.export(subjects=[ruth], reason=WHY, by=owner, at=NOW)
        return zipfile.ZipFile(io.BytesIO(packed)).read("about-you.json").decode()

    bench.give("ada", "WITHHOLD", ruth)
    assert REASON not in told()
    assert "ithhold" not in told().casefold()
    bench.give("ben", "WITHHOLD", ruth)
    assert REASON in told()


def test_events_that_name_the_persons_rows_are_in_the_export(ruth: Response, owner: User) -> None:
    packed = actions.export(subjects=[ruth], reason=WHY, by=owner, at=NOW)
    (about,) = json.loads(zipfile.ZipFile(io.BytesIO(packed)).read("about-you.json"))
    assert "Response received" in [one["what"] for one in about["events"]]


def csv_of(consultation: Consultation) -> list[dict[str, Any]]:
    sink = io.BytesIO()
    write(consultation, sink)
    return list(csv.DictReader(io.StringIO(sink.getvalue().decode("utf-8-sig"))))


def test_restricted_words_are_neither_listed_nor_exported_nor_published(
    ruth: Response, consultation: Consultation, proposal: Proposal, owner: User, moderator: User
) -> None:
    other = send(consultation, about=[proposal], reasons="The bus is slow.")
    Response.objects.filter(pk=ruth.pk).update(state="RELEASED")
    factories.PublishedResponseFactory(response=ruth)
    screen_all()
    queue = f"{reverse('queue', args=[consultation.slug])}?state=ANY"
    screen_all()
    reader = let_in(Client(), moderator)
    assert "020 7946" in reader.get(queue).content.decode()
    before = csv_of(consultation)

    address = f"{reverse('people-restrict')}?of=response:{ruth.pk}"
    assert let_in(Client(), owner).post(address, {"reason": WHY}).status_code == 302

    assert PublishedResponse.objects.count() == 0
    listed = reader.get(queue).content.decode()
    assert "020 7946" not in listed
    assert "The bus is slow." in listed
    after = csv_of(consultation)
    assert len(after) == len(before)
    said = {int(row["response"]): row for row in after}
    assert "020 7946" not in str(said[ruth.pk])
    assert "The bus is slow." in str(said[other.pk])
    assert said[ruth.pk]["stance"] == said[other.pk]["stance"]
    request = PersonRequest.objects.get()
    event = Event.objects.get(kind=EventKind.RESPONSE_RESTRICTED)
    assert (event.about, event.facts) == (f"response:{ruth.pk}", {"request": request.pk})


def test_restricted_words_are_on_no_page_about_copies_and_in_no_list_of_answers(
    consultation: Consultation, owner: User, analyst: User
) -> None:
    own = "Ruth Resident of Tomswood Hill says so and nobody else does."
    keys = screened(consultation, [f"{CAMPAIGN} {own}", f"{CAMPAIGN} {own}", CAMPAIGN])
    look()
    [group] = TextGroup.objects.all()
    reader, admin = let_in(Client(), analyst), let_in(Client(), analyst)
    pages = [
        reverse("copies", args=[consultation.slug]),
        reverse("copy-group", args=[group.pk]),
        reverse("admin:consultation_answer_changelist"),
        reverse("admin:consultation_response_change", args=[keys[0]]),
    ]
    read = {page: reader.get(page).content.decode() for page in pages}
    assert own in group.core
    assert [own in words for words in read.values()][1:] == [True] * 3
    rows = list(Response.objects.filter(pk__in=keys[:2]))
    actions.restrict(subjects=rows, reason=WHY, by=owner, at=NOW)
    group.refresh_from_db()
    assert (group.core, group.due, group.size) == ("", True, 3)
    for _turn in range(2):  # before the worker has been at it, and after
        for page in pages:
            assert own not in admin.get(page).content.decode()
        keys += screened(consultation, [f"{CAMPAIGN} Yes.", f"{CAMPAIGN} Please."])
        look()
    assert admin.get(pages[1]).content.decode().count("The use of its words is restricted.") == 2
    assert own not in TextGroup.objects.get().core
    assert "Many of us have no car" in TextGroup.objects.get().core
    actions.lift(subjects=rows, reason="They agree now.", by=owner, at=NOW)
    assert TextGroup.objects.get().due
    assert own in admin.get(pages[2]).content.decode()


def test_restricted_words_are_compared_once_they_may_be_used(
    consultation: Consultation, owner: User
) -> None:
    keys = screened(consultation, [CAMPAIGN] * 2)
    rows = list(Response.objects.filter(pk=keys[0]))
    actions.restrict(subjects=rows, reason=WHY, by=owner, at=NOW)
    look()
    assert list(TextPrint.objects.values_list("pk", flat=True)) == keys[1:]
    actions.lift(subjects=rows, reason="They agree now.", by=owner, at=NOW)
    look()
    assert TextGroup.objects.get().size == 2


def test_what_is_restricted_is_not_released_and_the_database_publishes_no_copy(
    ruth: Response, owner: User, moderator: User
) -> None:
    from django.db import IntegrityError, transaction

    from consultation.moderate import actions as moderating

    actions.restrict(subjects=[ruth], reason=WHY, by=owner, at=NOW)
    for act in (moderating.release, moderating.withhold):
        with pytest.raises(Refused, match="Its use is restricted"):
            act(response=ruth, by=moderator, at=NOW, reason="Fine.")
    Response.objects.filter(pk=ruth.pk).update(state="RELEASED")
    with pytest.raises(IntegrityError, match="is restricted"), transaction.atomic():
        factories.PublishedResponseFactory(response=ruth)


def test_after_the_lift_it_is_released_and_its_words_are_public(
    consultation: Consultation, proposal: Proposal, owner: User, moderator: User, client: Client
) -> None:
    from consultation.moderate import actions as moderating

    words = "The last bus goes at six in the evening."
    sent = send(consultation, about=[proposal], reasons=words)
    screen_all()
    actions.restrict(subjects=[sent], reason=WHY, by=owner, at=NOW)
    page = reverse("published-response", args=[consultation.slug, sent.pk])
    with pytest.raises(Refused, match="Its use is restricted"):
        moderating.release(response=sent, by=moderator, at=NOW)
    assert client.get(page).status_code == 404
    actions.lift(subjects=[sent], reason="They agree now.", by=owner, at=NOW)
    moderating.release(response=sent, by=moderator, at=NOW)
    sent.refresh_from_db()
    assert sent.state == "RELEASED"
    assert words in client.get(page).content.decode()
    assert words in str(csv_of(consultation))
    kinds = Event.objects.filter(about=f"response:{sent.pk}").order_by("pk")
    assert list(kinds.values_list("kind", flat=True))[-3:] == [
        EventKind.RESPONSE_RESTRICTED, EventKind.RESTRICTION_LIFTED, EventKind.RESPONSE_RELEASED,
    ]  # fmt: skip


def test_what_was_public_is_public_again_after_the_lift_once_it_is_released_again(
    consultation: Consultation, proposal: Proposal, owner: User, moderator: User, client: Client
) -> None:
    from consultation.moderate import actions as moderating

    sent = send(consultation, about=[proposal], reasons="The last bus goes at six.")
    screen_all()
    moderating.release(response=sent, by=moderator, at=NOW)
    page = reverse("published-response", args=[consultation.slug, sent.pk])
    assert "The last bus" in client.get(page).content.decode()
    actions.restrict(subjects=[sent], reason=WHY, by=owner, at=NOW)
    assert client.get(page).status_code == 404
    actions.lift(subjects=[sent], reason="They agree now.", by=owner, at=NOW)
    assert client.get(page).status_code == 404
    sent.refresh_from_db()
    moderating.reopen(response=sent, by=moderator, at=NOW, reason="The restriction is lifted.")
    moderating.release(response=sent, by=moderator, at=NOW)
    assert "The last bus" in client.get(page).content.decode()


def test_a_restriction_is_lifted_once(ruth: Response, owner: User, moderator: User) -> None:
    from consultation.moderate import actions as moderating

    actions.restrict(subjects=[ruth], reason=WHY, by=owner, at=NOW)
    with pytest.raises(Refused, match="is restricted already"):
        actions.restrict(subjects=[ruth], reason=WHY, by=owner, at=NOW)
    actions.lift(subjects=[ruth], reason="They agree now.", by=owner, at=NOW)
    with pytest.raises(Refused, match="is not restricted"):
        actions.lift(subjects=[ruth], reason="Again.", by=owner, at=NOW)
    moderating.withhold(response=ruth, by=moderator, at=NOW, reason="It is a phone number.")
    assert Restriction.objects.get().lifted_by == owner


def test_a_refused_request_is_kept_with_its_reason(ruth: Response, owner: User) -> None:
    address = f"{reverse('people-refuse')}?of=response:{ruth.pk}"
    let_in(Client(), owner).post(address, {"reason": "Erasure asked for; the claim goes on."})
    request = PersonRequest.objects.get()
    assert (request.kind, request.reason) == ("REFUSE", "Erasure asked for; the claim goes on.")
    assert Event.objects.get(kind=EventKind.PERSON_REFUSED).about == f"response:{ruth.pk}"


@pytest.mark.parametrize("name", ["people-export", "people-restrict", "people-erase"])
def test_a_tool_asks_for_its_reason(ruth: Response, guardian: User, name: str) -> None:
    address = f"{reverse(name)}?of=response:{ruth.pk}"
    page = let_in(Client(), guardian).post(address, {"ground": "ASKED", "reason": " "})
    assert "Enter the reason" in page.content.decode()
    assert PersonRequest.objects.count() == 0


@pytest.mark.parametrize("of", ["", "response:999999", "user:1", "response:x", "response:1e9", ":"])
def test_records_that_are_not_there_lead_back_to_the_search(owner: User, of: str) -> None:
    for name in ("people-tools", "people-export", "people-erase"):
        answer = let_in(Client(), owner).get(reverse(name), {"of": of})
        assert (answer.status_code, answer["Location"]) == (302, reverse("people"))


def test_the_tools_tell_how_the_records_stand(ruth: Response, owner: User) -> None:
    factories.LegalHoldFactory(consultation=ruth.consultation)
    actions.restrict(subjects=[ruth], reason=WHY, by=owner, at=NOW)
    address = f"{reverse('people-tools')}?of=response:{ruth.pk}"
    page = let_in(Client(), owner).get(address).content.decode()
    assert "Restricted: its words are not used." in page
    assert "A legal hold of 23 November 2026 keeps" in page
