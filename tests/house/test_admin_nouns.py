"""Every noun stands in Django's admin, or here with the reason why it does not."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import RequestFactory

from consultation.admin import people
from consultation.admin.kinds import ReadOnly
from consultation.models import (
    Alternative,
    AuthenticatorApp,
    Briefing,
    BulkRedactionPlace,
    Checkpoint,
    ContentVersion,
    CopyWatch,
    Cosignature,
    Criterion,
    CriterionResult,
    EqualityAnswer,
    Evidence,
    ExclusionRule,
    GatheringPoint,
    Identity,
    LeafSalt,
    Leftover,
    LogEntry,
    Passkey,
    PetitionAbout,
    PlaceFigures,
    PointAbout,
    PointWording,
    PublicChange,
    PublishedWords,
    QuestionVersion,
    ReceivedWords,
    Reconciliation,
    RecoveryCode,
    ReportFile,
    ReportLine,
    ReportRequest,
    ReportWords,
    RetentionMark,
    Saying,
    SentForm,
    Stated,
    Tallied,
    Tally,
    TallyDue,
    TextPrint,
    Unlogged,
    User,
)
from consultation.moderate.staff_site import Story
from stations.models import Alias
from tests.house.test_models import MODELS

ON_THE_PAGE = "rows on the page of what they are part of"
NOT_LISTED: dict[type[models.Model], str] = {
    **dict.fromkeys(
        (Saying, Tally, Tallied, TallyDue),
        "numbers that a worker keeps, which the page Figures shows in words",
    ),
    **dict.fromkeys(
        (
            Alias, Alternative, AuthenticatorApp, Briefing, Criterion, CriterionResult, Evidence,
            ExclusionRule,
            GatheringPoint, Identity, Passkey, PetitionAbout, PointAbout, PointWording,
            QuestionVersion, RecoveryCode,
            ReportFile, ReportLine, ReportRequest,
        ),
        ON_THE_PAGE,
    ),
    BulkRedactionPlace: "a worker's list, gone when its job is over; the page of the job shows it",
    ContentVersion: "a counter that spoils caches; it says nothing of anybody or anything",
    PublicChange: "a counter of the database; it says nothing of anybody or anything",
    Reconciliation: "numbers that a worker counts, which a public page shows in words",
    PlaceFigures: "numbers of an edition of results, which its page and the public pages show",
    ReportWords: "where words stand that files show; the page of the report shows them",
    CopyWatch: "how far the search for copies has come; its end is a text group, which is listed",
    Leftover: "what is still to be emptied tonight; what was is told by events",
    **dict.fromkeys(
        (PublishedWords, ReceivedWords),
        "the words of texts as a search reads them; the texts are answers, which are listed",
    ),
    RetentionMark: "how far a night has looked; what it did is told by events",
    TextPrint: "numbers that copies are found by; what they found is a text group",
    EqualityAnswer: "answers about who somebody is: nobody reads a single one, only totals",
    **dict.fromkeys(
        (Checkpoint, Cosignature, LogEntry, Stated),
        "published as it is: everybody reads it below /tlog/",
    ),
    SentForm: "where a form led, for two days; what it did is told by events",
    Unlogged: "what the public log waits for; what it says is entered a second later",
    LeafSalt: "secret: with it a leaf of the ledger could be guessed back to an answer",
}  # fmt: skip
PAGES = sorted(admin.site._registry.items(), key=lambda one: one[0]._meta.label)
each = pytest.mark.parametrize(("noun", "page"), PAGES, ids=[n._meta.label for n, _page in PAGES])


def test_every_noun_is_in_the_admin_or_has_a_reason() -> None:
    listed = set(admin.site._registry)
    assert listed.isdisjoint(NOT_LISTED)
    assert listed | set(NOT_LISTED) == set(MODELS)
    assert all(NOT_LISTED.values())


def test_what_is_said_to_be_on_a_page_is_on_one() -> None:
    shown = {rows.model for _noun, page in PAGES for rows in page.inlines}
    shown |= {rows.model for rows in people.FACTORS}
    assert {noun for noun, why in NOT_LISTED.items() if why == ON_THE_PAGE} <= shown


@each
def test_every_noun_of_a_consultation_stands_in_a_part_of_the_story(
    noun: type[models.Model], page: Any
) -> None:
    if noun._meta.app_label == "consultation":
        assert isinstance(page, ReadOnly)
        assert isinstance(page.story, Story)


@each
def test_a_list_reads_what_its_lines_name_with_the_lines(
    noun: type[models.Model], page: Any, db: None
) -> None:
    """Else a line of a list costs a query for each name in it."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    rows = page.get_queryset(request)
    if page.list_select_related:
        rows = rows.select_related(*page.list_select_related)
    fields = {field.name: field for field in noun._meta.concrete_fields}
    named = {one for one in page.list_display if one in fields and fields[one].is_relation}
    assert named <= set(rows.query.select_related or ())


@each
def test_no_secret_is_in_a_list_or_on_a_page(noun: type[models.Model], page: Any) -> None:
    secret = {name for name, kind in noun.PRIVACY.items() if kind == "secret"}  # type: ignore[attr-defined]
    assert secret.isdisjoint(page.list_display)
    assert secret.isdisjoint(page.fields or ())
