"""Published words in the form that i.AI's ThemeFinder and Consult read: a ZIP of JSON lines.

    respondents.jsonl                     {"themefinder_id": 7, "demographic_data": {...}}
    question_part_1/question.json         as Consult reads it now
    question_part_1/question_part.json    as it was first described (its decision record 3)
    question_part_1/responses.jsonl       {"themefinder_id": 7, "text": "..."}

A part is one question in words about one proposal, so that a respondent has one text in it: themes
of one front counter are not mixed with those of another. The number of a respondent is the public
number of the response. Where words are not published there is no line.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from consultation.files import Sink
from consultation.models import WORDS, Consultation, Proposal, PublishedResponse, Question
from consultation.opendata import queries
from consultation.opendata.tables import AT_ONCE
from consultation.packing import Pack, Writing

DEMOGRAPHICS = ("capacity", "channel", "place", "borough__name", "language")


@dataclass(frozen=True)
class Part:
    """One question about one proposal, or about everything."""

    question: Question
    proposal: Proposal | None

    @property
    def wording(self) -> str:
        """The question as it was worded last, with what it is about."""
        worded = list(self.question.versions.all())[-1].wording
        if self.proposal is None:
            return worded
        station = self.proposal.station
        return f"{worded} ({station}, {station.borough}: {self.proposal.get_kind_display()})"


def write(consultation: Consultation, sink: Sink) -> int:
    """Write the file and return how many parts it has. Raises OSError. Memory stays as it is."""
    number = 0
    with Pack(sink) as pack, queries.one_instant():
        with pack.summed("respondents.jsonl") as file:
            _respondents(consultation, file)
        for part in _parts(consultation):
            number += _written(pack, consultation, part, number + 1)
    return number


def _respondents(consultation: Consultation, file: Writing) -> None:
    """Those who have published words, in the order of their numbers."""
    rows = PublishedResponse.objects.filter(consultation=consultation, words_withheld=False)
    found = rows.order_by("pk").values_list("pk", *DEMOGRAPHICS)
    names = [one.removesuffix("__name") for one in DEMOGRAPHICS]
    for number, *values in found.iterator(chunk_size=AT_ONCE):
        known = {name: [value] for name, value in zip(names, values, strict=True) if value}
        file.write_line({"themefinder_id": number, "demographic_data": known})


def _parts(consultation: Consultation) -> Iterator[Part]:
    """Every question in words that residents are asked, about everything and each proposal."""
    proposals = [*queries.proposals_of(consultation), None]
    for question in queries.questions_of(consultation):
        if question.kind in WORDS and not question.formal:
            for proposal in proposals:
                yield Part(question, proposal)


def _texts(consultation: Consultation, part: Part) -> Iterator[tuple[int, str]]:
    """The published words of one part, by number; several of one respondent are one text."""
    rows = queries.answers_in(consultation).exclude(text="").filter(
        question_version__question=part.question, proposal=part.proposal
    )  # fmt: skip
    found = rows.order_by("published_id", "pk").values_list("published_id", "text")
    for number, texts in groupby(found.iterator(chunk_size=AT_ONCE), key=itemgetter(0)):
        yield number, "\n\n".join(text for _number, text in texts)


def _written(pack: Pack, consultation: Consultation, part: Part, number: int) -> bool:
    """Write a part under this number; nothing where nobody wrote anything."""
    texts, folder = _texts(consultation, part), f"question_part_{number}"
    with ExitStack() as opened:
        file = None
        for respondent, text in texts:
            if file is None:
                file = opened.enter_context(pack.summed(f"{folder}/responses.jsonl"))
            file.write_line({"themefinder_id": respondent, "text": text})
    if file is None:
        return False
    asked = {"question_text": part.wording, "question_number": number}
    pack.add_json(
        f"{folder}/question.json", {**asked, "has_free_text": True, "multi_choice_options": []}
    )
    described = {**asked, "question_part_text": "", "question_part_number": 1,
                 "question_part_type": "free_text"}  # fmt: skip
    pack.add_json(f"{folder}/question_part.json", described)
    return True
