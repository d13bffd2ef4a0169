"""The public log's rows: its entries, the heads that were signed, and what is still to be entered.

One log for the whole deployment, so that a consultation that vanished would show. What it says of a
response is its commitment and where it went; nothing in it leads to a person.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from consultation.models.constraints import PLAIN, classified, not_blank, one_of


class EntryKind(models.TextChoices):
    """What an entry tells. The values are words of the published format."""

    OPEN = "open", "Consultation published"
    EXTEND = "extend", "Closing time made later"
    RESPONSE = "response", "Response received"
    SUPERSEDE = "supersede", "Response replaced by its sender"
    WITHDRAW = "withdraw", "Response withdrawn by its sender"
    EXCLUDE = "exclude", "Response left out under a rule"
    INCLUDE = "include", "Response counted again"
    ERASE = "erase", "Words of a response erased"
    CLOSE = "close", "Consultation closed"
    REPORT = "report", "Results published"
    KEY = "key", "Key taken into use"


#: Acts about a response that the log has already.
ON_RESPONSES = (
    EntryKind.SUPERSEDE, EntryKind.WITHDRAW, EntryKind.EXCLUDE, EntryKind.INCLUDE, EntryKind.ERASE,
)  # fmt: skip
OF_RESPONSES = (EntryKind.RESPONSE, *ON_RESPONSES)
ACT = ~Q(kind__in=(EntryKind.RESPONSE, EntryKind.KEY))


class LogEntry(models.Model):
    """One leaf of the log, in its place for ever. The sequencer alone writes it.

    `about` is the key of the response, for an entry of kind `response`; of the waiting row that it
    was made from, for any other. Numbers begin at 0 and have no gap: the database sees to it.
    """

    index = models.BigIntegerField("number of the leaf, from 0", primary_key=True)
    kind = models.CharField(max_length=9, choices=EntryKind.choices)
    about = models.BigIntegerField("key of what it tells of")
    text = models.TextField("the entry, as it is published")
    at = models.DateTimeField("when it was entered")

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "index kind about text at")

    class Meta:
        ordering = ["index"]
        verbose_name_plural = "log entries"
        constraints = [
            one_of("log_entry", "kind", EntryKind),
            not_blank("log_entry", "text"),
            UniqueConstraint(name="log_entry_once", fields=["kind", "about"]),
        ]

    def __str__(self) -> str:
        return f"Entry {self.index} of the log: {self.get_kind_display()}"


class Checkpoint(models.Model):
    """A head of the log that was signed: so many entries have this root, for ever."""

    size = models.BigIntegerField("number of entries", primary_key=True)
    root = models.CharField("tree hash, SHA-256 in hexadecimal", max_length=64)
    note = models.TextField("the signed head, as it is published")
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "size root note at")

    class Meta:
        ordering = ["-size"]
        constraints = [
            CheckConstraint(
                name="checkpoint_root_is_sha256", condition=Q(root__regex=r"^[0-9a-f]{64}$")
            ),
            not_blank("checkpoint", "note"),
        ]

    def __str__(self) -> str:
        return f"Head of the log at {self.size} entries"


class Cosignature(models.Model):
    """Somebody outside who put their name to a head, once they had seen that nothing was lost."""

    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.PROTECT, related_name="cosignatures", db_index=False
    )
    witness = models.CharField("name of the witness, as its key has it", max_length=200)
    line = models.TextField("the line of its signature, as it is published")
    at = models.DateTimeField("when the witness says that it saw it")

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id checkpoint witness line at")

    class Meta:
        ordering = ["id"]
        constraints = [
            UniqueConstraint(name="cosignature_once", fields=["checkpoint", "witness"]),
            not_blank("cosignature", "line"),
        ]

    def __str__(self) -> str:
        return f"Cosignature of {self.witness} under the head at {self.checkpoint_id} entries"


class UnloggedQuerySet(models.QuerySet["Unlogged"]):
    """What waits to be entered."""

    def acts(self) -> Self:
        """All but responses and keys. An index of the table knows them alone."""
        return self.filter(ACT)


class Unlogged(models.Model):
    """Something that was committed and is to be entered in the log: an outbox.

    Triggers write what happens to a response, whoever moves it; actions write the rest, in their
    transaction. The sequencer takes it away. No keys are checked: the rows were written in the same
    transaction, and nothing deletes them.
    """

    kind = models.CharField(max_length=9, choices=EntryKind.choices)
    response = models.ForeignKey(
        "consultation.Response",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    consultation = models.ForeignKey(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    known = models.JSONField("lines of the entry that are known already", default=dict)
    at = models.DateTimeField("when it was committed, or a moment before")

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id kind response consultation known at")

    objects = UnloggedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "unlogged"
        # However many responses wait, what else does is found at once.
        indexes = [
            models.Index(name="unlogged_acts", fields=["id"], condition=ACT),
            models.Index(name="unlogged_keys", fields=["id"], condition=Q(kind=EntryKind.KEY)),
        ]
        constraints = [
            one_of("unlogged", "kind", EntryKind),
            CheckConstraint(
                name="unlogged_of_a_response",
                condition=Q(response__isnull=False, kind__in=OF_RESPONSES)
                | (Q(response=None) & ~Q(kind__in=OF_RESPONSES)),
            ),
        ]

    def __str__(self) -> str:
        return f"Unlogged {self.pk}: {self.get_kind_display()}"


class Stated(models.Model):
    """A text that an entry names by its SHA-256, such as the questions of a form as it opened."""

    sha256 = models.CharField("SHA-256 in hexadecimal", max_length=64, primary_key=True)
    text = models.TextField()
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "sha256 text at")

    class Meta:
        verbose_name_plural = "stated texts"
        constraints = [
            CheckConstraint(
                name="stated_named_by_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            not_blank("stated", "text"),
        ]

    def __str__(self) -> str:
        return f"Stated text {self.sha256[:12]}"
