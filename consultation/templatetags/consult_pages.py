"""Tags of the pages' furniture: ``{% load consult_pages %}``.

==================================== ==========================================================
``{% drawn_once template value %}``  the template, drawn once a process for each of the values
``{% navigation_link name text %}``  a list entry of the navigation, marked where the reader is
``{% footer_link name text %}``      a list entry of the footer
``{% kind_tag kind %}``              a proposal's kind as a tag: words and a shape
``{% shape name %}``                 the shape alone, as a small drawing
``{% page_links page as links %}``   what components/pagination.html needs of a Django ``Page``
``{% bar_drawing rows ... as d %}``  what components/bar_chart.html needs
``{% table_rows head rows as t %}``  what components/table.html needs
``{{ at|clock }}``                   "5pm", "11:59pm", "midday": a time as GOV.UK writes it
``{{ at|moment }}``                  "11:59pm, Sunday 14 February 2027"; a date is left without time
``{{ at|brief }}``                   "14 Feb 2027, 23:59": in the tables of staff
==================================== ==========================================================
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from consultation.languages import time_in_words, unprefixed
from consultation.templatetags import bars, tables
from consultation.templatetags.once import once

register = template.Library()


LONGEST_VALUE = 300  # an address is as long as somebody likes


@register.simple_tag(takes_context=True)
def drawn_once(context: Context, template: str, *values: Any) -> SafeString:
    """Return a part of the frame, which hangs on its language and these values alone."""

    def draw() -> SafeString:
        found = context.template.engine.get_template(template)  # type: ignore[union-attr]
        return found.render(context)

    if any(len(str(value)) > LONGEST_VALUE for value in values):
        return draw()
    return once((template, get_language(), *values), draw)


def address(name: str, **kwargs: Any) -> str:
    """Return the URL called ``name``, or "" where there is none: an error page must not fail."""
    try:
        return reverse(name, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def navigation_link(
    context: Context,
    name: str,
    text: str,
    section: str | tuple[str, ...] = "",
    exact: bool = False,
    **kwargs: Any,
) -> SafeString:
    """Return one ``<li>``; marked as the page itself, or as the section that the page is in.

    :param section: a further path whose pages belong to the entry, or several.
    :param exact: pages below the address do not belong to the entry.
    """
    href = address(name, **kwargs)
    if not href:
        return mark_safe("")
    here = _path(context)
    entry = unprefixed(href)
    inside = not exact and entry != "/" and here.startswith(entry)
    inside = inside or bool(section and here.startswith(section))
    if here != entry and not inside:
        return format_html(
            '<li class="govuk-service-navigation__item">'
            '<a class="govuk-service-navigation__link" href="{}">{}</a></li>',
            href,
            text,
        )
    return format_html(
        '<li class="govuk-service-navigation__item govuk-service-navigation__item--active">'
        '<a class="govuk-service-navigation__link" href="{}" aria-current="{}">'
        '<strong class="govuk-service-navigation__active-fallback">{}</strong></a></li>',
        href,
        "page" if here == entry else "true",
        text,
    )


@register.simple_tag(takes_context=True)
def place_in_navigation(context: Context) -> str:
    """Return what `navigation_link` can tell of the page's address: its first two parts."""
    parts = _path(context).split("/", 3)
    return "/".join([*parts[:3], "..."] if parts[3:] not in ([], [""]) else parts)


def _path(context: Context) -> str:
    request = context.get("request")
    return unprefixed(request.path) if isinstance(request, HttpRequest) else ""


@register.simple_tag
def footer_link(name: str, text: str) -> SafeString:
    """Return one ``<li>`` of the footer."""
    href = address(name)
    if not href:
        return mark_safe("")
    return format_html('<li><a class="cp-footer__link" href="{}">{}</a></li>', href, text)


#: Outlines in a square of 16; each is told from the others without its colour.
SHAPES = {
    "dot": '<circle cx="8" cy="8" r="5" fill="currentColor"/>',
    "ring": '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2.5"/>',
    "cross": '<path d="m3 3 10 10M13 3 3 13" stroke="currentColor" stroke-width="3"/>',
    "tick": '<path d="m2 8.5 4 4 8-9" fill="none" stroke="currentColor" stroke-width="3"/>',
    "arrow": '<path d="M1 8h12M8 3l5 5-5 5" fill="none" stroke="currentColor" stroke-width="2.5"/>',
    "plus": '<path d="M8 2v12M2 8h12" stroke="currentColor" stroke-width="3"/>',
    "clock": '<path d="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 1 0 0-13M8 4v4l3 2" fill="none"'
    ' stroke="currentColor" stroke-width="2"/>',
    "bar": '<path d="M2 8h12" stroke="currentColor" stroke-width="4"/>',
}

