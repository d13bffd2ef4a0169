"""Hunt through the whole site, and count what is wrong: `make hunt`.

`SEED=1 make hunt` is the full form. Prints a table and one line of JSON; ends with 1 when anything
is not 0 that must be 0.
"""

# ruff: noqa: E402 - Django is set up before what needs it is imported

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from schemathesis import GenerationMode

from tests.hunt import setting

setting.prepare()

from tests.hunt import cast, described, ground, kept_rows, staging, storing
from tests.hunt.cast import DRAFTING, ELSEWHERE, MERTON, OTHER_BOROUGH, SENT, People
from tests.hunt.crawling import Crawl, addresses
from tests.hunt.found import Found
from tests.hunt.fuzzing import Fuzz
from tests.hunt.ground import Ground
from tests.hunt.visitor import Visitor
from tests.routes import COUNCIL

#: Whoever changes nothing but what is their own.
HARMLESS = {
    "visitor", DRAFTING, SENT, MERTON, ELSEWHERE, OTHER_BOROUGH, "decision_maker", "auditor",
    *COUNCIL,
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """How much is tried. 0 is all."""

    who: frozenset[str] | None = None
    pages: int = 100_000
    ways: int = 0
    examples: int = 20
    queries: int = 12
    looked_at: int = 100_000
    modes: tuple[GenerationMode, ...] = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    kinds: tuple[str, ...] = ()
    programs: tuple[str, ...] = ground.PROGRAMS
    writers: frozenset[str] = frozenset({DRAFTING, MERTON, "council_approver", "superuser"})
    readers: frozenset[str] = frozenset(
        {"visitor", SENT, MERTON, "council_approver", "moderator", "analyst", "superuser"}
    )


FULL = Form()
SHORT = Form(
    who=frozenset({"visitor", DRAFTING, "council_approver", "moderator", "superuser"}),
    pages=120, ways=3, examples=1, queries=1, looked_at=25, programs=("web",),
    modes=(GenerationMode.POSITIVE,), kinds=("WHOLE",),
    writers=frozenset({DRAFTING, "superuser"}), readers=frozenset({"visitor", "superuser"}),
)  # fmt: skip


@dataclass
class Hunt:
    """All of it, one part after the other."""

    site: Ground
    people: People
    form: Form
    seed: str
    settled: frozenset[kept_rows.Key]  # the rows that were there before anybody came
    found: Found = field(default_factory=Found)
    visitors: list[Visitor] = field(default_factory=list)
    crawls: dict[str, Crawl] = field(default_factory=dict)

    def run(self) -> Found:
        """Each part, with the time that it took."""
        self.visitors = self.people.visitors(self.site.address, self.form.who)
        for part in (
            self.crawl, self.ask, self.store, self.papers, self.look, self.fuzz, self.failed,
        ):  # fmt: skip
            self._timed(part)
        return self.found

    def _timed(self, part: Callable[[], None]) -> None:
        begun = time.monotonic()
        part()
        print(f"{part.__name__}: {time.monotonic() - begun:.0f} s", flush=True)

    def crawl(self) -> None:
        """Every page, as everybody."""
        starts = addresses(self.people.site.world)
        if self.form is SHORT:  # else it would be the same few of the alphabet each time
            random.Random(self.seed).shuffle(starts)
        for visitor in self.visitors:
            crawl = Crawl(visitor, self.found, self.form.pages)
            self.crawls[visitor.name] = crawl.walk(starts)

    def ask(self) -> None:
        """The open API."""
        asked = (self.site.address, self.people.site.world, self.found)
        described.ask(*asked, self.form.examples, self.form.modes)

    def store(self) -> None:
        """Payloads wherever words are kept."""
        words = storing.all_words()
        for visitor in self.visitors:
            if visitor.name in self.form.writers:
                fuzz = Fuzz(visitor, self.found, self.seed)
                storing.by_forms(fuzz, self.crawls[visitor.name], words)
                cast.draft_is_sent()
        self.found.tried["texts that were poisoned"] = storing.into_rows(words)

    def papers(self) -> None:
        """Reports and letters that hold them."""
        paper = staging.Paper(self.site.folder, self.found, self.form.kinds)
        pages = paper.reports(self.people.site.world, self.people.site.superuser)
        with staging.watching() as watched:
            staging.look(watched, "", [page.as_uri() for page in pages], "file", self.found)
        paper.letters(self.site.letters)

    def look(self) -> None:
        """Pages that hold them."""
        for visitor in self.visitors:
            if visitor.name in self.form.readers:
                self._read(visitor)

    def _read(self, visitor: Visitor) -> None:
        crawl = staging.again(self.crawls[visitor.name])
        shown = [page.path for page in staging.read(crawl, self.found)]
        asked = staging.reflected(crawl, self.found, self.form.queries)
        for paths in (shown, asked):
            few = staging.few_of_each(paths)[: self.form.looked_at]
            staging.browse(crawl, few, self.found)

    def fuzz(self) -> None:
        """Every form, as everybody: those first who can change least."""
        known: set[object] = set()
        for visitor in sorted(self.visitors, key=lambda one: one.name not in HARMLESS):
            before = {key: one for key, one in kept_rows.rows().items() if key in self.settled}
            roots = kept_rows.roots_of(visitor.person)
            if visitor.person is None:
                roots.append(self.people.site.world.invitation)  # whose link they all hold
            own = kept_rows.own_of(roots)
            visitor.sign_in_again()
            fuzz = Fuzz(visitor, self.found, self.seed, self.form.ways, known)
            fuzz.run(self.crawls[visitor.name])
            cast.draft_is_sent()
            for table, key in kept_rows.changed(before, own):
                if visitor.name in HARMLESS or table in kept_rows.OF_NOBODY_ELSE:
                    self.found.note("things of others changed", f"{visitor.name}: {table} {key}")

    def failed(self) -> None:
        """What the programs themselves have noted."""
        for name, words in self.site.failures():
            self.found.note("server errors", f"log of {name}: {words}")


def main() -> int:
    """Prepare, hunt, tell."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("seed", nargs="?", default="1")
    words.add_argument("--short", action="store_true", help="a part of it, in a minute and a half")
    words.add_argument("--folder", type=Path)
    given = words.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="hunt-"))
    folder.mkdir(parents=True, exist_ok=True)
    form, begun = SHORT if given.short else FULL, time.monotonic()
    name, url = ground.own_database()
    try:
        people = cast.settle()
        settled = frozenset(kept_rows.rows())
        with ground.serve(folder, url, form.programs) as site:
            print(f"ready: {time.monotonic() - begun:.0f} s", flush=True)
            found = Hunt(site, people, form, given.seed, settled).run()
    finally:
        with suppress(Exception):
            ground.drop(name)
    if given.folder is None:
        shutil.rmtree(folder, ignore_errors=True)
    return tell(found, given.seed, time.monotonic() - begun)


def tell(found: Found, seed: str, seconds: float) -> int:
    """A table, the findings, and one line of JSON."""
    for name, number in sorted(found.tried.items()):
        print(f"{name:<40} {number:>8,}")
    for kind, wrong in found.wrong.items():
        print(f"{kind:<40} {len(wrong):>8,}")
        for words in wrong[:50]:
            print(f"    {words}")
    told = {"seed": seed, "seconds": round(seconds), "tried": found.tried, "wrong": found.counts()}
    print(json.dumps(told))
    return 0 if found.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
