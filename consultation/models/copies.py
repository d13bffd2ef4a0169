"""Copies of one text: which responses say the same or nearly, and what their group shares.

A group counts nothing away: each response stays one of its own.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from consultation.models.constraints import PERSONAL, PLAIN, classified


class CopyWatch(models.Model):
    """One consultation's search for copies: the row that the worker which looks for them locks.

    `everywhere` are numbers of sketches that many texts hold: nothing is looked up by them.
    """

    consultation = models.OneToOneField(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="copy_watch",
    )
    everywhere = ArrayField(models.BigIntegerField(), default=list)

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "consultation everywhere")

    def __str__(self) -> str:
        return f"Copies in consultation {self.pk}"


class TextGroupQuerySet(models.QuerySet["TextGroup"]):
    def standing(self) -> "TextGroupQuerySet":
        """Those that did not turn out to be part of another."""
        return self.filter(into=None)


class TextGroup(models.Model):
    """Responses with one text, whatever each adds to it.

    `core` is what they share as sentences, `shared` the same as numbers, and `telling` those of the
    numbers by which a text is known as one of the group's. `learnt_at` is the size at which that
    was read out of its members. One that turned out to be part of another has no members any more.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        related_name="text_groups",
        db_index=False,
    )
    founded_at = models.DateTimeField()
    size = models.PositiveIntegerField("members now", default=0)
    learnt_at = models.PositiveIntegerField("members when its core was read", default=0)
    due = models.BooleanField("its core is to be read anew", default=False)
    core = models.TextField("what its members share", blank=True)
    shared = ArrayField(models.BigIntegerField(), default=list)
    telling = ArrayField(models.BigIntegerField(), default=list)
    into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )

    objects = TextGroupQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id consultation founded_at size learnt_at due into"),
        **classified(PERSONAL, "core shared telling"),
    }

    class Meta:
        ordering = ["-size", "id"]
        constraints = [
            models.CheckConstraint(
                name="text_group_not_into_itself", condition=Q(into=None) | ~Q(into=F("id"))
            ),
            models.CheckConstraint(
                name="text_group_part_has_no_members", condition=Q(into=None) | Q(size=0)
            ),
        ]
        indexes = [
            models.Index(name="text_group_by_size", fields=["consultation", "-size", "id"]),
            models.Index(
                name="text_group_due", fields=["consultation", "id"], condition=Q(due=True)
            ),
        ]

    def __str__(self) -> str:
        return f"Text group {self.pk}"


class TextPrint(models.Model):
    """What a response's words are compared by: made once by the worker, for each response.

    `exact` is the same for the same words in the same order. `sketch` is what a like text is looked
    up by, empty for those too short to be like any. `leads`: texts that come later are compared
    with this one. `first`: the leading text that this one is like. `gone`: it was replaced or
    withdrawn, and is shown and counted as no copy any more.
    """

    response = models.OneToOneField(
        "consultation.Response",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="text_print",
    )
    consultation = models.ForeignKey(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        related_name="text_prints",
        db_index=False,
    )
    length = models.PositiveIntegerField("words")
    exact = models.UUIDField("hash of its words")
    sketch = ArrayField(models.BigIntegerField(), default=list)
    leads = models.BooleanField(default=False)
    gone = models.BooleanField("replaced or withdrawn", default=False)
    first = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        db_index=False,
    )
    group = models.ForeignKey(
        TextGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        db_index=False,
    )

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "response consultation length leads gone first group"),
        **classified(PERSONAL, "exact sketch"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="text_print_leads_by_its_sketch", condition=Q(leads=False) | ~Q(sketch=[])
            ),
            models.CheckConstraint(
                name="text_print_leads_or_follows", condition=Q(leads=False) | Q(first=None)
            ),
        ]
        indexes = [
            models.Index(name="text_print_exact", fields=["consultation", "exact"]),
            models.Index(
                name="text_print_members",
                fields=["group", "response"],
                condition=Q(group__isnull=False),
            ),
            models.Index(
                name="text_print_waiting",
                fields=["first"],
                condition=Q(first__isnull=False, group=None),
            ),
            # Without a list of what is not sorted in yet, which each search would read through.
            GinIndex(
                name="text_print_sketch",
                fields=["sketch"],
                condition=Q(leads=True),
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return f"Text of response {self.pk}"
