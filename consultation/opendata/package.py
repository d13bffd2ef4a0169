"""A consultation as one ZIP file of open formats: the consultation package.

`docs/open-data.md` describes it, and a JSON Schema each file of JSON. What is not public is not in
it. The same public rows give the same bytes.
"""

from dataclasses import dataclass

from django.conf import settings

from consultation.files import Sink
from consultation.models import Consultation, PublishedResponse
from consultation.opendata import answers, queries, shapes, tables
from consultation.opendata.contents import FORMAT, NAMED, VERSION
from consultation.opendata.schemas import address_of
from consultation.packing import Pack, Packed

TABLE = "responses.csv"
#: By the ends of names; all else is JSON.
MEDIA = {
    ".geojson": "application/geo+json",
    ".csv-metadata.json": "application/csvm+json",
    ".csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class Written:
    """What was written: how many rows the table has, and the files."""

    rows: int
    files: list[Packed]


def write(consultation: Consultation, sink: Sink) -> Written:
    """Write the package of a public consultation, as of one instant. Raises OSError.

    The sink is only written to. Responses go through a few thousand rows at a time, so the memory
    that it takes does not hang on how many there are.
    """
    with Pack(sink) as pack:
        with queries.one_instant():
            _add_texts(pack, consultation)
            pack.add_json(f"{TABLE}-metadata.json", tables.description(consultation))
            rows = tables.in_order(PublishedResponse.objects.filter(consultation=consultation))
            with pack.summed(TABLE) as file:
                number = tables.write(tables.cells(rows), file.write)
        files = list(pack.packed)
        pack.add_json("manifest.json", _manifest(consultation, number, files))
    return Written(number, files)


def _add_texts(pack: Pack, consultation: Consultation) -> None:
    """All that is not a row for each answer."""
    worded = queries.translations_of(consultation)
    times = queries.times_of(consultation)
    replies = answers.replies_in(consultation)
    bodies = [one["organisation"] for one in replies["replies"]]
    about = shapes.consultation_of(consultation, times, worded, None)
    pack.add_json("consultation.json", about)
    pack.add_json("sites.geojson", answers.sites_in(consultation))
    pack.add_json("proposals.json", answers.proposals_in(consultation))
    pack.add_json("questions.json", answers.questions_in(consultation))
    pack.add_json("organisations.json", {"organisations": bodies})
    pack.add_json("replies.json", replies)
    pack.add_json("gatherings.json", answers.gatherings_in(consultation))


def _manifest(consultation: Consultation, number: int, files: list[Packed]) -> shapes.Json:
    return {
        "format": FORMAT,
        "version": VERSION,
        "consultation": consultation.slug,
        "licence": settings.OPEN_DATA_LICENCE_URL,
        "responses": number,
        "files": [
            {
                "name": one.name, "media_type": _media_of(one.name), "size": one.size,
                "sha256": one.sha256,
                "schema": _schema_of(one.name),
            }
            for one in files
        ],
    }  # fmt: skip


def _media_of(name: str) -> str:
    return next((media for end, media in MEDIA.items() if name.endswith(end)), "application/json")


def _schema_of(name: str) -> str | None:
    stem, _, suffix = name.partition(".")
    return address_of(stem) if stem in NAMED and suffix in ("json", "geojson") else None
