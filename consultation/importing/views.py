"""Files of responses: upload one, say what it holds, see what a check finds, have it loaded."""

import csv
import io
from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation import files
from consultation.access import Permission, needs
from consultation.importing import queries, rules
from consultation.importing.actions import asking
from consultation.importing.forms import AboutForm, ColumnsForm, UploadForm
from consultation.importing.mapping import Meanings
from consultation.importing.reading import MOST_BYTES, Reading
from consultation.importing.shown import counted, figures, told_of
from consultation.models import Consultation, EventKind, Import, ImportState, User
from consultation.reading.views import lists, shows
from consultation.respond.content import Content
from consultation.spreadsheets import MARK, safe, whole_or_told
from consultation.states import Refused
from consultation.templatetags.consult_pages import brief
from consultation.uploads.limits import takes_files_of

A_PAGE = 25
TAGS = {
    ImportState.UPLOADED.value: ("ring", "quiet"),
    ImportState.CHECK_DUE.value: ("clock", "quiet"),
    ImportState.CHECKING.value: ("clock", "calm"),
    ImportState.CHECKED.value: ("tick", "calm"),
    ImportState.REFUSED.value: ("cross", "warm"),
    ImportState.LOAD_DUE.value: ("clock", "quiet"),
    ImportState.LOADING.value: ("clock", "calm"),
    ImportState.LOADED.value: ("tick", "strong"),
    ImportState.FAILED.value: ("cross", "warm"),
}
ORIGINAL, REFUSALS, REFERENCES = "file", "refusals", "references"


@needs(Permission.IMPORT_RESPONSES, of=Consultation)
@require_safe
@lists(EventKind.PERSONAL_READ)
def imports(request: HttpRequest, slug: str) -> HttpResponse:
    """Every file of a consultation, newest first."""
    consultation = get_object_or_404(Consultation, slug=slug)
    page = Paginator(queries.imports_of(consultation), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "consultation": consultation,
        "page": page,
        "head": ["File", "State", "Rows loaded", "From", "Uploaded", "By"],
        "rows": [_line(one) for one in page],
        "refusal": rules.why_not_import(cast(User, request.user), consultation, now=timezone.now()),
    }
    return render(request, "importing/imports.html", context)


def _line(one: Import) -> list[object]:
    loaded = one.counts.get("taken", 0) if one.state == ImportState.LOADED else 0
    return [
        {"text": one.name, "href": reverse("import", args=[one.pk])},
        one.get_state_display(),
        f"{loaded:,}",
        one.source,
        brief(one.uploaded_at),
        one.uploaded_by.name,
    ]


@needs(Permission.IMPORT_RESPONSES, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
@takes_files_of(MOST_BYTES)
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file. One that was uploaded before is shown as it stands."""
    consultation = get_object_or_404(Consultation, slug=slug)
    by, at = cast(User, request.user), timezone.now()
    refusal = rules.why_not_import(by, consultation, now=at)
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            imported, new = asking.upload(
                consultation=consultation, file=file.file, name=file.name, seen=form.seen,
                by=by, at=at,
            )  # fmt: skip
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            return _onward(request, imported, new=new)
    context = {"consultation": consultation, "form": form, "refusal": refusal}
    return render(request, "importing/upload.html", context)


def _onward(request: HttpRequest, imported: Import, *, new: bool) -> HttpResponse:
    if not new:
        messages.info(request, told_of(imported))
    elif imported.state == ImportState.UPLOADED:
        return redirect("import-about", pk=imported.pk)
    else:
        messages.info(
            request, "Its columns are those of a file before it, so they are read the same way."
        )
    return redirect("import", pk=imported.pk)


def _found(request: HttpRequest, pk: int) -> tuple[Import, User]:
    imported = queries.import_of(pk)
    if imported is None:
        raise Http404("There is no such import.")
    return imported, cast(User, request.user)


@needs(Permission.IMPORT_RESPONSES, of=Import)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Import)
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """How these responses came in, and what becomes of special rows."""
    imported, by = _found(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = AboutForm(posted, initial=AboutForm.of(imported))
    if form.is_bound and form.is_valid():
        try:
            asking.describe(imported=imported, by=by, at=timezone.now(), **form.cleaned_data)
            return redirect("import-columns", pk=pk)
        except Refused as problem:
            form.add_error(None, str(problem))
    context = _context(imported) | {
        "form": form,
        "refusal": "" if form.is_bound else rules.why_not_change(imported),
    }
    return render(request, "importing/about.html", context)


@needs(Permission.IMPORT_RESPONSES, of=Import)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Import)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column holds; then every row is checked."""
    imported, by = _found(request, pk)
    meanings = Meanings(Content.read(imported.consultation))
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        meanings=meanings,
        headers=imported.headers,
        samples=imported.samples,
        columns=[(what, station) for what, station in imported.columns],
    )
    if form.is_bound and form.is_valid():
        try:
            asking.ask_check(imported=imported, columns=form.columns(), by=by, at=timezone.now())
            return redirect("import", pk=pk)
        except Refused as problem:
            form.add_error(None, str(problem))
    context = _context(imported) | {
        "form": form,
        "reading": Reading.of(imported.reading).words,
        "files": meanings.files(),
        "refusal": "" if form.is_bound else rules.why_not_check(imported),
    }
    return render(request, "importing/columns.html", context)


