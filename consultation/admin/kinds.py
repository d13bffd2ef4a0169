"""The kinds of page that the nouns' pages are made of."""

from collections.abc import Sequence
from functools import reduce
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from consultation.access import Permission, is_of_boroughs, may, permissions_of, rows_within
from consultation.events import name_of
from consultation.models import EventKind
from consultation.models.constraints import PLAIN
from consultation.moderate.staff_site import Story
from consultation.reading.views import note
from consultation.scopes import SITE, About
from stations.keyset import KeysetChangeList

#: Columns of what people answered, whatever row they stand in.
SAID = frozenset({"choice", "text", "answers"})


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
    #: Columns that name people of an organisation that is asked. Who of our staff did something is
    #: part of what was done; of these people we hold a name because they reply to us.
    officers: frozenset[str] = frozenset()
    whole_site = False  # seen by those alone whose role is for every consultation

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By our roles, and of a row by what they are limited to."""
        if request.user.is_superuser:
            return bool(permissions_of(request.user))
        return any(may(request.user, one, about=self.row_of(obj)) for one in self.see)

    def row_of(self, obj: Any) -> About:
        """What the permission is asked about: the row that says which consultation it is of."""
        if self.whole_site:
            return SITE
        if self.to is None or obj is None or not obj.pk:
            return None
        way = self.to.split("__")[:-1]
        return cast("About", reduce(getattr, way, obj))

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

    def looked_up(self, request: HttpRequest) -> bool:
        """Of every row of the list the response is looked at, whether it is of a borough."""
        return self.response is not None and is_of_boroughs(request.user, self.see)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody, unless a page says otherwise."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody, unless a page says otherwise."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody, ever: what was recorded stays."""
        return False


class Taken(Seen):
    """Its list can be taken away as a file: see taking.py."""

    take: frozenset[Permission] = frozenset({Permission.EXPORT})
    #: Who takes what the list shows of a person too; others get the file without it.
    take_persons: frozenset[Permission] = frozenset({Permission.EXPORT})

    def has_take_permission(self, request: HttpRequest) -> bool:
        """Of those who see the list, for the button."""
        seen = self.has_view_permission(request)
        if not seen or request.user.is_superuser:
            return seen
        about = SITE if self.whole_site else None
        return any(may(request.user, one, about=about) for one in self.take)

    def are_within(
        self, request: HttpRequest, keys: Sequence[Any], permissions: frozenset[Permission]
    ) -> bool:
        """One of the permissions is for each of these rows. One query at most."""
        if request.user.is_superuser:
            return True
        if not self.to:
            about = SITE if self.whole_site else None
            return any(may(request.user, one, about=about) for one in permissions)
        limits = rows_within(request.user, permissions, to=self.to, response=self.response)
        rows = self.model._default_manager.filter(pk__in=keys)
        return limits is None or rows.filter(limits).order_by().count() == len(keys)

    def consultation_of_all(self, keys: Sequence[Any]) -> int | None:
        """The key of the one consultation that all these rows are of. One query."""
        if not self.to:
            return None
        rows = self.model._default_manager.filter(pk__in=keys).order_by()
        found = list(rows.values_list(self.to, flat=True).distinct()[:2])
        return found[0] if len(found) == 1 else None


class ReadOnly(Taken, admin.ModelAdmin):
    """The pages of a noun that is read here and written elsewhere."""

    story: Story  # the part of the index that it stands in
    called = ""  # its name there, where the model's has no plural that anybody would say
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 50
    sortable_by = ()  # a click must not sort a million rows
    ordering = ("-pk",)
    show_facets = admin.ShowFacets.NEVER  # they count the whole table once a filter
    offers_people = False  # a new one is made for somebody, who is chosen from a list
    view_on_site = False
    formfield_overrides = {models.DateTimeField: {"widget": Moment}}

    def has_review_permission(self, request: HttpRequest) -> bool:
        """For the buttons of moderators; each row is judged by the rules."""
        return may(request.user, Permission.REVIEW)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeysetChangeList]:
        """Paged by key."""
        return KeysetChangeList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By what people said no address narrows a list: it would tell how many said so."""
        asked = set(lookup.split(LOOKUP_SEP))
        return not asked & SAID and super().lookup_allowed(lookup, value, request)

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
        """The same for one row of them, and for a form that offers people to choose from."""
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        if object_id is None:
            listed = EventKind.PERSONAL_READ
            return self._noted(request, answer, {}, listed) if self.offers_people else answer
        return self._noted(request, answer, {"pk": object_id}, None)

    def get_actions(self, request: HttpRequest) -> Any:
        """Without the export for whoever may not."""
        found = super().get_actions(request)
        if not self.has_take_permission(request):
            found.pop("take_chosen", None)
        return found

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any) -> Any:
        """What was chosen are keys of rows. Something else is told, and nothing is done."""
        key = self.opts.pk
        try:
            for one in request.POST.getlist(ACTION_CHECKBOX_NAME):
                key.to_python(one)
        except ValidationError:
            self.tell(request, "Choose rows from the list.", good=False)
            return None
        return super().response_action(request, queryset, *args)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """What happened to it stands in our own record."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_object(request, object_id)
        if found is None:
            stock: Any = self
            return stock._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        return HttpResponseRedirect(f"{reverse('audit')}?about={name_of(found)}")

    def _noted(
        self, request: HttpRequest, answer: Any, named: dict[str, Any], kind: EventKind | None
    ) -> Any:
        if answer.status_code < 300 and self.is_about_people():
            note(request, self.model, named, kind)
        return answer

    def is_about_people(self) -> bool:
        """Something of a noun is about a person, or its columns name somebody of a council."""
        return bool(self.officers) or set(self.model.PRIVACY.values()) != {PLAIN}

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
