"""What a consultation package holds: each file with its schema. The format has one number."""

from collections.abc import Callable

from consultation.opendata.schemas import (
    ADDRESS,
    CONSULTATION,
    COUNT,
    DIGEST,
    SHAPES,
    SITES,
    SLUG,
    TEXT,
    Schema,
    document,
    many,
    maybe,
    thing,
    told,
)

FORMAT, VERSION = "consultation-package", 1
#: What is true for an instant alone, such as whether it is open, is in no file that is kept.
PASSING = ("standing", "package", "themefinder")
KEPT = {
    **CONSULTATION,
    "properties": {k: v for k, v in CONSULTATION["properties"].items() if k not in PASSING},
    "required": [one for one in CONSULTATION["required"] if one not in PASSING],
}
MANIFEST = thing(
    "What is in the package.",
    format={"const": FORMAT},
    version={"const": VERSION},
    consultation=SLUG,
    licence=ADDRESS,
    responses=told(COUNT, "Rows of responses.csv, its heading not counted."),
    files=many(
        thing(
            "One file; this one is not among them.",
            name=TEXT, media_type=TEXT, size=told(COUNT, "In bytes."), sha256=DIGEST,
            schema=maybe(told(ADDRESS, "Where its JSON Schema is.")),
        )
    ),
)  # fmt: skip
NAMED: dict[str, Schema] = {
    "consultation": KEPT,
    "sites": SITES,
    "proposals": SHAPES["proposals"],
    "questions": SHAPES["questions"],
    "organisations": SHAPES["organisations"],
    "replies": SHAPES["replies"],
    "gatherings": SHAPES["gatherings"],
    "manifest": MANIFEST,
}


def _document(name: str) -> Callable[[], Schema]:
    return lambda: document(name, NAMED[name])


#: The schema of each file, by its name without the suffix.
SCHEMAS = {name: _document(name) for name in NAMED}
