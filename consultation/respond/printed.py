"""The paper form: the rows of the pages of the journey, as boxes to tick and lines to write on.

Every question carries its id, and every page the code of its wordings, so that whoever types the
answers in knows what was asked, in whatever language.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from consultation import languages
from consultation.models import (
    Capacity,
    Consultation,
    EqualityQuestion,
    Publish,
    QuestionKind,
    QuestionScope,
    QuestionVersion,
)
from consultation.pdf import tagged
from consultation.publish.rules import in_words
from consultation.respond.content import Content
from consultation.respond.editions import code_of, id_of
from consultation.respond.equality import label_of
from consultation.translate.queries import translations_of

LAYOUT = Path(__file__).with_name("form.typ")
USUAL, LARGE = 12, 18  # points
LINES = {QuestionKind.TEXT: 7, QuestionKind.FILE: 0}  # of ruled space; one where not said


@dataclass(frozen=True)
class Asked:
    """One question as paper asks it."""

    id: str
    wording: str
    notes: list[str] = field(default_factory=list)  # when to answer it, and how
    options: list[str] = field(default_factory=list)
    lines: int = 0

    @property
    def ruled(self) -> range:
        """One for each line to write on."""
        return range(self.lines)


@dataclass(frozen=True)
class Part:
    """Questions under one heading; `groups` hold options under headings of their own."""

    title: str
    asked: list[Asked]
    notes: list[str] = field(default_factory=list)
    groups: list[tuple[str, list[str]]] = field(default_factory=list)


@dataclass(frozen=True)
class PaperForm:
    """All that is printed."""

    code: str
    title: str
    body: str
    question: str
    first: list[str]
    send_to: list[str]
    parts: list[Part]
    privacy: list[str]
    privacy_version: str
    equality: Part | None  # a sheet of its own, which leads to no response


def form_of(content: Content) -> PaperForm:
    """The paper form of what is asked, in the language of the page. One query; none in English."""
    consultation = content.consultation
    kept = translations_of(consultation)

    def said(name: str) -> str:
        return languages.found(consultation, name, getattr(consultation, name), kept)[0]

    closes = in_words(consultation.closes_at)
    equality = _equality(content)
    first = [
        _("This form must reach us by %(when)s, London time.") % {"when": closes},
        _("You need not answer every question. We count what you answer."),
    ]
    if equality is not None:
        first.append(_("The last sheet has equality questions. It is optional, and kept apart."))
    return PaperForm(
        code=code_of(consultation.slug, content.questions),
        title=said("title"),
        body=said("body"),
        question=said("question"),
        first=first,
        send_to=[*_paragraphs(said("other_ways")), *_where_to(consultation)],
        parts=[
            _about_you(),
            _counters(content),
            *_about_counters(content),
            *_overall(content),
            _at_the_end(),
        ],
        privacy=_paragraphs(said("privacy_notice")),
        privacy_version=consultation.privacy_version,
        equality=equality,
    )


def _paragraphs(text: str) -> list[str]:
    return [one.strip() for one in text.split("\n") if one.strip()]


def _where_to(consultation: Consultation) -> list[str]:
    """The ways that there are, a paragraph each; the lines of an address stay lines."""
    ways = [_("By email: %(email)s") % {"email": _own(consultation.contact)}]
    if lines := consultation.address_lines:
        ways.insert(0, "\n".join([_("By post:"), *map(_own, lines)]))
    if phone := consultation.contact_phone:
        ways.append(_("Questions? Phone %(phone)s.") % {"phone": _own(phone)})
    return ways


def _own(text: str) -> str:
    """In its own direction, whatever that of the page."""
    return f"\u2068{text}\u2069" if get_language_bidi() else text


def _about_you() -> Part:
    capacities = [str(one.label) for one in Capacity if one != Capacity.NOT_SAID]
    where = _("Write your borough or your postcode, or tick a box.")
    elsewhere = [_("Outside London"), _("I prefer not to say")]
    return Part(
        _("About you"),
        [
            Asked("you-1", _("Who are you responding for?"), [_("Tick one box.")], capacities),
            Asked("you-2", _("Where do you live?"), [where], elsewhere, lines=1),
        ],
    )


def _counters(content: Content) -> Part:
    groups: dict[str, list[str]] = {}
    for one in content.proposals:
        groups.setdefault(one.station.borough.name, []).append(content.named[one.pk])
    return Part(
        _("Which front counters do you want to respond about?"),
        [],
        [_("Tick each one that you respond about.")],
        list(groups.items()),
    )


def _about_counters(content: Content) -> list[Part]:
    """The questions about each counter: twice, since many reply about more than one."""
    asked = [_asked(one, content) for one in content.questions if _is_about_each(one)]
    if not asked:
        return []
    same = _("If your answers are the same for several, write all their names.")
    names = Asked("counter", _("Name of the front counter"), [same], lines=1)
    titles = [_("Your answers about a front counter")]
    if len(content.proposals) > 1:
        titles.append(_("Your answers about another front counter"))
    parts = [Part(title, [names, *asked]) for title in titles]
    more = _(
        "To respond about more front counters, go on with another sheet. Write the name of the "
        "counter, and the code of the question before each answer, such as %(id)s."
    ) % {"id": asked[0].id}
    parts[0].notes.append(more)
    return parts


def _is_about_each(version: QuestionVersion) -> bool:
    return version.question.scope == QuestionScope.PROPOSAL


def _overall(content: Content) -> list[Part]:
    asked = [_asked(one, content) for one in content.questions if not _is_about_each(one)]
    return [Part(_("Anything else"), asked)] if asked else []


def _at_the_end() -> Part:
    publish = [str(one.label) for one in Publish if one != Publish.NOT_SAID]
    help_text = _(
        "We count your answers either way, and the people who decide read all of it. "
        "We never publish your name or contact details."
    )
    receipt = _(
        "We use them only to send you a receipt with exactly what we recorded. "
        "They are never published."
    )
    return Part(
        _("Publishing, and your receipt"),
        [
            Asked("end-1", _("May we publish what you write?"), [help_text], publish),
            Asked("end-2", _("Why should your words not be published? (optional)"), lines=2),
            Asked(
                "end-3",
                _("Your name, and your email or postal address (optional)"),
                [receipt],
                [_("Also tell me if the dates change, and what is decided")],
                lines=3,
            ),
        ],
    )


def _equality(content: Content) -> Part | None:
    """The sheet of equality questions; None where none are asked. It names nobody and no form."""
    if not content.equality:
        return None
    numbers = {one.pk: str(number) for number, one in enumerate(content.equality, start=1)}
    return Part(
        _("Equality questions (optional)"),
        [
            Asked(
                numbers[one.pk],
                _(one.wording),
                [note for note in (_equality_rule(one, content, numbers), one.help) if note],
                [label_of(one, label) for _value, label in one.options],
            )
            for one in content.equality
        ],
        [
            _("These questions are optional. Your answers will not affect your response."),
            _(
                "This sheet is kept apart from your response, and nothing on it says whose it is. "
                "Do not write your name on it. Send it with the form, or by itself."
            ),
            _(
                "Only totals are ever shown, never small numbers. What you answer here cannot be "
                "changed or taken back, because nothing leads from it to you."
            ),
            _("Tick one box for each question that you want to answer."),
        ],
    )


def _equality_rule(question: EqualityQuestion, content: Content, numbers: Mapping[int, str]) -> str:
    """Which answer it follows from; empty for none."""
    earlier = next((one for one in content.equality if one.pk == question.shown_if_id), None)
    if earlier is None:
        return ""
    labels = dict(earlier.options)
    quoted = [f"“{label_of(earlier, labels[one])}”" for one in question.shown_if_values]
    told = {"answers": _(" or ").join(quoted), "id": numbers[earlier.pk]}
    return _("Answer this only if you answered %(answers)s to question %(id)s.") % told


def _asked(version: QuestionVersion, content: Content) -> Asked:
    kind = QuestionKind(version.question.kind)
    own = id_of(version)
    notes = [rule_in_words(version, content), version.help, *_how(kind, version)]
    if kind == QuestionKind.TEXT:
        more = _("If you need more space, go on with another sheet and write %(id)s on it.")
        notes.append(more % {"id": own})
    elif kind == QuestionKind.FILE:
        notes.append(_("Put copies in with this form, and write %(id)s on each.") % {"id": own})
    offered = (
        [] if kind == QuestionKind.PLACE else [str(label) for _value, label in version.options]
    )
    return Asked(
        own,
        version.wording,
        [one for one in notes if one],
        offered,
        lines=0 if offered else LINES.get(kind, 1),
    )


def rule_in_words(version: QuestionVersion, content: Content) -> str:
    """When the question is asked; empty for always."""
    rule = version.question.shown_if
    earlier = next((one for one in content.questions if rule and one.question_id == rule.pk), None)
    if earlier is None:
        return ""
    quoted = [f"“{earlier.label(one)}”" for one in version.question.shown_if_values]
    told = {"answers": _(" or ").join(quoted), "id": id_of(earlier)}
    return _("Answer this only if you answered %(answers)s to question %(id)s.") % told


def _how(kind: QuestionKind, version: QuestionVersion) -> Iterable[str]:
    """How an answer of this kind is written down."""
    told = {"least": version.least, "most": version.most}
    if kind == QuestionKind.SEVERAL:
        yield _("Tick up to %(most)s boxes.") % told if version.most else _("Tick all that apply.")
        if version.exclusive:
            alone = {"alone": version.label(version.exclusive)}
            yield _("If you tick “%(alone)s”, tick nothing else.") % alone
    elif kind == QuestionKind.RANKING:
        most = {"most": min(version.most or len(version.options), len(version.options))}
        yield (
            _("Write 1 in the box of your first choice, 2 for your second, and so on, to %(most)s.")
            % most
        )
    elif kind == QuestionKind.NUMBER and version.least is not None and version.most is not None:
        yield _("Write a whole number from %(least)s to %(most)s.") % told
    elif kind in PLAIN_WORDS:
        yield PLAIN_WORDS[kind]()


PLAIN_WORDS: dict[QuestionKind, Callable[[], str]] = {
    QuestionKind.CHOICE: lambda: _("Tick one box."),
    QuestionKind.SCALE: lambda: _("Tick one box."),
    QuestionKind.YES_NO: lambda: _("Tick one box."),
    QuestionKind.PLACE: lambda: _("Write your borough or your postcode."),
    QuestionKind.DATE: lambda: _("Write the day, the month and the year, like 14 2 2027."),
    QuestionKind.NUMBER: lambda: _("Write a whole number."),
}


def _apart(value: Any) -> Any:
    """The same texts, each in its own direction: an English one on an Urdu page keeps its order."""
    if isinstance(value, str):
        return _own(value)
    if isinstance(value, dict):
        return {name: _apart(one) for name, one in value.items()}
    return [_apart(one) for one in value] if isinstance(value, list | tuple) else value


def _laid_out(content: Content, points: int) -> bytes:
    """A tagged PDF (PDF/UA-1), A4, in letters of this size."""
    at = timezone.localtime(content.consultation.opens_at)
    paper = asdict(form_of(content))
    if get_language_bidi():
        paper |= {name: _apart(paper[name]) for name in ("parts", "equality")}
    paper |= {
        "points": points,
        "author": content.consultation.body,
        "language": languages.current()[:2],
        "right_to_left": get_language_bidi(),
        "date": [at.year, at.month, at.day],
        "words": {
            "form": _("Form"),
            "send_to": _("Where to send it"),
            "privacy": _("How your answers will be used"),
            "version": _("Version of this notice"),
        },
    }
    return tagged(LAYOUT, paper, system_fonts=True)


# By consultation, language and size: the version of what is asked, and the file.
_kept: dict[tuple[int, str, int], tuple[int, bytes]] = {}


def pdf_of(content: Content, number: int | None, *, points: int) -> bytes:
    """The form as a PDF, laid out once a process for each version of what is asked.

    `number` is that version; without one nothing is kept. Raises typst.TypstError.
    """
    key = (content.consultation.pk, languages.current(), points)
    kept, made = _kept.get(key, (None, b""))
    if number is None or kept != number:
        made = _laid_out(content, points)
        if number is not None:
            _kept[key] = (number, made)
    return made
