"""How to reach those who run a consultation: each way that there is, and no other."""

import io
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from consultation.models import Consultation, Message, Proposal, User
from consultation.publish.example.texts import words
from consultation.respond.limits import BEGIN
from tests import factories
from tests.conftest import NOW
from tests.house.test_database import refused
from tests.respond.counts import was_counted
from tests.respond.resident import Resident

PHONE = (
    '<a class="govuk-link" href="tel:+442079460000"><bdi dir="ltr">+44 (0)20 7946 0000</bdi></a>'
)
ADDRESS = (
    "<li>Postal address:<br><bdi>Front Counters</bdi><br><bdi>1 High Street</bdi>"
    "<br><bdi>London E1 1AA</bdi></li>"
)
EMAIL = '<a class="govuk-link cp-words" href="mailto:consultation@example.com">'
NONE = re.compile(r"Postal address|Phone\b|By post:|tel:")


@pytest.fixture
def reachable(consultation: Consultation) -> Consultation:
    """By email, by phone and by post."""
    consultation.contact_phone = "+44 (0)20 7946 0000"
    consultation.contact_address = " Front Counters\r\n\r\n1 High Street \r\nLondon E1 1AA\r\n"
    consultation.save()
    return consultation


def page_at(path: str) -> str:
    return Client().get(path).content.decode()


def pages_of(one: Consultation) -> dict[str, str]:
    """Those that say how to reach somebody, by their addresses."""
    root = one.get_absolute_url()
    return {path: page_at(path) for path in (root, f"{root}respond/", "/help/", "/privacy/")}


def paper_of(one: Consultation) -> dict[str, str]:
    """The paper form: the page, and both files."""
    found = {"form/": page_at(f"{one.get_absolute_url()}form/")}
    for name in ("form.pdf", "form-large-print.pdf"):
        made = Client().get(f"{one.get_absolute_url()}{name}")
        reader = PdfReader(io.BytesIO(made.content))
        said = "\n".join(page.extract_text() for page in reader.pages)
        found[name] = said.partition("Where to send it")[2].partition("About you")[0].strip()
    return found


def test_every_way_stands_where_the_email_does(reachable: Consultation) -> None:
    for path, page in pages_of(reachable).items():
        assert page.count(PHONE) == 1, path
        assert page.count(ADDRESS) == 1, path
        if path != "/privacy/":  # where it stands in the sentence before
            assert page.count(f"Email: {EMAIL}") == 1, path


def test_a_way_that_there_is_not_is_not_named(consultation: Consultation) -> None:
    for path, page in pages_of(consultation).items():
        assert NONE.findall(page) == [], path
        assert "mailto:consultation@example.com" in page, path
    for name, said in paper_of(consultation).items():
        assert NONE.findall(said) == [], name
        assert "By email: consultation@example.com" in said, name


def test_paper_goes_to_the_address_line_by_line(reachable: Consultation) -> None:
    lines = "By post:\nFront Counters\n1 High Street\nLondon E1 1AA"
    others = ("By email: consultation@example.com", "Questions? Phone +44 (0)20 7946 0000.")
    paper = paper_of(reachable)
    assert f'<p class="govuk-body cp-words">{lines}</p>' in paper["form/"]
    for name in ("form.pdf", "form-large-print.pdf"):
        assert paper[name] == "\n".join([lines, *others]), name
    assert all(one in paper["form/"] for one in others)


