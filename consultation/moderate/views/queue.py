"""The queue, and narrowing it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consultation.access import (
    Permission,
    needs,
)
from consultation.models import (
    Consultation,
    FlagKind,
    ResponseState,
)
from consultation.models.flag import MEANINGS
from consultation.moderate import queries
from consultation.moderate.forms.queue import QueueFilters
from consultation.moderate.queries import Chosen, Mark
from consultation.moderate.views.response import address_of, place_of

A_DAY = timedelta(days=1)


@needs(Permission.READ_RESPONSES, of=Consultation, in_part=True)
@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Responses of a consultation, oldest first; those that wait for review unless asked else."""
    consultation = get_object_or_404(Consultation, slug=slug)
    form = QueueFilters(
        request.GET, boroughs=queries.boroughs(), stations=queries.stations_of(consultation)
    )
    form.is_valid()  # what is not in the lists is told beside its field, and narrows nothing
    chosen = queries.limited(Chosen.of(form.cleaned_data), request.user, consultation)
    after, before = (Mark.read(request.GET.get(name, "")) for name in ("after", "before"))
    page = queries.page_of(consultation, chosen, after=after, before=None if after else before)
    context = {
        "consultation": consultation,
        "form": form,
        "chosen": _narrowed(form, chosen),
        "reference": chosen.reference,
        "heading": _heading(chosen),
        "count": queries.count_of(consultation, chosen),
        "most": queries.MOST_COUNTED,
        "rows": [_line(response, chosen) for response in page.rows],
        "links": {
            "previous": _address(chosen, before=page.before) if page.before else "",
            "next": _address(chosen, after=page.after) if page.after else "",
        },
        "later_page": bool(after or before),
        "flags": _flags(consultation, chosen),
        "boroughs": queries.boroughs_at(chosen.within),
    }
    return render(request, "moderate/queue.html", context)


def _flags(consultation: Consultation, chosen: Chosen) -> list[dict[str, Any]]:
    """Each kind of doubt with its numbers, and the list of the responses that have it."""
    every = replace(chosen, state=queries.ANY, reference="")
    found = queries.flags_by_kind(consultation, since=timezone.now() - A_DAY, within=chosen.within)
    return [
        {
            "label": kind.label,
            "meaning": MEANINGS[kind],
            "all": total,
            "lately": lately,
            "href": f"?{replace(every, flag=kind).query}",
        }
        for kind, total, lately in found
    ]


def _heading(chosen: Chosen) -> str:
    if chosen.reference:
        return f"Response with the reference {chosen.reference}"
    if chosen.state == queries.ANY:
        return "All responses"
    if chosen.state == ResponseState.EXCLUDED:
        return "Responses excluded under a rule"
    return f"Responses {ResponseState(chosen.state).label.lower()}"


def _address(chosen: Chosen, **mark: Mark) -> str:
    """The queue's own address at another place in it."""
    parts = [chosen.query, *(f"{name}={one}" for name, one in mark.items())]
    return f"?{'&'.join(filter(None, parts))}"


def _narrowed(form: QueueFilters, chosen: Chosen) -> list[tuple[str, str]]:
    """Each filter in force, and the address without it."""
    return [
        (f"{form.fields[name].label}: {form.label_of(name, getattr(chosen, name))}",
         f"?{chosen.without(name)}")
        for name in form.fields
        if getattr(chosen, name) not in ("", ResponseState.RECEIVED)
    ]  # fmt: skip


def _line(response: Any, chosen: Chosen) -> dict[str, Any]:
    """One row of the queue."""
    names, words, shown = response.about_stations, response.words or "", queries.FIRST_WORDS
    return {
        "response": response,
        "href": address_of(response, chosen),
        "place": place_of(response),
        "about": names[:3],
        "more": len(names) - 3,
        "flags": [FlagKind(kind).label for kind in response.flag_kinds],
        "words": f"{words[:shown].rstrip()}…" if len(words) > shown else words,
    }
