"""The points of petitions and meetings, each led to a point of the codeframe."""

from functools import partial
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, needs
from consultation.analyse import rules
from consultation.analyse.actions import gathered as actions
from consultation.analyse.forms.coding import ChosenPointForm
from consultation.analyse.queries import frame
from consultation.analyse.queries import gathered as queries
from consultation.models import Consultation, User
from consultation.states import Refused


@needs(Permission.READ_RESPONSES, of=Consultation)
@require_safe
def lines(request: HttpRequest, slug: str) -> HttpResponse:
    """Every line that petitions and meetings have on record."""
    consultation = get_object_or_404(Consultation, slug=slug)
    rows = queries.gathered_in(consultation)
    context = {
        "consultation": consultation,
        "rows": rows,
        "left": sum(not one.codes for one in rows),
        "may_code": not rules.why_not_code(request.user, consultation),
    }
    return render(request, "analyse/gathered.html", context)


@needs(Permission.CODE, of=queries.consultation_of)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line: which point of the codeframe it makes."""
    said = queries.gathered_of(pk)
    if said is None:
        raise Http404("There is no such line.")
    taking_back = request.POST.get("act") == "back"
    form = ChosenPointForm(
        request.POST if request.method == "POST" and not taking_back else None,
        find=partial(frame.found_points, said.consultation),
    )
    if request.method == "POST":
        try:
            if _pressed(request, said, form, taking_back=taking_back):
                return HttpResponseRedirect(request.path, status=303)
        except Refused as why:
            return _shown(request, said, form, str(why), status=409)
    return _shown(request, said, form)


def _pressed(
    request: HttpRequest, said: queries.Said, form: ChosenPointForm, *, taking_back: bool
) -> bool:
    """Do what was pressed. Whether it was done. Raises Refused."""
    by, at = cast(User, request.user), timezone.now()
    if taking_back:
        key = request.POST.get("code", "")
        code = next((one for one in said.codes if str(one.pk) == key), None)
        if code is None:
            raise Refused(rules.GONE)
        actions.take_back(said=said, code=code, by=by, at=at)
        messages.success(request, "The code is taken back.")
        return True
    if not form.is_valid():
        return False
    cleaned = form.cleaned_data
    made = actions.give(
        said=said, point=cleaned.get("chosen"), sentence=cleaned.get("sentence", ""), by=by, at=at
    )
    messages.success(request, f"Coded as {made.point}")
    return True


def _shown(
    request: HttpRequest,
    said: queries.Said,
    form: ChosenPointForm,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "consultation": said.consultation,
        "said": said,
        "form": form,
        "why_not": rules.why_not_gathered(counted=said.is_counted),
        "errors": [("coding", refusal)] if refusal else [],
        "refusal": refusal,
    }
    return render(request, "analyse/line.html", context, status=status)
