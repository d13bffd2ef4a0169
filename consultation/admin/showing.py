"""How a noun that is only listed is registered: in one call, with the columns that it shows."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consultation.access import Permission
from consultation.admin.kinds import ReadOnly, Rows
from consultation.models import BulkReview, Restriction
from consultation.models.constraints import told_address
from consultation.moderate import bulk
from consultation.moderate.staff_site import Story
from stations.keys import read_key

OF_RESPONSE: dict[str, Any] = {"to": "response__consultation", "response": "response__"}


def show(
    noun: type[models.Model],
    see: Permission | None,
    columns: str,
    *,
    story: Story,
    more: str = "",
    on_page: str = "",
    officers: str = "",
    **options: Any,
) -> None:
    """Register a noun. Without a permission it is the superuser's alone.

    What auditors read they take away as well; the rest leaves by those who export responses.

    :param columns: what is shown, in the list and on the page of a row; nothing else is.
    :param more: what the page of a row shows besides.
    :param on_page: the name of the address in its room that shows the row, with its key.
    :param officers: those of them that name people of an organisation that is asked.
    """
    names = tuple(columns.split())
    given: dict[str, Any] = {
        "list_display": names,
        "fields": (*(["where"] if on_page else []), *names, *more.split()),
        "readonly_fields": ("where",) if on_page else (),
        "see": frozenset({see} if see else ()),
        "story": story,
        "officers": frozenset(officers.split()),
    }
    if on_page:
        given["where"] = _where(on_page)
    if see == Permission.READ_EVENTS:
        given["take"] = frozenset({see})
    admin.site.register(noun, type(f"{noun.__name__}Admin", (ReadOnly,), given | options))


def showing(story: Story) -> Callable[..., None]:
    """Register nouns that stand in one part of the index."""
    return partial(show, story=story)


def _where(address: str) -> Any:
    @admin.display(description="On its page")
    def where(_page: Any, row: models.Model) -> SafeString:
        """The way to where it is read with all that belongs to it."""
        return format_html('<a href="{}">Read it there</a>', reverse(address, args=[row.pk]))

    return where


def rows(
    noun: type[models.Model], see: Permission, columns: str, *, called: str = "", **options: Any
) -> type[Rows]:
    """The rows of a noun on the page of what they belong to."""
    names = tuple(columns.split())
    shown = {"model": noun, "fields": names, "see": frozenset({see}), **options}
    return type(
        f"{noun.__name__}Rows", (Rows,), shown | ({"verbose_name_plural": called} if called else {})
    )


def usable(found: models.QuerySet) -> models.QuerySet:
    """Rows of responses whose use no person has had restricted."""
    restricted = Restriction.objects.in_force().filter(response=models.OuterRef("response"))
    return found.filter(~models.Exists(restricted))


def unrestricted(page: ReadOnly, request: HttpRequest) -> models.QuerySet:
    """Without those of responses whose use a person has had restricted."""
    return usable(ReadOnly.get_queryset(page, request))


def known(page: ReadOnly, request: HttpRequest) -> models.QuerySet:
    """Without what one of two reviewers says before the other has said it."""
    found: Any = ReadOnly.get_queryset(page, request)
    told: models.QuerySet = found.known_to(request.user)
    return told


def known_of_many(page: ReadOnly, request: HttpRequest) -> models.QuerySet:
    """Where two people review, what one of them asked for many is as hidden as for one."""
    return ReadOnly.get_queryset(page, request).filter(_told_of_many(request))


def known_rows_of_many(page: ReadOnly, request: HttpRequest) -> models.QuerySet:
    """The same for the rows. Those verdicts are few, and one of them can have a million rows.

    So they are read first: nobody waits for rows that they are not shown. One query more.
    """
    known = list(BulkReview.objects.filter(_told_of_many(request)).values_list("pk", flat=True))
    return ReadOnly.get_queryset(page, request).filter(bulk_review__in=known)


def _told_of_many(request: HttpRequest) -> Q:
    return Q(consultation__two_reviews=False) | bulk.seen_by(request.user)


def leaving(names: str) -> Callable[[Any, HttpRequest], models.QuerySet]:
    """Without reading columns that no page shows."""

    def found(page: Any, request: HttpRequest) -> models.QuerySet:
        return ReadOnly.get_queryset(page, request).defer(*names.split())

    return found


def found_by(way: str, sign: str) -> dict[str, Any]:
    """A search for the rows of exactly one other row, by its number: that is indexed.

    :param sign: what the number is of, in words.
    """

    def found(page: Any, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        typed = search_term.strip()
        if not typed:
            return queryset, False
        key = read_key(typed)
        return queryset.none() if key is None else queryset.filter(**{way: key}), False

    return {
        "search_fields": (way,),
        "get_search_results": found,
        "search_help_text": f"The number of {sign}",
    }


FOUND_BY_RESPONSE = found_by("response", "a response")


@admin.display(description="Email address")
def address(_page: Any, row: Any) -> str:
    """In words where it is erased."""
    return told_address(row.email)


address.personal = True  # type: ignore[attr-defined]