def test_a_receipt_names_each_way(
    resident: Resident, reachable: Consultation, proposal: Proposal
) -> None:
    resident.fill_in(proposal, email="ruth@example.com")
    resident.send()
    page = resident.get("sent/").content.decode()
    assert (page.count(PHONE), page.count(ADDRESS)) == (1, 1)
    address = "Front Counters, 1 High Street, London E1 1AA"
    for text in (Message.objects.get().body, resident.get("receipt.txt").content.decode()):
        assert "\nPhone: +44 (0)20 7946 0000" in text
        assert f"\nPostal address: {address}" in text
    kept = resident.get("receipt.html").content.decode()
    assert 'Phone: <a href="tel:+442079460000"><bdi>+44 (0)20 7946 0000</bdi></a></li>' in kept
    assert f"Postal address: <bdi>{address}</bdi></li>" in kept
    assert 'Questions: <a href="mailto:consultation@example.com">' in kept
    reader = PdfReader(io.BytesIO(resident.get("receipt.pdf").content))
    said = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    assert f"Phone: +44 (0)20 7946 0000 Postal address: {address}" in said


def test_a_receipt_names_no_way_that_there_is_not(resident: Resident, proposal: Proposal) -> None:
    resident.fill_in(proposal)
    resident.send()
    for page in ("sent/", "receipt.txt", "receipt.html"):
        assert NONE.findall(resident.get(page).content.decode()) == [], page


def test_who_is_too_late_or_told_to_wait_can_phone(reachable: Consultation) -> None:
    was_counted(BEGIN, BEGIN.count, at=NOW)
    wait = Client().post(f"{reachable.get_absolute_url()}respond/")
    assert wait.status_code == 429
    with time_machine.travel(reachable.closes_at.replace(year=2028), tick=False):
        late = page_at(f"{reachable.get_absolute_url()}respond/")
        over = page_at(reachable.get_absolute_url())
        assert "Whom can I ask?" not in page_at("/help/")
    for page in (wait.content.decode(), late, over):
        assert (page.count(PHONE), page.count(ADDRESS)) == (1, 1)


def test_in_urdu_a_number_keeps_its_order(reachable: Consultation) -> None:
    assert PHONE in page_at(f"/ur{reachable.get_absolute_url()}respond/")
    form = page_at(f"/ur{reachable.get_absolute_url()}form/")
    assert "\u2068+44 (0)20 7946 0000\u2069" in form


def test_help_asks_no_more_for_three(
    consultation: Consultation, django_assert_num_queries: Any
) -> None:
    for number in (0, 2):
        for _each in range(number):
            factories.ConsultationFactory()
        with django_assert_num_queries(1):
            page = page_at("/help/")
        assert page.count("Email: ") == number + 1


@pytest.mark.parametrize("number", ["call us", "020", "020 7946 0000 (mornings)", " ", "+"])
def test_the_database_takes_only_a_number(consultation: Consultation, number: str) -> None:
    change = f"UPDATE consultation_consultation SET contact_phone = '{number}'"
    assert "consultation_contact_phone_is_a_number" in refused(change)


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("", ""),
        ("020 7946 0000", "tel:02079460000"),
        ("(020) 7946-0000", "tel:02079460000"),
        ("+44 20 7946 0000", "tel:+442079460000"),
        ("18001 020 7946 0000", "tel:1800102079460000"),
    ],
)
def test_a_number_is_dialled_as_it_is_written(
    consultation: Consultation, number: str, link: str
) -> None:
    consultation.contact_phone = number
    consultation.save()
    consultation.refresh_from_db()
    assert consultation.phone_link == link


def test_an_owner_writes_both_where_the_email_is_written(
    consultation: Consultation, owner: User
) -> None:
    client, page = Client(), f"/admin/consultation/consultation/{consultation.pk}/change/"
    client.force_login(owner)
    assert 'name="contact' not in client.get(page).content.decode()  # it is published
    Consultation.objects.update(state="DRAFT")
    found = client.get(page).content.decode()
    fields = ("contact", "contact_address", "contact_phone")
    assert re.findall(r'<(\w+)[^>]* name="(contact\w*)"', found) == [
        ("input", fields[0]), ("textarea", fields[1]), ("input", fields[2])
    ]  # fmt: skip


def test_the_example_makes_up_no_address() -> None:
    for closed in (False, True):
        told = words(summary="", closed=closed)
        assert (told.contact_address, told.contact_phone) == ("", "")
