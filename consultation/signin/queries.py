"""What somebody has set up."""

from consultation.models import AuthenticatorApp, Passkey, RecoveryCode, User


def app_of(person: User) -> AuthenticatorApp | None:
    """The app of an account, if it has one."""
    return AuthenticatorApp.objects.filter(person=person).first()


def passkeys_of(person: User) -> list[Passkey]:
    """Those of an account, oldest first."""
    return list(Passkey.objects.of(person))


def codes_left(person: User) -> int:
    """How many recovery codes are still good."""
    return RecoveryCode.objects.of(person).unused().count()
