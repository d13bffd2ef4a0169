"""Nouns that are only listed: of responses, of moderation and of the record.

Salts of the ledger and equality answers are not. Nobody has a reason to read a single one of
either.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from consultation.access import Permission
from consultation.admin import views
from consultation.admin.kinds import InScope
from consultation.admin.showing import (
    FOUND_BY_RESPONSE,
    OF_RESPONSE,
    found_by,
    known,
    known_of_many,
    known_rows_of_many,
    leaving,
    rows,
    showing,
    unrestricted,
)
from consultation.events import MACHINE, PUBLIC, STAFF
from consultation.models import (
    Answer,
    BulkRedaction,
    BulkReview,
    BulkReviewRow,
    Closing,
    Draft,
    EqualityQuestion,
    EqualitySet,
    Event,
    Extension,
    Flag,
    GatheringPoint,
    Leaf,
    Link,
    Meeting,
    Message,
    ModerationStatement,
    Outage,
    Pause,
    Petition,
    PetitionAbout,
    PublishedAnswer,
    PublishedResponse,
    Redaction,
    Report,
    ReportFile,
    ReportLine,
    ReportRequest,
    ReportSchedule,
    Respondent,
    Review,
    SavedView,
    Screening,
    TextGroup,
    TokenStart,
    Translation,
    Unscreened,
)
from consultation.moderate.staff_site import Story

P = Permission
moderating = showing(Story.MODERATING)
recording = showing(Story.RECORDING)
preparing = showing(Story.PREPARING)
coming_in = showing(Story.COMING_IN)


coming_in(
    Answer,
    P.READ_RESPONSES,
    "response question_version proposal choice text",
    get_queryset=unrestricted,
    list_select_related=("response", "question_version", "proposal__station"),
    **FOUND_BY_RESPONSE,
    **OF_RESPONSE,
)
moderating(
    Review,
    P.READ_RESPONSES,
    "response verdict step round decides rule reason by at",
    list_filter=("verdict", "step"),
    get_queryset=known,
    list_select_related=("response", "rule", "by"),
    **FOUND_BY_RESPONSE,
    **OF_RESPONSE,
)
moderating(
    Flag,
    P.READ_RESPONSES,
    "response kind rule sentence at state judged_by",
    list_filter=("kind", "state"),
    actions=(views.call_false, views.put_back),
    list_select_related=("response", "judged_by"),
    **FOUND_BY_RESPONSE,
    **OF_RESPONSE,
)
moderating(
    Screening,
    P.READ_RESPONSES,
    "response consultation version at rank language tokens held_by held_until",
    list_select_related=("response", "consultation", "held_by"),
    **OF_RESPONSE,
)
moderating(
    TokenStart,
    P.READ_RESPONSES,
    "token at consultation",
    called="Where filters of the queue begin",
    list_select_related=("consultation",),
)
moderating(
    Unscreened,
    P.READ_RESPONSES,
    "response consultation",
    called="Not screened yet",
    list_select_related=("response", "consultation"),
    **OF_RESPONSE,
)
moderating(
    Redaction,
    P.READ_RESPONSES,
    "response answer start end reason round by at in_force taken_back_at",
    list_filter=("reason", "in_force"),
    actions=(views.take_back,),
    get_queryset=known,
    list_select_related=("response", "answer", "by"),
    **FOUND_BY_RESPONSE,
    **OF_RESPONSE,
)
moderating(
    BulkReview,
    P.READ_RESPONSES,
    "verdict consultation state asked_by asked_at steps_done steps_total reason error",
    on_page="bulk-review",
    list_filter=("state", ("consultation", InScope)),
    list_select_related=("consultation", "asked_by"),
    get_queryset=known_of_many,
)
moderating(
    BulkReviewRow,
    P.READ_RESPONSES,
    "bulk_review response review refusal",
    list_select_related=("bulk_review", "response", "review"),
    get_queryset=known_rows_of_many,
    **FOUND_BY_RESPONSE,
    **OF_RESPONSE,
)
moderating(
    TextGroup,
    P.READ_RESPONSES,
    "id consultation size founded_at into",
    on_page="copy-group",
    list_filter=(("consultation", InScope),),
    list_select_related=("consultation", "into"),
)
moderating(
    BulkRedaction,
    P.READ_RESPONSES,
    "consultation state reason asked_by asked_at confirmed_by responses places changed taken "
    "published error",
    on_page="everywhere",
    list_filter=("state", "reason", ("consultation", InScope)),
    list_select_related=("consultation", "asked_by", "confirmed_by"),
)
moderating(
    PublishedAnswer,
    P.READ_RESPONSES,
    "published question_version proposal choice text redactions",
    list_select_related=("published", "question_version", "proposal__station"),
    to="published__response__consultation",
    response="published__response__",
)
moderating(
    PublishedResponse,
    P.READ_RESPONSES,
    "response consultation received_on channel capacity place borough language words_withheld at",
    list_select_related=("response", "consultation", "borough"),
    **OF_RESPONSE,
)
moderating(
    SavedView,
    P.READ_RESPONSES,
    "name person consultation query at",
    list_select_related=("person", "consultation"),
)


class ActorFilter(admin.SimpleListFilter):
    """By who acted. Django would look through the whole table for the values that there are."""

    title = parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Known without looking."""
        return [(STAFF, "An account"), (PUBLIC, "A member of the public"), (MACHINE, "The service")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Those of one sort."""
        return queryset.filter(actor=self.value()) if self.value() else queryset


def found_by_name(page: Any, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
    """Events about exactly one row: only that is indexed, and half a name is no row's."""
    found = queryset.filter(about=search_term.strip()) if search_term.strip() else queryset
    return found, False


recording(
    Event,
    P.READ_EVENTS,
    "id kind about actor by at facts",
    list_filter=("kind", ActorFilter),
    search_fields=("about",),
    get_search_results=found_by_name,
    search_help_text="What it is about, such as response:12",
)
moderating(
    ModerationStatement,
    P.READ_EVENTS,
    "consultation two_reviews duty_instruction reason by at",
    list_select_related=("consultation", "by"),
)
preparing(
    Extension,
    P.READ_EVENTS,
    "consultation from_at to_at reason by at",
    list_select_related=("consultation", "by"),
)
preparing(
    Closing,
    P.READ_EVENTS,
    "consultation closes_at received_until closed_at responses",
    list_select_related=("consultation",),
)
preparing(
    Pause,
    P.READ_EVENTS,
    "consultation from_at reason by to_at reopened_reason reopened_by",
    list_select_related=("consultation", "by", "reopened_by"),
)
preparing(
    Outage, P.READ_EVENTS, "from_at to_at what_happened by at", list_select_related=("by",), to=None
)


POINTS = rows(GatheringPoint, P.READ_RESPONSES, "position text proposal")
coming_in(
    Petition,
    P.READ_RESPONSES,
    "title consultation state organiser signatures verified verified_how channel page received_at "
    "text correction ended_reason recorded_by recorded_at",
    list_display=("title", "consultation", "state", "signatures", "verified", "received_at"),
    list_filter=(("consultation", InScope), "state"),
    list_select_related=("consultation",),
    inlines=(rows(PetitionAbout, P.READ_RESPONSES, "proposal"), POINTS),
)
coming_in(
    Meeting,
    P.READ_RESPONSES,
    "held_at place consultation state borough organised_by publicised_on access attendance "
    "attendance_how spoke_for note correction ended_reason recorded_by recorded_at",
    list_display=("held_at", "place", "consultation", "state", "attendance", "attendance_how"),
    list_filter=(("consultation", InScope), "state"),
    list_select_related=("consultation",),
    inlines=(POINTS,),
)
recording(
    Leaf,
    P.READ_EVENTS,
    "response commitment",
    list_select_related=("response",),
    **OF_RESPONSE,
)
showing(Story.REPORTING)(
    Report,
    P.ASK_REPORTS,
    "title state priority asked_by asked_at finished_at published_at expires_at error",
    on_page="report",
    inlines=(
        rows(ReportFile, P.ASK_REPORTS, "kind name size sha256"),
        rows(ReportRequest, P.ASK_REPORTS, "by at mail"),
        rows(ReportLine, P.ASK_REPORTS, "attempt at words"),
    ),
    list_filter=("state", "kind", ("consultation", InScope)),
    list_select_related=("station", "borough", "asked_by"),
)
showing(Story.REPORTING)(
    ReportSchedule,
    P.ASK_REPORTS,
    "kind station borough every mail by at last_on ended_at",
    list_filter=("kind", ("consultation", InScope)),
    list_select_related=("station", "borough", "by"),
)
# Where an e-mail got stuck, without the address and the words in it.
recording(
    Message,
    P.READ_EVENTS,
    "id kind state queued_at due_at sent_at attempts last_error",
    list_filter=("state", "kind"),
    get_queryset=leaving("to subject body"),
    to=None,
    whole_site=True,
)
# Unfinished answers are nobody's to read.
coming_in(
    Draft,
    None,
    "id consultation begun_at saved_at sent_at",
    list_select_related=("consultation",),
)
coming_in(
    Link,
    None,
    "id draft made_at",
    list_select_related=("draft",),
    to=None,
    **found_by("draft", "a draft"),
)
coming_in(Respondent, None, "id name email wants_news", to=None)
preparing(
    Translation,
    P.PUBLISH,
    "subject field language state consultation",
    more="english text drafted_by drafted_at checked_by checked_at",
    list_filter=("language", "state", ("consultation", InScope)),
    list_select_related=("consultation",),
)
preparing(EqualitySet, P.PUBLISH, "name version dated_on source departures", to=None)
preparing(
    EqualityQuestion,
    P.PUBLISH,
    "set position short wording help options shown_if shown_if_values",
    to=None,
    list_filter=("set",),
    list_select_related=("set", "shown_if"),
)
