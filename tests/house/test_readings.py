"""Every staff address says what it shows of people, or why there is nothing to say."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.contrib import admin
from django.db import DatabaseError, connection, models
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, reverse

from consultation import models as ours
from consultation.models import Consultation, Event, EventKind, User
from consultation.signin.actions import note_sign_out
from consultation.urls import staff
from tests.conftest import NOW, let_in, send
from tests.factories import FACTORIES
from tests.site import ROUTES
from tests.world import World, world_of

SIGNING_IN = "of the account that signs in, and of nobody else"
PREPARING = "of what is consulted on, and of the staff who prepare it"
TOTALS = "totals alone"
POSTED = "a place to post to, which shows nothing"
#: Staff addresses that show no personal details, and why not.
SHOWS_NOBODY = {
    **dict.fromkeys(
        (
            "sign-in", "sign-in-code", "sign-in-passkey", "work-sign-in", "work-sign-in-back",
            "sign-out", "two-factor", "two-factor-app", "two-factor-app-remove", "passkey-new",
            "passkey-remove", "two-factor-codes", "two-factor-codes-new", "staff",
            "password-forgotten", "password-choose", "password-link",
        ),
        SIGNING_IN,
    ),
    **dict.fromkeys(
        (
            "dates", "dates-extend", "dates-pause", "dates-resume", "dates-late",
            "outage-new", "questions", "question-new", "question-add", "question-edit",
            "question-move", "question-remove", "question-correct", "preview", "preview-page",
            "translations", "translation",
        ),
        PREPARING,
    ),
    "gallery": "made-up examples of each component",
    **dict.fromkeys(
        ("organisation-sign-in", "organisation-sign-in-secret", "organisation-sign-in-end"),
        "the sign-in of an organisation, which is no person, and who of the staff set it up",
    ),
    **dict.fromkeys(
        ("retention", "retention-rule", "hold-new", "hold-lift"),
        "rules and holds, and who of the staff stated them; a response by its reference alone",
    ),
    **dict.fromkeys(("equality", "figures"), TOTALS),
    **dict.fromkeys(
        ("reports", "report", "report-publish", "report-schedules"),
        "totals, and who of the staff asked for them",
    ),
    **dict.fromkeys(("transcription-take-up", "question-move"), POSTED),
    **dict.fromkeys(
        ("take", "take-next", "let-go", "flag-judge", "queue-view-remove", "shortcuts"), POSTED
    ),
    "queue-flags": TOTALS,
    **dict.fromkeys(("codeframe-sign-off", "reading-next", "decision-brief"), POSTED),
    **dict.fromkeys(
        ("decisions", "decision", "decision-write", "decision-sign"),
        "what staff decide and why, with points in their words and totals",
    ),
    **dict.fromkeys(("equality-assessment", "decision-new", "decision-end"), "an empty form"),
    **dict.fromkeys(("theme-new", "point-new"), "an empty form"),
    **dict.fromkeys(
        ("codeframe", "theme", "point-reword", "point-place", "point-merge", "point-part"),
        "points in the words of staff, and who of them made what",
    ),
    **dict.fromkeys(("register-of-points", "point-answer"), TOTALS),
    **dict.fromkeys(
        ("gathered-lines", "gathered-line"), "what is published of petitions and meetings"
    ),
    "moderation": "rules, and who of the staff stated them",
    "bulk-reviews": "totals, and who of the staff asked for what",
    "bulk-review-undo": "a number and an empty form",
    "queue-views": "names that a person gave to their own choices of filters",
    **dict.fromkeys(
        ("password", "typed-again", "signed-in", "signed-in-end", "signed-in-end-all"), SIGNING_IN
    ),
    "roles": "what each role may do, which is read from the code",
    "accounts-file": "accounts as a file, whose download is an event of its own",
    "report-file": "a file, whose download is an event of its own: report.downloaded",
    "audit-file": "the record as a file, whose export is an event of its own: events.exported",
    "gathering-list": "titles, numbers and places",
    "gathering-file": "what is published of petitions and meetings",
    "petition-new": "an empty form",
    "meeting-new": "an empty form",
    "import-new": "an empty form",
    "transcription-new": "an empty form",
    "equality-sheet": "an empty form",
    "enquiry-answer": "an organisation, its question and the answer, all of it published",
    "formal-replies": "organisations and their public replies; who of those deciding opened them",
    "organisation-new": "an empty form",
    "organisation-correct": "an organisation, which is no person",
    "organisation-verify": "an organisation, which is no person",
    **dict.fromkeys(
        (
            "people", "people-tools", "people-export", "people-restrict", "people-lift",
            "people-erase", "people-refuse",
        ),
        "a tool whose every use is an event of its own, with its reason",
    ),
}  # fmt: skip


#: Pages of personal details that belong to no consultation.
OF_THE_SITE = {"accounts", "account-close", "account-reopen", "account-unlock", "audit"}


def walk(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns)
        else:
            yield one


def test_every_staff_address_says_what_it_shows_of_people() -> None:
    told = {str(one.name): hasattr(one.callback, "shows") for one in walk(staff)}
    assert {name for name, shows in told.items() if not shows} - set(SHOWS_NOBODY) == set()
    assert {name for name, shows in told.items() if shows} & set(SHOWS_NOBODY) == set()


@pytest.fixture
def world(consultation: Consultation, superuser: User) -> World:
    return world_of(consultation, send, superuser)


READ = [EventKind.RESPONSE_READ, EventKind.ATTACHMENT_READ]
READ += [EventKind.PERSONAL_READ, EventKind.RESPONSES_LISTED]


def test_every_look_at_personal_details_is_one_event(world: World, superuser: User) -> None:
    client = let_in(Client(), superuser)
    shows = {str(one.name) for one in walk(staff) if hasattr(one.callback, "shows")}
    before = Event.objects.filter(kind__in=READ).count()
    for route in ROUTES:
        if route.name not in shows or route.answer >= 300:
            continue
        answer = client.get(reverse(route.name, args=route.arguments(world)))
        b"".join(answer) if answer.streaming else answer.content
        events = list(Event.objects.filter(kind__in=READ).order_by("pk"))[before:]
        assert len(events) == 1, route.name
        assert (events[0].by, events[0].actor) == (superuser.pk, "staff"), route.name
        whole = None if route.name in OF_THE_SITE else world.consultation.pk
        assert events[0].consultation == whole, route.name
        assert all(type(fact) in (int, str) for fact in events[0].facts.values())
        before += 1


def test_looking_again_writes_again_and_a_refusal_nothing(
    world: World, auditor: User, council_drafter: User
) -> None:
    address = reverse("response", args=[world.response.pk])
    seen = Event.objects.filter(kind=EventKind.RESPONSE_READ)
    client = let_in(Client(), auditor)
    client.get(address)
    client.get(address)
    about = f"response:{world.response.pk}"
    assert list(seen.values_list("about", "by")) == [(about, auditor.pk)] * 2
    assert let_in(Client(), council_drafter).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert client.get(reverse("response", args=[999_999])).status_code == 404
    assert seen.count() == 2


def test_a_file_of_a_response_is_read_as_part_of_it(world: World, auditor: User) -> None:
    client = let_in(Client(), auditor)
    b"".join(client.get(reverse("attachment", args=[world.attachment.pk])))
    read = Event.objects.get(kind=EventKind.ATTACHMENT_READ)
    assert read.about == f"response:{world.response.pk}"
    assert read.facts == {"part": f"attachment:{world.attachment.pk}"}


def test_a_list_is_about_its_consultation_and_remembers_filters_as_a_number(
    world: World, auditor: User
) -> None:
    client = let_in(Client(), auditor)
    address = reverse("queue", args=[world.consultation.slug])
    for query in ("", "?state=ANY", "?state=ANY"):
        client.get(address + query)
    read = list(Event.objects.filter(kind=EventKind.RESPONSES_LISTED).order_by("pk"))
    assert {one.about for one in read} == {f"consultation:{world.consultation.pk}"}
    first, second, third = (one.facts["query"] for one in read)
    assert first == 0 != second == third


@pytest.mark.django_db(transaction=True)
def test_nothing_is_shown_where_the_reading_cannot_be_recorded(world: World, auditor: User) -> None:
    client = let_in(Client(raise_request_exception=False), auditor)
    address = reverse("response", args=[world.response.pk])
    refuse = (
        "ALTER TABLE consultation_event ADD CONSTRAINT no_reading"
        " CHECK (kind <> 'response.read') NOT VALID"
    )
    with connection.cursor() as cursor:
        cursor.execute(refuse)
        try:
            answer = client.get(address)
            with pytest.raises(DatabaseError):
                let_in(Client(), auditor).get(address)
        finally:
            cursor.execute("ALTER TABLE consultation_event DROP CONSTRAINT no_reading")
    assert answer.status_code == 500
    assert b"too far to walk" not in answer.content
    assert b"too far to walk" in client.get(address).content


OURS = "what is consulted on and who of our staff did it, by name"
RULED = "marks and verdicts on responses, by number, and who of our staff made them, by name"
PUBLISHED = "words that everybody reads"
#: Of the nouns in the admin, those that say nothing of a person, and why not.
NO_READING: dict[type[models.Model], str] = {
    **dict.fromkeys(
        (
            ours.Consultation, ours.Proposal, ours.Question, ours.Extension, ours.Closing,
            ours.Pause, ours.Outage, ours.Translation, ours.EqualitySet, ours.EqualityQuestion,
            ours.Report, ours.ReportSchedule, ours.RetentionRule, ours.Codeframe, ours.Theme,
            ours.Point, ours.Disposition, ours.EqualityAssessment, ours.Decision,
            ours.GatheringCode,
        ),
        OURS,
    ),
    **dict.fromkeys(
        (
            ours.Flag, ours.Screening, ours.TokenStart, ours.Unscreened, ours.Redaction,
            ours.BulkReviewRow, ours.Restriction, ours.Erasure, ours.Leaf, ours.Reading, ours.Code,
        ),
        RULED,
    ),
    **dict.fromkeys((ours.PublishedResponse, ours.PublishedAnswer), PUBLISHED),
    ours.SavedView: "names that our staff gave to their own choices of filters",
    ours.EnquiryAnswer: "answers to organisations, all of them published, and who of us gave them",
    ours.ReplySection: "which parts a reply has",
    ours.Event: "codes and numbers: the page Audit, which has the names to them, is a reading",
}  # fmt: skip
#: Those whose every look is an event: something of them is about a person of the public, what they
#: wrote, an account with its address, or somebody of an organisation that is asked.
READING = {
    ours.Response, ours.Answer, ours.Attachment, ours.Review, ours.Import, ours.ImportedRow,
    ours.Transcription, ours.BulkReview, ours.BulkRedaction, ours.TextGroup, ours.Petition,
    ours.Meeting, ours.Draft, ours.Link, ours.Respondent, ours.Message, ours.PersonRequest,
    ours.LegalHold, ours.ModerationStatement, ours.User, ours.Grant, ours.Organisation,
    ours.IdentityProvider, ours.Invitation, ours.JoinCode, ours.Registration, ours.Enquiry,
    ours.FormalReply, ours.SignedReply, ours.Ratification, ours.SectionVersion, ours.ReplyNote,
    ours.ReplyReturn,
}  # fmt: skip
#: Where an account is named by what it did, and may be of an organisation that is asked.
OFFICERS: dict[type[models.Model], set[str]] = {
    ours.Grant: {"person"},
    ours.Invitation: {"invited_by", "accepted_by", "revoked_by"},
    ours.JoinCode: {"made_by", "ended_by"},
    ours.Enquiry: {"asked_by"},
    ours.SignedReply: {"signed_by"},
    ours.Ratification: {"by"},
    ours.SectionVersion: {"by"},
    ours.ReplyNote: {"by", "settled_by"},
    ours.ReplyReturn: {"by"},
}
#: And where it is of our staff alone.
BY, ASKED, RECORDED = frozenset({"by"}), frozenset({"asked_by"}), frozenset({"recorded_by"})
STAFF: dict[type[models.Model], set[str] | frozenset[str]] = {
    ours.Grant: {"granted_by"},
    ours.Registration: {"decided_by"},
    ours.IdentityProvider: {"made_by", "ended_by"},
    ours.Organisation: {"verified_by"},
    ours.Import: {"uploaded_by", "asked_by"},
    ours.Transcription: {"begun_by", "typed_by", "checked_by"},
    ours.Translation: {"drafted_by", "checked_by"},
    ours.Restriction: {"by", "lifted_by"},
    ours.LegalHold: {"by", "lifted_by"},
    ours.Pause: {"by", "reopened_by"},
    ours.BulkRedaction: {"asked_by", "confirmed_by"},
    ours.Flag: {"judged_by"},
    ours.Screening: {"held_by"},
    ours.SavedView: {"person"},
    ours.Codeframe: {"signed_off_by"},
    ours.Decision: {"begun_by", "signed_by", "ended_by"},
    ours.Reading: {"done_by", "held_by"},
    ours.Code: {"by", "taken_back_by"},
    ours.GatheringCode: {"by", "taken_back_by"},
    **dict.fromkeys((ours.Petition, ours.Meeting), RECORDED),
    **dict.fromkeys((ours.BulkReview, ours.Report), ASKED),
    **dict.fromkeys(
        (
            ours.PersonRequest, ours.RetentionRule, ours.EnquiryAnswer, ours.Review,
            ours.Redaction, ours.ModerationStatement, ours.Extension, ours.Outage,
            ours.ReportSchedule, ours.Theme, ours.Point, ours.Disposition,
            ours.EqualityAssessment,
        ),
        BY,
    ),
}  # fmt: skip
PAGES: dict[type[models.Model], Any] = {
    noun: page
    for noun, page in admin.site._registry.items()
    if noun._meta.app_label == "consultation"
}


def test_every_noun_of_the_admin_is_a_reading_or_says_nothing_of_a_person() -> None:
    assert READING.isdisjoint(NO_READING)
    assert READING | set(NO_READING) == set(PAGES)


def test_every_account_that_the_admin_names_is_of_our_staff_or_of_an_organisation(
    rf: RequestFactory,
) -> None:
    request = rf.get("/")
    request.user = User(is_superuser=True, is_active=True)
    for noun, page in PAGES.items():
        shown = {*page.get_list_display(request), *page.get_fields(request, noun(pk=1))}
        accounts = {
            field.name
            for field in noun._meta.concrete_fields
            if field.related_model is User and field.name in shown
        }
        officers, staff = OFFICERS.get(noun, set()), STAFF.get(noun, set())
        assert officers | staff == accounts, noun
        assert page.officers == officers, noun
        assert not officers or noun in READING


@pytest.mark.sweeps
def test_the_admins_pages_of_personal_details_are_events(world: World, superuser: User) -> None:
    client = let_in(Client(), superuser)
    seen = Event.objects.filter(kind__in=READ)
    for noun in PAGES:
        row = noun._default_manager.first() or FACTORIES[noun]()
        before, expected = seen.count(), int(noun in READING)
        label = f"admin:{noun._meta.app_label}_{noun._meta.model_name}"
        assert client.get(reverse(f"{label}_changelist")).status_code == 200
        assert seen.count() == before + expected, noun
        shown = client.get(reverse(f"{label}_change", args=[row.pk])).status_code
        assert shown == (200 if page_of(noun, row) else 302), noun
        assert seen.count() == before + (2 * expected if shown == 200 else expected), noun


def page_of(noun: type[models.Model], row: models.Model) -> bool:
    """A file of something that was not sent has none."""
    return noun is not ours.Attachment or row.response_id is not None  # type: ignore[attr-defined]


@pytest.mark.sweeps
def test_no_address_of_an_account_stands_in_the_admin_but_on_its_own_pages(
    world: World, superuser: User
) -> None:
    rows = {noun: FACTORIES[noun]() for noun in PAGES}
    for number, person in enumerate(User.objects.exclude(pk=superuser.pk)):
        User.objects.filter(pk=person.pk).update(email=f"known{number}@addresses.example")
    client = let_in(Client(), superuser)
    for noun, row in rows.items():
        label = f"admin:{noun._meta.app_label}_{noun._meta.model_name}"
        chosen = {"action": "take_chosen", "_selected_action": [row.pk]}
        where = reverse(f"{label}_changelist")
        told = [
            client.get(where),
            client.get(reverse(f"{label}_change", args=[row.pk])),
            client.post(where, chosen),
        ]
        texts = [b"".join(one).decode() if one.streaming else one.content.decode() for one in told]
        found = ["@addresses.example" in text for text in texts]
        assert found == [noun is User] * 3, noun


def test_the_list_of_people_to_give_a_role_to_is_a_reading(world: World, owner: User) -> None:
    client, seen = let_in(Client(), owner), Event.objects.filter(kind="personal.read")
    for noun, expected in (("grant", ["grant:0"]), ("organisation", []), ("consultation", [])):
        before = seen.count()
        page = client.get(reverse(f"admin:consultation_{noun}_add"))
        assert page.status_code == 200
        assert (world.member.email in page.content.decode()) == bool(expected)
        assert [one.about for one in seen.order_by("pk")[before:]] == expected, noun


def test_pages_that_name_officers_of_a_council_are_readings(
    world: World, superuser: User, owner: User
) -> None:
    client, whole = let_in(Client(), superuser), f"consultation:{world.consultation.pk}"
    seen = Event.objects.filter(kind=EventKind.PERSONAL_READ)
    note_sign_out(person=world.member, by=world.member, at=NOW)  # something that an officer did
    for name, named, officer, about in (
        ("organisations", [world.consultation.slug], world.invitation.email, whole),
        ("enquiries", [world.consultation.slug], world.enquiry.asked_by.name, whole),
        ("accounts", [], world.member.email, "user:0"),
        ("account-close", [world.member.pk], world.member.name, f"user:{world.member.pk}"),
        ("audit", [], world.member.name, "event:0"),
    ):
        before = seen.count()
        assert officer in client.get(reverse(name, args=named)).content.decode(), name
        assert [one.about for one in seen.order_by("pk")[before:]] == [about], name
