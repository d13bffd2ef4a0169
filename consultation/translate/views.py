"""Staff pages: how far each language has come, and the texts of one part side by side."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation import languages
from consultation.access import Permission, needs
from consultation.languages import ENGLISH, Language
from consultation.models import Consultation, TranslationState, User
from consultation.states import Refused
from consultation.translate import actions, queries
from consultation.translate.forms import PartForm
from consultation.translate.queries import Part

DRAFT, CHECK, PUBLISH = "draft", "check", "publish"
TAGS = {
    "": ("ring", "quiet", "Not translated"),
    TranslationState.DRAFT.value: ("clock", "warm", "Draft"),
    TranslationState.CHECKED.value: ("tick", "calm", "Checked"),
    TranslationState.PUBLISHED.value: ("tick", "strong", "Published"),
}
SHOWN = (TranslationState.PUBLISHED,)
READY = (TranslationState.CHECKED, TranslationState.PUBLISHED)


@require_safe
def beside(request: HttpRequest, slug: str) -> HttpResponse:
    """For everybody: each text in the language of the page, with the English it was made from."""
    consultation = get_object_or_404(Consultation.objects.published(), slug=slug)
    context = {
        "consultation": consultation,
        "parts": queries.readable_parts(consultation, languages.current()),
        "translations": queries.translations_of(consultation),
    }
    return render(request, "translate/beside.html", context)


@needs(Permission.PUBLISH, of=Consultation)
@require_safe
def translations(request: HttpRequest, slug: str) -> HttpResponse:
    """Every language and part, with how many of its texts are drafted, checked, published."""
    consultation = get_object_or_404(Consultation, slug=slug)
    sheets = []
    for language in _others():
        rows = [
            [
                {"text": part.title, "href": _address(consultation, language, part)},
                len(part.texts),
                part.number(*TranslationState),
                part.number(*READY),
                part.number(*SHOWN),
            ]
            for part in queries.parts_of(consultation, language.code)
        ]
        sheets.append({"language": language, "rows": rows})
    context = {
        "consultation": consultation,
        "sheets": sheets,
        "head": ["Part", "Texts", "Translated", "Checked", "Published"],
    }
    return render(request, "translate/translations.html", context)


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def translation(request: HttpRequest, slug: str, language: str, part: str) -> HttpResponse:
    """The texts of one part beside the English: draft them, check them, publish them."""
    consultation = get_object_or_404(Consultation, slug=slug)
    into = next((one for one in _others() if one.code == language), None)
    found = queries.part_of(consultation, language, part) if into else None
    if into is None or found is None:
        raise Http404
    form = PartForm(request.POST if request.method == "POST" else None, part=found, language=into)
    if form.is_bound and form.is_valid():
        _act(request, consultation, into, form)
        return redirect(_address(consultation, into, found))
    context = {
        "consultation": consultation,
        "language": into,
        "part": found,
        "form": form,
        "rows": [_row(one, form) for one in found.texts],
    }
    return render(request, "translate/translation.html", context)


def _row(one: queries.Text, form: PartForm) -> dict[str, object]:
    shape, tone, words = TAGS[one.state]
    if one.outdated:
        shape, tone, words = "cross", "warm", "The English has changed since"
    return {"text": one, "field": form[one.name], "shape": shape, "tone": tone, "words": words}


def _act(
    request: HttpRequest, consultation: Consultation, language: Language, form: PartForm
) -> None:
    """What the pressed button asks for, text by text; what is refused is told once."""
    by, at = cast(User, request.user), timezone.now()
    pressed = request.POST.get("act", DRAFT)
    done, refusals = 0, []
    for one, text in form.typed():
        kept = one.translation
        try:
            if kept is None or kept.text != text or one.outdated:
                actions.draft(
                    consultation=consultation, language=language.code, subject=one.subject,
                    field=one.field, english=one.english, text=text, by=by, at=at,
                )  # fmt: skip
                done += pressed == DRAFT
            elif pressed == CHECK and kept.state == TranslationState.DRAFT:
                actions.check(translation=kept, english=one.english, by=by, at=at)
                done += 1
            elif pressed == PUBLISH and kept.state == TranslationState.CHECKED:
                actions.publish(translation=kept, english=one.english, by=by, at=at)
                done += 1
        except Refused as refusal:
            refusals.append(str(refusal))
    told = {DRAFT: "saved as drafts", CHECK: "checked", PUBLISH: "published"}
    messages.success(request, f"Texts {told.get(pressed, 'saved')}: {done}.")
    for told_once in dict.fromkeys(refusals):
        messages.error(request, told_once)


def _others() -> list[Language]:
    return [one for one in languages.offered() if one.code != ENGLISH]


def _address(consultation: Consultation, language: Language, part: Part) -> str:
    return reverse("translation", args=[consultation.slug, language.code, part.slug])
