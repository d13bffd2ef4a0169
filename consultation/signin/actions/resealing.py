"""After another SECRET_KEY, or another way to seal: the same secrets, sealed as they are now."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from consultation.models import AuthenticatorApp, IdentityProvider, User
from consultation.signin.actions.factors import locked
from consultation.signin.sealing import is_current, seal, unseal


@dataclass
class Resealed:
    """How many were sealed anew, and how many no key of ours opens."""

    anew: int = 0
    unread: int = 0

    def sealed(self, text: str) -> str:
        """As it is sealed now; "" where it is so already, or cannot be opened."""
        if is_current(text):
            return ""
        secret = unseal(text)
        if secret is None:
            self.unread += 1
            return ""
        self.anew += 1
        return seal(secret)


def reseal(*, by: User | str, at: datetime) -> Resealed:
    """Seal anew whatever lasts longer than a session and is not sealed under the newest key.

    A transaction each, so that nobody who signs in meanwhile waits for all. Safe to run twice. No
    Event: the secrets stay what they are.
    """
    told = Resealed()
    for person in User.objects.filter(authenticator_app__isnull=False).order_by("pk"):
        _reseal_app(person, told)
    for pk in IdentityProvider.objects.order_by("pk").values_list("pk", flat=True):
        _reseal_provider(pk, told)
    return told


@transaction.atomic
def _reseal_app(person: User, told: Resealed) -> None:
    app = AuthenticatorApp.objects.filter(person=locked(person)).first()
    if app is not None and (secret := told.sealed(app.secret)):
        app.delete()  # of a row nothing may change but its last code; so another stands for it
        app.pk, app.secret = None, secret
        app.save(force_insert=True)


@transaction.atomic
def _reseal_provider(pk: int, told: Resealed) -> None:
    provider = IdentityProvider.objects.select_for_update().get(pk=pk)
    if secret := told.sealed(provider.client_secret):
        provider.client_secret = secret
        provider.save(update_fields=["client_secret"])
