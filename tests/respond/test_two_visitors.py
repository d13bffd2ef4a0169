"""Two visitors of one process: what is drawn once for all shows nobody what another answered."""

import re

from django.test import Client

from consultation.models import Consultation, Proposal
from consultation.templatetags import once
from tests.respond.resident import Resident, text_of

VIEW = "about/barkingside/view/"
ANYTHING = "questions/anything-else/"
#: What each of the two answers, page by page; no two answers are alike.
ONE = {
    "capacity/": {"capacity": "MYSELF"},
    "place/": {"where": "E09000026"},
    VIEW: {"stance": "OPPOSE", "reasons": "The bus goes once an hour."},
    ANYTHING: {"instead": "Open at weekends.", "evidence": "I counted them."},
    "publish/": {"publish": "WORDS"},
    "copy/": {"email": "one@example.com"},
}
OTHER = {
    "capacity/": {"capacity": "CARER"},
    "place/": {"where": "OUTSIDE"},
    VIEW: {"stance": "SUPPORT", "reasons": "Nobody goes there."},
    ANYTHING: {"instead": "Sell the building.", "evidence": "I asked the staff."},
    "publish/": {"publish": "COUNT_ONLY"},
    "copy/": {"email": "other@example.org"},
}
EMPTY: dict[str, dict[str, str]] = {page: {} for page in ONE}


def answered(page: str) -> set[str]:
    """The values that a page of the journey shows as chosen or typed."""
    chosen = re.findall(r'value="([^"]*)" (?:checked|selected)', page)
    typed = re.findall(r'<input class="govuk-input[^>]* value="([^"]*)"', page)
    written = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    return {one for one in (*chosen, *typed, *written) if one}


def looks(resident: Resident, answers: dict[str, dict[str, str]]) -> None:
    """Each page shows the visitor these answers and no others."""
    for page, fields in answers.items():
        assert answered(text_of(resident.get(page))) == set(fields.values()), page


def test_each_sees_their_own_answers(consultation: Consultation, proposal: Proposal) -> None:
    visitors = [Resident(Client(), consultation) for _ in range(3)]
    for visitor in visitors:
        visitor.go("", "capacity/")
        visitor.post("stations/", proposals=[proposal.pk])
    one, other, silent = visitors
    looks(silent, EMPTY)
    for page in ONE:
        assert one.post(page, **ONE[page]).status_code == 303
        assert other.post(page, **OTHER[page]).status_code == 303
    for _again in range(2):
        looks(one, ONE)
        looks(other, OTHER)
        looks(silent, EMPTY)
    check = text_of(other.get("check/"))
    assert "Nobody goes there." in check
    assert "The bus goes once an hour." not in check


def test_a_page_refused_shows_its_own_sender_what_was_typed(
    consultation: Consultation, proposal: Proposal
) -> None:
    one, other = (Resident(Client(), consultation) for _ in range(2))
    for visitor in (one, other):
        visitor.go("", "capacity/")
        visitor.post("stations/", proposals=[proposal.pk])
    refused = one.post(VIEW, reasons="I forgot to choose.")
    assert answered(text_of(refused)) == {"I forgot to choose."}
    assert "govuk-error-message" in text_of(refused)
    page = text_of(other.get(VIEW))
    assert answered(page) == set()
    assert "govuk-error-message" not in page


def test_nothing_typed_is_kept_in_the_process(
    consultation: Consultation, proposal: Proposal
) -> None:
    one = Resident(Client(), consultation)
    one.fill_in(proposal, reasons="Only in my draft.", instead="Mine.", email="me@example.com")
    for page in (VIEW, ANYTHING, "copy/", "check/"):
        one.get(page)
    one.post("place/", postcode="IG6 2ZZZ", where="")
    one.post("copy/", email="not an address")
    one.send()
    one.get("sent/")
    kept = once.kept()
    assert "May we publish what you write?" in kept
    for personal in ("Only in my draft.", "Mine.", "me@example", "IG6 2ZZZ", "not an address"):
        assert personal not in kept
    assert one.code() not in kept


def test_what_is_kept_is_bounded(client: Client) -> None:
    long = "x" * 400
    assert long in client.get("/cookies/", {"a": long}).content.decode()
    assert long not in once.kept()
    most, once.MOST = once.MOST, 10
    try:
        for number in range(30):
            assert f"?a={number}" in client.get("/cookies/", {"a": number}).content.decode()
            assert len(once._kept) <= 10 or number == 0
    finally:
        once.MOST = most
