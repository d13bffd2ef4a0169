"""A flag as people read it: its rule's name and meaning, and the words in their sentence."""

from dataclasses import dataclass

from consultation.models import Flag, FlagState, Response
from consultation.moderate.queries.screening import meaning_of, name_of

AROUND = 60  # characters on each side of the words


@dataclass(frozen=True)
class ShownFlag:
    """One flag with the words that it doubts, in context."""

    flag: Flag
    name: str
    meaning: str
    before: str = ""
    words: str = ""
    after: str = ""

    @property
    def is_false(self) -> bool:
        """A person called it so."""
        return self.flag.state == FlagState.FALSE


def shown(flag: Flag) -> ShownFlag:
    """What is read of it. Its answer has been read already."""
    meaning = meaning_of(flag.kind, flag.rule) if flag.rule else flag.sentence
    named = ShownFlag(flag, name_of(flag.kind, flag.rule), meaning)
    if flag.answer is None or flag.start is None or flag.end is None:
        return named
    text = flag.answer.text
    first, last = max(0, flag.start - AROUND), flag.end + AROUND
    return ShownFlag(
        flag,
        named.name,
        named.meaning,
        ("…" if first else "") + text[first : flag.start],
        text[flag.start : flag.end],
        text[flag.end : last] + ("…" if last < len(text) else ""),
    )


def shown_flags(response: Response) -> list[ShownFlag]:
    """Those of a response, urgent ones first, those called false last. One query."""
    flags = response.flags.select_related("answer", "judged_by")
    return sorted(
        map(shown, flags),
        key=lambda one: (
            one.is_false,
            one.flag.kind not in ("THREAT", "SAFEGUARDING"),
            one.flag.answer_id or 0,
            one.flag.start or 0,
            one.flag.pk,
        ),
    )
