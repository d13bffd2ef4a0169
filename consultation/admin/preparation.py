"""Consultations with their parts: written by those who publish while a draft, then only read."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consultation.access import Permission, may, rows_within, why_not
from consultation.admin import views
from consultation.admin.kinds import InScope, ReadOnly, Rows, Seen
from consultation.models import (
    Alternative,
    Consultation,
    ConsultationState,
    Criterion,
    Evidence,
    ExclusionRule,
    Proposal,
    Question,
    QuestionVersion,
)
from consultation.moderate.staff_site import Story
from consultation.scopes import SITE

FIXED = "This consultation is published: its words are fixed."


def whole_of(part: Any) -> Consultation:
    """The consultation that a row is part of, or is."""
    return part if isinstance(part, Consultation) else cast(Consultation, part.consultation)


class Prepared(Seen):
    """Open to changes until it is published."""

    see = frozenset({Permission.PUBLISH, Permission.READ_RESPONSES})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is a draft."""
        about = whole_of(obj) if obj is not None else None
        if not may(request.user, Permission.PUBLISH, about=about):
            return False
        return obj is None or whole_of(obj).state == ConsultationState.DRAFT

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As for changes."""
        return self.has_change_permission(request, obj)


class PreparedRows(Prepared, Rows):
    """Parts of a part."""


def parts(noun: type[models.Model], **options: Any) -> type[PreparedRows]:
    """The rows of a noun on the page of what they belong to."""
    return type(f"{noun.__name__}Rows", (PreparedRows,), {"model": noun, **options})


def read_parts(noun: type[models.Model]) -> type[Rows]:
    """The same, for rows that are only read here."""
    return type(f"{noun.__name__}Rows", (Rows,), {"model": noun, "see": Prepared.see})


class PreparedAdmin(Prepared, ReadOnly):
    """A save is recorded as one event, with the names of what was written."""

    story = Story.PREPARING

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **given: Any) -> Any:
        """Offers the consultations that the reader may prepare."""
        if db_field.related_model is Consultation:
            limits = rows_within(request.user, {Permission.PUBLISH}, to="pk")
            given["queryset"] = Consultation.objects.filter(limits or models.Q())
        return super().formfield_for_foreignkey(db_field, request, **given)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Raises PermissionDenied when it was published meanwhile; the row stays locked."""
        if refusal := why_not(request.user, Permission.PUBLISH, about=whole_of(obj)):
            raise PermissionDenied(refusal)
        if key := whole_of(obj).pk:
            whole = Consultation.objects.select_for_update().get(pk=key)
            if whole.state != ConsultationState.DRAFT:
                raise PermissionDenied(FIXED)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """With the event, in the transaction of the save."""
        super().save_related(request, form, formsets, change)
        fields = [*form.changed_data, *(one.prefix for one in formsets if one.has_changed())]
        views.drafted(request, whole_of(form.instance), form.instance, fields)


@admin.register(Consultation)
class ConsultationAdmin(PreparedAdmin):
    to = "pk"
    list_display = ("title", "state", "opens_at", "closes_at")
    list_filter = ("state",)
    readonly_fields = ("state",)
    inlines = (parts(Criterion), parts(ExclusionRule))
    actions = ("publish", "export")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A new one is within no role that is limited to another."""
        return may(request.user, Permission.PUBLISH, about=SITE)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """For the button."""
        return may(request.user, Permission.PUBLISH)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """For the button."""
        return may(request.user, Permission.EXPORT)

    @admin.action(description="Publish", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Make drafts public."""
        views.publish(self, request, queryset)

    @admin.action(description="Export all responses", permissions=["export"])
    def export(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Queue one export a consultation."""
        views.export(self, request, queryset)


@admin.register(Proposal)
class ProposalAdmin(PreparedAdmin):
    list_display = ("station", "kind", "consultation")
    list_filter = (("consultation", InScope), "kind", "station__borough")
    list_select_related = ("consultation", "station")
    search_fields = ("station__name",)
    inlines = (parts(Evidence), parts(Alternative))


@admin.register(Question)
class QuestionAdmin(ReadOnly):
    """Read here. Questions are written in one place: the staff pages, which judge what is typed."""

    story = Story.PREPARING
    see = Prepared.see
    list_display = ("key", "consultation", "position", "kind", "scope", "required")
    list_filter = (("consultation", InScope),)
    list_select_related = ("consultation",)
    inlines = (read_parts(QuestionVersion),)

    @admin.display(description="Written on")
    def written_on(self, question: Question) -> SafeString:
        """The way to where it is changed."""
        href = reverse("questions", args=[question.consultation.slug])
        return format_html(
            '<a href="{}">Questions of this consultation, on the staff pages</a>', href
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """With the way to where it is changed, first."""
        return [
            "written_on",
            *(one for one in super().get_fields(request, obj) if one != "written_on"),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Shown, never asked."""
        return ["written_on"]
