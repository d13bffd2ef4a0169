"""Quotes: which words of residents a report shows, by a rule that anybody can follow again.

For each answer, of the released responses that gave it about a front counter and wrote why in no
more than LONGEST characters, the one with the lowest number and the one with the highest. Nobody
chooses, and nothing is shortened. An edition keeps where the words stand and never the words: what
was taken back, or has more taken out, is shown as it is public when it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.urls import reverse

from consultation.models import PublishedAnswer, ReportWords
from consultation.report.counting import BOROUGH, EVERYWHERE, STATION, Scope, Stances, Where
from consultation.report.edition import Figures, Quote

LONGEST = 600  # characters
RULE = (
    f"For each answer, two of the released responses whose reasons have at most {LONGEST} "
    "characters: the one with the lowest number and the one with the highest. Nobody chose them. "
    "They stand as they are published, and nothing is shortened. They are examples, and not a "
    "measure of what was said."
)
QUOTES = "In people’s own words"  # the heading over them
READ_QUOTES = """
SELECT w.proposal_id, s.choice,
    min(ARRAY[w.published_id, w.question_version_id, w.proposal_id]),
    max(ARRAY[w.published_id, w.question_version_id, w.proposal_id])
FROM consultation_publishedanswer w
JOIN consultation_publishedresponse r ON r.response_id = w.published_id
JOIN consultation_questionversion wv ON wv.id = w.question_version_id
JOIN consultation_question wq ON wq.id = wv.question_id
JOIN consultation_publishedanswer s
    ON s.published_id = w.published_id AND s.proposal_id = w.proposal_id
JOIN consultation_questionversion sv ON sv.id = s.question_version_id
JOIN consultation_question sq ON sq.id = sv.question_id
WHERE r.consultation_id = %(consultation)s AND NOT r.words_withheld
AND w.proposal_id = ANY(%(proposals)s::bigint[])
AND wq.key = 'reasons' AND sq.key = 'stance'
AND btrim(w.text) <> '' AND length(w.text) <= %(longest)s
GROUP BY w.proposal_id, s.choice
"""
Found = dict[str, list[list[int]]]


def quotes(scope: Scope, stances: Stances) -> dict[Where, tuple[Quote, ...]]:
    """Where the quotes of each place stand, in the order of the answers. One query."""
    places = {
        one.pk: (Where(STATION, one.station_id), Where(BOROUGH, one.station.borough_id), EVERYWHERE)
        for one in scope.proposals
    }
    found: dict[Where, Found] = {}
    parameters: dict[str, Any] = {
        "consultation": scope.consultation.pk, "proposals": list(places), "longest": LONGEST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(READ_QUOTES, parameters)
        for proposal, stance, lowest, highest in cursor.fetchall():
            for place in places[proposal]:
                found.setdefault(place, {}).setdefault(stance, []).extend((lowest, highest))
    return {place: _ordered(each, stances) for place, each in found.items()}


def _ordered(found: Mapping[str, list[list[int]]], stances: Stances) -> tuple[Quote, ...]:
    """The lowest and the highest number of each answer."""
    chosen: dict[Quote, None] = {}
    for stance in stances.labels:
        ends = found.get(stance, [])
        for end in (min(ends), max(ends)) if ends else ():
            response, version, proposal = end
            chosen[Quote(response, version, proposal, stance)] = None
    return tuple(chosen)


def words_of(figures: Figures) -> list[ReportWords]:
    """Whose words stand in the files that are drawn of these, to be kept beside them. One query.

    Call it inside the snapshot that they were counted in: what is public now is what was chosen.
    """
    signed = [ReportWords(signed_id=one) for one in figures.replies]
    return [*(ReportWords(answer=one.pk) for one in _public(figures).values()), *signed]


def _public(figures: Figures) -> dict[tuple[int, int, int | None], PublishedAnswer]:
    """Its quotes as they are public now. One query, or none."""
    if not figures.quotes:
        return {}
    wanted = Q()
    for one in figures.quotes:
        wanted |= Q(published=one.response, question_version=one.version, proposal=one.proposal)
    found = PublishedAnswer.objects.filter(wanted, published__words_withheld=False)
    return {
        (one.published_id, one.question_version_id, one.proposal_id): one
        for one in found.select_related("published__consultation", "proposal__station")
    }


@dataclass(frozen=True)
class Quoted:
    """One quote as it is public now."""

    number: int
    href: str
    about: str
    stance: str
    text: str
    language: str

    @property
    def of(self) -> str:
        """What they answered, and about which front counter, as a sentence."""
        return f"{self.stance}: {self.about}."


def quoted(figures: Figures) -> list[Quoted]:
    """The words as they are public now, without those that are not any more. One query, or none."""
    public = _public(figures)
    told = ((one, public.get((one.response, one.version, one.proposal))) for one in figures.quotes)
    return [_quoted(one, words, figures) for one, words in told if words is not None and words.text]


def _quoted(one: Quote, words: PublishedAnswer, figures: Figures) -> Quoted:
    proposal = words.proposal
    assert proposal is not None
    consultation = words.published.consultation
    labels = {row.key: row.label for row in figures.table("stance").rows}
    return Quoted(
        number=one.response,
        href=reverse("published-response", args=[consultation.slug, one.response]),
        about=proposal.station.name,
        stance=labels.get(one.stance, ""),
        text=words.text,
        language=words.published.language,
    )
