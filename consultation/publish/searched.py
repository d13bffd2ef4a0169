"""Keys of the published responses that words are found in, newest first, so that none is slow.

An index holds the order of the list. Whoever walks along it is done at once where the words are
common; after WALKED rows it is given up, and the index of words finds all that have them, to be
sorted. PostgreSQL cannot choose between the two: its statistics do not know how often two words
meet, nor where the responses lie that have them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from consultation.models import Consultation
from consultation.search import Sought

WALKED = 3_000
# A count is a walk of COUNTED rows where a twelfth of the first PROBED fit; for fewer, the index of
# words is quicker.
PROBED, A_PART, COUNTED = 600, 12, 12_500

# Not planned by how common the words are: what is not found by walking is looked up in the index.
FITS = "words @@ (SELECT query FROM asked)"
#: What a list is narrowed to stands among the words: `counterpoint_published` puts it there. What
#: is not known is no token of anything.
TOKENS = {
    "borough": "'borough:' || (SELECT id FROM stations_borough WHERE slug = %(borough)s)",
    "station": "'station:' || (SELECT id FROM stations_station WHERE slug = %(station)s)",
    "position": "'position:' || %(position)s",
}
BOTH = f"{TOKENS['station']} || ':' || %(position)s"
STATEMENT = """
WITH asked AS MATERIALIZED (SELECT {query} AS query),
walked AS MATERIALIZED (SELECT response_id, received_on FROM ({onward}) AS way
    WHERE {fits} LIMIT %(most)s),
reached AS MATERIALIZED (SELECT (SELECT count(*) FROM walked) >= %(most)s
    OR (SELECT count(*) FROM ({steps}) AS way) < %(walk)s AS whole),
probe AS MATERIALIZED (SELECT FROM ({first}) AS way WHERE {fits}),
passed AS MATERIALIZED (SELECT FROM ({many}) AS way WHERE {fits} LIMIT %(count_to)s),
all_of_it AS MATERIALIZED (SELECT response_id, received_on FROM consultation_publishedwords
    WHERE {fits})
SELECT CASE WHEN (SELECT whole FROM reached)
    THEN ARRAY(SELECT response_id FROM walked ORDER BY {order})
    ELSE ARRAY(SELECT response_id FROM all_of_it WHERE {beyond} ORDER BY {order} LIMIT %(most)s)
    END,
CASE WHEN (SELECT whole FROM reached)
    AND (SELECT count(*) FROM probe) * %(part)s >= %(probed)s
    AND (SELECT count(*) FROM passed) = %(count_to)s THEN %(count_to)s
    ELSE (SELECT count(*) FROM (SELECT FROM all_of_it LIMIT %(count_to)s) AS few) END
"""


@dataclass(frozen=True)
class Way:
    """Along the list from a place in it: older ones, or newer ones where `back`."""

    on: date | None = None
    pk: int = 0
    back: bool = False

    @property
    def order(self) -> str:
        """Nearest first."""
        return "received_on, response_id" if self.back else "received_on DESC, response_id DESC"

    @property
    def beyond(self) -> str:
        """What lies that way."""
        if self.on is None:
            return "true"
        return f"(received_on, response_id) {'>' if self.back else '<'} (%(on)s, %(pk)s)"


def keys(
    consultation: Consultation,
    sought: Sought,
    narrowed: Mapping[str, str],
    way: Way,
    *,
    most: int,
    count_to: int,
) -> tuple[list[int], int]:
    """The nearest `most` that have the words and fit, and how many there are up to `count_to`.

    :param narrowed: slugs of `station` and `borough` and a `position`, where they are chosen.
    One query; none where there is no word to look for.
    """
    if not sought.query:
        return [], 0
    named: dict[str, Any] = {
        **narrowed, "consultation": consultation.pk, "sought": sought.query, "walk": WALKED,
        "probed": PROBED, "part": A_PART, "counted": COUNTED, "most": most, "count_to": count_to,
        "on": way.on, "pk": way.pk,
    }  # fmt: skip
    read_keys = _statement(narrowed, way)
    with connection.cursor() as cursor:
        cursor.execute(read_keys, named)
        found, count = cursor.fetchone()
    return found, count


def _statement(narrowed: Mapping[str, str], way: Way) -> str:
    first = Way()
    return STATEMENT.format(
        query=_query(narrowed), fits=FITS, order=way.order, beyond=way.beyond,
        onward=_along(way, "response_id, received_on, words", "walk"),
        steps=_along(way, "", "walk"),
        first=_along(first, "words", "probed"), many=_along(first, "words", "counted"),
    )  # fmt: skip


def _along(way: Way, columns: str, most: str) -> str:
    """So many rows of the list that way."""
    return (
        f"SELECT {columns} FROM consultation_publishedwords"  # noqa: S608 - names of columns
        f" WHERE consultation_id = %(consultation)s AND {way.beyond}"
        f" ORDER BY {way.order} LIMIT %({most})s"
    )


def _query(narrowed: Mapping[str, str]) -> str:
    """The words, of this consultation, and all that the list is narrowed to."""
    chosen = {name: TOKENS[name] for name, value in narrowed.items() if value}
    if {"station", "position"} <= set(chosen):
        chosen = {**chosen, "station": BOTH}
        del chosen["position"]
    tokens = ["'consultation:' || %(consultation)s::text", *chosen.values()]
    return " && ".join(["%(sought)s::tsquery", *(_exactly(token) for token in tokens)])


def _exactly(token: str) -> str:
    """A token as it stands, whatever signs it has; one that nothing has where it is not known."""
    return f"(quote_literal(coalesce({token}, 'nothing:')))::tsquery"
