"""Looking for words: what was typed, as the database looks for it, and where it stands in a text.

Words are found by their English stem, whatever their accents and capitals: "cafe" finds "Café",
"closing" finds "closed". Words of other languages and names are treated alike on both sides, so
they are found as they are written. A query is read as people type it: every word has to be there,
"words in quotes" one after the other, -word must not, and `or` between two words is enough of one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchConfig
from django.db import connection
from django.db.models import Func, TextField, Value
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

LONGEST = 200  # signs of a query
#: What is no part of a word. `counterpoint_plain` in the database has the same signs.
SIGNS = re.compile(
    "[\x01-/:-@\\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u060c\u061b\u061f\u066a-\u066d\u06d4"
    "\u0964\u0965\u2000-\u200b\u200e-\u206f\u20a0-\u20cf\u2122\u2190-\u22ff\u3000-\u3003"
    "\u3008-\u3011\ufeff\uff01-\uff0f\uff1a-\uff20]"
)
QUOTES = re.compile("[“”„‟«»]")
# A minus that takes a word out stands before it, and after nothing.
TAKES_OUT = re.compile(r"(?:^|(?<=\s))-(?=[^\s-])")

# Words that are in almost every text are left out of a query, unless it has no others. One that
# does not say what is looked for, only what is not, is empty and finds nothing.
READ_QUERY = """
SELECT counterpoint_query(%(typed)s)::text,
    numnode(websearch_to_tsquery('counterpoint_words', %(typed)s)) > 0
"""
#: Around each word that was found; no text has these signs where it is looked through.
BEGIN, END = "\x02", "\x03"
READ_PLACES = """
SELECT place, ts_headline('counterpoint_words', counterpoint_plain(text), %(query)s::tsquery,
    %(options)s) FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS t (text, place)
"""
OPTIONS = f'HighlightAll=true, StartSel="{BEGIN}", StopSel="{END}"'
AROUND, MOST_PASSAGES = 90, 3  # signs on either side of a word, and passages of one text
GAP = " … "

Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Sought:
    """What was typed, and the query that it makes; none where it holds no word to look for."""

    typed: str = ""
    query: str = ""
    only_without: bool = False  # it says what must not be there, and nothing that must

    def __bool__(self) -> bool:
        return bool(self.typed)


NOTHING = Sought()


def plain(typed: str) -> str:
    """What was typed with the signs that mean something: quotes, and a minus before a word."""
    kept = {match.start() for match in TAKES_OUT.finditer(typed)}
    typed = QUOTES.sub('"', typed)
    return "".join(
        sign if sign == '"' or place in kept else SIGNS.sub(" ", sign)
        for place, sign in enumerate(typed)
    )


def sought(typed: str) -> Sought:
    """Read what was typed, at most LONGEST signs of it. One query; none where it is blank."""
    typed = typed.replace("\x00", "").strip()[:LONGEST]
    if not typed:
        return NOTHING
    with connection.cursor() as cursor:
        cursor.execute(READ_QUERY, {"typed": plain(typed)})
        query, has_words = cursor.fetchone()
    return Sought(typed, query, has_words and not query)


def found_in(texts: Sequence[str], sought: Sought) -> list[Spans]:
    """Where the words stand in each text: start and end in signs, in order. One query at most."""
    if not sought.query or not texts:
        return [[] for _text in texts]
    named: dict[str, Any] = {"query": sought.query, "options": OPTIONS, "texts": list(texts)}
    with connection.cursor() as cursor:
        cursor.execute(READ_PLACES, named)
        marked = dict(cursor.fetchall())
    return [spans_of(marked[place]) for place, _text in enumerate(texts, start=1)]


def with_marks(text: Any, typed: str) -> Func:
    """A column of the text as the database marks it, for `spans_of`, beside the text itself."""
    query = Func(Value(plain(typed)), function="counterpoint_query")
    return Func(
        SearchConfig("counterpoint_words"), Func(text, function="counterpoint_plain"),
        query, Value(OPTIONS), function="ts_headline", output_field=TextField(),
    )  # fmt: skip


def spans_of(marked: str) -> Spans:
    """The places between the marks, as they are without them."""
    spans, seen, start = [], 0, 0
    for part in re.split(f"([{BEGIN}{END}])", marked):
        if part == BEGIN:
            start = seen
        elif part == END:
            spans.append((start, seen))
        else:
            seen += len(part)
    return spans


def marked(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """The whole text with what was found in it marked. All of the text is escaped."""
    parts, at = [], 0
    for start, end in spans:
        parts += [conditional_escape(str(text[at:start])),
                  format_html("<mark>{}</mark>", str(text[start:end]))]  # fmt: skip
        at = end
    return mark_safe("".join([*parts, conditional_escape(str(text[at:]))]))  # noqa: S308 - escaped


def passages(text: str, spans: Spans) -> SafeString:
    """What stands around the words, a line of it for each place, at most MOST_PASSAGES."""
    windows: list[tuple[int, int, Spans]] = []
    for start, end in spans:
        left, right = _whole_words(text, max(0, start - AROUND), min(len(text), end + AROUND))
        if windows and left <= windows[-1][1]:
            before, until, within = windows[-1]
            if end - before <= 4 * AROUND:
                windows[-1] = (before, max(right, until), [*within, (start, end)])
            elif end <= until:
                windows[-1] = (before, until, [*within, (start, end)])
            continue
        if len(windows) == MOST_PASSAGES:
            break
        windows.append((left, right, [(start, end)]))
    if not windows:
        return SafeString("")
    told = format_html_join(
        GAP,
        "{}",
        ((marked(text[left:right], [(a - left, b - left) for a, b in within]),)
         for left, right, within in windows),
    )  # fmt: skip
    first, last = windows[0][0] > 0, windows[-1][1] < len(text)
    return format_html("{}{}{}", "… " if first else "", told, " …" if last else "")


def _whole_words(text: str, left: int, right: int) -> tuple[int, int]:
    """The stretch without the parts of words at its ends."""
    if left:
        space = re.search(r"\s", text[left : left + 30])
        left += space.end() if space else 0
    if right < len(text):
        spaces = list(re.finditer(r"\s", text[max(left, right - 30) : right]))
        right = max(left, right - 30) + spaces[-1].start() if spaces else right
    return left, right


def by_key(texts: Mapping[int, str], sought: Sought) -> dict[int, SafeString]:
    """The passages of each text, by its key; none where nothing is found in it. One query."""
    keys = list(texts)
    spans = found_in([texts[key] for key in keys], sought)
    return {
        key: passages(texts[key], found) for key, found in zip(keys, spans, strict=True) if found
    }
