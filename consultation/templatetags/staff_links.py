"""The pages that staff work on, for those who may open them: ``{% load staff_links %}``.

=========================================== ====================================================
``{% desk_navigation %}``                   entries of the navigation on one consultation's pages
``{% desk_links consultation as links %}``  the same pages as ``(words, address)``
=========================================== ====================================================

One list for both, so that what is offered in one place is not missing in the other, and nobody is
led to a page that refuses them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from consultation.access import Permission, may
from consultation.models import ConsultationState
from consultation.templatetags.consult_pages import address, navigation_link

register = template.Library()


def always(consultation: Any) -> bool:
    """There is something to do whatever state it is in."""
    return True


def published(consultation: Any) -> bool:
    """Nobody can have replied to a draft."""
    return getattr(consultation, "state", "") != ConsultationState.DRAFT


def asks_equality(consultation: Any) -> bool:
    """Without questions there are no totals."""
    return bool(getattr(consultation, "equality_set_id", None))


@dataclass(frozen=True)
class Desk:
    """One page of a consultation that staff work on: its route, its words, and who may open it."""

    name: str
    words: str
    permission: Permission
    sections: tuple[str, ...] = ()  # further addresses whose pages belong to it
    on: Callable[[Any], bool] = always
    in_part: bool = False  # a role that is limited to a borough opens it too
    sealed: bool = False  # before the close for those alone who may see interim figures


DESKS = (
    Desk(
        "queue", "Responses", Permission.READ_RESPONSES,
        ("/staff/responses/", "/staff/bulk/", "/staff/everywhere/"), in_part=True,
    ),
    Desk("copies", "Copies", Permission.READ_RESPONSES, ("/staff/copies/",)),
    Desk(
        "transcriptions", "Paper, phone and email", Permission.TRANSCRIBE,
        ("/staff/transcriptions/",), published,
    ),
    Desk("imports", "Files of responses", Permission.IMPORT_RESPONSES, ("/staff/imports/",)),
    Desk(
        "gathering-list", "Petitions and meetings", Permission.READ_RESPONSES,
        ("/staff/petitions/", "/staff/meetings/"),
    ),
    Desk("organisations", "Organisations", Permission.INVITE, ("/staff/invitations/",)),
    Desk(
        "formal-replies", "Formal replies", Permission.READ_RESPONSES,
        ("/staff/formal-replies/",), published,
    ),
    Desk(
        "enquiries", "Questions from councils", Permission.INVITE,
        ("/staff/enquiries/",), published,
    ),
    Desk(
        "readings", "Reading and coding", Permission.READ_RESPONSES,
        ("/staff/readings/", "/staff/gathered/"), published,
    ),
    Desk("codeframe", "Codeframe", Permission.READ_RESPONSES, ("/staff/themes/",)),
    Desk(
        "register-of-points", "Points", Permission.READ_RESPONSES, ("/staff/points/",),
        published, sealed=True,
    ),
    Desk("decisions", "Decisions", Permission.READ_RESPONSES, ("/staff/decisions/",), published),
    Desk("reports", "Reports", Permission.ASK_REPORTS, ("/staff/reports/",), in_part=True),
    Desk("figures", "Figures", Permission.READ_INTERIM, in_part=True),
    Desk("equality", "Equality totals", Permission.READ_EQUALITY, on=asks_equality, sealed=True),
    Desk("questions", "Questions", Permission.PUBLISH),
    Desk("translations", "Translations", Permission.PUBLISH),
    Desk("dates", "Dates", Permission.PUBLISH),
    Desk("moderation", "Rules of moderation", Permission.PUBLISH),
    Desk("retention", "Retention", Permission.ERASE_PERSON, ("/staff/holds/",)),
)  # fmt: skip


def desks_of(context: Context, consultation: Any) -> Iterator[Desk]:
    """Those that the reader may open; none without a consultation."""
    if not getattr(consultation, "slug", ""):
        return
    person: Any = context.get("user")
    for desk in DESKS:
        if not desk.on(consultation):
            continue
        if not may(person, desk.permission, about=consultation, in_part=desk.in_part):
            continue
        if not (desk.sealed and _is_sealed(person, consultation)):
            yield desk


def _is_sealed(person: Any, consultation: Any) -> bool:
    interim = consultation.is_interim_at(timezone.now())
    return interim and not may(person, Permission.READ_INTERIM, about=consultation)


@register.simple_tag(takes_context=True)
def desk_navigation(context: Context) -> SafeString:
    """Return one ``<li>`` for each page of the consultation that is being worked on."""
    consultation: Any = context.get("consultation")
    entries = (
        navigation_link(context, desk.name, desk.words, desk.sections, slug=consultation.slug)
        for desk in desks_of(context, consultation)
    )
    return format_html_join("\n", "{}", ((entry,) for entry in entries))


@register.simple_tag(takes_context=True)
def desk_links(context: Context, consultation: Any) -> list[tuple[str, str]]:
    """Return words and addresses; the responses themselves are linked by the table above."""
    return [
        (desk.words, address(desk.name, slug=consultation.slug))
        for desk in desks_of(context, consultation)
        if desk.name != "queue"
    ]
