"""Whole files for everybody: the newest of each kind, while nothing that it holds is taken back."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from consultation.files import opened
from consultation.models import Consultation, ReportKind
from consultation.opendata.views.sending import ASK_AGAIN, readable
from consultation.publish import bulk
from consultation.publish.bulk import BulkFile
from consultation.publish.views.consultations import published
from consultation.translate.queries import translations_of

RETRY = 120  # seconds; then it is likely to be there


@readable
def package(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The consultation package."""
    return _sent(request, published(slug), ReportKind.PACKAGE)


@readable
def themefinder(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The words in the form that ThemeFinder reads."""
    return _sent(request, published(slug), ReportKind.THEMES)


def _sent(request: HttpRequest, found: Consultation, kind: ReportKind) -> HttpResponseBase:
    """The file in force; else a page that says why there is none now."""
    file = bulk.file_of(found, kind)
    answer = None if file is None else _file(request, file)
    if answer is None:
        answer = _none(request, found)
    answer["X-Robots-Tag"] = "noindex, noarchive"
    return answer


def _file(request: HttpRequest, file: BulkFile) -> HttpResponseBase | None:
    """None where its bytes went a moment ago."""
    etag = quote_etag(file.sha256)
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        try:
            content = opened(file.sha256)
        except FileNotFoundError:
            return None
        answer = FileResponse(
            content, as_attachment=True, filename=file.name, content_type=bulk.MEDIA
        )
        answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = etag
    answer["Cache-Control"] = ASK_AGAIN
    return answer


def _none(request: HttpRequest, found: Consultation) -> HttpResponseBase:
    """It is being made, or there is nothing yet to make it of."""
    awaited = bulk.has_released(found)
    context = {
        "consultation": found, "translations": translations_of(found), "awaited": awaited,
    }  # fmt: skip
    answer = render(request, "opendata/no_file.html", context, status=503 if awaited else 404)
    answer["Cache-Control"] = "no-store"
    if awaited:
        answer["Retry-After"] = str(RETRY)
    return answer
