"""Totals of equality answers, and petitions and meetings as files."""

from collections.abc import Callable
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consultation.access import Permission, needs
from consultation.gather.queries import meetings_of, petitions_of
from consultation.models import Consultation, MeetingState, User
from consultation.report import actions, rules
from consultation.report import equality as totals
from consultation.report.gathering_files import meetings_sheet, petitions_sheet

SHEETS: dict[str, Callable[[Consultation], bytes]] = {
    "petitions": lambda found: petitions_sheet(
        [one.record for one in petitions_of(found) if one.record.is_current]
    ),
    "meetings": lambda found: meetings_sheet(
        [one.record for one in meetings_of(found) if one.record.state != MeetingState.WITHDRAWN]
    ),
}


@needs(Permission.READ_EQUALITY, of=Consultation)
@require_safe
def equality(request: HttpRequest, slug: str) -> HttpResponse:
    """Who took part, question by question, as far as numbers are large enough to be shown.

    Sealed until the close, as all figures are; until then each look is an Event.
    """
    consultation = get_object_or_404(Consultation.objects.select_related("equality_set"), slug=slug)
    by, at = cast(User, request.user), timezone.now()
    if sealed := rules.why_not_see_interim(by, consultation, at):
        context = {"consultation": consultation, "sealed": sealed}
        return render(request, "report/equality.html", context, status=403)
    interim = consultation.is_interim_at(at)
    if interim:
        actions.look_at_figures(consultation=consultation, by=by, at=at, what="equality")
    found = totals.totals(consultation, at=at)
    context = {
        "consultation": consultation,
        "interim": interim,
        "set": consultation.equality_set,
        "totals": found,
        "head": ["Answer", "People", "Share"],
        "fewest": totals.FEWEST,
    }
    return render(request, "report/equality.html", context)


@needs(Permission.EXPORT, of=Consultation)
@require_safe
def gathered(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Petitions or meetings as a CSV file. It holds nothing that is not published."""
    consultation = get_object_or_404(Consultation, slug=slug)
    if kind not in SHEETS:
        raise Http404("There is no such file.")
    answer = HttpResponse(SHEETS[kind](consultation), content_type="text/csv; charset=utf-8")
    name = f"{consultation.slug}-{kind}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
