"""What must always be true of the code."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = [ROOT / "consultation", ROOT / "stations"]
CODE = sorted(
    path for folder in OURS for path in folder.rglob("*.py") if "migrations" not in path.parts
)
EVERYTHING = [*CODE, *sorted((ROOT / "tests").rglob("*.py")), *(ROOT / "benchmarks").rglob("*.py")]

# Where rows may be written, and why elsewhere than in a room's actions.py.
WRITERS = {
    "consultation/events.py",  # the one call that appends an Event
    "consultation/states.py",  # the one conditional UPDATE of a state
    "consultation/emails.py",  # actions on messages, which belong to no room
    "consultation/accounts.py",  # actions on accounts, which belong to no room
    "consultation/respond/tally.py",  # counts in Valkey, which are no rows
    "consultation/leases.py",  # how far a worker is, and its hold on a row
    "consultation/respond/copying.py",  # the one COPY of many responses, called by actions
    "consultation/reply/word/writing.py",  # a Word document, which is no row
    "consultation/models/user.py",  # Django's own way to make an account
}
WRITES = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create",
    "update_or_create", "execute", "executemany", "copy",
}  # fmt: skip


def window(path: Path, name: str) -> bool:
    """The room's `name.py`, or a file of its package of that name where the room has several."""
    return path.name == f"{name}.py" or path.parent.name == name


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_run_downstairs() -> None:
    outcome = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert outcome.returncode == 0, outcome.stdout


def is_write(node: ast.AST) -> bool:
    """A call that looks like a write to a row: `.save(` and its like on anything but a set."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if node.func.attr not in WRITES:
        return False
    target = ast.unparse(node.func.value)
    if target == "actions":  # a view that calls an action of this name
        return False
    return "objects" in target or "filter(" in target or node.func.attr not in {"update", "copy"}


READ_ONLY = re.compile(r"\.(execute|copy)\(")


def test_only_actions_write() -> None:
    found = []
    for path in CODE:
        if window(path, "actions") or name(path) in WRITERS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if is_write(node) and not _reads(node):
                assert isinstance(node, ast.Call)
                found.append(f"{name(path)}:{node.lineno} {ast.unparse(node.func)}")
    assert found == []


def _reads(node: ast.AST) -> bool:
    """Raw SQL that reads: the statement stands in a constant whose name starts with READ_."""
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Attribute)
    if node.func.attr not in {"execute", "copy"} or not node.args:
        return False
    return ast.unparse(node.args[0]).split(".")[-1].startswith(("READ_", "read_"))


def test_actions_are_keyword_only_and_say_who_and_when() -> None:
    wrong = []
    for path in CODE:
        if not window(path, "actions"):
            continue
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            keywords = {argument.arg for argument in node.args.kwonlyargs}
            writes = any(is_write(inner) for inner in ast.walk(node)) or "record(" in ast.unparse(
                node
            )
            if writes and (node.args.args or not {"by", "at"} <= keywords):
                wrong.append(f"{name(path)}:{node.lineno} {node.name}")
    assert wrong == []


def test_nothing_reads_the_clock_below_the_view() -> None:
    allowed = {"pages.py", "tasks.py", "admin.py"}
    found = [
        name(path)
        for path in CODE
        if path.name not in allowed
        and not window(path, "views")
        and "management/commands" not in name(path)
        and re.search(r"timezone\.now\(\)|datetime\.now\(|date\.today\(", path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize("path", EVERYTHING, ids=name)
def test_a_file_is_under_400_lines_and_a_function_under_40(path: Path) -> None:
    assert path.read_text().count("\n") < 400
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in functions(path)
        if node.end_lineno and node.end_lineno - node.lineno >= 40
    ]
    assert long == []


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile(
        "|".join(
            ("pyp" + r"i\.org", "python" + "hosted", "registry" + r"\.npm", "deb" + r"\.debian")
        )
    )
    found = []
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if hosts.search(text):
            found.append(name(path))
    assert found == []


def test_words_that_are_not_used_are_not_used() -> None:
    banned = {"utils", "helpers", "common", "core", "misc", "services", "base"}
    assert [name(path) for path in CODE if path.stem in banned] == []
