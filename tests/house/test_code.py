"""What must always be true of the code."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from tests.house.told import House, module_of

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
    "consultation/report/tallying.py",  # numbers that follow from responses, kept by a worker
    "consultation/leases.py",  # how far a worker is, and its hold on a row
    "consultation/respond/copying.py",  # the one COPY of many responses, called by actions
    "consultation/reply/word/writing.py",  # a Word document, which is no row
    "consultation/report/recomputed.py",  # temporary tables, which go with their transaction
    "consultation/report/drawn/odt.py",  # documents, which are no rows ...
    "consultation/report/drawn/word.py",  # ... either
    "consultation/models/user.py",  # Django's own way to make an account
    "consultation/management/owner.py",  # indexes and rights, which are no rows
}
WRITES = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create",
    "update_or_create", "execute", "executemany", "copy",
}  # fmt: skip


def window(path: Path, name: str) -> bool:
    """The room's `name.py`, or a file of its package of that name where the room has several."""
    return path.name == f"{name}.py" or path.parent.name == name


@cache
def tree(path: Path) -> ast.Module:
    """The file, read once for all the tests here."""
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree(path)):
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
    if node.func.attr == "update" and node.keywords:  # a set and a hash take things without names
        return not target.endswith(("conf", "initial"))
    return "objects" in target or "filter(" in target or node.func.attr not in {"update", "copy"}


READ_ONLY = re.compile(r"\.(execute|copy)\(")


def test_only_actions_write() -> None:
    found = []
    for path in CODE:
        if window(path, "actions") or name(path) in WRITERS:
            continue
        for node in ast.walk(tree(path)):
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
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            keywords = {argument.arg for argument in node.args.kwonlyargs}
            writes = any(is_write(inner) for inner in ast.walk(node)) or "record(" in ast.unparse(
                node
            )
            if writes and (node.args.args or not {"by", "at"} <= keywords):
                wrong.append(f"{name(path)}:{node.lineno} {node.name}")
    assert wrong == []


DRAFT = "a council's own draft: each version and note is a row that stays, with who and when"
UNSENT = "answers that are not sent are nobody's response yet; their end is drafts.forgotten"
UNCHECKED = "typing that nobody has checked is nobody's response yet; its row says who types"
GROUND = "the register knows no consultations; a RegisterImport says who loaded what and when"
TEMPORARY = "the record as it was, in tables that go with their transaction; nothing lasts"
TALLIED = "numbers that follow from responses, whose every move between counted and not is an event"
#: Functions of actions that write and of which no Event tells, and why not.
SILENT = {
    "events:record": "it writes the Event",
    "management.owner:drop_torn_indexes": "an index that was never whole holds nothing",
    "management.owner:_grants": "reads which tables there are",
    "management.owner:let_in": "rights of a role, which PostgreSQL keeps, and which change no row",
    "models.user:Accounts.create_user": "Django's own; the actions that call it tell",
    "leases:Job.step": "how far a job is: its start and its end are events",
    "leases:Job.renew": "that a job goes on: its start and its end are events",
    "report.actions.asking:mail_me": "the row says who asked when; the sending is an event",
    "report.actions.telling:mail_who_asked": "an email, whose sending is an event",
    "report.actions.telling:write_line": "the log of a job: its start and its end are events",
    "report.actions.removing:_remove_of": "bytes go after a report ended, which is an event",
    "moderate.actions.holding:keep_hold": "a hold goes on with what is done under it",
    "analyse.actions.coding:_keep": "in whose hands it is: what is done with it is an event",
    "reply.word.writing:written": "saves a Word document, which is no row",
    "report.drawn.word:write": "saves a Word document, which is no row",
    "report.drawn.odt:_Writing.written": "saves a document, which is no row",
    "respond.tally:ask": "counts in Valkey, which are no rows",
    "respond.actions.sending:mail_link": "an email, whose sending is an event",
    "respond.actions.apart:_keep": "its time would lead from an equality answer to a response",
    "respond.actions.apart:mix_equality_answers": "changes the order of rows, which says nothing",
    **{
        f"report.tallying:{one}": TALLIED for one in ("tally_next", "rebuild", "_put_right")
    },
    "publish.actions.reconciling:reconcile": TALLIED,
    "opendata.actions:fold_changes": "sums that stay what they are, in fewer rows",
    "opendata.actions:_let_go": "when files go: that they went is an event",
    "opendata.actions:forget_replaced": "rows of jobs that nobody asked for: their ends are events",
    **dict.fromkeys(
        (f"ledger.actions.sequencing:{one}" for one in ("_enter", "_note_keys", "_signed")),
        "entries of the public log: each tells of an act that has an event",
    ),
    "ledger.actions.witnessing:_keep": "a name under a head, which is published with it",
    "audit.actions.keeping:know_links": "whose an email is, which was so before it was written",
    "audit.actions.keeping:_rest_of_imports": "what an erasure left, which is an event",
    "audit.actions.keeping:_go_on": "how far a night has looked; what it erased is an event",
    **{
        f"reply.actions.drafting:{one}": DRAFT
        for one in ("add_section", "save_section", "leave_note", "settle_note", "keep", "detach")
    },
    **{
        f"respond.actions.drafts:{one}": UNSENT
        for one in ("_begin", "save", "attach", "_erase", "_copy_file")
    },
    **dict.fromkeys(
        (f"twice.actions:{one}" for one in ("note", "conclude", "forget_forms")),
        "that a form came; what it does has an event of its own",
    ),
    **dict.fromkeys(
        (f"signin.actions.resealing:{one}" for one in ("_reseal_app", "_reseal_provider")),
        "the same secrets, under another key",
    ),
    "signin.actions.accounts:forget_sessions": "they have run out: that somebody came is an event",
    **{f"transcribe.actions:{one}": UNCHECKED for one in ("redescribe", "save")},
    **{f"report.recomputed:{one}": TEMPORARY for one in ("recompute", "_put_back")},
    "stations:import_register": GROUND,
    "stations:load_populations": "the register knows no consultations; each row says who and when",
    **{
        f"stations:_{one}": GROUND
        for one in (
            "ensure_boroughs", "write_stations", "write_aliases", "write_facts", "write_hours",
            "empty_postcodes",
        )
    },
}  # fmt: skip


