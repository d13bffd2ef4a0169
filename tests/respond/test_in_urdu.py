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


NOTICE = "ہم آپ کے جواب کو پڑھتے ہیں۔"


def in_urdu(consultation: Consultation) -> Resident:
    resident = Resident(Client(), consultation)
    resident.root = f"/ur{resident.root}"
    return resident


def test_what_a_resident_agrees_to_is_in_their_language(
    consultation: Consultation, proposal: Proposal, owner: User, now: datetime
) -> None:
    for field, text in (("privacy_notice", NOTICE), ("title", "تھانوں کے کاؤنٹر")):
        factories.TranslationFactory(
            consultation=consultation, subject=f"consultation:{consultation.pk}", field=field,
            language="ur", english=getattr(consultation, field), text=text, state="PUBLISHED",
            checked_by=owner, checked_at=factories.THEN,
        )  # fmt: skip
    resident = in_urdu(consultation)
    resident.fill_in(proposal)
    page = text_of(resident.get("check/"))
    assert NOTICE in page
    assert consultation.privacy_notice not in page
    assert "– تھانوں کے کاؤنٹر" in page[page.index("<title>") : page.index("</title>")]
    assert consultation.title not in page


def test_what_has_no_translation_is_marked_as_english(
    consultation: Consultation, proposal: Proposal, now: datetime
) -> None:
    Consultation.objects.update(other_ways="Write to us.")
    resident = in_urdu(consultation)
    start = text_of(resident.get())
    assert f'<span lang="en" dir="ltr">{consultation.question}</span>' in start
    assert '<div lang="en" dir="ltr"><p>Write to us.</p></div>' in start
    resident.fill_in(proposal)
    page = text_of(resident.get("check/"))
    assert f'<div lang="en" dir="ltr"><p>{consultation.privacy_notice}' in page


def test_the_first_page_asks_no_more_of_the_database_in_urdu(
    consultation: Consultation, now: datetime, django_assert_num_queries: Any
) -> None:
    for prefix in ("", "/ur"):
        address = f"{prefix}/consultations/{consultation.slug}/respond/"
        Client().get(address)
        with django_assert_num_queries(2):  # the consultation, and the version of what it asks
            Client().get(address)
