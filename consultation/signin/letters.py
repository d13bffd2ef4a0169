"""The words of the e-mail that tells the holder of an account what was done. Sends nothing."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from consultation import emails, password_links
from consultation.models import EventKind, Organisation, User
from consultation.publish.rules import in_words
from consultation.signin.guesses import Wait

DONE = {
    EventKind.TWO_FACTOR_SET_UP: "An authenticator app or a passkey was set up for your account.",
    EventKind.TWO_FACTOR_REMOVED: (
        "An authenticator app or a passkey was removed from your account."
    ),
    EventKind.RECOVERY_CODE_USED: "A recovery code of your account was used.",
    EventKind.RECOVERY_CODES_RENEWED: "New recovery codes were made for your account.",
    EventKind.PASSWORD_CHANGED: "The password of your account was changed.",
}
CHOSEN = "A password was chosen for your account, by the link that we sent to this address."


def changed(
    person: User, kind: EventKind, at: datetime, *, by_link: bool = False
) -> tuple[str, str]:
    """Subject and body. No code, no secret and no link that signs anybody in."""
    done = CHOSEN if by_link else DONE[kind]
    state = "on" if person.two_factor_since else "off"
    return f"{kind.label}: your Counterpoint account", (
        f"{done} This was at {in_words(at)}, London time. Two-factor sign-in is now {state}."
        "\n\nIf it was you, you need do nothing. If it was not you, tell the owner of your "
        f"consultation at once, and do not answer this email.\n\n{settings.PUBLIC_URL}\n"
    )


def choose(person: User, at: datetime) -> tuple[str, str]:
    """Subject and body of the e-mail with the link to choose a password: a first, or another one.

    It is opened in a browser by who reads the e-mail; a second factor is asked for as before.
    """
    until = f"{in_words(at + password_links.lasts(person))}, London time"
    link = emails.link("password-link", password_links.about(person, at))
    if password_links.is_first(person):
        return "Choose your password: your Counterpoint account", (
            f"An account was made for you, {person.name}. You sign in to it with this email "
            f"address and a password that you choose here. The link works once, until {until}:"
            f"\n\n{link}\n\nIf that time is over, choose “Forgotten your password?” on the page "
            "where staff sign in. If you do not know what this is about, you need do nothing.\n"
        )
    return "Choose a new password: your Counterpoint account", (
        "Somebody asked for a link to choose a new password for your account. If it was you, open "
        f"this link. It works once, until {until}, and not after you have signed in again:"
        f"\n\n{link}\n\nIf it was not you, you need do nothing: your password stays as it is. If "
        "this comes again and again, tell the owner of your consultation.\n"
    )


def guessed(person: User, wait: Wait) -> tuple[str, str]:
    """Subject and body of the e-mail to the holder of an account at which somebody guesses."""
    whence = "from many networks" if wait.anywhere else "from one network"
    return "Wrong passwords: your Counterpoint account", (
        f"{wait.failures} wrong passwords were tried for your account {whence}. No password is "
        f"taken from there until {in_words(wait.until)}, London time.\n\nIf it was you, wait until "
        "then, or ask the owner of your consultation to unlock the account. If it was not you, "
        "nobody has signed in with them: choose a password that you use nowhere else, see to it "
        "that two-factor sign-in is set up, and tell the owner of your consultation. Do not answer "
        f"this email.\n\n{settings.PUBLIC_URL}\n"
    )


def guessed_alert(person: User, wait: Wait) -> tuple[str, str]:
    """The same for owners, who may unlock the account."""
    whence = "many networks" if wait.anywhere else "one network"
    return "Somebody guesses passwords: Counterpoint", (
        f"{wait.failures} wrong passwords were tried for the account of {person.name} from "
        f"{whence}. No password is taken from there until {in_words(wait.until)}, London time.\n\n"
        "Ask them by phone whether it was they. If it was, you can unlock the account; if not, "
        f"leave it locked:\n\n{settings.PUBLIC_URL}{reverse('accounts')}\n"
    )


def linked(person: User, organisation: Organisation, at: datetime) -> tuple[str, str]:
    """Subject and body of the e-mail that tells of the first sign-in with a work account."""
    return "Work account linked: your Counterpoint account", (
        f"Somebody signed in to your account with a work account of {organisation}, for the first "
        f"time. This was at {in_words(at)}, London time. From now on that work account signs in "
        "here, as your password does.\n\nIf it was you, you need do nothing. If it was not you, "
        "tell your IT team and the owner of your consultation at once, and do not answer this "
        f"email.\n\n{settings.PUBLIC_URL}\n"
    )
