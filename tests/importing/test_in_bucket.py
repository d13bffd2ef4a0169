"""A table of responses where files are kept in the bucket of an object store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Proposal, User
from tests.importing.files import HEADINGS, csv_of, loaded, xlsx_of
from tests.store import keep_in_bucket, object_store


@pytest.fixture(autouse=True)
def bucket(settings: Any, tmp_path: Path, files_root: Path) -> Iterator[Any]:
    """In place of the disk."""
    with object_store(tmp_path) as url:
        yield keep_in_bucket(settings, url)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_is_read_and_loaded_and_handed_out_again(
    consultation: Consultation, proposal: Proposal, moderator: User, client: Client, kind: str
) -> None:
    rows = [HEADINGS, ["P1", "2026-11-20 10:00", "Ilford", "Oppose", "It is too far.", "", ""]]
    content = csv_of(rows) if kind == "csv" else xlsx_of(rows)
    imported = loaded(consultation, content, by=moderator, name=f"a.{kind}")
    assert (imported.state, imported.refusals) == ("LOADED", [])
    assert consultation.responses.get().answers.get(text="It is too far.")
    client.force_login(moderator)
    answer = client.get(reverse("import-file", args=[imported.pk, "file"]))
    assert b"".join(answer) == content
