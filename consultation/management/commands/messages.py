"""Bring the catalogues of interface words up to the code, and compile them.

Finds every marked text that residents see, in Python and in templates; keeps the words that there
are already; writes consultation/locale/<language>/LC_MESSAGES/django.po and, beside it, the
django.mo that gettext reads. Both are committed: the compiled file is small, and a copy of the
sources then speaks every language without a further step. `tests/house/test_catalogues.py` fails
when either is behind. Staff pages are in English, so their texts are left out.
"""

import ast
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

from consultation.languages import ENGLISH, LOCALE
from consultation.management.catalogue import Catalogue, Entry, compiled, parsed, written

#: Staff, machines and tests read English.
LEFT_OUT = (
    "consultation/accounts.py", "consultation/admin/", "consultation/management/",
    "consultation/migrations/", "consultation/moderate/", "consultation/receive/",
    "consultation/report/", "consultation/signin/", "consultation/templatetags/gallery",
    "consultation/translate/",
    "stations/admin.py", "stations/management/", "stations/migrations/", "templates/admin/",
    "templates/gallery.html", "templates/moderate/", "templates/publish/dates",
    "templates/receive/", "templates/report/",
    "templates/signin", "templates/staff", "templates/stations/admin_", "templates/translate/",
)  # fmt: skip
#: In modules that serve residents too: what only staff read, by its name at the top of the module.
STAFF_PARTS = {
    "consultation/publish/forms/consultations.py": (
        "ENTER_REASON", "ClockField", "in_london", "reason", "TimedForm", "date_box", "clock_box",
        "ClosingForm", "PauseForm", "ResumeForm", "OutageForm",
    ),
    "consultation/publish/rules.py": (
        "history", "reason_after_outage", "why_not_extend", "_why_not_later", "why_not_pause",
        "why_not_resume", "why_not_note", "why_not_without",
    ),
    "consultation/publish/views/consultations.py": (
        "dates", "_step", "extend", "pause", "resume", "outage",
    ),
}  # fmt: skip
FOLDERS = (("templates", "*.html"), ("consultation", "*.py"), ("stations", "*.py"))
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy", "pgettext_noop"}
BOTH = {"npgettext", "npgettext_lazy"}
TEXT = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({TEXT})(?:\s*,\s*({TEXT}))?(?:\s*,\s*({TEXT}))?")


def entry_of(name: str, texts: list[str]) -> Entry | None:
    """What a call to gettext asks for."""
    if name in SINGLE and texts:
        return Entry(texts[0])
    if name in PLURAL and len(texts) > 1:
        return Entry(texts[0], plural=texts[1])
    if name in CONTEXT and len(texts) > 1:
        return Entry(texts[1], context=texts[0])
    if name in BOTH and len(texts) > 2:
        return Entry(texts[1], plural=texts[2], context=texts[0])
    return None


def _named(node: ast.stmt) -> str:
    """The name that a statement at the top of a module gives."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""


def in_python(source: str, but: tuple[str, ...] = ()) -> Iterator[Entry]:
    """The marked texts of a module, in their order; those of the definitions `but` left out."""
    kept = [node for node in ast.parse(source).body if not but or _named(node) not in but]
    calls = [node for one in kept for node in ast.walk(one) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        texts = [
            one.value
            for one in call.args
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        if entry := entry_of(name, texts):
            yield entry


def in_template(source: str) -> Iterator[Entry]:
    """The marked texts of a template, in their order."""
    for found in CALL.finditer(templatize(source)):
        texts = [ast.literal_eval(text) for text in found.groups()[1:] if text]
        if entry := entry_of(found[1], texts):
            yield entry


def sources(root: Path) -> Iterator[tuple[str, Iterator[Entry]]]:
    """Every file that residents may see words of, with its marked texts."""
    for folder, pattern in (
        ("templates", "*.html"),
        ("consultation", "*.py"),
        ("stations", "*.py"),
    ):
        for path in sorted((root / folder).rglob(pattern)):
            name = path.relative_to(root).as_posix()
            if not name.startswith(LEFT_OUT):
                source = path.read_text(encoding="utf-8")
                if path.suffix == ".py":
                    yield name, in_python(source, STAFF_PARTS.get(name, ()))
                else:
                    yield name, in_template(source)


def messages(root: Path) -> list[Entry]:
    """Every message once, with the files it stands in."""
    found: dict[tuple[str | None, str], Entry] = {}
    for name, entries in sources(root):
        for one in entries:
            entry = found.setdefault(one.key, one)
            entry.plural = entry.plural or one.plural
            if name not in entry.places:
                entry.places.append(name)
    return list(found.values())


def path_of(language: str, kind: str = "po") -> Path:
    """A language's catalogue."""
    return LOCALE / language / "LC_MESSAGES" / f"django.{kind}"


def read(language: str) -> Catalogue:
    """A language's catalogue as it stands."""
    return parsed(path_of(language).read_text(encoding="utf-8"))


class Command(BaseCommand):
    help = "Bring the catalogues of interface words up to the code, and compile them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether they are fresh")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        wanted = messages(settings.BASE_DIR)
        stale = []
        for language, _name in settings.LANGUAGES:
            if language == ENGLISH:
                continue
            catalogue = read(language).merged(wanted)
            po, mo = written(catalogue), compiled(catalogue)
            fresh = path_of(language).read_text(encoding="utf-8") == po
            binary = path_of(language, "mo")
            if not (fresh and binary.exists() and binary.read_bytes() == mo):
                stale.append(language)
            if not check:
                path_of(language).write_text(po, encoding="utf-8")
                binary.write_bytes(mo)
            missing = sum(not entry.complete for entry in catalogue.entries)
            self.stdout.write(f"{language}: {len(wanted)} messages, {missing} without words")
        if check and stale:
            raise CommandError(f"Stale: {', '.join(stale)}. Run `manage.py messages` and commit.")
