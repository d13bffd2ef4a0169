"""Whether what is stored, what the log says and what is published agree: each row is looked at.

Reads all as it stood in one instant, while responses go on arriving, and changes nothing. What
somebody changed who may do everything in the database is named, as long as they could not change
the published files too; and what they did to those is seen by whoever kept an older signed head.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch

from consultation.ledger import checking, entries
from consultation.ledger.commitments import commitment
from consultation.ledger.shelf import Shelf
from consultation.ledger.still import Still
from consultation.models import (
    Answer,
    EntryKind,
    Erasure,
    Leaf,
    LeafSalt,
    LogEntry,
    Part,
    Response,
    ResponseState,
    Unlogged,
)
from consultation.respond.opening import fields_of

AT_ONCE = 1_000  # responses in memory
#: By the last act about a response, in which state it is.
STANDS = {
    "supersede": ResponseState.SUPERSEDED,
    "withdraw": ResponseState.WITHDRAWN,
    "exclude": ResponseState.EXCLUDED,
}


@dataclass
class _Told:
    """What acts say, by the number of the leaf that they are about."""

    last: dict[int, str] = field(default_factory=dict)
    erased: set[int] = field(default_factory=set)

    @classmethod
    def read(cls) -> "_Told":
        told = cls()
        acts = LogEntry.objects.exclude(kind=EntryKind.RESPONSE).order_by("index")
        for text in acts.values_list("text", flat=True).iterator():
            kind, values = entries.read(text.encode())
            if kind == EntryKind.ERASE:
                told.erased.add(int(values["index"]))
            elif "index" in values:
                told.last[int(values["index"])] = kind
        return told


@dataclass(frozen=True)
class _Kept:
    """What stands about the responses of one chunk, by their keys."""

    seals: dict[int, str]
    salts: dict[int, bytes]
    erased: set[int]
    logged: dict[int, LogEntry]
    waiting: dict[int, set[str]]

    @classmethod
    def of(cls, keys: list[int]) -> "_Kept":
        waiting: dict[int, set[str]] = {}
        for key, kind in Unlogged.objects.filter(response__in=keys).values_list("response", "kind"):
            waiting.setdefault(key, set()).add(kind)
        salts = LeafSalt.objects.filter(response__in=keys).values_list("response_id", "salt")
        erased = Erasure.objects.filter(response__in=keys, part=Part.WORDS)
        logged = LogEntry.objects.filter(kind=EntryKind.RESPONSE, about__in=keys)
        return cls(
            seals=dict(Leaf.objects.filter(pk__in=keys).values_list("pk", "commitment")),
            salts={key: bytes(salt) for key, salt in salts},
            erased=set(erased.values_list("response_id", flat=True)),
            logged={one.about: one for one in logged},
            waiting=waiting,
        )


def still() -> Still:
    """The published files, to be taken before the instant of the database.

    What everybody can read was committed before, so that it is in what is read after. Raises
    OSError.
    """
    return Still(Path(settings.LEDGER_ROOT))


def differences(shelf: Shelf) -> Iterator[str]:
    """A sentence for each thing that does not agree, by the keys of rows. Raises OSError.

    Call it inside `counting.one_instant()`, with files that were taken before.
    """
    yield from checking.differences(shelf)
    told = _Told.read()
    for some in _chunks():
        kept = _Kept.of([one.pk for one in some])
        for response in some:
            for problem in _problems(response, kept, told):
                yield f"Response {response.pk}: {problem}"
    gone = LogEntry.objects.filter(
        ~Exists(Response.objects.filter(pk=OuterRef("about"))), kind=EntryKind.RESPONSE
    )
    for index in gone.values_list("index", flat=True).iterator():
        yield f"Entry {index}: its response is not in the database."


def _chunks() -> Iterator[list[Response]]:
    answers = Answer.objects.order_by("pk").select_related("question_version__question", "proposal")
    rows = Response.objects.order_by("pk").select_related("consultation", "borough", "organisation")
    rows = rows.prefetch_related(Prefetch("answers", answers))
    last = 0
    while some := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        yield some
        last = some[-1].pk


def _problems(response: Response, kept: _Kept, told: _Told) -> Iterator[str]:
    seal = kept.seals.get(response.pk)
    if seal is None:
        yield "it has no leaf."
        return
    yield from _opening(response, seal, kept)
    waits = kept.waiting.get(response.pk, set())
    entry = kept.logged.get(response.pk)
    if entry is None:
        if EntryKind.RESPONSE not in waits:
            yield "it is not in the log, and does not wait for it."
        return
    _kind, values = entries.read(entry.text.encode())
    if values != {
        "consultation": response.consultation.slug, "commitment": seal
    }:  # fmt: skip
        yield f"entry {entry.index} of the log says something else of it."
    if waits:  # what became of it is not told in full yet
        return
    if (response.pk in kept.erased) != (entry.index in told.erased):
        yield "log and database disagree whether its words were erased."
    last = told.last.get(entry.index, "")
    if _standing(response.state) != STANDS.get(last, ""):
        said = last or EntryKind.RESPONSE
        yield f"it is {response.state}, and the last that the log says of it is “{said}”."


def _standing(state: str) -> str:
    return state if state in STANDS.values() else ""


def _opening(response: Response, seal: str, kept: _Kept) -> Iterator[str]:
    """Whether what is stored is what was committed to; of erased words nobody can tell."""
    salt = kept.salts.get(response.pk)
    if response.pk in kept.erased:
        if salt is not None:
            yield "its words were erased, and the secret of its leaf was not."
    elif salt is None:
        yield "the secret of its leaf is gone, and its words were not erased."
    elif commitment(salt, fields_of(response, response.answers.all())) != seal:
        yield "what is stored is not what was received."
