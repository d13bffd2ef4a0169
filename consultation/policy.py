"""Tells browsers what our pages may load: the same header on every page."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[[HttpRequest], HttpResponseBase]


def content_security(get_response: View) -> View:
    """Middleware: CONTENT_SECURITY_POLICY of the settings, put into words once a process.

    django-csp's own puts it into words for every answer, since a view could change it. None may.
    """
    policy = build_policy()

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault(HEADER, policy)
        return response

    return answer
