"""How words are sent that can be taken back: kept by no shared cache, and asked for each time.

A browser keeps its own copy and asks whether it is still the same. Search engines are asked to keep
none.
"""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

READING = "GET, HEAD, OPTIONS"
SEEN = "Content-Disposition, ETag, Last-Modified, Link, Retry-After"


def keep_nowhere(answer: HttpResponseBase) -> None:
    """No cache that several people share keeps it, and no search engine."""
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex, noarchive"


def opened(answer: HttpResponseBase) -> HttpResponseBase:
    """Any page of the world may read it, and see what it needs to ask again."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = SEEN
    return answer


def preflight() -> HttpResponseBase:
    """What a browser is told that asks for another page what it may ask."""
    answer = HttpResponse(status=204)
    answer["Allow"] = answer["Access-Control-Allow-Methods"] = READING
    answer["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    answer["Access-Control-Max-Age"] = "86400"
    return opened(answer)


def asked_again(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """With what a browser sends back to ask whether its copy is still right."""
    keep_nowhere(answer)
    if answer.status_code != 200:
        return answer
    etag = quote_etag(sha256(answer.content).hexdigest())
    answer["ETag"] = etag
    fresh = get_conditional_response(request, etag=etag, response=answer)
    assert isinstance(fresh, HttpResponse)
    if fresh is not answer:
        keep_nowhere(fresh)
    return fresh
