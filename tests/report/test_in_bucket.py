"""Reports and exports where files are kept in the bucket of an object store."""

import io
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation import files
from consultation.models import FileKind, ReportKind, Response, User
from consultation.report import actions
from tests.report.conftest import Make
from tests.store import keep_in_bucket, object_store


@pytest.fixture(autouse=True)
def bucket(settings: Any, tmp_path: Path, files_root: Path) -> Iterator[Any]:
    """In place of the disk."""
    with object_store(tmp_path) as url:
        yield keep_in_bucket(settings, url)


@pytest.mark.parametrize("kind", [ReportKind.WHOLE, ReportKind.EXPORT])
def test_each_form_is_kept_and_handed_out(
    varied: list[Response], make: Make, analyst: User, client: Client, kind: ReportKind,
    files_root: Path,
) -> None:  # fmt: skip
    report = make(kind)
    client.force_login(analyst)
    held = {}
    for file in report.files.all():
        answer = client.get(reverse("report-file", args=[report.pk, file.kind]))
        held[file.name] = b"".join(answer)
        assert sha256(held[file.name]).hexdigest() == file.sha256
        assert answer["Content-Length"] == str(file.size)
    packed = report.files.get(kind=FileKind.ZIP)
    with zipfile.ZipFile(io.BytesIO(held.pop(packed.name))) as archive:
        assert {name: archive.read(name) for name in held} == held
    assert [one for one in files_root.rglob("*") if one.is_file()] == []


def test_those_that_nobody_needs_any_more_go(
    varied: list[Response], make: Make, bucket: Any
) -> None:
    report = make()
    kept = {file.sha256 for file in report.files.all()}
    assert {one.key.rpartition("/")[2] for one in bucket.objects.all()} == kept
    left = files.store(lambda sink: sink.write(b"of a job that was cancelled"))
    assert actions.drop_nameless(at=report.asked_at.replace(year=2200)) == 1
    assert (files.is_there(left.sha256), all(map(files.is_there, kept))) == (False, True)
