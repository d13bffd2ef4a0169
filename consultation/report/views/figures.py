"""Figures as they stand now: every question by place, and one table of one's own choice."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consultation.access import Permission, boroughs_within, needs
from consultation.models import Consultation, Proposal, QuestionVersion, User
from consultation.publish.rules import in_words
from consultation.report import actions, crossing, tallies
from consultation.report.choosing import COUNTER, HOME, FiguresForm, called

WIDE = 9  # columns, from which a table scrolls in a frame of its own


@dataclass(frozen=True)
class Shown:
    """One table as the template draws it."""

    id: str
    title: str
    head: list[str]
    rows: list[list[Any]]
    foot: list[Any]
    numeric: str
    note: str = ""
    bars: tuple[tuple[str, int], ...] = ()
    base: int = 0
    asked: bool = False  # it is a question, and `base` is how many answered it as a whole

    @property
    def wide(self) -> bool:
        """It has more columns than fit on a page."""
        return len(self.head) > WIDE


@needs(Permission.READ_INTERIM, of=Consultation, in_part=True)
@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """Read from the tallies; the table of one's own is counted now. Each look is an Event."""
    found = get_object_or_404(Consultation, slug=slug)
    by, at = cast(User, request.user), timezone.now()
    boroughs = boroughs_within(by, Permission.READ_INTERIM, found)
    versions, proposals = tallies.asked_of(found), tallies.proposals_of(found, boroughs)
    about = _about(request.GET.get("about", ""), proposals)
    dimensions = crossing.dimensions(found, versions, about=about)
    form = FiguresForm(
        request.GET,
        versions=versions,
        proposals=proposals,
        dimensions=dimensions,
        of_places=boroughs is not None,
    )
    asked = form.cleaned_data if form.is_valid() else {}
    actions.look_at_figures(consultation=found, by=by, at=at)
    standing = tallies.standing(found, at)
    context = {
        "consultation": found,
        "form": form,
        "chosen": _chosen(form, asked),
        "standing": standing,
        "until": in_words(standing.as_at),
        "about": about,
        "of_places": boroughs is not None,
        **_places(found, versions, proposals, asked, about, whole=boroughs is None),
        **_own_table(found, asked, dimensions, about, boroughs),
    }
    return render(request, "report/figures.html", context)


def _about(slug: str, proposals: list[Proposal]) -> Proposal | None:
    return next((one for one in proposals if one.station.slug == slug), None)


def _places(
    found: Consultation,
    versions: list[QuestionVersion],
    proposals: list[Proposal],
    asked: dict[str, Any],
    about: Proposal | None,
    *,
    whole: bool,
) -> dict[str, Any]:
    """Every question by home, or by front counter; those of some boroughs see counters alone."""
    wanted = [one for one in versions if asked.get("question") in ("", None, str(one.pk))]
    if about is not None or (whole and asked.get("by") != COUNTER):
        spoken, each = tallies.by_home(found, wanted, about=about)
        place, by = "Lives in", HOME
    else:
        spoken, each = tallies.by_counter(found, wanted, proposals)
        place, by = "Front counter", COUNTER
    return {
        "by": by,
        "responses": spoken.whole if whole or about is not None else None,
        "tables": [_table(one, place, summed=by == HOME) for one in each],
        "received": _received(spoken, place),
        "fold": not asked.get("question"),
        "left_out": len(wanted) - len(each),
    }


def _received(spoken: tallies.Spoken, place: str) -> Shown:
    rows = [[one.label, f"{one.numbers[0]:,}"] for one in spoken.lines]
    return Shown("responses", "Counted responses", [place, "Responses"], rows, [], "2")


def _table(asked: tallies.Asked, place: str, *, summed: bool) -> Shown:
    """A question: its bars for the whole, its numbers place by place."""
    whole = asked.whole.numbers
    return Shown(
        id=f"question-{asked.version.pk}",
        title=called(asked.version),
        head=[place, "Answered", *asked.options],
        rows=[[one.label, *(f"{n:,}" for n in one.numbers)] for one in asked.lines],
        foot=["All", *(f"{n:,}" for n in whole)] if summed else [],
        numeric=",".join(str(2 + n) for n in range(len(whole))),
        note=asked.version.wording,
        bars=tuple(zip(asked.options, whole[1:], strict=True)) if summed else (),
        base=whole[0],
        asked=summed,
    )


def _own_table(
    found: Consultation,
    asked: dict[str, Any],
    dimensions: dict[str, crossing.Dimension],
    about: Proposal | None,
    boroughs: frozenset[int] | None,
) -> dict[str, Any]:
    """The table of rows and columns that were chosen, counted now; or that it takes too long."""
    if not asked.get("rows") or not asked.get("columns"):
        return {"own": None, "too_slow": False}
    rows, columns = dimensions[asked["rows"]], dimensions[asked["columns"]]
    try:
        made = crossing.cross(found, rows, columns, about=about, boroughs=boroughs)
    except crossing.TooSlow:
        return {"own": None, "too_slow": True}
    total = ["All, each once"] if made.across else []
    lines = [
        [label, *(f"{n:,}" for n in numbers), *([f"{made.across[at]:,}"] if made.across else [])]
        for at, (label, numbers) in enumerate(zip(made.rows, made.numbers, strict=True))
    ]
    foot: list[Any] = []
    if made.down:
        foot = ["All, each once", *(f"{n:,}" for n in made.down)]
        foot += [f"{made.base:,}"] if made.across else []
    own = Shown(
        id="own",
        title=f"{rows.label} by {columns.label[:1].lower()}{columns.label[1:]}",
        head=[rows.label, *made.columns, *total],
        rows=lines,
        foot=foot,
        numeric=",".join(str(2 + n) for n in range(len(made.columns) + len(total))),
        base=made.base,
    )
    return {"own": own, "too_slow": False, "spread": rows.spread or columns.spread}


def _chosen(form: FiguresForm, asked: dict[str, Any]) -> list[tuple[str, str]]:
    """Each filter in force, and the address without it."""
    said = {name: value for name, value in asked.items() if value and (name, value) != ("by", HOME)}
    made = []
    for name in said:
        field = form.fields[name]
        flat = dict(_flat(field.choices))  # type: ignore[attr-defined]
        gone = ("rows", "columns") if name in ("rows", "columns") else (name,)
        rest = {other: kept for other, kept in said.items() if other not in gone}
        made.append((f"{field.label}: {flat[said[name]]}", f"?{urlencode(rest)}"))
    return made


def _flat(choices: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for value, label in choices:
        found += label if isinstance(label, list | tuple) else [(str(value), str(label))]
    return found
