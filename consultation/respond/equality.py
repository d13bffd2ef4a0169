"""The equality questions of one response: what is asked next, and the one-way keys of its answers.

See docs/decisions/0008-equality-answers-apart.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, pgettext

from consultation.models import EqualityQuestion, Response
from consultation.respond import queries
from consultation.respond.content import Content

#: Names of sheets are turned into others by it, so that none can be the key of a response.
SHEETS = UUID("5d1c8f0e-6a5b-4f7e-9b0a-2c8e1d7f3a64")


def keys_of(first: UUID, question: EqualityQuestion) -> list[str]:
    """Under what an answer may stand: the key to write it with, and those of secrets before.

    :param first: the key of the response, or of the first one where it replaces others.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    named = f"{first}:{question.pk}"
    return [
        salted_hmac("consultation.equality", named, secret=one, algorithm="sha256").hexdigest()
        for one in secrets
    ]


def keys_of_sheet(sheet: UUID, question: EqualityQuestion) -> list[str]:
    """The same for a sheet of paper, whose name is made for the page and kept nowhere."""
    return keys_of(uuid5(SHEETS, str(sheet)), question)


def label_of(question: EqualityQuestion, label: str) -> str:
    """An answer to choose, in the language of the page: as it answers this question, if marked."""
    own = pgettext(question.key, label)
    return gettext(label) if own == label else own


def week_of(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Asked:
    """What one response is asked, in order, and what it has answered, by the question's key."""

    questions: Sequence[EqualityQuestion]
    given: Mapping[int, str]

    @property
    def pages(self) -> list[str]:
        """One for each topic: a question, and what follows from its answer."""
        return list(dict.fromkeys(one.page for one in self.questions))

    def shown(self, page: str) -> list[EqualityQuestion]:
        """What the answers so far lead to on one page."""
        return [one for one in self.questions if one.page == page and self._met(one)]

    def _met(self, question: EqualityQuestion) -> bool:
        rule = question.shown_if_id
        return rule is None or self.given.get(rule) in question.shown_if_values

    def due(self, page: str) -> EqualityQuestion | None:
        """The first of a page that is not answered yet."""
        return next((one for one in self.shown(page) if one.pk not in self.given), None)

    @property
    def first(self) -> str:
        """The first page with something to answer; "" where all is answered."""
        return next((page for page in self.pages if self.due(page)), "")

    def after(self, page: str) -> str:
        """The next page with something to answer; "" where none is left."""
        later = self.pages[self.pages.index(page) + 1 :]
        return next((one for one in later if self.due(one)), "")

    def before(self, page: str) -> str:
        """The page before; "" for the first."""
        place = self.pages.index(page)
        return self.pages[place - 1] if place else ""

    def told(self, question: EqualityQuestion, value: str) -> "Asked":
        """The same with one answer more."""
        return replace(self, given={**self.given, question.pk: value})


def asked_of(response: Response, content: Content) -> Asked:
    """At most two queries; none where the consultation asks nothing."""
    if not content.equality:
        return Asked([], {})
    first = queries.first_key_of(response)
    owned = {key: one.pk for one in content.equality for key in keys_of(first, one)}
    given = {owned[key]: value for key, value in queries.equality_values(owned).items()}
    return Asked(content.equality, given)
