"""How often what everybody may read of a consultation has changed: counted by the database.

And how often words of it were erased or restricted, which exports hang on too.
"""

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from django.db import models
from django.db.models import Sum

from consultation.models.constraints import PLAIN, classified


class Sums(NamedTuple):
    """How often anything changed, and how often something was taken back or made anew.

    A file that holds public words is made under such sums. While `taken` is what it was, nothing
    that is in the file has been taken back. `erased` tells the same of files of all words.
    """

    changed: int = 0
    taken: int = 0
    erased: int = 0


class PublicChangeQuerySet(models.QuerySet["PublicChange"]):
    def sums_of(self, consultation: int) -> Sums:
        """Of one consultation, by its key. One query, of an index alone."""
        return self.sums([consultation])[consultation]

    def sums(self, consultations: Iterable[int]) -> dict[int, Sums]:
        """Of several, by their keys. One query."""
        keys = list(consultations)
        rows = self.filter(consultation__in=keys).values_list("consultation").order_by()
        found = rows.annotate(all=Sum("changed"), back=Sum("taken"), gone=Sum("erased"))
        return dict.fromkeys(keys, Sums()) | {key: Sums(*three) for key, *three in found}


class PublicChange(models.Model):
    """A change of what everybody may read of a consultation, or many that were folded into one row.

    Triggers alone write it, in the transaction that changes anything; a worker folds many rows into
    one, and the sums stay. So nobody waits for anybody, and a sum that is the same means that
    nothing was committed in between. No key is checked: the triggers stand on what names it.
    """

    consultation = models.ForeignKey(
        "consultation.Consultation",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    changed = models.PositiveBigIntegerField("how many changes")
    taken = models.PositiveBigIntegerField("how many of them took something back")
    erased = models.PositiveBigIntegerField(
        "how many erasures or restrictions of words and names of files, no changes by themselves",
        default=0,
        db_default=0,
    )

    objects = PublicChangeQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "id consultation changed taken erased")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="public_change_taken_is_changed",
                condition=models.Q(taken__lte=models.F("changed")),
            )
        ]
        indexes = [
            models.Index(
                name="public_change_sums",
                fields=["consultation"],
                include=["changed", "taken", "erased"],
            )
        ]

    def __str__(self) -> str:
        return f"Public change {self.pk}"
