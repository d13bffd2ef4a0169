"""Links to choose a password: asked for, posted, opened, used."""

from datetime import timedelta
from typing import Any

import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from consultation import emails
from consultation.models import User
from tests.conftest import NOW

PAGE = "/staff/password/forgotten/"
CHOOSE = "/staff/password/choose/"
NEW = "lantern otter gravel seven"


def asked(email: str, client: Client | None = None) -> Any:
    return (client or Client()).post(PAGE, {"email": email}, follow=True)


def posted() -> str:
    """The path of the link in the e-mail that waits."""
    assert emails.post_next(clock=timezone.now) is not None
    (found,) = [one for one in str(mail.outbox[-1].body).split() if CHOOSE in one]
    return found.removeprefix("https://example.org").removeprefix("http://localhost:8000")


def link_of(person: User) -> str:
    """Asked for, and posted."""
    asked(person.email)
    return posted()


def opened(path: str, client: Client | None = None) -> Client:
    """The page to choose a password, in a browser that opened the link."""
    browser = client or Client()
    answer = browser.get(path)
    assert (answer.status_code, answer["Location"]) == (302, page_of(path))
    assert browser.get(page_of(path)).status_code == 200
    return browser


def page_of(path: str) -> str:
    """Where the link leads: its own address without the key."""
    return f"{path.rstrip('/').rpartition('/')[0]}/"


def chosen(path: str, browser: Client | None = None, new: str = NEW) -> Any:
    """On the page to which the link led; by who opens it now, unless a browser is given."""
    browser = browser or opened(path)
    return browser.post(page_of(path), {"new_password": new}, follow=True)


def is_dead(path: str) -> bool:
    """The link says that it does not work, and how to get another."""
    answer = Client().get(path)
    page = answer.content.decode()
    dead = answer.status_code == 404
    assert dead == ("This link does not work any more" in page) == (f'href="{PAGE}"' in page)
    return dead


def later(**passed: int) -> Any:
    return time_machine.travel(NOW + timedelta(**passed), tick=False)


def parts_of(path: str) -> dict[str, str]:
    about, key = path.rstrip("/").split("/")[-2:]
    return {"about": about, "key": key}
