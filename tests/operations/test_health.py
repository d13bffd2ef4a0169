"""What a machine in front asks: is the process alive, and may visitors be sent to it?"""

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation import health


def ready(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/health/ready/")
    return answer.status_code, json.loads(answer.content)


def test_a_process_is_alive_without_any_database(client: Client) -> None:
    answer = client.get("/health/live/")
    assert (answer.status_code, answer.content) == (200, b"alive\n")
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.django_db
def test_ready_names_each_check_and_asks_once_a_second(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        fine = (200, {"state": "ready", "database": "ok", "files": "ok", "key": "ok"})
        assert ready(client) == fine
        assert ready(client) == fine
    assert len(asked) == 1
    cache.clear()  # as after a second
    with CaptureQueriesContext(connection) as asked:
        ready(client)
    assert len(asked) == 1


@pytest.mark.django_db
def test_a_migration_that_is_missing_keeps_visitors_away(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations"
            " WHERE (app, name) IN (SELECT app, max(name) FROM django_migrations GROUP BY app)"
            " AND app IN ('stations', 'consultation')"
        )
    status, said = ready(client)
    assert (status, said["state"], said["database"]) == (503, "not ready", "2 migrations to apply")


@pytest.mark.django_db
def test_a_migration_of_a_later_release_does_not(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('consultation', '9999_later', now())"
        )
    assert ready(client)[0] == 200


@pytest.mark.django_db
def test_without_a_database_it_says_so_and_tells_no_address(client: Client) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("refused at 10.0.0.9")):
        status, said = ready(client)
    assert (status, said) == (
        503,
        {
            "state": "not ready",
            "database": "unreachable, or without tables",
            "files": "ok",
            "key": "ok",
        },
    )


@pytest.mark.django_db
def test_files_that_cannot_be_written_or_have_no_room(
    client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "files").write_text("no folder")
    settings.FILES_ROOT = tmp_path / "files"
    assert ready(client)[1]["files"] == "cannot be written"
    cache.clear()
    settings.FILES_ROOT = tmp_path / "others"
    monkeypatch.setattr(health, "LEAST_ROOM", 2**62)
    assert ready(client)[1]["files"] == "no room"


@pytest.mark.django_db
def test_a_key_that_can_be_guessed(client: Client, settings: Any) -> None:
    settings.SECRET_KEY = "only-31-signs-are-far-too-few-x"
    assert ready(client) == (
        503, {"state": "not ready", "database": "ok", "files": "ok", "key": "too short"}
    )  # fmt: skip


def test_over_plain_http_from_within_there_is_no_redirect(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/health/live/").status_code == 200
    assert Client().get("/cookies/").status_code == 301