def _context(imported: Import) -> dict[str, Any]:
    shape, tone = TAGS[imported.state]
    return {
        "consultation": imported.consultation,
        "imported": imported,
        "tag_shape": shape,
        "tag_tone": tone,
    }


@needs(Permission.IMPORT_RESPONSES, of=Import)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Import)
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file is and what was found; a button that checks it again, or loads it."""
    found, by = _found(request, pk)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "load":
                asking.ask_load(imported=found, by=by, at=timezone.now())
            else:
                same = [(what, station) for what, station in found.columns]
                asking.ask_check(imported=found, columns=same, by=by, at=timezone.now())
        except Refused as problem:
            messages.error(request, str(problem))
        return redirect("import", pk=pk)
    content = Content.read(found.consultation)
    context = _context(found) | {
        "sentence": (found.step and f"{found.step}.") or "It is waiting for its turn.",
        "figures": figures(found),
        "counted": counted(found, content),
        "refusal_head": ["Row", "Column", "Why"],
        "count_head": ["What", "Rows"],
        "summary": _summary(found, content),
        "waiting": found.state
        in (ImportState.CHECK_DUE, ImportState.CHECKING, ImportState.LOAD_DUE, ImportState.LOADING),
    }
    return render(request, "importing/imported.html", context)


def _summary(found: Import, content: Content) -> list[dict[str, object]]:
    """What was said about the file, each with the page that changes it."""
    meanings = Meanings(content)
    change = "" if rules.why_not_change(found) else reverse("import-about", args=[found.pk])
    mapped = "" if rules.why_not_check(found) else reverse("import-columns", args=[found.pk])
    used = [
        f"{header}: {meanings.words((what, station))}"
        for header, (what, station) in zip(found.headers, found.columns, strict=False)
    ]
    lines: list[dict[str, object]] = [
        {"key": "Export of", "value": found.get_origin_display()},
        {"key": "Read as", "value": Reading.of(found.reading).words},
        {"key": "Where it is from", "value": found.source, "href": change},
        {"key": "How the responses came in", "value": found.get_channel_display(), "href": change},
        {"key": "Rows loaded before", "value": found.get_repeats_display(), "href": change},
        {"key": "Columns", "value": used, "href": mapped},
    ]
    if found.late_reason:
        late = "Why late ones are taken"
        lines.insert(4, {"key": late, "value": found.late_reason, "href": change})
    return lines


@needs(Permission.IMPORT_RESPONSES, of=Import)
@require_safe
@shows(Import)
def download(request: HttpRequest, pk: int, what: str) -> HttpResponseBase:
    """The file as it came, all rows to correct, or the references of what was loaded."""
    found, by = _found(request, pk)
    if what == REFERENCES and found.state == ImportState.LOADED:
        asking.download(imported=found, what=what, by=by, at=timezone.now())
        content = StreamingHttpResponse(
            whole_or_told(_references(found)), content_type="text/csv; charset=utf-8"
        )
        content["Content-Disposition"] = f'attachment; filename="import-{pk}-references.csv"'
        return content
    digest = {ORIGINAL: found.sha256, REFUSALS: found.refusals_sha256}.get(what, "")
    try:
        file = files.opened(digest) if digest else None
    except FileNotFoundError:
        file = None
    if file is None:
        raise Http404("This file is not there.")
    asking.download(imported=found, what=what, by=by, at=timezone.now())
    name = found.name if what == ORIGINAL else f"import-{pk}-rows-to-correct.csv"
    kind = "application/octet-stream" if what == ORIGINAL else "text/csv; charset=utf-8"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _references(found: Import) -> Iterator[bytes]:
    """Row, number in the source and reference, for the receipts that people are given."""
    yield MARK
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["row", "number in the source", "reference"])
    for line, number, reference in queries.references_of(found):
        writer.writerow(safe([str(line), number, reference]))
        if lines.tell() > 64_000:
            yield lines.getvalue().encode()
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue().encode()
