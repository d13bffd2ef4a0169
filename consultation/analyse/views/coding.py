"""Reading responses one after another, and coding what they say."""

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.access import Permission, needs
from consultation.analyse import rules
from consultation.analyse.actions import coding as actions
from consultation.analyse.forms.coding import CodeForm, DoneForm, NextForm
from consultation.analyse.queries import coding as queries
from consultation.analyse.queries import frame as frames
from consultation.analyse.queries.gathered import gathered_in
from consultation.analyse.texts import Text
from consultation.models import Consultation, Point, Reading, Response, User
from consultation.reading.views import lists, shows
from consultation.states import Refused
from stations.keys import read_key

LAST = "Every response that counts has been read."
READ = "Response {} is read."


@needs(Permission.READ_RESPONSES, of=Consultation)
@require_safe
@lists()
def readings(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the reading has come, who read what, and what nobody has read."""
    consultation = get_object_or_404(Consultation, slug=slug)
    show = "read" if request.GET.get("show") == "read" else "unread"
    after = read_key(request.GET.get("after", ""))
    rows = queries.listed(consultation, read=show == "read", after=after)
    more = rows[queries.A_PAGE - 1].pk if len(rows) > queries.A_PAGE else None
    refusal = rules.why_not_code(request.user, consultation)
    context = {
        "consultation": consultation,
        "progress": queries.progress_of(consultation),
        "people": queries.read_by(consultation),
        "show": show,
        "rows": rows[: queries.A_PAGE],
        "links": {"previous": "", "next": f"?show={show}&after={more}" if more else ""},
        "later_page": after is not None,
        "why_not": refusal,
        "form": None if refusal else _next_form(consultation, {}),
        "to_confirm": queries.to_confirm(consultation).count(),
        "gathered_left": sum(not one.codes for one in gathered_in(consultation)),
    }
    return render(request, "analyse/readings.html", context)


def _next_form(consultation: Consultation, typed: Any) -> NextForm:
    return NextForm(typed or None, proposals=frames.proposals_of(consultation))


@needs(Permission.CODE, of=Consultation)
@require_POST
def take_next(request: HttpRequest, slug: str) -> HttpResponseRedirect:
    """To the next that nobody has read."""
    consultation = get_object_or_404(Consultation, slug=slug)
    form = _next_form(consultation, request.POST)
    station = form.cleaned_data["station"] if form.is_valid() else None
    return _onward(request, consultation, station)


def _onward(
    request: HttpRequest, consultation: Consultation, station: int | None
) -> HttpResponseRedirect:
    """To the next response, of one front counter if one was asked for, or back to the list."""
    by, at = cast(User, request.user), timezone.now()
    found = actions.take_next(consultation=consultation, station=station, by=by, at=at)
    if found is None:
        messages.info(request, "None is left about this front counter." if station else LAST)
        return HttpResponseRedirect(reverse("readings", args=[consultation.slug]), status=303)
    narrowed = f"?station={station}" if station else ""
    # Else a browser goes on at the place of the page before.
    where = f"{reverse('coding', args=[found.pk])}{narrowed}#main-content"
    return HttpResponseRedirect(where, status=303)


@needs(Permission.READ_RESPONSES, of=Response, in_part=True)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Response)
def coding(request: HttpRequest, pk: int) -> HttpResponse:
    """One response: its words, what they were coded as, and who read it."""
    reading = queries.reading_of(pk)
    if reading is None:
        raise Http404("There is nothing to read in this response.")
    page = Page(request, reading)
    if request.method != "POST":
        return page.shown()
    if refusal := rules.why_not_code(request.user, reading):
        raise PermissionDenied(refusal)
    act = request.POST.get("act", "")
    steps = {"code": page.code, "back": page.take_back, "done": page.done, "reopen": page.reopen}
    step = steps.get(act)
    if step is None:
        return page.shown("Press one of the buttons on this page.", status=400)
    try:
        return step() or page.shown()
    except Refused as why:
        return page.shown(str(why), status=409)


class Page:
    """The page of one response and its buttons. A step that returns None shows its form again."""

    def __init__(self, request: HttpRequest, reading: Reading) -> None:
        self.request, self.reading = request, reading
        self.by, self.at = cast(User, request.user), timezone.now()
        self.said = queries.sources_of(reading.response)
        self.proposals = frames.proposals_of(reading.consultation)
        self.code_form = self._code_form(None)
        self.done_form = DoneForm(files=self.said.files)

    def _code_form(self, typed: Any) -> CodeForm:
        return CodeForm(
            typed,
            said=self.said,
            proposals=self.proposals,
            find=partial(frames.found_points, self.reading.consultation),
        )

    @property
    def station(self) -> int | None:
        """The front counter that the coder goes through."""
        return read_key(self.request.GET.get("station", ""))

    def code(self) -> HttpResponse | None:
        """Give a passage a point, or a new one."""
        self.code_form = form = self._code_form(self.request.POST)
        if not form.is_valid():
            return None
        cleaned = form.cleaned_data
        how: dict[str, Any] = {
            "reading": self.reading, "place": cleaned["place"], "proposal": cleaned["about"],
            "by": self.by, "at": self.at,
        }  # fmt: skip
        if sentence := cleaned.get("sentence"):
            made = actions.give_new(sentence=sentence, **how)
        else:
            made = actions.give(point=cleaned["chosen"], **how)
        messages.success(self.request, f"Coded as {made[0].point}")
        return self._again(_anchor(cleaned["place"].text))

    def take_back(self) -> HttpResponse:
        """Take a code back, with those that were given with it."""
        key = self.request.POST.get("code", "")
        given = queries.given_to(self.reading, self.said.texts)
        one = next((each for each in given if str(each.first.pk) == key), None)
        if one is None:
            raise Refused(rules.GONE)
        actions.take_back(reading=self.reading, codes=one.codes, by=self.by, at=self.at)
        messages.success(self.request, f"{one.point.name} is taken back.")
        return self._again(_anchor(one.text))

    def done(self) -> HttpResponse | None:
        """It is read to its end: on to the next."""
        self.done_form = form = DoneForm(self.request.POST, files=self.said.files)
        if not form.is_valid():
            return None
        no_point = form.cleaned_data["no_point"]
        actions.done(reading=self.reading, no_point=no_point, by=self.by, at=self.at)
        messages.success(self.request, READ.format(self.reading.pk))
        return _onward(self.request, self.reading.consultation, self.station)

    def reopen(self) -> HttpResponse:
        """Read it again."""
        actions.reopen(reading=self.reading, by=self.by, at=self.at)
        messages.success(self.request, "It waits to be read again. Its codes stay.")
        return self._again("")

    def _again(self, where: str) -> HttpResponse:
        return HttpResponseRedirect(self.request.get_full_path() + where, status=303)

    def shown(self, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page, with what was typed and why nothing came of it, if nothing did."""
        reading, now = self.reading, self.at
        given = queries.given_to(reading, self.said.texts)
        context = {
            "consultation": reading.consultation,
            "response": reading.response,
            "reading": reading,
            "texts": [(one, queries.stretches(one, given), self._of(one, given))
                      for one in self.said.texts],
            "beside": [one for one in given if one.text is None],
            "choices": [] if self.said.restricted else queries.choices_of(reading.response),
            "said": self.said,
            "can_code": bool(self.said.texts or self.said.files or self.said.note),
            "restricted": self.said.restricted,
            "form": self.code_form,
            "done_form": self.done_form,
            "forms": [self.done_form],  # whose errors stand above the page too
            "typed": self._typed(),
            "lately": queries.lately(self.by, reading.consultation),
            "why_not": rules.why_not_give(self.by, reading, now),
            "may_code": not rules.why_not_code(self.by, reading),
            "errors": [("coding", refusal)] if refusal else [],
            "refusal": refusal,
            "station": self.station,
        }  # fmt: skip
        return render(self.request, "analyse/coding.html", context, status=status)

    def _typed(self) -> list[str]:
        """What was sent, for a page that has no form for it any more."""
        if not self.code_form.is_bound:
            return []
        sent = (self.request.POST.get(name, "").strip() for name in ("words", "point"))
        return [one for one in sent if one]

    @staticmethod
    def _of(text: Text, given: list[queries.Given]) -> list[queries.Given]:
        return [one for one in given if one.text is text]


def _anchor(text: Text | None) -> str:
    """Where on the page it stands; files and note stand together."""
    return f"#text-{text.key}" if text else "#beside"


@needs(Permission.CODE, of=Point)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Point)
def recode(request: HttpRequest, pk: int) -> HttpResponse:
    """The passages that were coded before a point was reworded: do they still make it?"""
    point = frames.point_of(pk)
    if point is None:
        raise Http404
    waiting = queries.to_confirm(point.consultation, point)
    rows = list(waiting.select_related("answer", "file", "by", "reading")[: queries.A_PAGE])
    if request.method == "POST":
        chosen = set(request.POST.getlist("codes"))
        codes = [one for one in rows if str(one.pk) in chosen]
        try:
            if not codes:
                raise Refused("Tick the passages that still make the point.")
            actions.confirm(
                codes=codes, point=point, by=cast(User, request.user), at=timezone.now()
            )
        except Refused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, "Confirmed.")
        return redirect("recode", pk=pk)
    context = {
        "consultation": point.consultation,
        "point": point,
        "rows": [(one, queries.words_of(one)) for one in rows],
        "number": waiting.count(),
    }
    return render(request, "analyse/recode.html", context)
