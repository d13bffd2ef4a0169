"""Sheets of equality questions, apart from the responses that they came with."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consultation.access import Permission, needs
from consultation.models import Consultation, User
from consultation.respond import actions as respond
from consultation.respond.queries import equality_questions_of
from consultation.respond.rules import why_not_type_equality
from consultation.states import Refused
from consultation.transcribe.forms.equality import SheetForm
from consultation.twice.views import by_its_own_name


@by_its_own_name
@needs(Permission.TRANSCRIBE, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def equality_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Type one sheet in; then the page is ready for the next."""
    consultation = get_object_or_404(Consultation, slug=slug)
    now = timezone.now()
    refusal = why_not_type_equality(consultation, now=now)
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        questions=equality_questions_of(consultation),
    )
    if not refusal and form.is_bound and form.is_valid():
        try:
            kept = respond.keep_equality_sheet(
                consultation=consultation, sheet=form.page(), given=form.given(),
                by=cast(User, request.user), at=now,
            )  # fmt: skip
        except Refused as why:
            form.add_error(None, str(why))
        else:
            if kept:
                messages.success(request, "The sheet is typed in. Here is the page for the next.")
            else:
                messages.error(request, "This sheet was typed in before: what was kept stands.")
            return redirect("equality-sheet", slug=slug)
    context = {"consultation": consultation, "form": form, "refusal": refusal}
    return render(
        request, "transcribe/equality.html", context,
        status=409 if refusal and form.is_bound else 200,
    )  # fmt: skip
