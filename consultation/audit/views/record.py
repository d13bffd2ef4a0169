"""The record of what happened: looked through, and taken away as a file."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from consultation.access import Permission, needs
from consultation.audit import actions, facts, queries
from consultation.audit.forms import RecordFilters
from consultation.audit.queries import ChosenEvents, Mark
from consultation.models import Event, EventKind, User
from consultation.reading.views import lists
from consultation.spreadsheets import MARK, safe, whole_or_told
from consultation.templatetags.consult_pages import brief

DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")  # whole in the file
HEAD = ["When", "What happened", "About", "By", "More"]
COLUMNS = ["number", "at", "kind", "what", "about", "consultation", "by", "account", "more"]


def _filters(request: HttpRequest) -> tuple[RecordFilters, ChosenEvents]:
    form = RecordFilters(
        request.GET,
        kinds=queries.kinds_by_label(),
        consultations=queries.consultations(request.user),
    )
    form.is_valid()  # what cannot be read is told beside its field, and narrows nothing
    return form, ChosenEvents.of(form.cleaned_data)


@needs(Permission.READ_EVENTS, of=None)
@require_safe
@lists(EventKind.PERSONAL_READ, of=Event)
def record(request: HttpRequest) -> HttpResponse:
    """What was done and by whom, the newest first; narrowed by what stands in the address."""
    form, chosen = _filters(request)
    before, after = (Mark.read(request.GET.get(name, "")) for name in ("before", "after"))
    page = queries.page_of(chosen, request.user, before=before, after=None if before else after)
    people = queries.people_in(page.rows)
    context = {
        "form": form,
        "chosen": [
            (f"{form.fields[name].label}: {form.label_of(name, getattr(chosen, name))}",
             f"?{chosen.without(name)}")
            for name in form.fields
            if getattr(chosen, name)
        ],
        "count": queries.count_of(chosen, request.user),
        "most": queries.MOST_COUNTED,
        "most_exported": queries.MOST_EXPORTED,
        "head": HEAD,
        "rows": [_line(event, people) for event in page.rows],
        "later_page": bool(before or after),
        "file": f"{reverse('audit-file')}?{chosen.query}",
        "links": {
            "previous": _address(chosen, after=page.newer) if page.newer else "",
            "next": _address(chosen, before=page.older) if page.older else "",
        },
    }  # fmt: skip
    return render(request, "audit/record.html", context)


def _address(chosen: ChosenEvents, **mark: Mark) -> str:
    parts = [chosen.query, *(f"{name}={one}" for name, one in mark.items())]
    return f"?{'&'.join(filter(None, parts))}"


def _line(event: Event, people: dict[int, str]) -> list[Any]:
    return [
        f"{brief(event.at)}:{event.at:%S}",
        facts.kind_in_words(event),
        {"text": facts.about_in_words(event), "href": facts.address_of(event)},
        facts.who_in_words(event, people),
        DIGEST.sub(r"\1…", facts.facts_in_words(event.facts)),
    ]


@needs(Permission.READ_EVENTS, of=None)
@require_safe
def record_file(request: HttpRequest) -> Any:
    """All that fits as CSV, the oldest first. That it was taken is recorded before it is."""
    form, chosen = _filters(request)
    if form.errors:
        return redirect(f"{reverse('audit')}?{request.META['QUERY_STRING']}")
    now = timezone.now()
    actions.export_events(chosen=chosen, by=cast(User, request.user), at=now)
    answer = StreamingHttpResponse(
        whole_or_told(_rows(chosen, cast(User, request.user))),
        content_type="text/csv; charset=utf-8",
    )
    name = f"record-{timezone.localtime(now):%Y-%m-%d-%H%M}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _rows(chosen: ChosenEvents, reader: User) -> Iterator[bytes]:
    titles = queries.titles()
    yield MARK + _csv([COLUMNS])
    for events in queries.every(chosen, reader):
        people = queries.people_in(events)
        yield _csv([_cells(event, people, titles) for event in events])


def _cells(event: Event, people: dict[int, str], titles: dict[int, str]) -> list[str]:
    return [
        str(event.pk),
        event.at.isoformat(),
        event.kind,
        facts.kind_in_words(event),
        event.about,
        titles.get(event.consultation or 0, ""),
        facts.who_in_words(event, people),
        str(event.by or ""),
        facts.facts_in_words(event.facts),
    ]


def _csv(rows: list[list[str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(safe(row) for row in rows)
    return written.getvalue().encode()
