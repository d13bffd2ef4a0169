"""Call a machine's doubt false, and see how often each rule was right."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consultation.access import Permission, needs
from consultation.models import Consultation, Flag, User
from consultation.moderate import actions
from consultation.moderate.queries import Chosen
from consultation.moderate.queries.screening import flag_of, flag_quality
from consultation.states import Refused


@needs(Permission.REVIEW, of=Flag, in_part=True)
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """One click, and back to the response, in the list that it was opened from."""
    flag = flag_of(pk)
    if flag is None:
        raise Http404("There is no such flag.")
    false = request.POST.get("judgement") != "STANDING"
    try:
        actions.judge_flag(flag=flag, false=false, by=cast(User, request.user), at=timezone.now())
    except Refused as why:
        messages.error(request, str(why))
    query = Chosen.of(QueryDict(request.POST.get("query", ""))).query
    address = reverse("response", args=[flag.response_id])
    return HttpResponseRedirect(f"{address}{'?' if query else ''}{query}#flag-{flag.pk}")


@needs(Permission.READ_RESPONSES, of=Consultation)
@require_safe
def quality(request: HttpRequest, slug: str) -> HttpResponse:
    """Of each rule: how many flags it set, and how many of them people called false."""
    consultation = get_object_or_404(Consultation, slug=slug)
    context = {"consultation": consultation, "rules": flag_quality(consultation)}
    return render(request, "moderate/flags.html", context)
