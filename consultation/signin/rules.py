"""May this account have, or lose, a second factor now; may it come in? Empty means that it may."""

from datetime import datetime

from django.conf import settings

from consultation.access import STAFF_ROLES, Permission, Visitor, roles_of, why_not
from consultation.models import IdentityProvider, Organisation, Role, User
from consultation.publish.rules import clock_words
from consultation.reply.queries import membership_of
from consultation.scopes import SITE
from consultation.signin import guesses, people, queries
from consultation.signin.guesses import Wait
from consultation.signin.queries import app_of, passkeys_of

MOST_PASSKEYS = 10
MOST_LINKS = 3  # to choose a password, asked for by anybody, to one account within an hour
DEAD_LINK = "This link does not work any more"
NOT_YOURS = (
    "Your account here belongs to another work account. Sign in with your password, and tell the "
    "body that consults."
)


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


def why_not_change_password(person: User, held: User) -> str:
    """The password that was given is still the one of the account."""
    if person.password != held.password:
        return "Your password was changed a moment ago. Sign in with the new one."
    return ""


def why_not_send_link(by: User | str, person: User, *, now: datetime) -> str:
    """Who gives roles sends one whenever it is needed; all others a few within the hour that a link
    lasts. So who is sent no more has one that works, however often somebody else asked.
    """
    if isinstance(by, User) and (refusal := why_not(by, Permission.GRANT_ROLES, about=SITE)):
        return refusal
    if not person.is_active:
        return "This account is no longer in use."
    if not isinstance(by, User) and queries.links_asked_for(person, now=now) >= MOST_LINKS:
        return f"{MOST_LINKS} links were sent within an hour. Use the last one."
    return ""


def why_not_remove_for(giver: User, person: User) -> str:
    """Who gives roles helps those who lost phone and paper; never themselves."""
    if refusal := why_not(giver, Permission.GRANT_ROLES, about=SITE):
        return refusal
    if giver.pk == person.pk:
        return "You cannot do this for yourself: remove it on your own page."
    if person.is_superuser and not giver.is_superuser:
        return "Only another superuser may do this for a superuser."
    return "" if person.two_factor_since else "This account has no two-factor sign-in."


def why_waits(wait: Wait | None) -> str:
    """Until when no password is looked up, and how to get help."""
    if wait is None:
        return ""
    whence = "many networks" if wait.anywhere else "your network"
    return (
        f"Too many wrong passwords were tried for this account from {whence}. Try again after "
        f"{clock_words(wait.until)}, or ask the owner of your consultation to unlock the account"
    )


def why_not_close(closer: Visitor, person: User) -> str:
    """Who gives roles for all consultations; not their own account, nor the last owner's."""
    if refusal := why_not(closer, Permission.GRANT_ROLES, about=SITE):
        return refusal
    if closer.pk == person.pk:
        return "You cannot close your own account. Ask another owner."
    if not person.is_active:
        return "This account is closed already."
    if person.is_superuser and not getattr(closer, "is_superuser", False):
        return "Only another superuser may close the account of a superuser."
    if Role.OWNER in roles_of(person) and not people.other_owners(person):
        return f"{person.name} is the last owner. Make somebody else an owner first."
    return ""


def why_not_reopen(opener: Visitor, person: User) -> str:
    """One that was closed, by who gives roles for all consultations."""
    if refusal := why_not(opener, Permission.GRANT_ROLES, about=SITE):
        return refusal
    if person.is_active:
        return "This account is in use."
    if person.is_superuser and not getattr(opener, "is_superuser", False):
        return "Only another superuser may open the account of a superuser again."
    return ""


def why_not_unlock(giver: Visitor, person: User, *, now: datetime) -> str:
    """Who gives roles for all consultations helps those who wait; never themselves."""
    if refusal := why_not(giver, Permission.GRANT_ROLES, about=SITE):
        return refusal
    if giver.pk == person.pk:
        return "You cannot do this for yourself. Ask another owner."
    locked = any(one.pk == person.pk for one in guesses.locked_lately(now))
    return "" if locked else f"{person.name} does not have to wait."


def why_not_set_up_work(person: Visitor, organisation: Organisation) -> str:
    """Those who invite, for a body with addresses of its own that no other one signs in with."""
    if refusal := why_not(person, Permission.INVITE, about=SITE):
        return refusal
    if not organisation.email_domain:
        return (
            "We do not know what follows the @ in its people’s email addresses. Correct the "
            "organisation first."
        )
    other = queries.provider_of_domain(organisation.email_domain)
    if other is not None and other.organisation_id != organisation.pk:
        return (
            f"{other.organisation} signs in with addresses at {organisation.email_domain} already."
        )
    return ""


def why_not_add_provider(person: Visitor, organisation: Organisation) -> str:
    """One at a time."""
    if refusal := why_not_set_up_work(person, organisation):
        return refusal
    if queries.provider_of(organisation) is not None:
        return "Its people sign in with work accounts already. End that first."
    return ""


def why_not_change_provider(person: Visitor, provider: IdentityProvider) -> str:
    """While it is in force."""
    if refusal := why_not(person, Permission.INVITE, about=SITE):
        return refusal
    return "" if provider.ended_at is None else "This sign-in has ended. Set up another one."


def why_not_issuer(issuer: str) -> str:
    """Encrypted, except on the machine of somebody who tries it out without encryption."""
    if issuer.startswith("http://") and settings.SECURE:
        return "The issuer must start with https://"
    return ""


def why_not_come_in(provider: IdentityProvider, person: User | None, email: str) -> str:
    """An account in use that acts for exactly this organisation now; never one of staff."""
    if provider.ended_at is not None:
        return "Your organisation does not sign in this way any more: use your password."
    own = provider.organisation
    if person is None or not person.is_active:
        return f"{email} has no account for {own} here. Ask a colleague to invite you."
    if person.is_superuser or person.is_staff or roles_of(person) & STAFF_ROLES:
        return "Your account is one of the body that consults: sign in with your password."
    membership = membership_of(person)
    if membership is None or membership.organisation != own:
        return (
            f"Your account does not act for {own}. Ask a colleague to invite you, or sign in with "
            "your password."
        )
    return ""


def why_not_link(provider: IdentityProvider, person: User) -> str:
    """An account has one work account: whoever gets a used address later gets no used account."""
    return NOT_YOURS if queries.is_linked(provider, person) else ""
