"""What staff do with translations: draft, check, publish."""

from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import (
    Consultation,
    EventKind,
    Translation,
    TranslationState,
    User,
)
from consultation.states import Refused, move
from consultation.translate import rules


@transaction.atomic
def draft(
    *,
    consultation: Consultation,
    language: str,
    subject: str,
    field: str,
    english: str,
    text: str,
    by: User | str,
    at: datetime,
) -> Translation:
    """Store a text in a language, or word it anew. It has to be checked before it is shown.

    The same text again, made from the same English, changes nothing. `by` may be MACHINE.
    """
    person = by if isinstance(by, User) else None
    kept = Translation.objects.filter(subject=subject, field=field, language=language).first()
    if kept is not None and (kept.text, kept.english) == (text, english):
        return kept
    if kept is not None:
        changes = {
            "text": text, "english": english, "drafted_by": person, "drafted_at": at,
            "checked_by": None, "checked_at": None,
        }  # fmt: skip
        move(kept, TranslationState.DRAFT, by=by, at=at, changes=changes, language=language)
        return kept
    made = Translation.objects.create(
        consultation=consultation, subject=subject, field=field, language=language,
        english=english, text=text, drafted_by=person, drafted_at=at,
    )  # fmt: skip
    kind, whose = EventKind.TRANSLATION_DRAFTED, consultation.pk
    record(kind, about=made, by=by, at=at, consultation=whose, language=language)
    return made


def check(*, translation: Translation, english: str, by: User, at: datetime) -> None:
    """Say that it says what the English says. Raises Refused to the person who drafted it."""
    if refusal := rules.why_not_check(translation, by, english=english):
        raise Refused(refusal)
    changes = {"checked_by": by, "checked_at": at}
    move(translation, TranslationState.CHECKED, by=by, at=at, changes=changes)


def publish(*, translation: Translation, english: str, by: User, at: datetime) -> None:
    """Show it to the public. Raises Refused where it is not checked or the English has changed."""
    if refusal := rules.why_not_use(translation, english=english):
        raise Refused(refusal)
    move(translation, TranslationState.PUBLISHED, by=by, at=at)
