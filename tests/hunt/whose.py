"""Whose eyes the planted words are for. What stands in no line is for those who read responses."""

from __future__ import annotations

from functools import cache

from django.apps import apps

from consultation.models.constraints import SECRET
from tests.hunt.cast import CAST_OF, OF_DRAFTER, OF_MERTON, OF_REDBRIDGE, OF_SENDER
from tests.moderate.planting import Plants
from tests.moderate.test_leaks import words_of
from tests.report.conftest import all_in
from tests.routes import AUDITORS, IMPORTERS, NOBODY, OWNERS, READERS, REVIEWERS

#: By the model that a word was planted in.
OF_MODEL = {
    "User": AUDITORS,
    "ModerationStatement": AUDITORS,
    "Import": IMPORTERS,
    "ImportedRow": IMPORTERS,
    "BulkRedaction": REVIEWERS,
    "Attachment": READERS,  # its name is a file's
    **dict.fromkeys(("Invitation", "Registration", "Organisation"), OWNERS),
    **dict.fromkeys(("LegalHold", "PersonRequest", "Message", "Respondent"), OWNERS),
}
#: Who a respondent is: name and address.
OF_RESPONDENT = ("name", "email")
#: Drafts and receipts: by the visitors that they are of, and by roles.
OWN = {OF_REDBRIDGE: "redbridge", OF_MERTON: "merton", OF_DRAFTER: "drafter", OF_SENDER: "sender"}


def text_of(body: bytes) -> str:
    """All that can be read in an answer: also in what is packed, and the words of a PDF."""
    text = body.decode(errors="replace")
    if body.startswith(b"PK"):
        text += all_in(body)
    return text + (words_of(body) if body.startswith(b"%PDF") else "")


@cache
def readers_of(where: str) -> frozenset[str]:
    """The roles that may read what was planted there."""
    model, _, field = where.partition(".")
    if field in OF_RESPONDENT and model not in OF_MODEL:
        return OWNERS
    if _is_secret(model, field):
        return NOBODY
    return OF_MODEL.get(model, READERS)


def _is_secret(model: str, field: str) -> bool:
    try:
        found = apps.get_model("consultation", model)
    except LookupError:
        return False
    privacy: dict[str, str] = found.PRIVACY
    return privacy.get(field) == SECRET


def not_for(name: str, role: str, text: str, plants: Plants) -> set[str]:
    """Where the words were planted that stand in a text which this visitor was given."""
    small = text.lower()
    is_limited = name != role and role == "moderator"
    found = {
        where for token, where in plants.where.items()
        if token in small and (is_limited or role not in readers_of(where))
    }  # fmt: skip
    return found | {
        f"draft or receipt of {whose}" for word, whose in OWN.items()
        if word in small and name not in CAST_OF[whose]
    }  # fmt: skip
