"""Which wordings stood together, and when: what a paper form of a certain day asked. Pure.

A corrected wording is a new version. Paper lies in a drawer: what comes in today may answer the
wordings of last month. Each set of wordings has a code, printed on every page of its paper form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from consultation.models import QuestionVersion
from consultation.respond.codes import CROCKFORD

SIGNS = 6  # of a code


@dataclass(frozen=True)
class Edition:
    """The wordings in force together, in the order of asking."""

    code: str
    questions: list[QuestionVersion]


def id_of(version: QuestionVersion) -> str:
    """How paper names a wording: the question's key and the number of the wording."""
    return f"{version.question.key}-{version.number}"


def code_of(slug: str, questions: Sequence[QuestionVersion]) -> str:
    """The code of these wordings of the consultation with this slug, in every language alike."""
    named = " ".join([slug, *(id_of(one) for one in questions)])
    number = int.from_bytes(sha256(named.encode()).digest()[:8])
    signs = [CROCKFORD[number >> 5 * place & 31] for place in range(SIGNS)]
    return "".join(signs)


def edition_at(slug: str, versions: Sequence[QuestionVersion], moment: datetime) -> Edition:
    """The wordings in force at a moment; before the first of them was frozen, the first ones."""
    first = min((one.frozen_at for one in versions if one.frozen_at), default=moment)
    until = max(first, moment)
    newest: dict[int, QuestionVersion] = {}
    for one in versions:  # by question, oldest first
        if one.frozen_at is None or one.frozen_at <= until:
            newest[one.question_id] = one
    found = sorted(newest.values(), key=lambda one: one.question.position)
    return Edition(code_of(slug, found), found)


def edition_called(slug: str, versions: Sequence[QuestionVersion], code: str) -> Edition | None:
    """The wordings with this code; None where no paper form of the consultation ever had it."""
    moments = sorted({one.frozen_at for one in versions if one.frozen_at})
    editions = [edition_at(slug, versions, moment) for moment in moments]
    return next((one for one in reversed(editions) if one.code == code), None)
