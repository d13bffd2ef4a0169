"""What was found, and how much was tried."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

#: Each of these must be 0.
KINDS = (
    "server errors",
    "pages beyond a role's rights",
    "words beyond a role's rights",
    "links that lead nowhere",
    "things of others changed",
    "words lost in a refused form",
    "pages with foreign markup",
    "scripts run or stopped by the policy",
    "formulas in tables",
    "answers not as described",
)


@dataclass
class Found:
    """Kept by all parts of a hunt."""

    tried: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def note(self, kind: str, words: str) -> None:
        """Something is wrong. The same words are kept once."""
        if words not in self.wrong[kind]:
            self.wrong[kind].append(words)

    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return {kind: len(words) for kind, words in self.wrong.items()}

    @property
    def is_clean(self) -> bool:
        """Nothing is wrong."""
        return not any(self.wrong.values())
