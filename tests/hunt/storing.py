"""Puts the payloads wherever words are kept: by every form, and into every text of every row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from tests.hunt.crawling import Crawl
from tests.hunt.fuzzing import Fuzz, forms_in
from tests.hunt.hostile import Sent
from tests.hunt.scripts import payloads

RULED = "\0"  # what a field has a rule for is not given these words
FORMULA = "=1+1 "
NOT_SENT = "/dates/"  # it would pause the consultation, and the other forms with it
#: Of the public log, each in a form of its own: nobody writes them, and altered they are refused.
UNWRITTEN = {"LogEntry", "Checkpoint", "Cosignature", "Unlogged"}
#: Texts that a formula cannot stand in front of: marks count their letters from the first one.
COUNTED = {"Answer.text"}
Words = Iterator[str]


def by_forms(fuzz: Fuzz, crawl: Crawl, words: Words) -> None:
    """Every form that a visitor sees, with a payload in each text that has no rule."""
    for form in forms_in(crawl.pages.values()):
        over = {
            one.name: next(words) for one in form.written if one.wanted(RULED) == RULED
        }  # fmt: skip
        if not over or NOT_SENT in form.action:
            continue
        more: dict[str, Any] = {"data": form.filled("", over=over)}
        if form.has_files:
            more["files"] = {
                name: (f"{next(words)}.txt", *rest) for name, (_, *rest) in form.files().items()
            }
        fuzz.send(form, Sent("payload", more))


def into_rows(words: Words) -> int:
    """Behind each text that reads as words, in every row; how many there are now.

    No trigger keeps us from it: it stands for every way in which they may get there.
    """
    written = 0
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for model in apps.get_app_config("consultation").get_models():
            if model.__name__ in UNWRITTEN:
                continue
            fields = [one for one in model._meta.concrete_fields if holds_words(one)]
            for row in model._default_manager.values("pk", *(one.attname for one in fields)):
                written += _poison(cursor, model, fields, row, words)
        cursor.execute("SET session_replication_role = DEFAULT")
    return written


def holds_words(field: models.Field[Any, Any]) -> bool:
    """Somebody writes it, and it is no code, key or address."""
    if isinstance(field, models.JSONField):
        return True
    kinds = (models.SlugField, models.EmailField, models.URLField)
    return (
        isinstance(field, (models.CharField, models.TextField))
        and not isinstance(field, kinds)
        and not field.choices
        and not field.primary_key
    )


def _poison(
    cursor: CursorWrapper, model: type[models.Model], fields: list[models.Field[Any, Any]],
    row: dict[str, Any], words: Words,
) -> int:  # fmt: skip
    changed: dict[str, Any] = {}
    for field in fields:
        front = "" if f"{model.__name__}.{field.name}" in COUNTED else FORMULA
        poisoned = _poisoned(row[field.attname], field.max_length, front, words)
        if poisoned != row[field.attname]:
            changed[field.column or field.name] = field.get_db_prep_save(poisoned, connection)
    if changed:
        sets = ", ".join(f'"{name}" = %s' for name in changed)
        table, key = model._meta.db_table, model._meta.pk.column
        cursor.execute(
            f'UPDATE "{table}" SET {sets} WHERE "{key}" = %s', [*changed.values(), row["pk"]]
        )
    return len(changed)


def _poisoned(value: Any, most: int | None, front: str, words: Words) -> Any:
    if isinstance(value, dict):
        return {name: _poisoned(one, None, "", words) for name, one in value.items()}
    if isinstance(value, list):
        return [_poisoned(one, None, "", words) for one in value]
    if not isinstance(value, str) or " " not in value.strip():
        return value
    for _ in range(len(payloads())):
        poisoned = f"{front}{value} {next(words)}"
        if most is None or len(poisoned) <= most:
            return poisoned
    return value


def all_words() -> Words:
    """The payloads, again and again."""
    return cycle(payloads())
