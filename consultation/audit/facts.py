"""An event in plain words: what it was about, and what its numbers mean."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from consultation.audit.finding import How
from consultation.events import MACHINE, PUBLIC
from consultation.models import Channel, Event, EventKind, Part

#: Where the row of an event has a page, by the word in its name.
PAGES: Mapping[str, str] = {
    "response": "response",
    "attachment": "attachment",
    "report": "report",
    "transcription": "transcription",
    "import": "import",
    "petition": "petition",
    "meeting": "meeting",
    "registration": "registration",
}
#: What staff know under another name than the database does.
NOUNS: Mapping[str, str] = {"bulkreview": "verdict on many", "textgroup": "group of copies"}
NOUN_OF: Mapping[str, str] = {words: noun for noun, words in NOUNS.items()}
WORDS: Mapping[str, str] = {
    "count": "how many",
    "query": "filters, as a number",
    "why": "why",
    "part": "of it",
    "review": "review",
    "answers": "answers",
    "channel": "channel",
    "request": "request",
    "found": "found",
    "how": "looked for by",
    "refused": "refused",
}
#: Facts that are codes, and what they stand for.
LABELS: Mapping[str, Mapping[str, str]] = {
    "channel": {one.value: str(one.label) for one in Channel},
    "part": {one.value: str(one.label) for one in Part},
    "how": {one.value: str(one.label) for one in How},
}


def about_in_words(event: Event) -> str:
    """Such as "Response 12"."""
    noun, _, key = event.about.partition(":")
    spaced = NOUNS.get(noun) or _spaced(noun)
    return f"{spaced.capitalize()} {key}" if key not in ("", "0") else spaced.capitalize()


def _spaced(noun: str) -> str:
    """The words of a model's name, where there is such a model: "formalreply" is two."""
    try:
        return str(apps.get_model("consultation", noun)._meta.verbose_name)
    except LookupError:
        return noun


def address_of(event: Event) -> str:
    """The page of the row that it is about, "" where it has none."""
    noun, _, key = event.about.partition(":")
    if noun not in PAGES or key == "0":
        return ""
    try:
        return reverse(PAGES[noun], args=[key])
    except NoReverseMatch:
        return ""


def who_in_words(event: Event, people: Mapping[int, str]) -> str:
    """Whoever did it."""
    if event.by:
        return people.get(event.by, f"account {event.by}")
    return {PUBLIC: "the public", MACHINE: "the service"}.get(event.actor, event.actor)


def kind_in_words(event: Event) -> str:
    """What it was."""
    return str(EventKind(event.kind).label) if event.kind in EventKind.values else event.kind


def facts_in_words(facts: Mapping[str, Any]) -> str:
    """Its numbers and codes, each with what it means; "" for none."""
    return "; ".join(
        f"{WORDS.get(name, name.replace('_', ' '))}: {_named(name, value)}"
        for name, value in facts.items()
        if (name, value) != ("query", 0)  # no filters
    )


def _named(name: str, value: Any) -> str:
    """A code of an enumeration by its label."""
    labels = LABELS.get(name, {})
    return labels[value].lower() if isinstance(value, str) and value in labels else _value(value)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_value, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_value(one)}" for name, one in value.items())
    return f"{value:,}" if isinstance(value, int) and value < 10**9 else str(value)
