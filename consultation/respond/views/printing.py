"""The paper form: as a page to print, and as PDF in usual and in large print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultation.models import Consultation
from consultation.respond import printed
from consultation.respond.content import content_in_force


@require_safe
def paper_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question on one page, to print or to read before answering."""
    consultation = get_object_or_404(Consultation.objects.published(), slug=slug)
    content, _number = content_in_force(consultation)
    context = {"consultation": consultation, "paper": printed.form_of(content)}
    return render(request, "respond/form.html", context)


def _file(slug: str, name: str, points: int) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.published(), slug=slug)
    content, number = content_in_force(consultation)
    made = printed.pdf_of(content, number, points=points)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}-{slug}.pdf"'
    return answer


@require_safe
def usual(request: HttpRequest, slug: str) -> HttpResponse:
    """The form in letters of 12 points."""
    return _file(slug, "form", printed.USUAL)


@require_safe
def large_print(request: HttpRequest, slug: str) -> HttpResponse:
    """The form in letters of 18 points."""
    return _file(slug, "form-large-print", printed.LARGE)
