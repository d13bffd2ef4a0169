"""Chosen rows of any list as a CSV file: its columns, so what was seen is what is taken.

A button of the whole site, so that no list can be without it. Columns with something of a person
are left out for whoever may not export them; secrets are in no file. That it was taken is recorded
before it is sent: of what, how many, between which keys, and without which columns.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field, lookup_field
from django.db import models
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import capfirst, slugify

from consultation.admin import views
from consultation.admin.kinds import Taken
from consultation.models import Event, EventKind, Grant, User
from consultation.models.constraints import PERSONAL, PLAIN
from consultation.reading.actions import note_read
from consultation.reading.queries import Subject
from consultation.reading.views import number_of
from consultation.spreadsheets import MARK, safe, whole_or_told

MOST_TAKEN = 5_000  # rows of one file
AT_ONCE = 500  # rows that are held at a time
#: What taking a list away is called in the record, where it is called so elsewhere too.
KINDS = {
    Event: EventKind.EVENTS_EXPORTED,
    User: EventKind.ACCOUNTS_EXPORTED,
    Grant: EventKind.ACCOUNTS_EXPORTED,
}
TOO_MANY = (
    f"More than {MOST_TAKEN:,} rows are chosen. One file holds so many at most: narrow the list, "
    "or choose fewer."
)
GONE = "None of the chosen rows is in the list any more. Look at it again."
NOT_ALL = (
    "Some of the chosen rows are of a consultation that your role does not let you export from. "
    "Choose others."
)


@admin.action(description="Export chosen as CSV")
def take_chosen(
    page: Any, request: HttpRequest, queryset: models.QuerySet[Any]
) -> HttpResponseBase | None:
    """The chosen rows, the newest first. The register, which is public, is for all who see it."""
    newest = queryset.order_by("-pk").values_list("pk", flat=True)
    keys, whole, persons = list(newest[: MOST_TAKEN + 1]), None, True
    refuse = partial(page.message_user, request, level=messages.WARNING)
    if refusal := TOO_MANY if len(keys) > MOST_TAKEN else "" if keys else GONE:
        refuse(refusal)
        return None
    if isinstance(page, Taken):
        if not page.are_within(request, keys, page.take):
            refuse(NOT_ALL)
            return None
        persons = page.are_within(request, keys, page.take_persons)
        whole = page.consultation_of_all(keys)
    columns = columns_of(page, request, persons=persons)
    acting = views.acting(request)
    note_read(
        about=Subject(page.model, 0, whole),
        kind=KINDS.get(page.model, EventKind.ROWS_EXPORTED),
        query=number_of(request),
        **_facts_of(page, request, columns, keys),
        **acting,
    )
    answer = StreamingHttpResponse(
        whole_or_told(_lines(page, request, columns, keys)), content_type="text/csv; charset=utf-8"
    )
    when = timezone.localtime(acting["at"])
    name = f"{slugify(page.opts.verbose_name_plural)}-{when:%Y-%m-%d-%H%M}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _facts_of(
    page: Any, request: HttpRequest, columns: Sequence[str], keys: Sequence[Any]
) -> dict[str, Any]:
    """What of it left, for the record: numbers, and names of columns."""
    highest, lowest = (one if isinstance(one, int) else str(one) for one in (keys[0], keys[-1]))
    left_out = [one for one in _shown(page, request) if one not in columns]
    return {
        "noun": str(page.opts.verbose_name),
        "rows": len(keys),
        "lowest": lowest,
        "highest": highest,
        **({"left_out": left_out} if left_out else {}),
    }


def columns_of(page: Any, request: HttpRequest, *, persons: bool) -> list[str]:
    """Those of the list, after the key of the row; those about a person where that is allowed."""
    allowed = (PLAIN, PERSONAL) if persons else (PLAIN,)
    return ["pk", *(one for one in _shown(page, request) if _privacy(page, one) in allowed)]


def _shown(page: Any, request: HttpRequest) -> list[str]:
    return [one for one in page.get_list_display(request) if one not in ("id", "pk")]


def _privacy(page: Any, column: str) -> str:
    """As its model or its page says; a column that is no field says itself whose it is."""
    told: dict[str, str] = getattr(page.model, "PRIVACY", {})
    own = getattr(getattr(page, column, None), "personal", False)
    own = own or column in getattr(page, "officers", ())
    return PERSONAL if own else told.get(column, PLAIN)


def _lines(
    page: Any, request: HttpRequest, columns: Sequence[str], keys: Sequence[Any]
) -> Iterator[bytes]:
    heads = [capfirst(str(label_for_field(one, page.model, page))) for one in columns[1:]]
    yield MARK + _csv([["Key", *heads]])
    rows = page.get_queryset(request)
    if isinstance(page.list_select_related, (list, tuple)) and page.list_select_related:
        rows = rows.select_related(*page.list_select_related)
    for start in range(0, len(keys), AT_ONCE):
        found = rows.filter(pk__in=keys[start : start + AT_ONCE]).order_by("-pk")
        yield _csv([[_cell(page, column, row) for column in columns] for row in found])


def _cell(page: Any, column: str, row: models.Model) -> str:
    """In words, as the list has it; moments in full."""
    if column == "pk":
        return str(row.pk)
    field, _attribute, value = lookup_field(column, row, page)
    labels = dict(getattr(field, "flatchoices", ()) or ())
    return _words(labels.get(value, value) if isinstance(value, str) else value)


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _csv(rows: list[list[str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(safe(row) for row in rows)
    return written.getvalue().encode()