#: A proposal's kind: shape and tone. The words come from the caller, else from here.
KINDS = {
    "CLOSE": ("cross", "strong"),
    "KEEP": ("tick", "calm"),
    "MOVE": ("arrow", "warm"),
    "OPEN": ("plus", "calm"),
    "HOURS": ("clock", "warm"),
}


@register.simple_tag
def shape(name: str) -> SafeString:
    """Return a small drawing beside words that say the same; "" for none."""
    drawing = SHAPES.get(name)
    if not drawing:
        return mark_safe("")
    return mark_safe(  # noqa: S308 - only the drawings above
        '<svg class="cp-shape" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"'
        f' focusable="false">{drawing}</svg>'
    )


@register.simple_tag
def kind_tag(kind: str, text: str = "") -> SafeString:
    """Return a proposal's kind as a tag, worded by ``text`` or the usual word."""
    words = {
        "CLOSE": _("Close"),
        "KEEP": _("Keep"),
        "MOVE": _("Move"),
        "OPEN": pgettext("what is proposed", "Open"),
        "HOURS": _("Change hours"),
    }
    outline, tone = KINDS.get(kind, ("", ""))
    return format_html(
        '<strong class="cp-tag cp-tag--{}">{}{}</strong>',
        tone or "plain",
        shape(outline),
        text or words.get(kind, kind),
    )


@register.filter(expects_localtime=True)
def clock(at: datetime.time | datetime.datetime | None) -> str:
    """Return the time in words that cannot be mistaken: midnight and midday by name."""
    if at is None:
        return ""
    if at.minute == 0 and at.hour in (0, 12):
        return _("midday") if at.hour else _("midnight")
    return time_in_words(at.hour, at.minute, short=True)


@register.filter(expects_localtime=True)
def moment(at: datetime.date | datetime.datetime | None) -> str:
    """Return a date, with its time first where it has one."""
    if at is None:
        return ""
    day = date_format(at, "l j E Y")
    return f"{clock(at)}, {day}" if isinstance(at, datetime.datetime) else day


@register.filter(expects_localtime=True)
def brief(at: datetime.datetime, time: bool = True) -> str:
    """Return an instant as short as the tables of staff need it, in London's time."""
    return date_format(localtime(at), "j M Y, H:i" if time else "j M Y")


@register.filter
def is_list(value: Any) -> bool:
    """Whether it is several texts and not one."""
    return isinstance(value, (list, tuple))


@register.simple_tag(takes_context=True)
def page_links(context: Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Return addresses of a ``Page``'s neighbours that keep the rest of the query string."""
    request = context.get("request")
    query = request.GET.copy() if isinstance(request, HttpRequest) else None

    def href(number: int) -> str:
        if query is None:
            return f"?{parameter}={number}"
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    numbers = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if isinstance(number, int):
            numbers.append(
                {"number": number, "href": href(number), "current": number == page.number}
            )
        else:
            numbers.append({"gap": True})
    return {
        "previous": href(page.previous_page_number()) if page.has_previous() else "",
        "next": href(page.next_page_number()) if page.has_next() else "",
        "numbers": numbers,
    }


@register.simple_tag
def bar_drawing(
    rows: Iterable[tuple[Any, int]],
    base: int | None = None,
    label_head: str = "",
    count_head: str = "",
) -> bars.Drawing:
    """Return the chart of ``(label, count)`` rows; headings are those of the table below it."""
    return bars.draw(rows, base or None, label_head or _("Answer"), count_head or _("Responses"))


@register.simple_tag
def table_rows(
    head: Sequence[Any], rows: Iterable[Sequence[Any]], numeric: str = "", foot: Sequence[Any] = ()
) -> tables.Table:
    """Return the cells of a table with what the narrow layout needs."""
    return tables.lay_out(head, rows, numeric, foot or ())
