"""Settings may come from files, as container platforms hand secrets out; a bad one is told."""

import os
import subprocess
import sys
from pathlib import Path
from secrets import token_hex

import pytest
from django.conf import settings

READ = """
from django.conf import settings
one = settings.DATABASES["default"]
print(settings.SECRET_KEY, one["USER"], one["PASSWORD"], settings.REDIS_URL,
      settings.DATABASE_OWNER["USER"], settings.DATABASE_OWNER["PASSWORD"],
      settings.BACKUP_DATABASE_URL)
"""
KEY = "an-old-typewriter-has-47-keys:qwertz"
PLAIN = {
    "SECRET_KEY": KEY,
    "DATABASE_URL": "postgresql://site:of-the-site@db/c",
    "REDIS_URL": "redis://:of-the-queue@queue:6379/0",
}


def loaded(**variables: str) -> str:
    """What a fresh process reads, or the sentence it ends with."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=settings.BASE_DIR, capture_output=True, text=True,
        env={
            **kept, "RECEIPTS_KEY": token_hex(32), **variables,
            "DJANGO_SETTINGS_MODULE": "consultation.settings",
        },
        check=False,
    )  # fmt: skip
    return (done.stdout or done.stderr).strip().splitlines()[-1]


def test_secrets_come_from_files_and_passwords_stand_apart_from_addresses(tmp_path: Path) -> None:
    for name, word in {"key": f"{KEY}\n", "site": "s:@/", "owner": "o", "queue": "q/@"}.items():
        (tmp_path / name).write_text(word)
    said = loaded(
        SECRET_KEY_FILE=str(tmp_path / "key"),
        DATABASE_URL="postgresql://site@db:5432/c",
        DATABASE_PASSWORD_FILE=str(tmp_path / "site"),
        DATABASE_OWNER_URL="postgresql://owner@db:5432/c",
        DATABASE_OWNER_PASSWORD_FILE=str(tmp_path / "owner"),
        REDIS_URL="redis://queue:6379/0",
        REDIS_PASSWORD_FILE=str(tmp_path / "queue"),
    )
    assert (
        said
        == f"{KEY} site s:@/ redis://:q%2F%40@queue:6379/0 owner o postgresql://owner:o@db:5432/c"
    )


def test_a_password_in_the_address_stands() -> None:
    said = loaded(
        SECRET_KEY=KEY,
        DATABASE_URL="postgresql://site:a%40b@db/c",
        DATABASE_PASSWORD="another",
        REDIS_URL="rediss://:own@queue:6379/0",
        REDIS_PASSWORD="another",
    )
    assert (
        said == f"{KEY} site a@b rediss://:own@queue:6379/0 site a@b postgresql://site:a%40b@db/c"
    )


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            {"SECRET_KEY": KEY, "SECRET_KEY_FILE": "/nowhere"},
            "Set SECRET_KEY or SECRET_KEY_FILE, not both.",
        ),
        (
            {"METRICS_TOKEN_FILE": "/nowhere/at/all"},
            "METRICS_TOKEN_FILE names /nowhere/at/all, which cannot be read "
            "(No such file or directory).",
        ),
        (
            {"DATABASE_OWNER_URL": "mysql://x"},
            "DATABASE_OWNER_URL must be postgresql://name:password@host:port/database. "
            "`make run` starts a database of its own where none is given.",
        ),
        (
            {"METRICS_TOKEN": "short"},
            "METRICS_TOKEN must have at least 20 signs: make a random one.",
        ),
    ],
)
def test_a_bad_value_is_told_in_a_sentence(variables: dict[str, str], said: str) -> None:
    assert loaded(**(PLAIN | variables)).endswith(said)
