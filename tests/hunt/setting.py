"""Sets Django up for a hunt; imported before anything that needs it."""

import os

import django
from django.contrib.auth.hashers import Argon2PasswordHasher

from consultation import embedded

PORT = embedded.free_port()


class Light(Argon2PasswordHasher):
    """Of the site's own kind, at no cost: it reads them, and makes them anew at a sign-in."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


def prepare() -> None:
    """Servers, settings, and the address that the site will have.

    What is written before the site starts is written by accounts without a second factor; the site
    itself asks everybody for one.
    """
    os.environ.pop("PYTEST_XDIST_WORKER", None)  # where a test has started us
    os.environ |= {"PUBLIC_URL": f"http://localhost:{PORT}", "STAFF_SECOND_FACTOR": "0"}
    from tests import servers  # noqa: F401 - starts them

    django.setup()
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["tests.hunt.setting.Light"]
