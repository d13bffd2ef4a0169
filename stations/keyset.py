"""Lists that are paged by key: a page deep in a million rows costs what the first does.

It stands on the lowest floor that has such lists; those of consultations are of it too. The newest
row stands first. An address says where a page begins, `?older=KEY` or `?newer=KEY`, and not its
number. Rows are counted to MOST_COUNTED and no further; the length of a whole table is what
the database itself estimates.

A page may have its rows `looked_up`: shown to somebody whose every row has to be looked up first in
what it belongs to. They are counted to fewer, since to find one twenty may be looked at.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, cast

from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import connection, models, transaction
from django.http import HttpRequest

from stations.keys import read_key

MOST_COUNTED = 2_000
MOST_LOOKED_UP = 200
OLDER, NEWER = "older", "newer"
READ_ROW_BY_ROW = "SET LOCAL enable_mergejoin = off"
READ_LENGTH = "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass"


def estimated(model: type[models.Model]) -> int:
    """How many rows a table has, as the database last estimated it. One query; 0 is not known."""
    with connection.cursor() as cursor:
        table = [model._meta.db_table]
        cursor.execute(READ_LENGTH, table)
        row = cursor.fetchone()
    return max(int(row[0]), 0) if row else 0


@contextmanager
def row_by_row() -> Iterator[None]:
    """PostgreSQL goes along a list and looks each row up, or begins with what comes in question.

    Its third way, to go along both sorted by one key, it takes to begin where the page does; but it
    begins at the end of the other table, or of several that are looked up in as one, half a million
    rows away.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ_ROW_BY_ROW)
        yield


class KeysetChangeList(ChangeList):
    """One page of a list, newest first, and the ways to its neighbours."""

    result_count: int
    more: bool  # there are more than were counted
    about: int  # rows of the whole table, estimated; 0 where that is not what is asked
    older: str  # the address of the next page; empty where there is none
    newer: str

    def __init__(
        self, request: HttpRequest, model: type[models.Model], *args: Any, **kwargs: Any
    ) -> None:
        key = model._meta.pk
        self._marks = {name: key_of(request.GET.get(name, ""), key) for name in (OLDER, NEWER)}
        super().__init__(request, model, *args, **kwargs)

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """All of the address but where the page begins."""
        found: dict[str, Any] = super().get_filters_params(params)
        return {name: value for name, value in found.items() if name not in (OLDER, NEWER)}

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """Any other choice begins at the first page."""
        kept = self.filter_params
        self.filter_params = {k: v for k, v in kept.items() if k not in (OLDER, NEWER)}
        try:
            return str(super().get_query_string(new_params, remove))
        finally:
            self.filter_params = kept

    def get_ordering(self, request: HttpRequest, queryset: Any) -> Any:
        """The newest first, always: a page begins at a key."""
        return ["-pk"]

    def get_results(self, request: HttpRequest) -> None:
        """Fifty rows. One query where they are all, two where there are more.

        And one for the estimate where the whole table is listed.
        """
        rows = cast("models.QuerySet[Any]", self.queryset)
        asked = getattr(self.model_admin, "looked_up", None)
        looked_up = asked is not None and asked(request)
        most = MOST_LOOKED_UP if looked_up else MOST_COUNTED
        order = ["-pk"] if looked_up else []  # as the page has it, so that it is found likewise
        newer = self._marks[NEWER]
        shared = self.model._meta.pk.remote_field is not None  # with the response of each row
        with row_by_row() if looked_up or shared else nullcontext():
            shown, further = self._page_of(rows)
            counted = len(shown)
            if further or any(mark is not None for mark in self._marks.values()):
                counted = rows.order_by(*order)[: most + 1].values("pk").count()
        self._link(shown, later=further or newer is not None, earlier=self._earlier(further))
        self.result_list = shown
        self.result_count, self.more = min(counted, most), counted > most
        limits = getattr(self.model_admin, "limits", None)  # what a reader's roles are limited to
        limited = limits is not None and limits(request) is not None
        whole = self.more and not self.query and not self.get_filters_params() and not limited
        self.about = estimated(self.model) if whole else 0
        self.full_result_count = None
        self.show_full_result_count = False
        self.show_admin_actions = bool(shown)
        self.can_show_all, self.multi_page = False, False
        self.paginator = Paginator(shown, self.list_per_page)

    def _page_of(self, rows: models.QuerySet[Any]) -> tuple[list[Any], bool]:
        """The rows of this page, and whether there are more beyond. One query."""
        most, older, newer = self.list_per_page, self._marks[OLDER], self._marks[NEWER]
        if newer is not None:
            found = list(rows.filter(pk__gt=newer).order_by("pk")[: most + 1])
            return found[:most][::-1], len(found) > most
        begun = rows.filter(pk__lt=older) if older is not None else rows
        found = list(begun.order_by("-pk")[: most + 1])
        return found[:most], len(found) > most

    def _earlier(self, further: bool) -> bool:
        return further if self._marks[NEWER] is not None else self._marks[OLDER] is not None

    def _link(self, shown: list[Any], *, later: bool, earlier: bool) -> None:
        first, last = (shown[0].pk, shown[-1].pk) if shown else (None, None)
        self.older = self.get_query_string({OLDER: last}) if shown and later else ""
        self.newer = self.get_query_string({NEWER: first}) if shown and earlier else ""


def key_of(text: str, field: Any) -> Any | None:
    """The key that an address names; None for anything that is not one."""
    while field.remote_field is not None:  # the key of a row that shares another's
        field = field.target_field
    if isinstance(field, models.IntegerField):
        return read_key(text)
    try:
        return field.clean(text, None)
    except ValidationError:
        return None
