"""The point register, one point with all that was said of it, and its answer."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, may, needs
from consultation.analyse.queries import frame as frames
from consultation.decide import rules
from consultation.decide.actions import points as actions
from consultation.decide.forms.decisions import retype
from consultation.decide.forms.points import AnswerForm, RegisterFilters
from consultation.decide.queries import points as queries
from consultation.models import Consultation, Disposition, Point, User
from consultation.reading.views import shows
from consultation.report.actions import look_at_figures
from consultation.states import Refused
from stations.keys import read_key

LOOKED = "points"


@dataclass(frozen=True)
class Row:
    """One point of the register."""

    point: Point
    raised: int
    standing: queries.Standing

    @property
    def tag(self) -> tuple[str, str, str]:
        """Whether it is answered: words, shape and tone."""
        if not self.standing.is_raised:
            return "Raised by nobody", "", "quiet"
        if self.standing.is_answered:
            return "Answered", "tick", "calm"
        if len(self.standing.about) > len(self.standing.unanswered):
            return "Answered in part", "ring", "warm"
        return "Not answered", "clock", "strong"


@needs(Permission.READ_RESPONSES, of=Consultation)
@require_safe
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Every point with how many raise it, and whether it is answered."""
    consultation = get_object_or_404(Consultation, slug=slug)
    if sealed := _sealed(request, consultation):
        context = {"consultation": consultation, "sealed": sealed}
        return render(request, "decide/register.html", context, status=403)
    form = RegisterFilters(
        request.GET,
        proposals=frames.proposals_of(consultation),
        themes=frames.themes_of(consultation),
    )
    chosen = _chosen(form, consultation, read_key(request.GET.get("after", "")) or 0)
    rows = queries.register(consultation, chosen)
    page = rows[: queries.A_PAGE]
    counts, standings = frames.raised_of(page), queries.standings(page)
    taken = {name: value for name, value in form.data.items() if name in form.fields and value}
    later = {**taken, "after": page[-1].number} if len(rows) > len(page) else None
    context = {
        "consultation": consultation,
        "form": form,
        "chosen": _removable(form, taken),
        "rows": [Row(one, counts.get(one.pk, 0), standings[one.pk]) for one in page],
        "links": {"previous": "", "next": f"?{urlencode(later)}" if later else ""},
        "later_page": chosen.after > 0,
        "unanswered": queries.unanswered_number(consultation),
        "few": frames.FEW,
        "interim": consultation.is_interim_at(timezone.now()),
    }
    return render(request, "decide/register.html", context)


def _sealed(request: HttpRequest, consultation: Consultation) -> str:
    """Why the person may not see it yet; before the close a look is an Event."""
    by, at = cast(User, request.user), timezone.now()
    if sealed := rules.why_not_see(by, consultation, at):
        return sealed
    if consultation.is_interim_at(at):
        look_at_figures(consultation=consultation, by=by, at=at, what=LOOKED)
    return ""


def _chosen(form: RegisterFilters, consultation: Consultation, after: int) -> queries.Chosen:
    """What the form asks for; nothing of it where something is no choice."""
    if not form.is_valid():
        return queries.Chosen(after=after)
    proposal, theme = (read_key(form.cleaned_data[name]) for name in ("proposal", "theme"))
    found = consultation.proposals.filter(pk=proposal).first() if proposal else None
    return queries.Chosen(form.cleaned_data["show"], found, theme, after)


def _removable(form: RegisterFilters, taken: dict[str, Any]) -> list[tuple[str, str]]:
    """Each choice in words, with the address without it."""
    return [
        (
            form.label_of(name, value),
            "?" + urlencode({one: said for one, said in taken.items() if one != name}),
        )
        for name, value in taken.items()
    ]


@needs(Permission.READ_RESPONSES, of=Point)
@require_safe
@shows(Point)
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is known of one point: who raises it, in which words, and what was answered."""
    found = _found(pk)
    if sealed := _sealed(request, found.consultation):
        context = {"consultation": found.consultation, "point": found, "sealed": sealed}
        return render(request, "decide/point.html", context, status=403)
    quotes = queries.quotes_of(found, after=read_key(request.GET.get("after", "")) or 0)
    page = quotes[: queries.QUOTES]
    more = f"?after={page[-1].code.pk}#quotes" if len(quotes) > len(page) else ""
    answers, standing = queries.dispositions_of(found), queries.standings([found])[found.pk]
    valid = {one.pk for one in queries.in_force(answers, found)}
    context = {
        "consultation": found.consultation,
        "point": found,
        "parts": frames.parts_of(found),
        "wordings": frames.wordings_of(found),
        "counts": queries.counts_of(found),
        "row": Row(found, 0, standing),
        "about": queries.proposals_in(standing.about),
        "about_all": None in standing.about,
        "unanswered": queries.proposals_in(standing.unanswered),
        "unanswered_all": None in standing.unanswered,
        "answers": [(one, one.pk in valid) for one in answers],
        "formal": queries.formal_replies_to(found),
        "gathered": queries.gathered_for(found),
        "quotes": page,
        "links": {"previous": "", "next": more},
        "later_page": "after" in request.GET,
        "may_code": may(request.user, Permission.CODE, about=found),
        "again": queries.to_answer_again(found),
        "why_not_answer": rules.why_not_answer(request.user, found, timezone.now()),
    }
    return render(request, "decide/point.html", context)


@needs(Permission.DECIDE, of=Point)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what becomes of a point, and why."""
    found = _found(pk)
    refusal = rules.why_not_answer(request.user, found, timezone.now())
    standing = queries.standings([found])[found.pk]
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        initial={"version": found.version, "proposal": request.GET.get("proposal", "")},
        proposals=_answerable(found, standing),
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = _given(request, found, form)
        except Refused as why:
            form.add_error(None, str(why))
            retype(form, version=str(found.version))  # of what the page shows now
        else:
            messages.success(request, f"{found.name}: {given.get_kind_display().lower()}.")
            return HttpResponseRedirect(found.get_absolute_url(), status=303)
    context = {
        "consultation": found.consultation,
        "point": found,
        "parts": frames.parts_of(found),
        "counts": queries.counts_of(found),
        "form": form,
        "refusal": "" if form.is_bound else refusal,
    }
    return render(request, "decide/answer.html", context)


def _answerable(found: Point, standing: queries.Standing) -> list[Any]:
    """What an answer can be for, by itself: all proposals where it is about all."""
    if None in standing.about:
        return frames.proposals_of(found.consultation)
    return queries.proposals_in(standing.about)


def _given(request: HttpRequest, found: Point, form: AnswerForm) -> Disposition:
    return actions.answer(
        point=found, by=cast(User, request.user), at=timezone.now(), **form.cleaned_data
    )


def _found(pk: int) -> Point:
    found = frames.point_of(pk)
    if found is None:
        raise Http404("There is no such point.")
    return found
