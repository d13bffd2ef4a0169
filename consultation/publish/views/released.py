"""Everybody reads the responses that moderators released.

What is taken back is gone at once: each answer is made from the public copies at that moment, is
kept by no cache that several people share, and a browser asks each time whether its own copy is
still the same. Search engines are asked to keep none.
"""

from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.languages import Translations
from consultation.models import Consultation, PublishedAnswer, PublishedResponse
from consultation.publish import bulk, released, released_file
from consultation.publish.forms.released import ReleasedFilters, WordsForm
from consultation.publish.queries import proposals_like
from consultation.publish.released import About, Asked, Mark, Stretch
from consultation.publish.views.consultations import published
from consultation.publish.views.sending import asked_again, keep_nowhere, opened, preflight
from consultation.replica import from_replica
from consultation.search import Sought, found_in, marked, sought
from consultation.spreadsheets import whole_or_told
from consultation.translate.queries import translations_of

SHOWN_FIRST = 4  # positions of a response in the list


@require_safe
@from_replica
def responses(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest first, with what became of all that were received."""
    found = published(slug)
    translations = translations_of(found)
    form = ReleasedFilters(
        request.GET,
        proposals=released.places_of(found),
        positions=released.positions_of(found, translations),
        boroughs=released.boroughs(),
    )
    form.is_valid()  # what is not in the lists is told beside its field, and narrows nothing
    looked_for = sought((search := WordsForm(request.GET)).typed)
    chosen = {name: form.cleaned_data.get(name, "") for name in form.fields}
    asked = Asked(**chosen, words=looked_for.typed)
    after, before = (Mark.read(request.GET.get(name, "")) for name in ("after", "before"))
    try:
        page, count = released.listed(found, asked, sought=looked_for, after=after, before=before)
    except released.TooSlow:
        page, count = Stretch([], None, None), None
    answers = released.answers_to(page.rows)
    context = {
        "consultation": found,
        "translations": translations,
        "became": released.became_of(found),
        "form": form,
        **_searched(found, search, looked_for, count),
        "kept": [(name, value) for name, value in chosen.items() if value],
        "chosen": _chosen(form, asked),
        "narrowed": _address(replace(asked, words="")),
        **_counted(found, asked, count),
        "most": released.MOST_COUNTED,
        "rows": _lines_of(page, answers, translations, looked_for),
        "links": _links(asked, page),
        "later_page": bool(after or before),
        "columns": released_file.COLUMNS,
        "files": bulk.in_force([found.pk])[found.pk],
    }  # fmt: skip
    return asked_again(request, render(request, "publish/responses.html", context))


def _links(asked: Asked, page: Stretch) -> dict[str, str]:
    return {
        "previous": _address(asked, before=page.newer) if page.newer else "",
        "next": _address(asked, after=page.older) if page.older else "",
    }


def _counted(found: Consultation, asked: Asked, count: int | None) -> dict[str, Any]:
    """None where it takes too long to find out. How many took a side is told after the close.

    Nobody is steered by a tally that grows.
    """
    untold = bool(asked.position) and found.is_interim_at(timezone.now())
    return {"count": count, "untold": untold}


@require_safe
@from_replica
def response(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One response, at an address that stays; or that it is not public, now or any more."""
    found = published(slug)
    translations = translations_of(found)
    one = released.published_of(found, number)
    context: dict[str, Any] = {"consultation": found, "translations": translations}
    if one is None:
        gone = render(request, "publish/response_gone.html", context, status=404)
        return asked_again(request, gone)
    answers: list[PublishedAnswer] = released.answers_to([one]).get(one.pk, [])
    looked_for = sought(WordsForm(request.GET).typed)
    abouts = _with_marks(released.told(answers, translations), looked_for)
    context |= {"one": one, "abouts": abouts, "sought": looked_for}
    return asked_again(request, render(request, "publish/response.html", context))


@require_http_methods(["GET", "HEAD", "OPTIONS"])
def responses_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All of them as a CSV file, sent while it is read; nothing is read for who has it already."""
    if request.method == "OPTIONS":
        return preflight()
    found = published(slug)
    etag = quote_etag(released_file.etag_of(found))
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        content = () if request.method == "HEAD" else released_file.content_of(found)
        answer = StreamingHttpResponse(
            whole_or_told(content), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{found.slug}-responses.csv"'
    answer["ETag"] = etag
    keep_nowhere(answer)
    answer["Cache-Control"] = "no-store"  # one that is not whole looks like any other to a cache
    return opened(answer)


def _with_marks(abouts: list[About], looked_for: Sought) -> list[About]:
    """The same, with the words marked that were looked for. One query at most."""
    own = [said for about in abouts for said in about.said if said.words]
    places = found_in([said.answer for said in own], looked_for)
    told = {id(said): replace(said, answer=marked(said.answer, spans))
            for said, spans in zip(own, places, strict=True) if spans}  # fmt: skip
    return [
        replace(about, said=[told.get(id(said), said) for said in about.said]) for about in abouts
    ]


def _searched(
    found: Consultation, search: WordsForm, looked_for: Sought, count: int | None
) -> dict[str, Any]:
    """What the page says of a search, and what other forms keep of it."""
    return {
        "search": search,
        "forms": [search],  # whose errors are told at the head of the page too
        "sought": looked_for,
        "alike": _alike(found, looked_for, count),
        "words_kept": [("words", looked_for.typed)] if looked_for else [],
    }


def _lines_of(
    page: Stretch,
    answers: dict[int, list[PublishedAnswer]],
    translations: Translations,
    looked_for: Sought,
) -> list[dict[str, Any]]:
    passages = released.passages_of(answers, looked_for)
    return [
        _line(one, released.told(answers.get(one.pk, []), translations), passages.get(one.pk))
        for one in page.rows
    ]


def _alike(found: Consultation, looked_for: Sought, count: int | None) -> list[tuple[str, str]]:
    """Where nothing was found: front counters with such a name, and what is said about each."""
    if count or not looked_for.query:
        return []
    return [
        (one.place, f"?{urlencode({'station': one.station.slug})}")
        for one in proposals_like(found, looked_for.typed)
    ]


def _line(one: PublishedResponse, abouts: list[About], found: SafeString | None) -> dict[str, Any]:
    """One response in the list: its positions, and what was found in it or its first words."""
    positions = [about for about in abouts if about.proposal and about.position]
    every = [said for about in abouts for said in about.said if said.words]
    words, most = (every[0].answer if every else ""), released.FIRST_WORDS
    return {
        "one": one,
        "positions": positions[:SHOWN_FIRST],
        "more": len(positions) - SHOWN_FIRST,
        "words": found or (f"{words[:most].rstrip()}…" if len(words) > most else words),
    }


def _chosen(form: ReleasedFilters, asked: Asked) -> list[tuple[str, str]]:
    """Each filter in force, and the address without it."""
    said = {name: value for name, value in asdict(asked).items() if value}
    return [
        (
            _named(form, name, value),
            "?" + urlencode({other: kept for other, kept in said.items() if other != name}),
        )
        for name, value in said.items()
    ]


def _named(form: ReleasedFilters, name: str, value: str) -> str:
    if name == "words":
        return f"{_('Words')}: {value}"
    choices = dict(form[name].field.widget.choices)
    return f"{form.fields[name].label}: {_label(choices, value)}"


def _label(choices: dict[Any, Any], value: str) -> str:
    """The words of a choice, in a group or not."""
    if value in choices:
        return str(choices[value])
    groups = (dict(group) for group in choices.values() if isinstance(group, list))
    return next((str(group[value]) for group in groups if value in group), value)


def _address(asked: Asked, **mark: Mark) -> str:
    """The list's own address at another place in it."""
    said = {name: value for name, value in {**asdict(asked), **mark}.items() if value}
    return f"?{urlencode(said)}"
