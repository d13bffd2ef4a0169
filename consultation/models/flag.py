"""A machine's doubt about a response. It changes nothing by itself: a moderator reads it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultation.models.constraints import PLAIN, both_or_neither, classified, one_of


class FlagKind(models.TextChoices):
    BURST = "BURST", "Came in a burst"
    FAST = "FAST", "Faster than people answer"
    HONEYPOT = "HONEYPOT", "Filled in a hidden box"
    NO_PROOF = "NO_PROOF", "No proof of work"
    SAME_ADDRESS = "SAME_ADDRESS", "Many from one network address"
    THREAT = "THREAT", "A threat"
    SAFEGUARDING = "SAFEGUARDING", "Somebody may be in danger"
    PERSONAL = "PERSONAL", "Personal details"
    ABUSE = "ABUSE", "Abuse"
    SAME_TEXT = "SAME_TEXT", "The same text as others"
    LIKE_TEXT = "LIKE_TEXT", "Much like the text of others"
    LANGUAGE = "LANGUAGE", "In another language than its form"


class FlagState(models.TextChoices):
    STANDING = "STANDING", "Not judged to be wrong"
    FALSE = "FALSE", "Judged to be wrong"


#: These go to the top of the queue, with what the duty officer does about them.
URGENT_KINDS = (FlagKind.THREAT, FlagKind.SAFEGUARDING)
#: Of what everybody reads already, moderators are told of these.
TOLD_AFTER = (*URGENT_KINDS, FlagKind.PERSONAL, FlagKind.ABUSE)
#: Doubts about how it came, noted in the commit that accepted it.
ON_ARRIVAL = (
    FlagKind.BURST, FlagKind.FAST, FlagKind.HONEYPOT, FlagKind.NO_PROOF, FlagKind.SAME_ADDRESS,
)  # fmt: skip


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
    FlagKind.THREAT: "Words that may threaten somebody. It goes to the top of the queue.",
    FlagKind.SAFEGUARDING: "Words that may tell of somebody in danger, the writer included. "
    "It goes to the top of the queue.",
    FlagKind.PERSONAL: "Words by which a person could be found. They are not to be published.",
    FlagKind.ABUSE: "Words that may insult or degrade somebody.",
    FlagKind.SAME_TEXT: "Others sent the same words. Each is counted as its own.",
    FlagKind.LIKE_TEXT: "Others sent much the same words. Each is counted as its own.",
    FlagKind.LANGUAGE: "Its words are in another language than the form that it came on.",
}
WHY_NOT_PROVED = {
    "missing": "none came",
    "wrong": "what came was wrong",
    "late": "what came was made for a page that had stood open for hours",
}


class FlagQuerySet(models.QuerySet["Flag"]):
    def standing(self) -> "FlagQuerySet":
        """Nobody called them false."""
        return self.filter(state=FlagState.STANDING)


class Flag(models.Model):
    """One doubt about one response: of how it came, or of characters `start` to `end` of an answer.

    Nothing of it changes but whether a person called it false. `facts` holds numbers only: how
    many, how fast. No address and no words. `rule` and `version` say what found it.
    """

    response = models.ForeignKey(
        "consultation.Response", on_delete=models.PROTECT, related_name="flags", db_index=False
    )
    kind = models.CharField(max_length=12, choices=FlagKind.choices)
    answer = models.ForeignKey(
        "consultation.Answer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="flags",
        db_index=False,
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    rule = models.CharField(max_length=20, blank=True, db_default="")
    version = models.PositiveSmallIntegerField("version of the rules", default=0, db_default=0)
    facts = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    state = models.CharField(
        max_length=8,
        choices=FlagState.choices,
        default=FlagState.STANDING,
        db_default=FlagState.STANDING,
    )
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    objects = FlagQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN,
        "id response kind answer start end rule version facts at state judged_by judged_at",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("flag", "kind", FlagKind),
            one_of("flag", "state", FlagState),
            models.UniqueConstraint(
                name="flag_once_a_place",
                fields=["response", "kind", "rule", "answer", "start", "end"],
                nulls_distinct=False,
            ),
            both_or_neither("flag", "start", "end"),
            both_or_neither("flag", "judged_by", "judged_at"),
            models.CheckConstraint(
                name="flag_span_of_an_answer",
                condition=Q(start=None) | Q(answer__isnull=False, start__lt=F("end")),
            ),
            models.CheckConstraint(
                name="flag_false_by_somebody",
                condition=Q(state=FlagState.STANDING) | Q(judged_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Flag {self.pk}: {self.get_kind_display()}"

    @property
    def sentence(self) -> str:
        """What was seen, for a moderator; what it means, where a number is not known.

        The database knows that facts are numbers, and not which: no list fails for one of its rows.
        """
        kind = FlagKind(self.kind)
        try:
            return SENTENCES[kind](self.facts)
        except KeyError:
            return MEANINGS[kind]


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


def _same_text(facts: dict[str, Any]) -> str:
    return (
        f"{_many(facts['same'], 'response')} had these very words when this was noted, this one "
        "among them. Each is counted as its own."
    )


def _like_text(facts: dict[str, Any]) -> str:
    return (
        f"{_many(facts['members'], 'response')} had much the same words when this was noted, this "
        "one among them. Each is counted as its own."
    )


SENTENCES = {
    FlagKind.BURST: _burst,
    FlagKind.FAST: _fast,
    FlagKind.HONEYPOT: _honeypot,
    FlagKind.NO_PROOF: _no_proof,
    FlagKind.SAME_ADDRESS: _same_address,
    FlagKind.SAME_TEXT: _same_text,
    FlagKind.LIKE_TEXT: _like_text,
}
