"""The forms of residents and of everybody else who is not signed in, and of signing in."""

from typing import Any

from django.test import Client

from consultation.models import Consultation, Draft, Organisation, Response, Role
from consultation.reply.join_codes import digest
from consultation.respond.queries import token_hash
from tests import factories
from tests.reply.signed import council_of, person_of
from tests.reply.test_registering import ASKED
from tests.respond.resident import Resident
from tests.respond.test_same import two_closures
from tests.twice.form import Form, Stage
from tests.twice.responses import asking


def resident(stage: Stage) -> Resident:
    """Whose browser has answered all pages."""
    stage.client = Client()
    made = Resident(stage.client, stage.world.consultation)
    proposal = stage.world.consultation.proposals.get(station__slug="barkingside")
    made.fill_in(proposal, email="ruth@example.com")
    return made


def resident_here(stage: Stage) -> None:
    resident(stage)


def filled(page: str) -> Any:
    def ready(stage: Stage) -> list[Any]:
        resident(stage)
        return [stage.slug, *page.split("/")] if page else [stage.slug]

    return ready


def sent(stage: Stage) -> None:
    resident(stage).send()


def sent_and_gone(stage: Stage) -> None:
    sent(stage)
    nobody(stage)


def nobody(stage: Stage) -> None:
    stage.client = Client()


SAVED: Any = {
    "again_changes": ["consultation_draft"],
    "because": "When the answers were saved last; they are the same.",
}


def code_of(stage: Stage) -> dict[str, str]:
    """The return code in the browser."""
    return {"code": Resident(stage.client, stage.world.consultation).code()}


def may_share(stage: Stage) -> list[Any]:
    stage.client = Client()
    two_closures(Resident(stage.client, stage.world.consultation), stage.world.consultation)
    return [stage.slug, "barkingside"]


def asked(stage: Stage, *more: str) -> list[Any]:
    """Somebody has responded to a consultation that asks the equality questions."""
    (slug,) = asking(stage)
    found = Consultation.objects.get(slug=slug)
    stage.client = Client()
    one = Resident(stage.client, found)
    one.fill_in(found.proposals.get(station__slug="barkingside"))
    one.go("check/", "sent/equality/", privacy="on")
    return [slug, *more]


def coded(stage: Stage) -> None:
    """Redbridge has a code for colleagues."""
    council = council_of(stage.site.town.redbridge)
    Organisation.objects.filter(pk=council.pk).update(email_domain="redbridge.gov.uk")
    factories.JoinCodeFactory(
        consultation=stage.world.consultation, organisation=council, code_hash=digest(CODE),
        made_by=person_of(council, Role.COUNCIL_APPROVER),
    )  # fmt: skip
    nobody(stage)


def linked(stage: Stage) -> list[Any]:
    resident(stage)
    draft = Draft.objects.latest("pk")
    factories.LinkFactory(draft=draft, token_hash=token_hash("key"))
    return ["key"]


CODE = "7KQ4-9XWD-MHPT-2RVB"
FORMS = [
    Form(
        "near", {"postcode": "M1 1AE"}, nobody, first=303, leaves=False, because="It only leads on."
    ),
    Form(
        "respond",
        {},
        nobody,
        first=303,
        again_changes=["consultation_draft"],
        because="A draft without an answer, which nobody sees, and which goes after 28 days.",
    ),
    Form(
        "respond-page",
        {"capacity": "CARER"},
        filled("capacity"),
        case="capacity",
        first=303,
        **SAVED,
    ),
    Form("respond-page", {"where": "E09000024"}, filled("place"), case="place", first=303, **SAVED),
    Form(
        "respond-page",
        {"publish": "COUNT_ONLY"},
        filled("publish"),
        case="publish",
        first=303,
        **SAVED,
    ),
    Form(
        "respond-page",
        {"email": "other@example.com"},
        filled("copy"),
        case="copy",
        first=303,
        **SAVED,
    ),
    Form("respond-page", {"privacy": "on"}, filled("check"), case="check", first=303),
    Form(
        "respond-about", {"reasons": "Two buses."}, filled("barkingside/view"), first=303, **SAVED
    ),
    Form("respond-overall", {"instead": "Open late."}, filled("anything-else"), first=303, **SAVED),
    Form("respond-same", {"others": ["none"]}, may_share, first=303, **SAVED),
    Form("respond-page", {}, filled("stations"), case="stations", first=303, **SAVED),
    Form(
        "respond-equality",
        {"willing": "YES"},
        asked,
        first=303,
        leaves=False,
        because="It only leads on.",
    ),
    Form(
        "respond-equality-page", {"answer": "65_74"}, lambda stage: asked(stage, "age"), first=303
    ),
    Form("return-link", {}, linked, first=303, leaves=False, because="It only opens."),
    Form("respond-save", {"email": "ruth@example.com"}, filled(""), first=303),
    Form("respond-change", {}, sent, reads=False, page="/receipt/", first=303),
    Form("respond-withdraw", {}, sent, first=303),
    Form("respond-disown", {}, sent, first=303),
    Form(
        "receipt",
        lambda stage: {"reference": stage.world.response.reference},
        nobody,
        first=200,
        again=200,
        leaves=False,
        because="It only shows.",
    ),
    Form(
        "return",
        code_of,
        resident_here,
        first=303,
        leaves=False,
        because="It only opens.",
    ),
    Form(
        "return-mail",
        lambda stage: {"reference": Response.objects.latest("pk").reference},
        sent_and_gone,
        first=303,
    ),
    Form(
        "invitation",
        {"name": "Carl", "password": "seven green buses waiting"},
        nobody,
        first=303,
        again=410,
    ),
    Form("join", {"code": CODE, "email": "officer@redbridge.gov.uk"}, coded, first=303),
    Form("register", ASKED, nobody, first=303),
]