def house_of(sources: dict[str, str], acts: Callable[[str], bool]) -> House:
    return House(sources, acts, lambda node: is_write(node) and not _reads(node))


def test_an_event_tells_of_every_write_or_a_reason_stands_here() -> None:
    files = {module_of(path, ROOT): path for path in CODE}
    house = house_of(
        {module: path.read_text() for module, path in files.items()},
        lambda module: window(files[module], "actions") or name(files[module]) in WRITERS,
    )
    untold = {
        one.removeprefix("consultation.").replace("stations.actions:", "stations:")
        for one in house.untold()
    }
    assert untold - set(SILENT) == set()
    assert set(SILENT) - untold == set(), "told of by now, or gone"


IMPORTS = """
from django.db import transaction
from consultation.events import record
from consultation.states import move
"""


@pytest.mark.parametrize(
    ("acts", "view", "untold"),
    [
        # An event in the same transaction, by itself or through whoever calls it.
        ("@transaction.atomic\ndef a(*, x):\n x.save()\n record(x)", "", []),
        ("def a(*, x):\n with transaction.atomic():\n  _b(x)\n  record(x)\n"
         "def _b(x):\n x.save()", "", []),
        ("@transaction.atomic\ndef a(*, x):\n _b(x)\n move(x)\ndef _b(x):\n x.rows.update(y=1)",
         "", []),
        ("@transaction.atomic\ndef a(*, x):\n B(x).go()\n record(x)\n"
         "class B:\n def go(self):\n  self.save()", "", []),
        # None; or not in a transaction; or a part of two acts, of which one tells nothing.
        ("def a(*, x):\n x.save()", "", ["a"]),
        ("def a(*, x):\n x.save()\n record(x)", "", ["a"]),
        ("@transaction.atomic\ndef a(*, x):\n b(x=x)\n record(x)\n"
         "def b(*, x):\n x.save()\n@transaction.atomic\ndef c(*, x):\n b(x=x)", "", ["b"]),
        # A part that a page calls by itself.
        ("@transaction.atomic\ndef a(*, x):\n b(x=x)\n record(x)\ndef b(*, x):\n x.delete()",
         "from consultation.room.actions import b\ndef page():\n b(x=1)", ["b"]),
        ("@transaction.atomic\ndef a(*, x):\n b(x=x)\n record(x)\ndef b(*, x):\n x.delete()",
         "from consultation.room import actions\nACTS = {1: actions.b}", ["b"]),
    ],
)  # fmt: skip
def test_the_sweep_of_events_finds_a_write_that_nothing_tells_of(
    acts: str, view: str, untold: list[str]
) -> None:
    sources = {"consultation.room.actions": IMPORTS + acts, "consultation.room.views": view}
    for module, function in (("consultation.events", "record"), ("consultation.states", "move")):
        sources[module] = f"def {function}(x):\n pass"
    house = house_of(sources, lambda module: module.endswith("actions"))
    assert house.untold() == [f"consultation.room.actions:{one}" for one in untold]


