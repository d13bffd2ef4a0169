"""A link sent by e-mail, that opens a draft or what was sent from it on another device."""

from typing import ClassVar

from django.db import models

from consultation.models.constraints import PLAIN, SECRET, classified


class Link(models.Model):
    """One link. Only its hash is stored: the words of it exist in the e-mail alone."""

    draft = models.ForeignKey(
        "consultation.Draft", on_delete=models.PROTECT, related_name="links", db_index=False
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id draft made_at"),
        **classified(SECRET, "token_hash"),
    }

    class Meta:
        indexes = [models.Index(name="link_of_draft", fields=["draft"])]

    def __str__(self) -> str:
        return f"Link {self.pk} to draft {self.draft_id}"
