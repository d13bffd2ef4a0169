"""Tells browsers what our pages may load and do, and who may set a cookie of ours."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[[HttpRequest], HttpResponseBase]

#: Of a file that is saved: where a browser shows it all the same, nothing in it runs.
SAVED = "default-src 'none'; sandbox"
#: What no page of ours asks for, so that nothing that gets into one can.
FEATURES = (
    "browsing-topics", "camera", "display-capture", "geolocation", "hid",
    "microphone", "midi", "payment", "serial", "usb",
)  # fmt: skip
UNUSED = ", ".join(f"{one}=()" for one in FEATURES)
#: Django's admin puts pages together from text, with jQuery: decision 26.
TEXT_INTO_PAGES = {"require-trusted-types-for": None, "trusted-types": None}


def headers(get_response: View) -> View:
    """Middleware: CONTENT_SECURITY_POLICY of the settings, put into words once a process.

    django-csp's own puts it into words for every answer, since a view could change it. None may.
    """
    policy, of_admin = build_policy(), build_policy(replace=TEXT_INTO_PAGES)

    def policy_of(request: HttpRequest, response: HttpResponseBase) -> str:
        if response.get("Content-Disposition", "").startswith("attachment"):
            return SAVED
        match = request.resolver_match
        return of_admin if match and match.app_name == "admin" else policy

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault(HEADER, policy_of(request, response))
        response.headers.setdefault("Permissions-Policy", UNUSED)
        anybody = response.get("Access-Control-Allow-Origin") == "*"
        reader = "cross-origin" if anybody else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", reader)
        return response

    return answer


class _InCookie(CookieStorage):
    cookie_name = settings.MESSAGES_COOKIE_NAME


class Messages(FallbackStorage):
    """Django's own, under a name that no other host of the same domain can set a cookie by."""

    storage_classes = (_InCookie, SessionStorage)
