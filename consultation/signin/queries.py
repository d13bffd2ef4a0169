"""What somebody has set up."""

from consultation.models import AuthenticatorApp, RecoveryCode, User


def app_of(person: User) -> AuthenticatorApp | None:
    """The app of an account, if it has one."""
    return AuthenticatorApp.objects.filter(person=person).first()


def codes_left(person: User) -> int:
    """How many recovery codes are still good."""
    return RecoveryCode.objects.of(person).unused().count()
