"""A person of whom everything is held that can be, with something to look for in each field.

What is planted follows from PRIVACY: `planted` fails where a sensitive field of a noun that holds
something of a person was left without.
"""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction

from consultation import files
from consultation.audit.holdings import KEPT, OF_A_RESPONSE
from consultation.models import Attachment, Import, Response
from tests import factories

KNOWN = ["Response.reference"]  # stays, and has the form of a reference


@dataclass
class Planted:
    """The response, and what was planted: by the field, for each of its rows."""

    response: Response
    tokens: dict[str, list[str]] = field(default_factory=dict)

    def of(self, privacy: set[str]) -> list[str]:
        """The tokens in fields of these classes."""
        nouns = {place.noun.__name__: place.noun for place in OF_A_RESPONSE}
        return [
            token
            for name, tokens in self.tokens.items()
            for noun, _, column in [name.partition(".")]
            if nouns[noun].PRIVACY[column] in privacy  # type: ignore[attr-defined]
            for token in tokens
        ]


def planted() -> Planted:
    """Rows of every noun that a response leads to, and a token in each of their fields."""
    made = Planted(_rows())
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no trigger keeps us from it
        for place in OF_A_RESPONSE:
            for row in list(place.rows([made.response.pk])):
                for name in _sensitive(place.noun):
                    _plant(cursor, row, name, made)
        cursor.execute("SET session_replication_role = DEFAULT")
    wanted = {
        f"{place.noun.__name__}.{name}"
        for place in OF_A_RESPONSE
        for name in _sensitive(place.noun)
    }
    assert wanted - set(made.tokens) == set()
    for one in Attachment.objects.filter(response=made.response):
        _store(one.stored_as, f"bytes-{secrets.token_hex(8)}", made)
    for sent in Import.objects.filter(rows__response=made.response):
        _store(sent.sha256, f"bytes-{secrets.token_hex(8)}", made)
    made.response.refresh_from_db()
    return made


def _store(name: str, token: str, made: Planted) -> None:
    files.store(lambda sink: sink.write(token.encode()), name=name)
    made.tokens.setdefault("Attachment.name", []).append(token)


def _sensitive(noun: type[models.Model]) -> list[str]:
    privacy: dict[str, str] = noun.PRIVACY  # type: ignore[attr-defined]
    kept = set(KEPT) - set(KNOWN)
    return [
        name
        for name, one in privacy.items()
        if one != "plain" and f"{noun.__name__}.{name}" not in kept
    ]


def _rows() -> Response:
    person = factories.RespondentFactory(name="Ruth Resident")
    response: Response = factories.ResponseFactory(respondent=person)
    whole = {"consultation": response.consultation}
    sent = factories.DraftFactory(key=response.key, sent_at=factories.THEN, **whole)
    changing = factories.DraftFactory(replaces=response, answers={"about": {}}, **whole)
    factories.LinkFactory(draft=sent)
    factories.MessageFactory(response=response)
    factories.MessageFactory(draft=sent, kind="link")
    factories.MessageFactory(draft=changing, kind="link")
    factories.AttachmentFactory(response=response)
    factories.AttachmentFactory(response=None, draft=changing, **whole)
    factories.AnswerFactory(response=response)
    factories.AnswerFactory(
        response=response, question_version=factories.QuestionVersionFactory(question__kind="FILE")
    )
    factories.AnswerFactory(response=response, text="", choice="OPPOSE")
    factories.ReviewFactory(response=response, verdict="QUARANTINE", reason="Look again.")
    factories.TranscriptionFactory(about=response, purpose="CHANGE", **whole)
    factories.TranscriptionFactory(
        response=response, state="ACCEPTED", checked_by=factories.UserFactory(),
        checked_at=factories.THEN, **whole,
    )  # fmt: skip
    factories.ImportedRowFactory(response=response, file__state="UPLOADED")
    factories.TextPrintFactory(
        response=response, sketch=[1], leads=True, group=factories.TextGroupFactory(**whole)
    )
    factories.LeafFactory(response=response)
    factories.LeafSaltFactory(response=response)
    return response


def _token(column: Any) -> tuple[Any, str]:
    """A value for the column, and how it looks in a dump."""
    drawn = f"token-{secrets.token_hex(8)}"
    if isinstance(column, models.BinaryField):
        packed = secrets.token_bytes(32)
        return packed, packed.hex()
    if isinstance(column, ArrayField):
        number = secrets.randbits(62)
        return [number], str(number)
    if isinstance(column, models.JSONField):
        return json.dumps([drawn]), drawn
    if column.max_length == 64:
        digest = secrets.token_hex(32)
        return digest, digest
    return f"{drawn}@example.org" if column.name in ("email", "to") else drawn, drawn


def _plant(cursor: Any, row: models.Model, name: str, made: Planted) -> None:
    """Write the token, unless a constraint keeps this field of this row empty."""
    label = f"{type(row).__name__}.{name}"
    column = row._meta.get_field(name)
    if label in KNOWN or isinstance(column, models.UUIDField):
        made.tokens.setdefault(label, []).append(str(getattr(row, name)))  # is random already
        return
    if label == "Answer.text" and row.choice:  # type: ignore[attr-defined]
        return
    value, seen = _token(column)
    key = row._meta.pk.column
    statement = f'UPDATE {row._meta.db_table} SET "{name}" = %s WHERE "{key}" = %s'
    try:
        with transaction.atomic():
            cursor.execute(statement, [value, row.pk])
    except IntegrityError:
        return
    made.tokens.setdefault(label, []).append(seen)


def dump() -> str:
    """Every row of every table as text."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT whole::text FROM "{table}" AS whole')
            told += [f"{table}: {text}" for (text,) in cursor.fetchall()]
    return "\n".join(told)
