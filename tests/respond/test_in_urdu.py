"""A response in another language: asked in it, recorded as it was typed, with its language."""

from datetime import datetime

from django.test import Client

from consultation.models import Consultation, Message, Proposal, QuestionVersion, User
from tests import factories
from tests.respond.resident import Resident, text_of

WORDING = "آپ اس تجویز کے بارے میں کیا سوچتے ہیں؟"
OPPOSE = "مخالفت"


def published(version: QuestionVersion, field: str, english: str, text: str, by: User) -> None:
    factories.TranslationFactory(
        consultation=version.question.consultation, subject=f"questionversion:{version.pk}",
        field=field, language="ur", english=english, text=text, state="PUBLISHED",
        checked_by=by, checked_at=factories.THEN,
    )  # fmt: skip


def test_the_journey_in_urdu(
    consultation: Consultation, proposal: Proposal, owner: User, now: datetime
) -> None:
    stance = QuestionVersion.objects.get(question__key="stance")
    published(stance, "wording", stance.wording, WORDING, owner)
    published(stance, "option OPPOSE", "Oppose", OPPOSE, owner)
    resident = Resident(Client(), consultation)
    resident.root = f"/ur{resident.root}"
    resident.fill_in(proposal, reasons="بہت دور ہے۔", email="ruth@example.com")

    page = text_of(resident.get(f"about/{proposal.station.slug}/view/"))
    assert WORDING in page
    assert OPPOSE in page
    assert 'dir="rtl"' in page
    # What has no translation is asked in English.
    assert "Why do you say that?" in page
    response = resident.send()

    assert response.language == "ur"
    assert [(one.choice, one.text) for one in response.answers.order_by("pk")] == [
        ("OPPOSE", ""), ("", "بہت دور ہے۔"),
    ]  # fmt: skip
    receipt = text_of(resident.get("receipt.txt"))
    for kept in (receipt, Message.objects.get().body):
        assert WORDING in kept
        assert OPPOSE in kept
    # The same response read in English.
    resident.root = resident.root.removeprefix("/ur")
    assert "How do you feel about this proposal?" in text_of(resident.get("sent/"))
