"""The register in Django's admin: look at what was loaded, load a file.

Nothing is changed by hand: a correction is a file too, and its loading is on record.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from stations.actions import import_register
from stations.forms import RegisterForm
from stations.keyset import KeysetChangeList
from stations.loading import RegisterProblem
from stations.models import (
    Alias,
    Borough,
    Fact,
    OpeningHours,
    Population,
    Postcode,
    RegisterImport,
    Station,
)
from stations.postcodes import PostcodeProblem, parse

MAY_IMPORT = "stations.add_station"
NOT_ALLOWED = "Your account may not load a register. Ask an administrator for that permission."
NO_POSTCODES = "not checked: no postcodes are loaded"
QUALITY = {
    "missing_postcode": "Without a postcode",
    "missing_coordinates": "Without a place on the map",
    "missing_hours": "Without opening hours",
    "unknown_postcode": "With a postcode that is not known",
    "postcode_in_other_borough": "With a postcode in another borough",
    "inferred": "With a fact that is inferred",
    "disputed": "With a fact that is disputed",
}
NEEDS_POSTCODES = ("unknown_postcode", "postcode_in_other_borough")


class LookedAt:
    """Shown, and changed by nothing but loading. Consultations refer to it: nothing is deleted."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Listed(LookedAt, admin.ModelAdmin):
    """A list of it: paged by key, but for what fits on one page and is read by name."""

    show_full_result_count = False
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return KeysetChangeList


class ListedByName(Listed):
    """Boroughs and counters: there is no more of them than a page holds."""

    list_per_page = 1_000

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ChangeList


class FactInline(LookedAt, admin.StackedInline):
    model = Fact
    extra = 0


class HoursInline(LookedAt, admin.StackedInline):
    model = OpeningHours
    extra = 0


class AliasInline(LookedAt, admin.TabularInline):
    model = Alias
    extra = 0


@admin.register(Station)
class StationAdmin(ListedByName):
    list_display = ["name", "borough", "postcode", "easting", "northing"]
    list_filter = ["borough"]
    list_select_related = ["borough"]
    search_fields = ["name", "aliases__name", "postcode", "address"]
    inlines = [HoursInline, AliasInline, FactInline]


@admin.register(Fact)
class FactAdmin(Listed):
    list_display = ["station", "label", "value", "confidence", "dated"]
    list_filter = ["kind", "confidence"]
    list_select_related = ["station"]
    search_fields = ["station__name", "value", "source"]


@admin.register(OpeningHours)
class OpeningHoursAdmin(Listed):
    list_display = ["station", "valid", "text", "confidence"]
    list_filter = ["valid", "all_day", "confidence"]
    list_select_related = ["station"]
    search_fields = ["station__name", "text", "basis"]


@admin.register(Borough)
class BoroughAdmin(ListedByName):
    list_display = ["name", "ons_code", "has_met"]
    list_filter = ["has_met"]
    search_fields = ["name", "ons_code"]


@admin.register(Population)
class PopulationAdmin(Listed):
    list_display = ["borough", "people", "source", "dated"]
    list_select_related = ["borough"]
    search_fields = ["borough__name"]


@admin.register(Postcode)
class PostcodeAdmin(Listed):
    list_display = ["__str__", "borough", "easting", "northing"]
    list_select_related = ["borough"]
    search_fields = ["code"]
    search_help_text = "The whole postcode"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Postcode], search_term: str
    ) -> tuple[QuerySet[Postcode], bool]:
        """The table is large: a postcode is looked up whole, however it is typed."""
        try:
            found = queryset.filter(code=parse(search_term)) if search_term else queryset
        except PostcodeProblem:
            return queryset.none(), False
        return found, False


@admin.register(RegisterImport)
class RegisterImportAdmin(Listed):
    list_display = ["source", "at", "by", "rows"]
    search_fields = ["source", "sha256"]
    fields = ["source", "at", "by", "rows", "sha256", "quality"]
    readonly_fields = ["quality"]
    change_list_template = "stations/admin_imports.html"

    def get_urls(self) -> list[URLPattern]:
        """The page for loading a file, beside those of every model."""
        page = self.admin_site.admin_view(self.load)
        return [path("load/", page, name="stations_load"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {**(extra_context or {}), "may_import": request.user.has_perm(MAY_IMPORT)}
        return super().changelist_view(request, more)

    @admin.display(description="Data-quality report")
    def quality(self, loaded: RegisterImport) -> SafeString:
        """Each doubt with how many counters it concerns, and which."""
        report = loaded.report
        lines = []
        for name, words in QUALITY.items():
            found = report.get(name, [])
            which = ", ".join(found) or "none"
            if name in NEEDS_POSTCODES and not report.get("postcodes_checked"):
                which = NO_POSTCODES
            lines.append((words, len(found), which))
        counters = format_html("<li>Boroughs with counters: {}</li>", report.get("boroughs", 0))
        body = format_html_join("", "<li>{}: {} ({})</li>", lines)
        return format_html("<ul>{}{}</ul>", counters, body)

    def load(self, request: HttpRequest) -> HttpResponse:
        """Take a CSV file, or say what is wrong with it and where."""
        if not request.user.has_perm(MAY_IMPORT):
            raise PermissionDenied(NOT_ALLOWED)
        sent = request.method == "POST"
        form = RegisterForm(request.POST, request.FILES) if sent else RegisterForm()
        if form.is_valid():
            at = timezone.now()
            try:
                loaded = import_register(
                    rows=form.rows,
                    source=form.cleaned_data["file"].name,
                    sha256=form.sha256,
                    by=f"account {request.user.pk}",
                    at=at,
                )
            except RegisterProblem as problem:
                form.add_error("file", str(problem))
            else:
                messages.success(
                    request,
                    f"{loaded.rows} front counters loaded."
                    if loaded.at == at
                    else "This file was the last one loaded. Nothing has changed.",
                )
                address = reverse("admin:stations_registerimport_change", args=[loaded.pk])
                return HttpResponseRedirect(address)
        context = {
            **self.admin_site.each_context(request),
            "title": "Load a register",
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "stations/admin_load.html", context)
