"""May this account have, or lose, a second factor now? Empty means that it may."""

from consultation.access import Permission, why_not
from consultation.models import User
from consultation.signin.queries import app_of, passkeys_of

MOST_PASSKEYS = 10


def why_not_set_up_app(person: User) -> str:
    """One app an account; another phone takes the place of the one before."""
    return "You have an authenticator app already. Remove it first." if app_of(person) else ""


def why_not_remove_app(person: User) -> str:
    """There is something to remove."""
    return "" if app_of(person) else "You have no authenticator app."


def why_not_add_passkey(person: User, name: str = "") -> str:
    """A few, each with a name of its own."""
    held = passkeys_of(person)
    if len(held) >= MOST_PASSKEYS:
        return f"You have {MOST_PASSKEYS} passkeys. Remove one first."
    if name in {one.name for one in held}:
        return "You have a passkey of that name. Give this one another name."
    return ""


def why_not_renew_codes(person: User) -> str:
    """Codes on paper stand in for something."""
    return "" if person.two_factor_since else "Set two-factor sign-in up first."


def why_not_remove_for(giver: User, person: User) -> str:
    """Who gives roles helps those who lost phone and paper; never themselves."""
    if refusal := why_not(giver, Permission.GRANT_ROLES):
        return refusal
    if giver.pk == person.pk:
        return "You cannot do this for yourself: remove it on your own page."
    if person.is_superuser and not giver.is_superuser:
        return "Only another superuser may do this for a superuser."
    return "" if person.two_factor_since else f"{person.name} has no two-factor sign-in."
