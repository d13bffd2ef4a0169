"""A response in another language: asked in it, recorded as it was typed, with its language."""

import re
from datetime import datetime
from typing import Any

from django.core import mail
from django.test import Client
from django.utils import timezone

from consultation.emails import KEY, post_next
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
    # What has no translation is asked in English, and marked as English.
    assert '<span lang="en" dir="ltr">Why do you say that?</span>' in page
    assert "<span" not in page[page.index("<title>") : page.index("</title>")]
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


def test_a_link_by_email_leads_to_the_same_language(
    consultation: Consultation, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    resident = Resident(Client(), consultation)
    resident.root = f"/ur{resident.root}"
    resident.go("", "capacity/")
    resident.post("save/", email="ruth@example.com")
    post_next(clock=timezone.now)

    found = re.search(r"http://localhost:8000(/ur/return/link/[\w-]+/)", str(mail.outbox[0].body))
    assert found is not None
    assert found[1] != f"/ur/return/link{KEY}"
    assert Client().get(found[1]).status_code == 200
