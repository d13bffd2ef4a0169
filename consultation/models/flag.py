"""A machine's doubt about a response. It changes nothing by itself: a moderator reads it."""

from typing import Any, ClassVar

from django.db import models

from consultation.models.constraints import PLAIN, classified, one_of


class FlagKind(models.TextChoices):
    BURST = "BURST", "Came in a burst"
    FAST = "FAST", "Faster than people answer"
    HONEYPOT = "HONEYPOT", "Filled in a hidden box"
    NO_PROOF = "NO_PROOF", "No proof of work"
    SAME_ADDRESS = "SAME_ADDRESS", "Many from one network address"


#: What a kind means, for those who read flags.
MEANINGS = {
    FlagKind.BURST: "Many more than usual came in that minute, and it came without proof of work: "
    "its page had not asked for it yet, or that part of it was left out.",
    FlagKind.FAST: "It was sent sooner after it was begun than a person can turn the pages.",
    FlagKind.HONEYPOT: "A box that people neither see nor reach was filled in, as programs do.",
    FlagKind.NO_PROOF: "Its page asked for proof of work and got none that is right. "
    "A browser without JavaScript sends none.",
    FlagKind.SAME_ADDRESS: "Very many came from one network address within an hour. "
    "A library or a mobile network can be one address.",
}
WHY_NOT_PROVED = {
    "missing": "none came",
    "wrong": "what came was wrong",
    "late": "what came was made for a page that had stood open for hours",
}


class Flag(models.Model):
    """One doubt about one response, written in the commit that accepted it and never changed.

    `facts` holds numbers only: how many, how fast. No address and no words.
    """

    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, related_name="flags", db_index=False
    )
    kind = models.CharField(max_length=12, choices=FlagKind.choices)
    facts = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id response kind facts at")

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("flag", "kind", FlagKind),
            models.UniqueConstraint(name="flag_once_a_kind", fields=["response", "kind"]),
        ]

    def __str__(self) -> str:
        return f"Flag {self.pk}: {self.get_kind_display()}"

    @property
    def sentence(self) -> str:
        """What was seen, for a moderator."""
        return SENTENCES[FlagKind(self.kind)](self.facts)


def _many(count: Any, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _burst(facts: dict[str, Any]) -> str:
    return (
        f"Sent in a minute in which {_many(facts['sent'], 'response')} came in; "
        f"{facts['usual']:g} a minute were usual on the day before."
    )


def _fast(facts: dict[str, Any]) -> str:
    return f"Sent {_many(facts['seconds'], 'second')} after it was begun. People take some minutes."


def _honeypot(facts: dict[str, Any]) -> str:
    return (
        f"A box that people neither see nor reach was filled in with "
        f"{_many(facts['letters'], 'letter')}. Programs do that; so can a browser that fills in "
        "forms."
    )


def _no_proof(facts: dict[str, Any]) -> str:
    why = next((words for name, words in WHY_NOT_PROVED.items() if name in facts), "none came")
    return f"Its page asked for proof of work, and {why}. A browser without JavaScript sends none."


def _same_address(facts: dict[str, Any]) -> str:
    return (
        f"Number {facts['sent']:,} from one network address within an hour. A library, a council "
        "office or a mobile network can be one address."
    )


SENTENCES = {
    FlagKind.BURST: _burst,
    FlagKind.FAST: _fast,
    FlagKind.HONEYPOT: _honeypot,
    FlagKind.NO_PROOF: _no_proof,
    FlagKind.SAME_ADDRESS: _same_address,
}
