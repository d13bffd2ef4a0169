"""A draft with three questions, and what its owner types about them."""

import html
import re
from typing import Any

from django.test import Client

from consultation.events import MACHINE
from consultation.models import Consultation, Event, QuestionKind, QuestionScope
from consultation.publish import actions
from consultation.publish.plan import QuestionPlan
from tests import factories
from tests.conftest import NOW, Town

ROOT = "/staff/consultations/buses/questions/"
STANCES = (
    "STRONGLY_SUPPORT | Strongly support\nSUPPORT | Support\nOPPOSE | Oppose\n"
    "STRONGLY_OPPOSE | Strongly oppose\nDONT_KNOW | I do not know"
)
K, ALL, EACH = QuestionKind, QuestionScope.ALL, QuestionScope.PROPOSAL
TRAVEL = QuestionPlan(
    key="travel", kind=K.CHOICE, scope=ALL, wording="How would you travel?", short="Travel",
    options=(("CAR", "By car"), ("BUS", "By bus"), ("NOT", "I would not")), exclusive="NOT",
)  # fmt: skip
LINES = QuestionPlan(
    key="lines", kind=K.SHORT, scope=ALL, wording="Which bus would you take?", short="Bus",
    max_length=200, shown_if=("travel", ("BUS",)),
)  # fmt: skip
MORE = QuestionPlan(
    key="more", kind=K.TEXT, scope=ALL, wording="Is there anything else?", short="Anything else",
    max_length=5_000,
)  # fmt: skip
#: What a browser sends for MORE as it is drawn, nothing ticked.
TYPED = {
    "wording": "Is there anything else?", "short": "Anything else", "help": "", "missing": "",
    "heading": "", "max_length": "5000", "scope": "ALL", "page": "more",
}  # fmt: skip
#: What is typed for a choice; nothing is wrong with it.
CHOICE = {"wording": "Which?", "short": "Which", "scope": "ALL", "options": "A\nB"}


def draft_of(town: Town, *plans: QuestionPlan) -> Consultation:
    """A consultation that nobody has been asked anything about yet."""
    made: Consultation = factories.ConsultationFactory(
        slug="buses", title="Buses to the counter", state="DRAFT"
    )
    factories.ProposalFactory(consultation=made, station=town.barkingside)
    for plan in plans:
        actions.add(consultation=made, plan=plan, by=MACHINE, at=NOW)
    return made


def order_of(consultation: Consultation) -> list[str]:
    """The names of its questions, in the order of asking."""
    return list(consultation.questions.order_by("position").values_list("key", flat=True))


def seen_on(client: Client, address: str) -> str:
    """The mark that a form was drawn with."""
    found = re.search(r'name="seen"[^>]* value="([^"]*)"', client.get(address).content.decode())
    return found[1] if found else ""


def errors_on(answer: Any) -> list[str]:
    """The sentences of the error summary."""
    page = answer.content.decode()
    start = page.find("govuk-error-summary__list")
    block = page[start : page.find("</ul>", start)] if start >= 0 else ""
    return [html.unescape(one) for one in re.findall(r"<li><a [^>]*>([^<]*)</a></li>", block)]


def events() -> list[tuple[str, dict[str, Any]]]:
    """What was recorded by people, oldest first."""
    return [(one.kind, one.facts) for one in Event.objects.order_by("pk").exclude(actor="machine")]
