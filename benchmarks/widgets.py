"""The control of the journey's list: the same page with its form drawn by Django's own widgets."""

import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402

from consultation.respond import journey  # noqa: E402
from consultation.respond.forms import StationsForm  # noqa: E402
from consultation.respond.views.visiting import on_a_visit  # noqa: E402
from consultation.respond.visit import Visit  # noqa: E402
from consultation.urls import urlpatterns as site  # noqa: E402

PAGE = Path(settings.BASE_DIR) / "templates" / "respond" / "page.html"
DRAWN = (
    '<form method="post">{% csrf_token %}{{ form.as_div }}'
    '<button class="govuk-button">Continue</button></form>'
)
template = engines["django"].from_string(PAGE.read_text().replace("{% crispy form %}", DRAWN))


@on_a_visit
def by_widgets(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`respond.views.journey.stations`, GET only, without our template pack."""
    form = StationsForm(
        None,
        content=visit.content,
        home=visit.answers.borough,
        initial={"proposals": visit.answers.proposals},
    )
    context = {
        "consultation": visit.consultation,
        "form": form,
        "page": journey.Page(journey.STATIONS),
        "back": "/",
    }
    return HttpResponse(template.render(context, request))


urlpatterns = [path("widgets/<slug:slug>/", by_widgets), *site]
settings.ROOT_URLCONF = __name__
