"""What somebody has, beside a password that they know: an app, passkeys, codes on paper."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from consultation.models.constraints import PERSONAL, PLAIN, SECRET, classified, not_blank
from consultation.models.user import User


class AuthenticatorApp(models.Model):
    """An app that makes a code every half minute, from a secret that it shares with us.

    The database lets only `last_step` change, and only forwards: a code is taken once.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="authenticator_app"
    )
    secret = models.TextField("secret shared with the app, encrypted")
    made_at = models.DateTimeField("set up at")
    last_step = models.BigIntegerField("half minute, since 1970, of the last code taken")

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id person made_at"),
        **classified(PERSONAL, "last_step"),
        **classified(SECRET, "secret"),
    }

    class Meta:
        constraints = [not_blank("authenticator_app", "secret")]

    def __str__(self) -> str:
        return f"Authenticator app of account {self.person_id}"


class PasskeyQuerySet(models.QuerySet["Passkey"]):
    def of(self, person: User) -> "PasskeyQuerySet":
        """Of one account, oldest first."""
        return self.filter(person=person).order_by("pk")


class Passkey(models.Model):
    """A key pair in a phone, a computer or a stick, of which we hold the public half."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="passkeys"
    )
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1023)
    credential = models.BinaryField("id and public key, as the device told them")
    sign_count = models.BigIntegerField("how often it says that it was used", default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = PasskeyQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id person made_at"),
        **classified(PERSONAL, "name sign_count used_at"),
        **classified(SECRET, "credential_id credential"),
    }

    class Meta:
        constraints = [
            UniqueConstraint(name="passkey_once", fields=["credential_id"]),
            UniqueConstraint(name="passkey_name_once", fields=["person", "name"]),
            not_blank("passkey", "name"),
            CheckConstraint(name="passkey_sign_count_not_negative", condition=Q(sign_count__gte=0)),
            CheckConstraint(
                name="passkey_used_after_made",
                condition=Q(used_at=None) | Q(used_at__gte=F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Passkey {self.pk} of account {self.person_id}"


class RecoveryCodeQuerySet(models.QuerySet["RecoveryCode"]):
    def of(self, person: User) -> "RecoveryCodeQuerySet":
        """Of one account, used or not."""
        return self.filter(person=person)

    def unused(self) -> "RecoveryCodeQuerySet":
        """Still good for signing in once."""
        return self.filter(used_at=None)


class RecoveryCode(models.Model):
    """A code on paper that stands in for the app once. Only its keyed digest is kept."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recovery_codes"
    )
    digest = models.CharField("keyed digest of the code", max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryCodeQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = {
        **classified(PLAIN, "id person made_at"),
        **classified(PERSONAL, "used_at"),
        **classified(SECRET, "digest"),
    }

    class Meta:
        constraints = [
            UniqueConstraint(name="recovery_code_once", fields=["digest"]),
            CheckConstraint(
                name="recovery_code_digest_is_a_digest",
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
            ),
            CheckConstraint(
                name="recovery_code_used_after_made",
                condition=Q(used_at=None) | Q(used_at__gte=F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Recovery code {self.pk} of account {self.person_id}"
