"""How every answer of this room is sent: to any page of the world, and never with a cookie.

What people wrote can be taken back, so it is kept by no cache that several people share, and asked
for again each time; what was published once and for all is kept for a minute.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.csrf import csrf_exempt

from consultation.opendata.asked import Problem
from consultation.publish.views.sending import READING, opened, preflight

PROBLEM = "application/problem+json"
ASK_AGAIN = "private, no-cache"
A_MINUTE = "public, max-age=60"
View = Callable[..., HttpResponseBase]


def as_json(made: Any) -> bytes:
    """UTF-8, in the order in which it was made."""
    return json.dumps(made, ensure_ascii=False).encode()


def refused(why: Problem) -> HttpResponse:
    """A problem in words (RFC 9457)."""
    made = {
        "type": "about:blank", "title": HTTPStatus(why.status).phrase, "status": why.status,
        "detail": why.detail,
    }  # fmt: skip
    answer = HttpResponse(as_json(made), status=why.status, content_type=PROBLEM)
    answer["Cache-Control"] = "no-store"
    if why.status == 405:
        answer["Allow"] = READING
    return answer


def readable(view: View) -> View:
    """A view that is read only and open to all; a Problem that it raises is told."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return preflight()
        if request.method not in ("GET", "HEAD"):
            return opened(refused(Problem(405, f"This can only be read: {READING}.")))
        try:
            return opened(view(request, *arguments, **named))
        except Problem as why:
            return opened(refused(why))

    return answered


def compared(
    request: HttpRequest,
    etag: str,
    make: Callable[[], HttpResponse],
    *,
    words: bool,
    modified: datetime | None = None,
) -> HttpResponseBase:
    """What `make` makes, or 304 where the visitor has it; then nothing is made."""
    quoted, at = quote_etag(etag), int(modified.timestamp()) if modified else None
    answer: HttpResponseBase | None = get_conditional_response(request, quoted, at)
    if answer is None:
        answer = make()
    answer["ETag"] = quoted
    if at is not None:
        answer["Last-Modified"] = http_date(at)
    answer["Cache-Control"] = ASK_AGAIN if words else A_MINUTE
    if words:
        answer["X-Robots-Tag"] = "noindex, noarchive"
    return answer
