"""A form that somebody who is signed in has sent, and where it led."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q

from consultation.models.constraints import PERSONAL, PLAIN, classified


class SentForm(models.Model):
    """The form of one page, once it was taken: a second sending of it does nothing, and leads on.

    Written in the transaction of what it did. It names nobody and holds nothing that was typed;
    the address that it led to may hold what somebody looked for. Gone after two days.
    """

    key = models.CharField("HMAC of person, address and token of the page", max_length=64)
    digest = models.CharField("HMAC of all that was sent", max_length=64)
    led_to = models.TextField("address that it led to")
    at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id key digest at"),
        **classified(PERSONAL, "led_to"),
    }

    class Meta:
        constraints = [
            # Not `unique=True`: that adds a second index, for searches by how a text begins.
            models.UniqueConstraint(name="sent_form_once", fields=["key"]),
            CheckConstraint(
                name="sent_form_key_is_a_hash", condition=Q(key__regex=r"^[0-9a-f]{64}$")
            ),
            CheckConstraint(
                name="sent_form_digest_is_a_hash", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            ),
        ]
        indexes = [models.Index(name="sent_form_at", fields=["at"])]

    def __str__(self) -> str:
        return f"Form {self.pk}, sent"
