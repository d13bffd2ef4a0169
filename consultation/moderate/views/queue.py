"""The queue, and narrowing it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from consultation.access import (
    Permission,
    may,
    needs,
)
from consultation.models import (
    Consultation,
    FlagKind,
    ResponseState,
    Screening,
    User,
)
from consultation.models.flag import MEANINGS
from consultation.models.response import UNDECIDED
from consultation.models.screening import URGENT
from consultation.moderate import queries, rules
from consultation.moderate.forms.queue import QueueFilters, language_name
from consultation.moderate.queries import Chosen, Mark
from consultation.moderate.queries.screening import flag_quality
from consultation.moderate.views.response import address_of, place_of
from consultation.reading.queries import subject
from consultation.reading.views import lists
from consultation.search import NOTHING, sought
from consultation.templatetags.once import once

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
WAITING = (*UNDECIDED, ResponseState.QUARANTINED)


@needs(Permission.READ_RESPONSES, of=Consultation, in_part=True)
@require_safe
@lists()
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that wait for a first review unless asked else: urgent ones first, then the oldest."""
    person, now = cast(User, request.user), timezone.now()
    consultation = get_object_or_404(Consultation, slug=slug)
    request.is_about = subject(consultation)  # type: ignore[attr-defined]
    places = queries.places(consultation)
    form = QueueFilters(request.GET, places=places)
    form.is_valid()  # what is not in the lists is told beside its field, and narrows nothing
    chosen = Chosen.of(form.cleaned_data)
    after, before = (queries.mark_of(request.GET.get(name, "")) for name in ("after", "before"))
    page = queries.page_of(
        consultation, chosen, by=person, at=now,
        after=after, before=None if after else before, known=places,
    )  # fmt: skip
    rows = [_line(response, chosen, person, now) for response in page.rows]
    context = {
        "consultation": consultation,
        "form": form,
        "chosen": narrowed(form, chosen),
        "query": chosen.query,
        "reference": chosen.reference,
        "heading": heading(chosen),
        "count": page.count,
        "most": page.most,
        "rows": rows,
        "urgent": any(row["urgent"] for row in rows),
        "links": {
            "previous": _address(chosen, before=page.before) if page.before else "",
            "next": _address(chosen, after=page.after) if page.after else "",
        },
        "later_page": bool(after or before),
        "boroughs": queries.boroughs_of_role(person, consultation),
        "sought": NOTHING if page.rows else sought(chosen.words),
        "in_any_state": replace(chosen, state=queries.ANY).query if chosen.words else "",
        "unscreened": chosen.show == queries.UNSCREENED,
        **_desk(consultation, person, now),
    }
    return render(request, "moderate/queue.html", context)


def _desk(consultation: Consultation, person: User, now: datetime) -> dict[str, Any]:
    """What stands around the list: the person's day, and the views that they keep."""
    return {
        "day": queries.day_of(person, consultation, now),
        "views": queries.views_of(person, consultation),
        "may_review": may(person, Permission.REVIEW, about=consultation, in_part=True),
        "may_review_all": not rules.why_not_review_all(person, consultation),
    }


@needs(Permission.READ_RESPONSES, of=Consultation)
@require_safe
def flags(request: HttpRequest, slug: str) -> HttpResponse:
    """Each kind of doubt with its numbers, and the list of the responses that have it."""
    consultation = get_object_or_404(Consultation, slug=slug)
    found = queries.flags_by_kind(consultation, since=timezone.now() - A_DAY)
    listed = reverse("queue", args=[slug])
    rows = [
        {
            "label": kind.label,
            "meaning": MEANINGS[kind],
            "all": total,
            "lately": lately,
            "false": false,
            "href": f"{listed}?{Chosen(state=queries.ANY, flag=kind).query}",
        }
        for kind, total, lately, false in found
    ]
    return render(
        request,
        "moderate/queue_flags.html",
        {"consultation": consultation, "flags": rows, "rules": flag_quality(consultation)},
    )


def heading(chosen: Chosen) -> str:
    """What a list is called."""
    if chosen.reference:
        return f"Response with the reference {chosen.reference}"
    if chosen.show == queries.UNSCREENED:
        return "Responses not screened yet"
    if chosen.show == queries.SINCE:
        return "Released responses with flags that came since"
    if chosen.show == queries.MINE:
        return "Responses that you hold"
    if chosen.show == queries.REVIEWED:
        return "Responses that you reviewed today"
    if chosen.state == queries.ANY:
        return "All responses"
    if chosen.state == ResponseState.EXCLUDED:
        return "Responses excluded under a rule"
    if chosen.state == ResponseState.DISPUTED:
        return "Responses that reviewers disagree about"
    if chosen.state == ResponseState.WITHHELD:
        return "Responses counted with their words withheld"
    return f"Responses {ResponseState(chosen.state).label.lower()}"


def narrowed(form: QueueFilters, chosen: Chosen) -> list[tuple[str, str]]:
    """Each filter in force, and the address without it."""
    return [
        (f"{form.fields[name].label}: {form.label_of(name, getattr(chosen, name))}",
         f"?{chosen.without(name)}")
        for name in form.fields
        if getattr(chosen, name) not in ("", ResponseState.RECEIVED)
    ]  # fmt: skip


def in_words(time: timedelta) -> str:
    """How long something has waited, as people say it."""
    if time < AN_HOUR:
        return "less than an hour"
    count, unit = (time // AN_HOUR, "hour") if time < A_DAY else (time // A_DAY, "day")
    return f"{count:,} {unit}{'' if count == 1 else 's'}"


def _address(chosen: Chosen, **mark: Mark) -> str:
    """The queue's own address at another place in it."""
    parts = [chosen.query, *(f"{name}={queries.written(one)}" for name, one in mark.items())]
    return f"?{'&'.join(filter(None, parts))}"


def _tags(response: Any, *, urgent: bool) -> list[SafeString]:
    """What stands under a row's number."""
    found = [_tag("Urgent", "cross", "strong")] if urgent else []
    if response.organisation_id is not None:
        found.append(_tag("Formal reply", "bar", "calm"))
    return [*found, *(_tag(FlagKind(kind).label, "ring", "warm") for kind in response.flag_kinds)]


def _tag(text: str, shape: str, tone: str) -> SafeString:
    """A tag, drawn once: a page has a hundred of them, of a dozen kinds."""
    told = {"text": text, "shape": shape, "tone": tone}
    return once(("tag", text, shape, tone), lambda: render_to_string("components/tag.html", told))


def _line(response: Any, chosen: Chosen, person: User, now: datetime) -> dict[str, Any]:
    """One row of the queue."""
    names, words, shown = response.about_stations, response.words or "", queries.FIRST_WORDS
    waits = response.state in WAITING
    screening: Screening | None = getattr(response, "screening", None)
    held = screening if waits and screening and rules.is_held(screening, now) else None
    language = screening.language if screening is not None else ""
    return {
        "response": response,
        "href": address_of(response.pk, chosen),
        "place": place_of(response),
        "about": names[:3],
        "more": len(names) - 3,
        "tags": _tags(
            response, urgent=waits and screening is not None and screening.rank == URGENT
        ),
        "words": queries.found_in(response)
        or " ".join(words[:shown].split()) + ("…" if len(words) > shown else ""),
        "urgent": waits and screening is not None and screening.rank == URGENT,
        "holder": rules.holder_of(held) if held else None,
        "until": held.held_until if held else None,
        "mine": held is not None and held.held_by_id == person.pk,
        "age": in_words(now - response.received_at) if waits else "",
        "language": language_name(language or response.language),
        "english": (language or response.language) == "en",
    }
