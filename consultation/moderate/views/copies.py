"""Copies of one text: the groups of a consultation, and the members of a group."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from consultation.access import Permission, needs
from consultation.models import Consultation, Response, TextGroup
from consultation.moderate.copies.shared import Core, Sentence
from consultation.moderate.queries import copy_groups as queries
from consultation.moderate.views.response import TAGS
from consultation.reading.views import lists, shows

FIRST_WORDS = 220
MOST_COMPARED = 20_000  # letters of a member on this page; its own page has all of them


@needs(Permission.READ_RESPONSES, of=Consultation)
@lists()
@require_safe
def copies(request: HttpRequest, slug: str) -> HttpResponse:
    """The groups of a consultation, the largest first."""
    consultation = get_object_or_404(Consultation, slug=slug)
    after, before = (
        queries.SizeMark.read(request.GET.get(name, "")) for name in ("after", "before")
    )
    page = queries.page_of_groups(consultation, after=after, before=None if after else before)
    context = {
        "consultation": consultation,
        "rows": [(group, _beginning(group.core)) for group in page.rows],
        "count": queries.count_groups(consultation),
        "most": queries.MOST_COUNTED,
        "links": _links(page),
        "later_page": bool(after or before),
    }
    return render(request, "moderate/copies.html", context)


@needs(Permission.READ_RESPONSES, of=TextGroup)
@shows(TextGroup)
@require_safe
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """What a group shares, and what each member says of its own."""
    found = queries.text_group(pk)
    if found is None:
        raise Http404("There is no such group of copies.")
    if found.into_id is not None:
        return redirect("copy-group", pk=found.into_id)  # it turned out to be part of that one
    after, before = (_key(request.GET.get(name, "")) for name in ("after", "before"))
    page = queries.page_of_members(found, after=after, before=None if after else before)
    core, said = Core(found.core), queries.members_said(page.rows)
    context = {
        "consultation": found.consultation,
        "group": found,
        "core": found.core.splitlines(),
        "counts": queries.broken_down(found),
        "most": queries.MOST_BROKEN_DOWN,
        "members": [_member(one, said[one.pk], core) for one in page.rows],
        "links": _links(page),
        "later_page": after is not None or before is not None,
    }
    return render(request, "moderate/copy_group.html", context)


def _links(page: queries.Page) -> dict[str, str]:
    return {
        "previous": f"?before={page.before}" if page.before else "",
        "next": f"?after={page.after}" if page.after else "",
    }


def _key(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _beginning(core: str) -> str:
    words = " ".join(core.split())
    return f"{words[:FIRST_WORDS].rstrip()}…" if len(words) > FIRST_WORDS else words


def _member(response: Response, text: str, core: Core) -> dict[str, Any]:
    """One response beside the group's text: its own, what is changed, and how much is not."""
    compared: list[Sentence] = core.compared(text[:MOST_COMPARED])
    own = [one for one in compared if one.own and not one.changed]
    changed = [one for one in compared if one.changed]
    shape, tone = TAGS[response.state]
    return {
        "response": response,
        "shape": shape,
        "tone": tone,
        "own": own,
        "changed": changed,
        "unchanged": len(compared) - len(own) - len(changed),
        "cut": len(text) > MOST_COMPARED,
    }
