"""What is no secret is refused, in a sentence, before anything starts."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from consultation import secrecy

GOOD = "0f4b1c9d7e2a8365f1d0b9c47a6e5238"
PRODUCTION = {
    "PUBLIC_URL": "https://consult.example.org",
    "ALLOWED_HOSTS": "consult.example.org",
    "SECRET_KEY": GOOD * 2 + "x",
    "DATABASE_URL": "postgresql://counterpoint:b7Rk-own@database:5432/counterpoint",
    "REDIS_URL": "redis://:b7Rk-own@queue:6379/0",
    "SECURITY_CONTACT": "mailto:security@example.org",
    "STAFF_SECOND_FACTOR": "1",
    "TRUSTED_PROXY_PROTO_HEADER": "X-Forwarded-Proto",
}


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        (GOOD, ""),
        ("", "has 0 characters, and needs at least 32."),
        (GOOD[:31], "has 31 characters, and needs at least 32."),
        ("abababcdcdcdabababcdcdcdababefef", "has only 6 different characters."),
        ("abcdefgh" * 4, "repeats itself."),
        ("django-insecure-" + GOOD, "is a placeholder from an example."),
        ("Please-Change-Me-" + GOOD, "is a placeholder from an example."),
    ],
)
def test_a_secret_that_can_be_guessed(secret: str, why: str) -> None:
    told = secrecy.why_weak(secret)
    assert told == (f"{why} Make one with `openssl rand -hex 32`." if why else "")


@pytest.mark.parametrize(
    ("url", "is_open"),
    [
        ("postgresql://me@localhost/x", False),
        ("postgresql://me@127.0.0.1/x", False),
        ("postgresql:///x", False),
        ("postgresql://me:b7Rk-own@database/x", False),
        ("postgresql://me@database/x", True),
        ("postgresql://me:@database/x", True),
        ("postgresql://postgres:Postgres@database/x", True),
        ("redis://queue:6379/0", True),
        ("redis://:changeme@queue:6379/0", True),
        ("redis://:b7Rk-own@queue:6379/0", False),
    ],
)
def test_a_server_that_anybody_may_use(url: str, is_open: bool) -> None:
    assert bool(secrecy.why_open(url)) is is_open


def inherited() -> dict[str, str]:
    """Without what a browser in the same process of tests needs."""
    return {key: value for key, value in os.environ.items() if "ASYNC_UNSAFE" not in key}


def run(*words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """In production, where these variables have other values."""
    return subprocess.run(
        [sys.executable, *words],
        env=inherited() | PRODUCTION | changes, cwd=settings.BASE_DIR,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


CHECK = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
READ = ("-c", "import consultation.settings")


def test_a_deployment_as_it_should_be_has_nothing_to_be_warned_of() -> None:
    checked = run(*CHECK)
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stderr
    assert checked.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SECRET_KEY": "x"}, "SECRET_KEY has 1 characters, and needs at least 32."),
        ({"DATABASE_URL": "postgresql://me@database/x"},
         "DATABASE_URL names the server database without a password"),
        ({"REDIS_URL": "redis://queue:6379/0"},
         "REDIS_URL names the server queue without a password"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be plain or json, not 'xml'."),
        ({"SECURITY_CONTACT": "security@example.org"},
         "SECURITY_CONTACT must begin with mailto: or https://."),
        ({"SECURITY_CONTACT": "mailto:a@b.example\nExpires: never"},
         "SECURITY_CONTACT must begin with mailto: or https://."),
        ({"STAFF_SECOND_FACTOR": "0"}, "STAFF_SECOND_FACTOR=0 is for trying it out"),
    ],
)  # fmt: skip
def test_settings_that_are_wrong_start_nothing(changes: dict[str, str], told: str) -> None:
    started = run(*READ, **changes)
    assert started.returncode == 1
    assert told in started.stderr


def test_a_deployment_without_a_contact_is_warned_of() -> None:
    checked = run(*CHECK, SECURITY_CONTACT="")
    assert checked.returncode == 1
    assert "counterpoint.W001" in checked.stderr


def test_whoever_shows_a_file_of_passwords_needs_none_in_the_address() -> None:
    shown = {"DATABASE_URL": "postgresql://me@database/x", "PGPASSFILE": "/run/secrets/passwords"}
    assert run(*READ, **shown).returncode == 0
