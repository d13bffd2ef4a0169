"""What is translated, and how far it has come."""

from consultation.languages import Translations
from consultation.models import Consultation


def translations_of(consultation: Consultation, language: str = "") -> Translations:
    return {}
