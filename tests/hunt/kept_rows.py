"""What stood in the database before somebody came, and which of it they changed without a right."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import connection, models

from consultation.models import Organisation, User

Key = tuple[str, str]  # table, primary key
#: What machines change, whoever is there; what each request may count.
OF_MACHINES = {"consultation_message", "consultation_unscreened", "consultation_screening"}
#: What no role changes that is not its own.
OF_NOBODY_ELSE = {
    f"consultation_{name}"
    for name in (
        "replysection",
        "sectionversion",
        "replynote",
        "equalityanswer",
        "leaf",
        "signedreply",
    )
}


def _models() -> list[type[models.Model]]:
    every = apps.get_app_config("consultation").get_models()
    return [one for one in every if one._meta.db_table not in OF_MACHINES]


def rows() -> dict[Key, str]:
    """A digest of each row of ours."""
    found: dict[Key, str] = {}
    with connection.cursor() as cursor:
        for model in _models():
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute(f'SELECT "{key}"::text, md5(t::text) FROM "{table}" AS t')
            found |= {(table, pk): digest for pk, digest in cursor.fetchall()}
    return found


def own_of(roots: Iterable[models.Model]) -> set[Key]:
    """These rows and whatever names one of them, directly or through others."""
    own: set[Key] = {(one._meta.db_table, str(one.pk)) for one in roots}
    newest = set(own)
    while newest:
        newest = {key for table, pk in newest for key in _naming(table, pk)} - own
        own |= newest
    return own


def _naming(table: str, pk: str) -> set[Key]:
    found: set[Key] = set()
    with connection.cursor() as cursor:
        for model in _models():
            for field in model._meta.concrete_fields:
                if not isinstance(field, models.ForeignKey):
                    continue
                if field.related_model._meta.db_table == table:
                    key, named = model._meta.pk.column, model._meta.db_table
                    cursor.execute(
                        f'SELECT "{key}"::text FROM "{named}" WHERE "{field.column}"::text = %s',
                        [pk],
                    )
                    found |= {(named, one) for (one,) in cursor.fetchall()}
    return found


def roots_of(person: User | None) -> list[models.Model]:
    """What belongs to an account: itself, and the organisations that it acts for."""
    if person is None:
        return []
    held = Organisation.objects.filter(pk__in=person.grants.values("organisation"))
    return [person, *held]


def changed(before: dict[Key, str], own: set[Key]) -> list[Key]:
    """Rows of others that are not as they were."""
    now = rows()
    return sorted(
        key for key, digest in before.items() if now.get(key) != digest and key not in own
    )
