"""The addresses that the frame of a page leads to, for tests that need no real page."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def page(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Answer nothing: only the names matter."""
    return HttpResponse()


NAMES = (
    "stations", "receipt", "help", "accessibility", "privacy", "cookies", "open-data", "return",
    "staff", "sign-out",
)  # fmt: skip

urlpatterns = [
    path("", page, name="home"),
    *(path(f"{name}/", page, name=name) for name in NAMES),
    path("staff/consultations/<slug>/responses/", page, name="queue"),
    path("staff/consultations/<slug>/reports/", page, name="reports"),
]
