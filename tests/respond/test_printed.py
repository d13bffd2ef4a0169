"""The paper form: every question with its id, rules in words, tagged, in usual and large print."""

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from consultation.models import Consultation, QuestionVersion, User
from consultation.respond import editions, printed
from consultation.respond.content import content_in_force
from tests import factories
from tests.respond.resident import text_of
from tests.respond.test_in_urdu import WORDING, published
from tests.respond.test_kinds import BOROUGHS, FRUIT

STARS = [["1", "One"], ["2", "Two"]]


@pytest.fixture
def every_kind(consultation: Consultation) -> Consultation:
    """A question of each kind; the second is asked only where the first was answered with B."""
    versions: list[tuple[str, dict[str, Any]]] = [
        ("CHOICE", {"options": FRUIT}),
        ("SEVERAL", {"options": FRUIT, "exclusive": "NONE", "most": 2}),
        ("SCALE", {"options": STARS}),
        ("YES_NO", {"options": [["YES", "Yes"], ["NO", "No"]]}),
        ("RANKING", {"options": FRUIT, "most": 3}),
        ("SHORT", {}),
        ("TEXT", {}),
        ("PLACE", {"options": BOROUGHS}),
        ("DATE", {}),
        ("NUMBER", {"least": 1, "most": 40}),
    ]
    first = None
    for position, (kind, version) in enumerate(versions, start=10):
        rule = {"shown_if": first, "shown_if_values": ["B"]} if kind == "SEVERAL" else {}
        question = factories.QuestionFactory(
            consultation=consultation, key=f"kind-{kind.lower().replace('_', '-')}",
            position=position, kind=kind, **rule,
        )  # fmt: skip
        first = first or question
        wording = {"wording": f"About {kind}?", "short": kind, "max_length": 0} | version
        factories.QuestionVersionFactory(question=question, **wording)
    return consultation


def pdf_of(client: Client, address: str) -> PdfReader:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(answer.content))


def words_in(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_form_asks_every_question_with_its_id(client: Client, every_kind: Consultation) -> None:
    reader = pdf_of(client, f"/consultations/{every_kind.slug}/form.pdf")
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Police front counters"
    said = words_in(reader)
    for version in QuestionVersion.objects.all():
        assert f"{version.question.key}-1 {version.wording}" in said
    assert "Barkingside: close" in said
    for rule in [
        "Tick up to 2 boxes. If you tick “None of these”, tick nothing else.",
        "Answer this only if you answered “Bananas” to question kind-choice-1.",
        "Write 1 in the box of your first choice, 2 for your second, and so on, to 3.",
        "Write your borough or your postcode.",
        "Write a whole number from 1 to 40.",
        "This form must reach us by 11:59pm on Sunday 14 February 2027, London time.",
        "go on with another sheet and write reasons-1 on it",
        "consultation@example.com",
        "Version of this notice: 2026-11",
    ]:
        assert rule in said, rule
    content, _number = content_in_force(every_kind)
    code = editions.code_of(every_kind.slug, content.questions)
    assert all(f"Form {code}" in page.extract_text() for page in reader.pages)
    assert "Not said" not in said


def letters(reader: PdfReader) -> float:
    """The size that most of the text is set in."""
    sizes: dict[float, int] = {}

    def seen(text: str, _cm: Any, matrix: list[float], _font: Any, size: float) -> None:
        sizes[round(size * abs(matrix[3]))] = sizes.get(round(size * abs(matrix[3])), 0) + len(text)

    for page in reader.pages:
        page.extract_text(visitor_text=seen)
    return max(sizes, key=lambda one: sizes[one])


def test_large_print_says_the_same_in_larger_letters(
    client: Client, consultation: Consultation
) -> None:
    usual = pdf_of(client, f"/consultations/{consultation.slug}/form.pdf")
    large = pdf_of(client, f"/consultations/{consultation.slug}/form-large-print.pdf")
    assert len(large.pages) > len(usual.pages)
    assert (letters(usual), letters(large)) == (12, 18)


def test_a_file_is_laid_out_once_for_what_is_asked(
    client: Client, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/consultations/{consultation.slug}/form.pdf"
    made = client.get(address).content
    monkeypatch.setattr(printed, "tagged", None)  # laying out once more would fail
    assert client.get(address).content == made
    monkeypatch.undo()
    Consultation.objects.filter(pk=consultation.pk).update(title="Counters")
    changed = pdf_of(client, address)
    assert changed.metadata is not None
    assert changed.metadata.title == "Counters"


def test_the_form_in_urdu(client: Client, consultation: Consultation, owner: User) -> None:
    stance = QuestionVersion.objects.get(question__key="stance")
    published(stance, "wording", stance.wording, WORDING, owner)
    root: Any = pdf_of(client, f"/ur/consultations/{consultation.slug}/form.pdf").trailer["/Root"]
    assert root["/Lang"] == "ur"
    page = text_of(client.get(f"/ur/consultations/{consultation.slug}/form/"))  # type: ignore[arg-type]
    assert WORDING in page
    assert "stance-1" in page
    assert 'dir="rtl"' in page
    content, _number = content_in_force(consultation)
    assert editions.code_of(consultation.slug, content.questions) in page


def test_the_form_is_found_from_the_start_and_the_consultation(
    client: Client, consultation: Consultation
) -> None:
    root = f"/consultations/{consultation.slug}/"
    for page in (f"{root}respond/", root):
        found = text_of(client.get(page))  # type: ignore[arg-type]
        for address in ("form.pdf", "form-large-print.pdf", "form/"):
            assert f'href="{root}{address}"' in found


def test_a_closed_consultation_offers_no_form(
    client: Client, closed_consultation: Consultation
) -> None:
    page = text_of(client.get(closed_consultation.get_absolute_url()))  # type: ignore[arg-type]
    assert "form.pdf" not in page


def test_a_draft_has_no_form_for_the_public(client: Client, consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(state="DRAFT")
    for address in ("form.pdf", "form-large-print.pdf", "form/"):
        assert client.get(f"/consultations/{consultation.slug}/{address}").status_code == 404


def test_what_is_put_in_with_the_form(client: Client, consultation: Consultation) -> None:
    question = factories.QuestionFactory(
        consultation=consultation, key="photo", position=9, kind="FILE"
    )
    factories.QuestionVersionFactory(
        question=question, wording="Do you have a photo?", max_length=0, most=2
    )
    said = words_in(pdf_of(client, f"/consultations/{consultation.slug}/form.pdf"))
    asked = said.partition("photo-1 ")[2]
    assert asked.startswith(
        "Do you have a photo? Put copies in with this form, and write photo-1 on each."
    ), asked[:300]
