"""What a resident does about the equality questions."""

import re

from consultation.models import EqualityAnswer, Proposal, Response
from tests.respond.resident import Resident, text_of

QUESTIONS = "sent/equality/"


def sends(one: Resident, proposal: Proposal, **words: str) -> Response:
    """All pages, and Send: the questions come next."""
    one.fill_in(proposal, **words)
    one.go("check/", QUESTIONS, privacy="on")
    return Response.objects.latest("pk")


def asked_on(one: Resident, page: str) -> str:
    """The hidden field that names the question of a page."""
    found = re.search(r'name="asked"[^>]* value="([^"]*)"', text_of(one.get(f"{QUESTIONS}{page}/")))
    return found[1] if found else ""


def says(one: Resident, page: str, value: str, onward: str, *, asked: str = "") -> None:
    """Answer the question of a page and land on the next."""
    fields = {"answer": value, "asked": asked or asked_on(one, page)}
    one.go(f"{QUESTIONS}{page}/", f"{QUESTIONS}{onward}/" if onward else "sent/", **fields)


def given() -> list[tuple[str, str]]:
    """What is stored, in the order of the questions."""
    rows = EqualityAnswer.objects.order_by("question__position", "value")
    return list(rows.values_list("question__key", "value"))
