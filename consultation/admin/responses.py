"""Responses by state, borough and front counter, and the verdicts on many at once."""

from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from consultation.access import Permission, may
from consultation.admin import views
from consultation.admin.kinds import InScope, ReadOnly, Rows
from consultation.admin.showing import usable
from consultation.models import Answer, Consultation, Kind, Proposal, Response, Review, Verdict
from consultation.models.response import ResponseQuerySet
from consultation.moderate.queries import with_beginnings
from consultation.moderate.staff_site import Story
from consultation.respond.codes import read_reference
from stations.models import Borough, Station


class StationFilter(admin.SimpleListFilter):
    """Responses with an answer about a front counter."""

    title, parameter_name = "about the front counter", "station"
    path = "station__slug"  # of a proposal

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """By borough and name."""
        asked = Station.objects.filter(proposals__isnull=False).distinct()
        found = asked.order_by("borough__name", "name").values_list("slug", "borough__name", "name")
        return [(slug, f"{borough}: {name}") for slug, borough, name in found]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """A response is in the list once, however many answers it has."""
        if not self.value():
            return queryset
        asked = Proposal.objects.filter(**{self.path: self.value()})
        # As numbers: of a number PostgreSQL knows how many answers have it, of a slug it does not.
        about = list(asked.values_list("pk", flat=True))
        answers = Answer.objects.filter(response=models.OuterRef("pk"), proposal__in=about)
        return queryset.filter(models.Exists(answers))


class StationBoroughFilter(StationFilter):
    """Responses with an answer about any front counter of a borough."""

    title, parameter_name = "about a front counter in", "about"
    path = "station__borough__slug"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """By name."""
        return list(Borough.objects.order_by("name").values_list("slug", "name"))


class HomeFilter(admin.SimpleListFilter):
    """Responses from people who live in a borough."""

    title, parameter_name = "from people who live in", "lives"
    lookups = StationBoroughFilter.lookups

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """By slug, as in the queue's own address. Formal replies come from nobody's home."""
        if not self.value():
            return queryset
        return queryset.filter(kind=Kind.PUBLIC, borough__slug=self.value())


class AnswerRows(Rows):
    model = Answer
    see = frozenset({Permission.READ_RESPONSES})
    fields = ("question_version", "proposal", "choice", "text")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """With what the rows name; none of what is restricted."""
        found = usable(super().get_queryset(request)).order_by("pk")
        return found.select_related("question_version", "proposal__station")


class ReviewRows(Rows):
    model = Review
    see = frozenset({Permission.READ_RESPONSES})
    fields = ("verdict", "step", "rule", "reason", "by", "at")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """With what the rows name, and without what is hidden until a second review is in."""
        known: Any = super().get_queryset(request)
        return known.known_to(request.user).select_related("rule", "by")


@admin.register(Response)
class ResponseAdmin(ReadOnly):
    story = Story.COMING_IN
    see = frozenset({Permission.READ_RESPONSES})
    response = ""
    list_display = ("number", "received_at", "state", "borough", "about", "channel", "consultation")
    list_filter = (
        "state", ("consultation", InScope), StationFilter, StationBoroughFilter, HomeFilter,
        "channel",
    )  # fmt: skip
    search_fields = ("reference",)
    search_help_text = "The whole reference from a receipt, or the number of a response"
    fields = (
        "moderation", "consultation", "state", "state_at", "kind", "channel", "capacity", "place",
        "borough", "language", "begun_at", "received_at", "in_grace", "easy_read",
        "privacy_version",
    )  # fmt: skip
    readonly_fields = ("moderation",)
    inlines = (AnswerRows, ReviewRows)
    actions = (
        "review_release", "review_withhold", "review_quarantine", "review_exclude", "review_reopen",
        "export",
    )  # fmt: skip

    def has_export_permission(self, request: HttpRequest) -> bool:
        """For the button."""
        return may(request.user, Permission.EXPORT)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """With all that a line shows, in one query."""
        found = cast(ResponseQuerySet, super().get_queryset(request))
        return with_beginnings(found.select_related("consultation")).order_by("-pk")

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        """By exact reference or number: both are indexed, and half a reference is nobody's."""
        if not search_term:
            return queryset, False
        if search_term.isascii() and search_term.isdigit() and len(search_term) < 12:
            return queryset.filter(pk=int(search_term)), False
        return queryset.filter(reference=read_reference(search_term)), False

    @admin.display(description="Response")
    def number(self, response: Response) -> str:
        """As the pages of moderation call it."""
        return f"Response {response.pk}"

    @admin.display(description="About")
    def about(self, response: Any) -> str:
        """The front counters it speaks about."""
        return ", ".join(response.about_stations)

    @admin.display(description="In the queue")
    def moderation(self, response: Response) -> str:
        """The way to the page where one response is decided."""
        where = reverse("response", args=[response.pk])
        return format_html('<a href="{}">Read it and decide</a>', where)

    @admin.action(description="Release", permissions=["review"])
    def review_release(
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        """Each of them."""
        return views.decide(self, request, queryset, Verdict.RELEASE)

    @admin.action(description="Count, but withhold the words", permissions=["review"])
    def review_withhold(
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        """Each of them."""
        return views.decide(self, request, queryset, Verdict.WITHHOLD)

    @admin.action(description="Put in quarantine", permissions=["review"])
    def review_quarantine(
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        """Each of them."""
        return views.decide(self, request, queryset, Verdict.QUARANTINE)

    @admin.action(description="Exclude under a published rule", permissions=["review"])
    def review_exclude(
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        """Each of them."""
        return views.decide(self, request, queryset, Verdict.EXCLUDE)

    @admin.action(description="Send back to the queue", permissions=["review"])
    def review_reopen(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Each of them."""
        return views.decide(self, request, queryset, Verdict.REOPEN)

    @admin.action(description="Export all responses of the consultation", permissions=["export"])
    def export(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """The whole consultation's, not the selected rows alone: a part of it could mislead."""
        wanted = set(queryset.values_list("consultation", flat=True))
        views.export(self, request, Consultation.objects.filter(pk__in=wanted))
