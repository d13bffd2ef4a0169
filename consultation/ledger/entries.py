"""What a leaf of the log says: a few lines of ASCII, and nothing that leads to a person.

No time, no address and no order of arrival is in an entry of a response: with the log of a web
server they would say who sent it.
"""

import re
from collections.abc import Mapping

from consultation.ledger.tiles import MOST_ENTRY_BYTES

HEAD = "consult-entry/v1"
SLUG = r"[A-Za-z0-9_-]{1,100}"
SHA256 = r"[0-9a-f]{64}"
NUMBER = r"0|[1-9][0-9]{0,18}"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
CODE = r"[A-Za-z0-9_-]{1,64}"
VKEY = r"[!-~]{1,200}"

#: By type the lines after it, each with its form. `index` is that of an earlier leaf.
TYPES: dict[str, dict[str, str]] = {
    "open": {
        "consultation": SLUG, "form-sha256": SHA256, "opens": TIME, "closes": TIME,
        "count-rule-sha256": SHA256,
    },
    "extend": {"consultation": SLUG, "closed": TIME, "closes": TIME},
    "response": {"consultation": SLUG, "commitment": SHA256},
    "supersede": {"consultation": SLUG, "index": NUMBER, "by": NUMBER},
    "withdraw": {"consultation": SLUG, "index": NUMBER},
    "exclude": {"consultation": SLUG, "index": NUMBER, "reason": CODE},
    "include": {"consultation": SLUG, "index": NUMBER},
    "erase": {"consultation": SLUG, "index": NUMBER, "reason": CODE},
    "close": {
        "consultation": SLUG, "responses": NUMBER, "received-until": TIME, "closed": TIME,
    },
    "report": {
        "consultation": SLUG, "size": NUMBER, "report-sha256": SHA256, "counted": NUMBER,
    },
    "key": {"name": VKEY, "from": TIME, "vkey": VKEY},
}  # fmt: skip


class EntryRefused(Exception):
    """It is no entry of this log; the message says why."""


def written(kind: str, values: Mapping[str, str | int]) -> bytes:
    """The leaf of an entry. Raises ValueError for values that its type does not have."""
    wanted = TYPES[kind]
    if set(values) != set(wanted):
        raise ValueError(f"An entry of type {kind} has {', '.join(wanted)}.")
    lines = [HEAD, f"type {kind}", *(f"{name} {values[name]}" for name in wanted)]
    leaf = "".join(f"{line}\n" for line in lines).encode("ascii")
    try:
        read(leaf)
    except EntryRefused as problem:
        raise ValueError(str(problem)) from problem
    return leaf


def read(leaf: bytes) -> tuple[str, dict[str, str]]:
    """The type of an entry and its values, all as text. Raises EntryRefused.

    There is one way to write an entry: what is read and written again is the same bytes.
    """
    if len(leaf) > MOST_ENTRY_BYTES:
        raise EntryRefused("It is too long.")
    try:
        head, told, *lines, end = leaf.decode("ascii").split("\n")
    except ValueError as problem:
        raise EntryRefused("It is no entry of this log.") from problem
    kind = told.removeprefix("type ")
    if (head, end) != (HEAD, "") or told != f"type {kind}" or kind not in TYPES:
        raise EntryRefused("It is no entry of this log.")
    wanted = TYPES[kind]
    if len(lines) != len(wanted):
        raise EntryRefused(f"An entry of type {kind} has {len(wanted)} lines more.")
    values = {}
    for line, (name, form) in zip(lines, wanted.items(), strict=True):
        value = line.removeprefix(f"{name} ")
        if line == value or not re.fullmatch(form, value):
            raise EntryRefused(f"Its line of {name} is out of form.")
        values[name] = value
    return kind, values
