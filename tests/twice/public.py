"""The forms of residents and of everybody else who is not signed in, and of signing in."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from consultation.models import Message, Response
from tests import factories
from tests.conftest import NOW, PASSWORD, let_in, with_app
from tests.reply.test_registering import ASKED
from tests.respond.resident import Resident
from tests.twice.form import Form, Stage
from tests.world import INVITED


def resident(stage: Stage) -> Resident:
    """Whose browser has answered all pages."""
    stage.client = Client()
    made = Resident(stage.client, stage.world.consultation)
    proposal = stage.world.consultation.proposals.get(station__slug="barkingside")
    made.fill_in(proposal, email="ruth@example.com")
    return made


def filled(page: str) -> Any:
    def ready(stage: Stage) -> list[Any]:
        resident(stage)
        return [stage.slug, *page.split("/")] if page else [stage.slug]

    return ready


def sent(stage: Stage) -> None:
    resident(stage).send()


def nobody(stage: Stage) -> None:
    stage.client = Client()


FORMS = [
    Form("near", {"place": "E09000026"}, nobody),
    Form("respond", {}, nobody, first=303),
    Form("respond-page", {"capacity": "HOUSEHOLD"}, filled("capacity"), case="capacity", first=303),
    Form("respond-page", {"where": "E09000024"}, filled("place"), case="place", first=303),
    Form("respond-page", {"publish": "COUNT_ONLY"}, filled("publish"), case="publish", first=303),
    Form("respond-page", {"email": "other@example.com"}, filled("copy"), case="copy", first=303),
    Form("respond-page", {"privacy": "on"}, filled("check"), case="check", first=303),
    Form("respond-about", {"reasons": "Two buses."}, filled("barkingside/view"), first=303),
    Form("respond-overall", {"instead": "Open late."}, filled("anything-else"), first=303),
    Form("respond-save", {"email": "ruth@example.com"}, filled(""), first=303),
    Form("respond-change", {}, sent, reads=False, page="/receipt/", first=303),
    Form("respond-withdraw", {}, sent, first=303),
    Form("respond-disown", {}, sent, first=303),
    Form("receipt", lambda stage: {"reference": stage.world.response.reference}, nobody),
    Form("return", {"code": ""}, nobody),
    Form("return-mail", lambda stage: {"reference": Response.objects.latest("pk").reference}, lambda stage: sent(stage) or nobody(stage), first=303),
    Form("invitation", {"name": "Carl", "password": "seven green buses waiting"}, nobody, first=303),
    Form("join", {}, nobody, first=303),
    Form("register", ASKED, nobody, first=303),
]
