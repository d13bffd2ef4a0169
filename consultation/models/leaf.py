"""The ledger's rows: one commitment a response, its salt kept apart so that it can be destroyed."""

from typing import ClassVar

from django.db import models

from consultation.models.constraints import PLAIN, SECRET, classified


class Leaf(models.Model):
    """A response's commitment, written in the transaction that accepts it."""

    response = models.OneToOneField(
        "consultation.Response", on_delete=models.PROTECT, primary_key=True
    )
    commitment = models.CharField("salted commitment, SHA-256 in hexadecimal", max_length=64)

    PRIVACY: ClassVar[dict[str, str]] = classified(PLAIN, "response commitment")

    class Meta:
        verbose_name_plural = "leaves"
        constraints = [
            models.CheckConstraint(
                name="leaf_commitment_is_sha256",
                condition=models.Q(commitment__regex=r"^[0-9a-f]{64}$"),
            )
        ]

    def __str__(self) -> str:
        return f"Leaf of response {self.pk}: {self.commitment[:12]}"


class LeafSalt(models.Model):
    """The secret that opens a commitment. Without it the leaf says nothing about the response."""

    response = models.OneToOneField(
        "consultation.Response", on_delete=models.PROTECT, primary_key=True
    )
    salt = models.BinaryField(max_length=32)

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "response"),
        **classified(SECRET, "salt"),
    }

    def __str__(self) -> str:
        return f"Salt of response {self.pk}"
