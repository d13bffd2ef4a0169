"""What a member of staff does with a file: upload, describe, have it checked, have it loaded."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import IO, Any

from django.db import transaction

from consultation import leases, queue
from consultation.events import record
from consultation.files import Sink, store
from consultation.importing import mapping, queries, reading, recognised, rules
from consultation.models import Consultation, EventKind, Import, ImportState, Origin, User
from consultation.respond.content import Content
from consultation.states import Refused, move

LONGEST_NAME = 200


def upload(
    *,
    consultation: Consultation,
    file: IO[bytes],
    name: str,
    seen: reading.Seen,
    by: User,
    at: datetime,
) -> tuple[Import, bool]:
    """Keep a file as it came; and whether it is new. The same file is one import, whoever sends it.

    Where a file with the same headings was read before, this one is read the same way, and its
    check is asked for. Raises Refused when the person may not, or nobody can have replied yet.
    """
    if refusal := rules.why_not_import(by, consultation, now=at):
        raise Refused(refusal)

    kept = store(partial(_put, file))
    content = Content.read(consultation)
    origin, columns = recognised.guessed(seen.headers, content)
    with transaction.atomic():
        imported, new = Import.objects.get_or_create(
            consultation=consultation,
            sha256=kept.sha256,
            defaults={
                "name": name[-LONGEST_NAME:] or "file",
                "size": kept.size,
                "columns": [list(column) for column in columns],
                "uploaded_by": by,
                "uploaded_at": at,
                **_first_look(seen, origin),
            },
        )
        if new:
            record(
                EventKind.IMPORT_UPLOADED, about=imported, by=by, at=at,
                consultation=consultation.pk, sha256=kept.sha256, size=kept.size,
            )  # fmt: skip
            _as_before(imported, content, by=by, at=at)
    return imported, new


def _put(file: IO[bytes], sink: Sink) -> None:
    file.seek(0)
    while part := file.read(1 << 20):
        sink.write(part)


def _first_look(seen: reading.Seen, origin: Origin) -> dict[str, object]:
    return {
        "reading": seen.reading.as_json(),
        "headers": seen.headers,
        "samples": seen.samples,
        "signature": seen.signature,
        "origin": origin,
        "source": "" if origin == Origin.OTHER else origin.label,
    }


def _as_before(imported: Import, content: Content, *, by: User, at: datetime) -> None:
    """Read it as the last file of the same shape was read, if there was one.

    A day of arrival and a reason for late ones are said anew for each file. Where it cannot be
    checked without them, what was said before stands in the forms, and nothing is asked for.
    """
    before = queries.same_shape(imported)
    if before is None:
        return
    same = ("channel", "source", "capacity", "repeats", "columns")
    changes = {name: getattr(before, name) for name in same}
    columns = [(what, station) for what, station in before.columns]
    if mapping.Meanings(content).why_not(columns, imported.headers, dated=False):
        Import.objects.filter(pk=imported.pk).update(**changes)
        return
    _ask(imported, changes, by=by, at=at, like=before.pk)


def describe(
    *,
    imported: Import,
    channel: str,
    source: str,
    capacity: str,
    received_on: date | None,
    late_reason: str,
    repeats: str,
    by: User,
    at: datetime,
) -> None:
    """Say how these responses came in, from where, and what is to become of special rows.

    A check that was made before counts no more. Raises Refused while it is worked on or loaded.
    """
    refusal = (
        rules.why_not_import(by, imported.consultation, now=at)
        or rules.why_not_change(imported)
        or rules.why_not_received_on(imported.consultation, received_on, now=at)
    )
    if refusal:
        raise Refused(refusal)
    changes = {
        "channel": channel, "source": source, "capacity": capacity, "received_on": received_on,
        "late_reason": late_reason, "repeats": repeats,
    }  # fmt: skip
    move(imported, ImportState.UPLOADED, by=by, at=at, changes=changes)


def ask_check(
    *, imported: Import, columns: Sequence[mapping.Column], by: User, at: datetime
) -> None:
    """Say what each column is, and have every row checked. Nothing is loaded by this.

    Raises Refused when the columns cannot be read together, or while it is worked on or loaded.
    """
    consultation = imported.consultation
    refusal = rules.why_not_import(by, consultation, now=at) or rules.why_not_check(imported)
    if not refusal:
        meanings = mapping.Meanings(Content.read(consultation))
        dated = imported.received_on is not None
        refusal = meanings.why_not(columns, imported.headers, dated=dated)
    if refusal:
        raise Refused(refusal)
    with transaction.atomic():
        _ask(imported, {"columns": [list(one) for one in columns]}, by=by, at=at)


def _ask(
    imported: Import, changes: dict[str, Any], *, by: User, at: datetime, **facts: Any
) -> None:
    fresh = {
        **leases.asked_anew(imported.attempt), "asked_by": by, "asked_at": at, "counts": {},
        "refusals": [], "refusals_sha256": "",
    }  # fmt: skip
    move(imported, ImportState.CHECK_DUE, by=by, at=at, changes=changes | fresh, **facts)
    queue.ring("work_on_due_imports")


def ask_load(*, imported: Import, by: User, at: datetime) -> None:
    """Have a checked file loaded: whole, or not at all. Raises Refused where it was not checked."""
    refusal = rules.why_not_import(by, imported.consultation, now=at) or rules.why_not_load(
        imported
    )
    if refusal:
        raise Refused(refusal)
    changes = {**leases.asked_anew(imported.attempt), "asked_by": by, "asked_at": at}
    with transaction.atomic():
        move(imported, ImportState.LOAD_DUE, by=by, at=at, changes=changes)
        queue.ring("work_on_due_imports")


def download(*, imported: Import, what: str, by: User, at: datetime) -> None:
    """Record that the file itself, its refusals or its references were taken."""
    if refusal := rules.why_not_import(by, imported.consultation, now=at):
        raise Refused(refusal)
    with transaction.atomic():
        record(
            EventKind.IMPORT_DOWNLOADED, about=imported, by=by, at=at,
            consultation=imported.consultation_id, what=what,
        )  # fmt: skip
