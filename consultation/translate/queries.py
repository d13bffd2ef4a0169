"""What can be translated, how far it has come, and what the public reads of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import models

from consultation import languages
from consultation.languages import Translated, Translations, subject_of
from consultation.models import (
    Consultation,
    Criterion,
    ExclusionRule,
    Proposal,
    Question,
    QuestionVersion,
    Translation,
    TranslationState,
)

OPTION = "option "  # how a field's name begins that is one option of a question

CONSULTATION_FIELDS = (
    "title", "body", "question", "summary", "about_this_copy", "still_open", "already_fixed",
    "other_ways", "privacy_notice",
)  # fmt: skip
PROPOSAL_FIELDS = ("now", "proposed", "why", "effect", "timing")


@dataclass(frozen=True)
class Text:
    """One English text, and what there is of it in the other language."""

    subject: str
    field: str
    label: str
    english: str
    translation: Translation | None = None

    @property
    def name(self) -> str:
        """Its name in a form."""
        return f"{self.subject}-{self.field}".replace(":", "-").replace(" ", "-")

    @property
    def outdated(self) -> bool:
        """The English is another since, so that the public reads the English."""
        return self.translation is not None and self.translation.english != self.english

    @property
    def readable(self) -> bool:
        """The public reads the translation."""
        return self.state == TranslationState.PUBLISHED and not self.outdated

    @property
    def state(self) -> str:
        """Of the translation; empty where there is none."""
        return self.translation.state if self.translation else ""


@dataclass
class Part:
    """The texts that are translated on one page."""

    slug: str
    title: str
    station: str = ""
    texts: list[Text] = field(default_factory=list)

    def add(self, thing: models.Model, names: Iterable[str], label: str = "") -> None:
        """The fields of a row that say something."""
        for name in names:
            if english := str(getattr(thing, name)):
                words = str(thing._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
                told = f"{label}: {words}" if label else words
                self.texts.append(Text(subject_of(thing), name, told, english))

    def number(self, *states: str) -> int:
        """How many texts are in one of these states, and not outdated."""
        return sum(one.state in states and not one.outdated for one in self.texts)


def parts_of(consultation: Consultation, language: str) -> list[Part]:
    """All that is translated, with what there is in the language. Eight queries at most."""
    every = [*_words(consultation), *_questions(consultation), *_proposals(consultation)]
    kept = {
        (one.subject, one.field): one
        for one in Translation.objects.filter(consultation=consultation).into(language)
    }
    for part in every:
        part.texts = [
            Text(t.subject, t.field, t.label, t.english, kept.get((t.subject, t.field)))
            for t in part.texts
        ]
    return every


def _words(consultation: Consultation) -> Iterator[Part]:
    about = Part("consultation", "The consultation itself")
    about.add(consultation, CONSULTATION_FIELDS)
    for criterion in Criterion.objects.filter(consultation=consultation):
        about.add(criterion, ("title", "text"), f"criterion {criterion.position}")
    for rule in ExclusionRule.objects.filter(consultation=consultation):
        about.add(rule, ("text",), f"rule {rule.code}")
    yield about


def _questions(consultation: Consultation) -> Iterator[Part]:
    part = Part("questions", "The questions")
    for version in QuestionVersion.objects.filter(question__consultation=consultation).current():
        question: Question = version.question
        part.add(version, ("heading", "wording", "short", "help", "missing"), question.key)
        for value, label in version.options:
            name = f"{OPTION}{value}"
            told = f"{question.key}: {name}"
            part.texts.append(Text(subject_of(version), name, told, str(label)))
    yield part


def _proposals(consultation: Consultation) -> Iterator[Part]:
    found = Proposal.objects.filter(consultation=consultation).with_places()
    ordered = found.prefetch_related("evidence", "alternatives")
    for proposal in ordered.order_by("station__borough__name", "station__name"):
        part = Part(
            f"proposal-{proposal.station.slug}",
            f"Proposal: {proposal.station}",
            str(proposal.station),
        )
        part.add(proposal, PROPOSAL_FIELDS)
        for evidence in proposal.evidence.all():
            part.add(evidence, ("claim",), f"evidence {evidence.position}")
        for other in proposal.alternatives.all():
            part.add(other, ("text", "why_not"), f"alternative {other.position}")
        yield part


def readable_parts(consultation: Consultation, language: str) -> list[Part]:
    """The parts that the public reads some of in the language, with those texts only."""
    every = parts_of(consultation, language)
    for part in every:
        part.texts = [one for one in part.texts if one.readable]
    return [part for part in every if part.texts]


def part_of(consultation: Consultation, language: str, slug: str) -> Part | None:
    """One of the parts, by its slug."""
    return next((one for one in parts_of(consultation, language) if one.slug == slug), None)


def translations_of(consultation: Consultation, language: str = "") -> Translations:
    """What the public reads of a consultation in a language. One query; none for English.

    :param language: the code; the language of the page where it is left out.
    """
    return translations_of_all([consultation], language)


def translations_of_all(consultations: Iterable[Consultation], language: str = "") -> Translations:
    """The same for several consultations, as a list of them shows them. One query at most."""
    code = language or languages.current()
    if code == languages.ENGLISH:
        return languages.NONE
    found = Translation.objects.filter(consultation__in=list(consultations))
    rows = found.into(code).filter(state=TranslationState.PUBLISHED)
    values = rows.values_list("subject", "field", "text", "english")
    return {(subject, name): Translated(text, english) for subject, name, text, english in values}
