"""Nouns that are only listed. Salts of the ledger and equality answers are not.

Nobody has a reason to read a single one of either.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from consultation.access import Permission
from consultation.admin.kinds import InScope, ReadOnly, Rows
from consultation.admin.responses import usable
from consultation.events import MACHINE, PUBLIC, STAFF
from consultation.models import (
    Answer,
    BulkReview,
    Draft,
    EqualityQuestion,
    EqualitySet,
    Event,
    Extension,
    Flag,
    GatheringPoint,
    Leaf,
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
    Respondent,
    Review,
    SavedView,
    Screening,
    Unscreened,
)
from consultation.moderate import bulk

P = Permission
OF_RESPONSE: dict[str, Any] = {"to": "response__consultation", "response": "response__"}


def show(noun: type[models.Model], see: Permission | None, columns: str, **options: Any) -> None:
    """Register a noun. Without a permission it is the superuser's alone.

    :param columns: what is shown, in the list and on the page of a row; nothing else is.
    """
    names = tuple(columns.split())
    shown = {"list_display": names, "fields": names, "see": frozenset({see} if see else ())}
    admin.site.register(noun, type(f"{noun.__name__}Admin", (ReadOnly,), shown | options))


def known(page: ReadOnly, request: HttpRequest) -> models.QuerySet:
    """Without what one of two reviewers says before the other has said it."""
    rows: Any = ReadOnly.get_queryset(page, request)
    found: models.QuerySet = rows.known_to(request.user)
    return found


def known_bulk_reviews(page: Any, request: HttpRequest) -> models.QuerySet:
    """Where two people review, what one of them asked for many is as hidden as for one."""
    found = ReadOnly.get_queryset(page, request)
    return found.filter(Q(consultation__two_reviews=False) | bulk.seen_by(request.user))


def unrestricted(page: ReadOnly, request: HttpRequest) -> models.QuerySet:
    """Without the answers of responses whose use a person has had restricted."""
    return usable(ReadOnly.get_queryset(page, request))


show(
    Answer,
    P.READ_RESPONSES,
    "response question_version proposal choice text",
    get_queryset=unrestricted,
    list_select_related=("response", "question_version", "proposal__station"),
    **OF_RESPONSE,
)
show(
    Review,
    P.READ_RESPONSES,
    "response verdict step round decides rule reason by at",
    list_filter=("verdict", "step"),
    get_queryset=known,
    list_select_related=("response", "rule", "by"),
    **OF_RESPONSE,
)
show(
    Flag,
    P.READ_RESPONSES,
    "response kind rule sentence at state judged_by",
    list_filter=("kind", "state"),
    list_select_related=("response", "judged_by"),
    **OF_RESPONSE,
)
show(
    Screening,
    P.READ_RESPONSES,
    "response consultation version at rank language tokens held_by held_until",
    list_select_related=("response", "consultation", "held_by"),
    **OF_RESPONSE,
)
show(
    Unscreened,
    P.READ_RESPONSES,
    "response consultation",
    list_select_related=("response", "consultation"),
)
show(
    Redaction,
    P.READ_RESPONSES,
    "response answer start end reason round by at in_force taken_back_at",
    list_filter=("reason", "in_force"),
    get_queryset=known,
    list_select_related=("response", "answer", "by"),
    **OF_RESPONSE,
)
show(
    BulkReview,
    P.READ_RESPONSES,
    "verdict consultation state asked_by asked_at steps_done steps_total reason error",
    list_filter=("state", ("consultation", InScope)),
    list_select_related=("consultation", "asked_by"),
    get_queryset=known_bulk_reviews,
)
show(
    PublishedAnswer,
    P.READ_RESPONSES,
    "published question_version proposal choice text redactions",
    list_select_related=("published", "question_version", "proposal__station"),
    to="published__response__consultation",
    response="published__response__",
)
show(
    PublishedResponse,
    P.READ_RESPONSES,
    "response consultation received_on channel capacity place borough language words_withheld at",
    list_select_related=("response", "consultation", "borough"),
    **OF_RESPONSE,
)
show(
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


show(
    Event,
    P.READ_EVENTS,
    "id kind about actor by at facts",
    list_filter=("kind", ActorFilter),
    search_fields=("about",),
    get_search_results=found_by_name,
    search_help_text="What it is about, such as response:12",
)
show(
    ModerationStatement,
    P.READ_EVENTS,
    "consultation two_reviews duty_instruction reason by at",
    list_select_related=("consultation", "by"),
)
show(
    Extension,
    P.READ_EVENTS,
    "consultation from_at to_at reason by at",
    list_select_related=("consultation", "by"),
)
show(
    Pause,
    P.READ_EVENTS,
    "consultation from_at reason by to_at reopened_reason reopened_by",
    list_select_related=("consultation", "by", "reopened_by"),
)
show(
    Outage, P.READ_EVENTS, "from_at to_at what_happened by at", list_select_related=("by",), to=None
)


def rows(noun: type[models.Model], see: Permission, columns: str) -> type[Rows]:
    """The rows of a noun on the page of what they belong to."""
    names = tuple(columns.split())
    shown = {"model": noun, "fields": names, "see": frozenset({see})}
    return type(f"{noun.__name__}Rows", (Rows,), shown)


POINTS = rows(GatheringPoint, P.READ_RESPONSES, "position text proposal")
show(
    Petition,
    P.READ_RESPONSES,
    "title consultation state organiser signatures verified verified_how channel page received_at "
    "text correction ended_reason recorded_by recorded_at",
    list_display=("title", "consultation", "state", "signatures", "verified", "received_at"),
    list_filter=(("consultation", InScope), "state"),
    list_select_related=("consultation",),
    inlines=(rows(PetitionAbout, P.READ_RESPONSES, "proposal"), POINTS),
)
show(
    Meeting,
    P.READ_RESPONSES,
    "held_at place consultation state borough organised_by publicised_on access attendance "
    "attendance_how spoke_for note correction ended_reason recorded_by recorded_at",
    list_display=("held_at", "place", "consultation", "state", "attendance", "attendance_how"),
    list_filter=(("consultation", InScope), "state"),
    list_select_related=("consultation",),
    inlines=(POINTS,),
)
show(
    Leaf,
    P.READ_EVENTS,
    "response commitment",
    list_select_related=("response",),
    **OF_RESPONSE,
)
show(
    Report,
    P.ASK_REPORTS,
    "title state asked_by asked_at finished_at error",
    list_filter=("state", "kind", ("consultation", InScope)),
    list_select_related=("station", "borough", "asked_by"),
)
# Where an e-mail got stuck, without the address and the words in it.
show(
    Message,
    P.READ_EVENTS,
    "id kind state queued_at due_at sent_at attempts last_error",
    list_filter=("state", "kind"),
    to=None,
    whole_site=True,
)
# Unfinished answers are nobody's to read.
show(
    Draft,
    None,
    "id consultation begun_at saved_at sent_at",
    list_select_related=("consultation",),
)
show(Respondent, None, "id name email wants_news", to=None)
show(EqualitySet, P.PUBLISH, "name version dated_on source departures", to=None)
show(
    EqualityQuestion,
    P.PUBLISH,
    "set position short wording help options shown_if shown_if_values",
    to=None,
    list_filter=("set",),
    list_select_related=("set", "shown_if"),
)
