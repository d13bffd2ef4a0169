"""The kinds of page that the nouns' pages are made of."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.http import HttpRequest

from consultation.access import Permission, may, permissions_of, rows_within
from consultation.admin.keyset import KeysetChangeList
from consultation.models import EventKind
from consultation.models.constraints import PLAIN
from consultation.reading.views import note
from consultation.scopes import SITE


class Moment(AdminSplitDateTime):
    """A date and a time, each with a name that is read out."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for box, name in zip(self.widgets, ("Date", "Time"), strict=True):
            box.attrs["aria-label"] = name


class Seen(admin.options.BaseModelAdmin):
    """Read by those with one of the permissions in `see`, and by a superuser. Never written."""

    see: frozenset[Permission] = frozenset()
    #: The way to the consultation's key; "" for the rows on a page of one, None for what has none.
    to: str | None = "consultation"
    response: str | None = None  # the way to the response, as scopes.within has it
    whole_site = False  # seen by those alone whose role is for every consultation

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By our roles, and of a row by what they are limited to."""
        if request.user.is_superuser:
            return bool(permissions_of(request.user))
        known = self.to is not None and obj is not None and obj.pk
        about = SITE if self.whole_site else obj if known else None
        return any(may(request.user, one, about=about) for one in self.see)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """The rows that the reader's roles are for."""
        found: models.QuerySet = super().get_queryset(request)
        limits = self.limits(request)
        return found if limits is None else found.filter(limits)

    def limits(self, request: HttpRequest) -> models.Q | None:
        """What the reader's roles are limited to; None where they are not."""
        if not self.to:
            return None
        return rows_within(request.user, self.see, to=self.to, response=self.response)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody, unless a page says otherwise."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody, unless a page says otherwise."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody, ever: what was recorded stays."""
        return False


class ReadOnly(Seen, admin.ModelAdmin):
    """The pages of a noun that is read here and written elsewhere."""

    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 50
    sortable_by = ()  # a click must not sort a million rows
    ordering = ("-pk",)
    show_facets = admin.ShowFacets.NEVER  # they count the whole table once a filter
    view_on_site = False
    formfield_overrides = {models.DateTimeField: {"widget": Moment}}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeysetChangeList]:
        """Paged by key."""
        return KeysetChangeList

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may see one noun sees it in the index."""
        return self.has_view_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """A list of people's details is not shown without a record of that."""
        answer = super().changelist_view(request, extra_context)
        return self._noted(request, answer, {}, EventKind.PERSONAL_READ)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """The same for one row of them."""
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        return self._noted(request, answer, {"pk": object_id}, None) if object_id else answer

    def _noted(
        self, request: HttpRequest, answer: Any, named: dict[str, Any], kind: EventKind | None
    ) -> Any:
        if answer.status_code < 300 and set(self.model.PRIVACY.values()) != {PLAIN}:
            note(request, self.model, named, kind)
        return answer

    def _unlogged(self, *args: Any) -> None:
        """Our events are the record of what happened; Django's own log would double it."""

    log_addition: Any = _unlogged
    log_change: Any = _unlogged
    log_deletions: Any = _unlogged

    def tell(self, request: HttpRequest, said: Any, *, good: bool = True) -> None:
        """A message above the list."""
        self.message_user(request, said, messages.SUCCESS if good else messages.WARNING)


class Rows(Seen, admin.StackedInline):
    """Rows of another noun on its page, which is of one consultation."""

    extra = 0
    to = ""


class InScope(admin.RelatedFieldListFilter):
    """Offers the consultations that the reader's roles are for."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """As Django has it, of fewer rows."""
        limits = rows_within(request.user, model_admin.see, to="pk", in_part=True)
        return field.get_choices(include_blank=False, limit_choices_to=limits or models.Q())
