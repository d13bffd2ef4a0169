"""May a translation be checked or published now, and if not, why."""

from consultation.models import Translation, User


def why_not_check(translation: Translation, by: User, *, english: str) -> str:
    """Somebody other than the person who drafted it says that it is right."""
    if translation.drafted_by_id == by.pk:
        return "You drafted this yourself. Somebody else has to check it."
    return why_not_use(translation, english=english)


def why_not_use(translation: Translation, *, english: str) -> str:
    """A translation of another English is none."""
    if translation.english != english:
        return "The English has changed since this was translated. Translate it anew."
    return ""
