"""Write docs/generated/ from the code: states, roles, routes, the data dictionary and schemas."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import URLPattern, URLResolver, get_resolver

from consultation.access import GUARDED, matrix
from consultation.opendata.contents import SCHEMAS
from consultation.opendata.schemas import PACKAGE
from consultation.states import MOVES

FOLDER = settings.BASE_DIR / "docs" / "generated"
NOTE = "Made by `python manage.py generate_docs`. Do not edit.\n"


def table(heads: list[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def states() -> str:
    """Which state may follow which, and the event that records it."""
    parts = [f"# States\n\n{NOTE}"]
    for model, moves in MOVES.items():
        rows = [(str(old), str(new), f"`{kind}`") for (old, new), kind in moves.items()]
        parts.append(f"## {model.__name__}\n\n{table(['from', 'to', 'event'], rows)}")
    return "\n".join(parts)


def roles() -> str:
    """What each role is for, and what it may do."""
    found = matrix(in_production=True)
    about = [
        (one.role.label, one.sentence, "needed" if one.factor else "can be set up", one.scope)
        for one in found.columns
    ]
    heads = ["may", *(one.role.label for one in found.columns)]
    rows = [[permission, *(cell for _role, cell in cells)] for permission, cells in found.rows]
    named = ["role", "what for", "second factor", "can be limited to"]
    return (
        f"# Roles\n\n{NOTE}\n{table(named, about)}\n{table(heads, rows)}\n"
        "A role that is limited to a borough is for the responses that speak about a front counter "
        "in it or came from it, and for reports about it.\n\n"
        f"After two-factor sign-in alone: {', '.join(sorted(GUARDED))}; and everything that staff "
        "do, but in the local demo.\n\n"
        "A superuser may do everything.\n"
    )


def walk(patterns: list[Any], prefix: str = "/") -> Iterable[tuple[str, str]]:
    """Every named route of ours; Django's admin stands for itself."""
    for entry in patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            if entry.app_name != "admin":
                yield from walk(entry.url_patterns, path)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"`{path}`", entry.name


def routes() -> str:
    """Every address and its name."""
    return f"# Routes\n\n{NOTE}\n{table(['address', 'name'], walk(get_resolver().url_patterns))}"


def dictionary() -> str:
    """Every model's fields with their privacy class."""
    parts = [f"# Data dictionary\n\n{NOTE}"]
    for label in ("stations", "consultation"):
        for model in sorted(apps.get_app_config(label).get_models(), key=lambda m: m.__name__):
            privacy: dict[str, str] = model.PRIVACY  # type: ignore[attr-defined]
            rows = [
                (f"`{f.name}`", str(f.verbose_name), f.get_internal_type(), privacy[f.name])
                for f in model._meta.concrete_fields
            ]
            about = (model.__doc__ or "").strip().splitlines()[0]
            heads = ["field", "meaning", "type", "privacy"]
            parts.append(f"## {model.__name__}\n\n{about}\n\n{table(heads, rows)}")
    return "\n".join(parts)


def schema(name: str) -> str:
    """The schema of a file of the consultation package, at an address that any site serves."""
    made = SCHEMAS[name]() | {"$id": f"/{PACKAGE}/{name}.json"}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    **{f"consultation-package-1/{name}.json": partial(schema, name) for name in SCHEMAS},
    "states.md": states,
    "roles.md": roles,
    "routes.md": routes,
    "data-dictionary.md": dictionary,
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether they are fresh")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        stale = []
        for name, make in PAGES.items():
            path, text = FOLDER / name, make()
            if path.exists() and path.read_text() == text:
                continue
            stale.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        if check and stale:
            raise CommandError(
                f"Stale: {', '.join(stale)}. Run `python manage.py generate_docs` and commit."
            )
        self.stdout.write(f"{len(stale)} pages written." if stale else "All fresh.")
