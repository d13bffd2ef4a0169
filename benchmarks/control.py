"""The control: a minimal Django app. One form of ten fields, one row, nothing else.

What the framework itself costs on this machine in this minute. It is served as the real site is.
"""

import os
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

import django
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

CAPACITIES = ("MYSELF", "CARER", "GROUP", "WORKER")
STANCES = ("STRONGLY_SUPPORT", "SUPPORT", "NEITHER", "OPPOSE", "STRONGLY_OPPOSE", "DONT_KNOW")
TOPICS = ("travel", "safety", "cost", "hours", "building")


def configure() -> None:
    """Settings of their own, with the same server and pool as the real site."""
    url = urlsplit(os.environ["DATABASE_URL"])
    pool = int(os.environ.get("DATABASE_POOL", "4"))
    settings.configure(
        SECRET_KEY="control",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["benchmarks"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        CSRF_COOKIE_NAME="csrf",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": url.path.lstrip("/"),
                "USER": unquote(url.username or ""),
                "PASSWORD": unquote(url.password or ""),
                "HOST": url.hostname or "",
                "PORT": str(url.port or ""),
                "OPTIONS": {"pool": {"min_size": 1, "max_size": pool, "timeout": 10}},
            }
        },
    )
    django.setup()


if not settings.configured:
    configure()

from django.db import models  # noqa: E402 - a model wants settings
from django.middleware.csrf import get_token  # noqa: E402


class Row(models.Model):
    """What the minimal form stores."""

    capacity = models.CharField(max_length=10)
    borough = models.IntegerField()
    station = models.IntegerField()
    stance = models.CharField(max_length=20)
    topics = models.JSONField()
    reasons = models.TextField()
    instead = models.TextField()
    email = models.EmailField()
    wants_news = models.BooleanField()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "benchmarks"
        db_table = "benchmark_control"
        managed = False

    def __str__(self) -> str:
        return f"Row {self.pk}"


def _pairs(values: Any) -> list[tuple[str, str]]:
    return [(str(value), str(value)) for value in values]


class MinimalForm(forms.Form):
    capacity = forms.ChoiceField(choices=_pairs(CAPACITIES), widget=forms.RadioSelect)
    borough = forms.TypedChoiceField(choices=_pairs(range(33)), coerce=int)
    station = forms.TypedChoiceField(choices=_pairs(range(73)), coerce=int)
    stance = forms.ChoiceField(choices=_pairs(STANCES), widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        choices=_pairs(TOPICS), widget=forms.CheckboxSelectMultiple, required=False
    )
    reasons = forms.CharField(max_length=5000, required=False, widget=forms.Textarea)
    instead = forms.CharField(max_length=5000, required=False, widget=forms.Textarea)
    email = forms.EmailField(required=False)
    wants_news = forms.BooleanField(required=False)
    privacy = forms.BooleanField()


def minimal(request: HttpRequest) -> HttpResponse:
    """GET gives a token; POST validates, inserts one row and redirects."""
    if request.method != "POST":
        return HttpResponse(f'name="csrfmiddlewaretoken" value="{get_token(request)}"')
    form = MinimalForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_json(), status=422)
    Row.objects.create(**{k: v for k, v in form.cleaned_data.items() if k != "privacy"})
    return HttpResponseRedirect("/done/")


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing: what the load generator itself can do."""
    return HttpResponse("")


urlpatterns = [path("minimal/", minimal), path("empty/", empty)]
application = get_wsgi_application()
