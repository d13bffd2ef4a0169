"""Call a machine's doubt false, or put it back."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from consultation.access import Permission, needs
from consultation.models import Flag, User
from consultation.moderate import actions
from consultation.moderate.queries import Chosen
from consultation.moderate.queries.screening import flag_of
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
