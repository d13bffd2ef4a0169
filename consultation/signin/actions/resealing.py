"""After another SECRET_KEY, or another way to seal: the same secrets, sealed as they are now."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from consultation.models import AuthenticatorApp, IdentityProvider, User
from consultation.signin.sealing import is_current, seal, unseal


@dataclass
class Resealed:
    """How many were sealed anew, and how many no key of ours opens."""

    anew: int = 0
    unread: int = 0

    def sealed(self, text: str) -> str:
        """As it is sealed now; "" where it is so already, or cannot be opened."""
        secret = None if is_current(text) else unseal(text)
        self.unread += secret is None and not is_current(text)
        self.anew += secret is not None
        return "" if secret is None else seal(secret)


@transaction.atomic
def reseal(*, by: User | str, at: datetime) -> Resealed:
    """Seal anew whatever lasts longer than a session and is not sealed under the newest key.

    Safe to run twice. No Event: the secrets stay what they are.
    """
    told = Resealed()
    for app in AuthenticatorApp.objects.order_by("pk").select_for_update():
        if secret := told.sealed(app.secret):
            app.delete()  # of a row nothing may change but its last code; so another stands for it
            app.pk, app.secret = None, secret
            app.save(force_insert=True)
    for provider in IdentityProvider.objects.order_by("pk").select_for_update():
        if secret := told.sealed(provider.client_secret):
            provider.client_secret = secret
            provider.save(update_fields=["client_secret"])
    return told