def test_nothing_reads_the_clock_below_the_view() -> None:
    # What every page of staff is led to is asked as the page is drawn, above any one view.
    allowed = {"pages.py", "metrics.py", "tasks.py", "admin.py", "staff_links.py"}
    found = [
        name(path)
        for path in CODE
        if path.name not in allowed
        and not window(path, "views")
        and "management/commands" not in name(path)
        and re.search(r"timezone\.now\(\)|datetime\.now\(|date\.today\(", path.read_text())
    ]
    assert found == []


#: Files that may be longer, and why.
LONGER = {
    "consultation/ledger/verify.py": 640,  # strangers fetch, read and run it without another file
}


def too_long(path: Path) -> list[str]:
    """The file with its lines, where it has too many, and so each of its functions."""
    lines = path.read_text().count("\n")
    return [f"{name(path)}: {lines}"] * (lines >= LONGER.get(name(path), 400)) + [
        f"{name(path)}, {node.name}: {node.end_lineno - node.lineno + 1}"
        for node in functions(path)
        if node.end_lineno and node.end_lineno - node.lineno >= 40
    ]


def test_a_file_is_under_400_lines_and_a_function_under_40() -> None:
    assert [one for path in EVERYTHING for one in too_long(path)] == []


# What a browser is asked without waiting for what a press brings.
AT_ONCE = re.compile(
    r"\.(all|all_inner_texts|all_text_contents|bounding_box|content|count|evaluate|evaluate_all"
    r"|is_\w+)\("
)
PRESSES = re.compile(r"\.click\(|\.press\('Enter'\)")


def hasty(tree: ast.AST) -> list[str]:
    """Reads of a page that follow a press at once, where `follow` or `expect` would wait."""
    within = (getattr(node, "body", None) for node in ast.walk(tree))
    bodies = [body for body in within if isinstance(body, list)]
    return [
        read
        for body in bodies
        for press, read in pairwise(map(ast.unparse, body))
        if "\n" not in press and PRESSES.search(press)
        if AT_ONCE.search(read) and ".objects" not in read
    ]


def test_no_browser_reads_half_a_page() -> None:
    browser = sorted((ROOT / "tests" / "browser").glob("*.py"))
    assert [(name(path), hasty(tree(path))) for path in browser] == [
        (name(path), []) for path in browser
    ]
    half = "def test():\n page.locator('a').click()\n assert rows.all_inner_texts() == []"
    assert hasty(ast.parse(half)) == ["assert rows.all_inner_texts() == []"]
    keys = "page.keyboard.press('Enter')\nassert page.url\npage.evaluate('1')"
    assert hasty(ast.parse(keys)) == []


def sent_untold(tree: ast.AST) -> list[str]:
    """Files that are sent while they are read, and would look whole if they broke off."""
    calls = (one for one in ast.walk(tree) if isinstance(one, ast.Call))
    return [
        ast.unparse(one)
        for one in calls
        if ast.unparse(one.func).endswith("StreamingHttpResponse")
        and not ast.unparse(one.args[0]).startswith("whole_or_told(")
    ]


def test_a_file_that_breaks_off_says_so() -> None:
    assert [found for path in CODE for found in sent_untold(tree(path))] == []
    assert sent_untold(ast.parse("StreamingHttpResponse(rows())")) != []


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
