"""What somebody has set up, and where an organisation signs in."""

from datetime import datetime

from consultation import password_links
from consultation.events import name_of_key
from consultation.models import (
    AuthenticatorApp,
    Event,
    EventKind,
    Identity,
    IdentityProvider,
    Organisation,
    Passkey,
    RecoveryCode,
    User,
)


def account_at(email: str) -> User | None:
    """The account in use that signs in with this address. One query."""
    if not email or "\x00" in email:
        return None
    return User.objects.filter(email=email, is_active=True).first()


def app_of(person: User) -> AuthenticatorApp | None:
    """The app of an account, if it has one."""
    return AuthenticatorApp.objects.filter(person=person).first()


def passkeys_of(person: User) -> list[Passkey]:
    """Those of an account, oldest first."""
    return list(Passkey.objects.of(person))


def codes_left(person: User) -> int:
    """How many recovery codes are still good."""
    return RecoveryCode.objects.of(person).unused().count()


def links_asked_for(person: User, *, now: datetime) -> int:
    """Links to choose a password that anybody asked for, and that work still. One query."""
    sent = Event.objects.filter(
        about=name_of_key(User, person.pk), kind=EventKind.PASSWORD_LINK_SENT, by=None
    )
    return sent.filter(at__gt=now - password_links.ANOTHER).count()


def provider_for(email: str) -> IdentityProvider | None:
    """Where somebody with this address signs in, by what follows the @. One query."""
    domain = email.lower().rpartition("@")[2]
    found = IdentityProvider.objects.in_force().exclude(organisation__email_domain="")
    found = found.filter(organisation__email_domain=domain).order_by("pk")
    return found.select_related("organisation").first()


def provider_of(organisation: Organisation) -> IdentityProvider | None:
    """The one in force. One query."""
    found = IdentityProvider.objects.in_force().filter(organisation=organisation)
    return found.select_related("organisation", "made_by").first()


def provider_at(pk: int, organisation: str) -> IdentityProvider | None:
    """One, if it is in force and of the organisation of this slug. One query."""
    found = IdentityProvider.objects.in_force().filter(pk=pk, organisation__slug=organisation)
    return found.select_related("organisation").first()


def provider_of_domain(domain: str) -> IdentityProvider | None:
    """Any in force of an organisation with these addresses. One query."""
    found = IdentityProvider.objects.in_force().filter(organisation__email_domain=domain)
    return found.select_related("organisation").first()


def linked_accounts(provider: IdentityProvider) -> int:
    """How many have signed in there. One query."""
    return Identity.objects.filter(provider=provider).count()


def identity_of(provider: IdentityProvider, subject: str) -> Identity | None:
    """Whose account a work account is, if it was linked. One query."""
    found = Identity.objects.filter(provider=provider, subject=subject)
    return found.select_related("person").first()


def is_linked(provider: IdentityProvider, person: User) -> bool:
    """Some work account of there is this account's. One query."""
    return Identity.objects.filter(provider=provider, person=person).exists()
