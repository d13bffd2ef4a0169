"""The pages of the journey as residents will see them, for staff. Nothing typed there is stored."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consultation.access import Permission, needs
from consultation.models import (
    Consultation,
    Proposal,
    QuestionKind,
    QuestionScope,
    QuestionVersion,
)
from consultation.publish import outline
from consultation.respond.attaching import LATER, FilesForm
from consultation.respond.content import Content
from consultation.respond.forms import QuestionsForm
from consultation.respond.views.journey import as_drawn
from consultation.respond.views.visiting import form_of, see_other
from consultation.respond.visit import digest
from consultation.templatetags.page_form import ActionButton


@dataclass(frozen=True)
class Shown:
    """One page of questions, about an example of a proposal or about everything."""

    asked: list[QuestionVersion]
    proposal: Proposal | None
    first: bool  # of those about the proposal, so that what is proposed stands above it


class FilesShown(FilesForm):
    """As a resident has it who has added nothing; it cannot be saved for later."""

    def all_buttons(self) -> list[ActionButton]:
        """Without the one that saves."""
        return [one for one in super().all_buttons() if one != LATER]


def pages_of(content: Content) -> list[Shown]:
    """Every page in the order of the journey, whatever the rules say."""
    example = content.proposals[0] if content.proposals else None
    found: list[Shown] = []
    for sheet in outline.sheets(content.questions):
        about = example if sheet.scope == QuestionScope.PROPOSAL else None
        found.append(Shown([one.version for one in sheet.entries], about, first=not found))
    return found


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, slug: str, number: int = 1) -> HttpResponse:
    """One page, drawn and judged by what draws and judges it for residents. Raises Http404."""
    consultation = get_object_or_404(Consultation, slug=slug)
    pages = pages_of(Content.read(consultation))
    if not 1 <= number <= len(pages):
        raise Http404
    here = pages[number - 1]
    asks_files = here.asked[0].question.kind == QuestionKind.FILE
    form = _files_form(here) if asks_files else _form(request, here)
    onward = _address(consultation, number + 1) if number < len(pages) else ""
    if request.method == "POST" and (asks_files or form.is_valid()):
        return see_other(onward or reverse("questions", args=[slug]))
    every = [one for page in pages for one in page.asked]
    rules = [outline.rule_of(one, every) for one in here.asked]
    context: dict[str, Any] = as_drawn(here.asked) | {
        "consultation": consultation,
        "form": form,
        "version": here.asked[0],
        "proposal": here.proposal,
        "first": here.first and here.proposal is not None,
        "place": number,
        "pages": len(pages),
        "rules": [rule for rule in rules if rule],
        "links": {"previous": _address(consultation, number - 1) if number > 1 else "",
                  "next": onward},
    }  # fmt: skip
    template = "respond/preview_files.html" if asks_files else "respond/preview.html"
    return render(request, template, context)


def _files_form(here: Shown) -> FilesForm:
    """With nothing added. It is not judged: no file is kept, so the page is always passed."""
    return FilesShown(version=here.asked[0], kept=())


def _form(request: HttpRequest, here: Shown) -> QuestionsForm:
    """As a resident has it who has answered nothing; what is typed cannot be saved for later."""
    empty = {one.question.key: "" for one in here.asked}
    form: QuestionsForm = form_of(
        request,
        QuestionsForm,
        questions=here.asked,
        today=timezone.localdate(),
        heading=True,
        initial=empty | {"seen": digest(empty)},
    )
    form.buttons = ()
    return form


def _address(consultation: Consultation, number: int) -> str:
    return reverse("preview-page", args=[consultation.slug, number])
