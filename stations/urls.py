"""Addresses of the register."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def soon(request: HttpRequest, slug: str = "") -> HttpResponse:
    return HttpResponse("soon")


urlpatterns = [
    path("stations/", soon, name="stations"),
    path("stations/<slug:slug>/", soon, name="station"),
    path("boroughs/<slug:slug>/", soon, name="borough"),
]
