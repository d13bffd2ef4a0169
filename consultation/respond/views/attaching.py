"""The page of a question that asks for files: a list, a way to add one, a way to remove each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from consultation.events import PUBLIC
from consultation.models import QuestionVersion
from consultation.respond import actions, journey
from consultation.respond.attaching import FilesForm
from consultation.respond.kinds import SentFile, files_of
from consultation.respond.limits import UPLOAD, why_not_one_more
from consultation.respond.rules import why_not_send_files
from consultation.respond.views import guarding
from consultation.respond.views.visiting import back_from, frame_of, see_other
from consultation.respond.visit import Visit
from consultation.states import Refused


def files_page(
    request: HttpRequest,
    visit: Visit,
    page: journey.Page,
    version: QuestionVersion,
    **context: Any,
) -> HttpResponse:
    """Each file is kept as it comes: nothing here can be overwritten by another tab."""
    values, key = visit.answers.given_about(page.proposal), version.question.key
    kept = files_of(version, values.get(key) or [])
    posted = request.method == "POST"
    form = FilesForm(
        request.POST if posted else None, request.FILES if posted else None,
        version=version, kept=kept,
    )  # fmt: skip
    if not posted or request.POST.get("save") == "leaving":
        return _shown(request, visit, page, form, **context)
    if request.POST.get("remove"):
        _remove(request, visit, page, version, kept)
        return see_other(request.get_full_path())
    if not form.is_valid():
        return _shown(request, visit, page, form, **context)
    if form.cleaned_data.get("file"):
        network = guarding.network_of(request)
        if refusal := why_not_one_more(UPLOAD, network, at=visit.now):
            form.add_error("file", refusal)
            return guarding.told_to_wait(_shown(request, visit, page, form, **context), UPLOAD)
        try:
            _add(visit, page, version, form)
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return _shown(request, visit, page, form, **context)
    if "add" in request.POST:
        return see_other(request.get_full_path())
    return _onward(request, visit, page, version)


def _onward(
    request: HttpRequest, visit: Visit, page: journey.Page, version: QuestionVersion
) -> HttpResponse:
    """To the next page, with none of the question left open."""
    values, key = visit.answers.given_about(page.proposal), version.question.key
    values.setdefault(key, [])
    visit.answers.finish(page.name, True)
    actions.save(draft=visit.draft, answers=visit.answers, by=PUBLIC, at=visit.now)
    if request.POST.get("save"):
        return see_other(reverse("respond-save", args=[visit.consultation.slug]))
    onward = visit.route.after(page, changing="change" in request.GET)
    return see_other(onward.url(visit.consultation))


def _add(visit: Visit, page: journey.Page, version: QuestionVersion, form: FilesForm) -> None:
    actions.attach(
        draft=visit.draft, answers=visit.answers, version=version, proposal=page.proposal,
        file=form.cleaned_data["file"], by=PUBLIC, at=visit.now,
    )  # fmt: skip


def _remove(
    request: HttpRequest,
    visit: Visit,
    page: journey.Page,
    version: QuestionVersion,
    kept: tuple[SentFile, ...],
) -> None:
    """What is not there any more was removed by another press of the button."""
    wanted = request.POST["remove"]
    file = next((one.key for one in kept if one.key.hex == wanted), None)
    if file is not None:
        actions.detach(
            draft=visit.draft, answers=visit.answers, version=version, proposal=page.proposal,
            file=file, by=PUBLIC, at=visit.now,
        )  # fmt: skip


def _shown(
    request: HttpRequest, visit: Visit, page: journey.Page, form: FilesForm, **context: Any
) -> HttpResponse:
    """The page; a file whose bytes are gone is named among its errors."""
    gone = [(f"file-{one.key.hex}", why) for one in form.kept if (why := why_not_send_files([one]))]
    context |= {
        "version": form.version,
        "form": form,
        "kept": [(one, one.key.hex, dict(gone).get(f"file-{one.key.hex}")) for one in form.kept],
        "errors": gone,
        "back": back_from(request, visit, page),
        "full": _full(form),
        **frame_of(visit),
    }
    return render(request, "respond/files.html", context)


def _full(form: FilesForm) -> str:
    """Said instead of the box for another file."""
    if "file" in form.fields:
        return ""
    return _("This is all that you can add here. To send something else, remove a file first.")
