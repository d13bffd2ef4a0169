"""A resident's files where they are kept in the bucket of an object store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consultation import files
from consultation.models import Attachment, Draft
from tests.respond.filing import ADDED, PAGE, add, finish, on_disk
from tests.respond.resident import Resident, text_of
from tests.store import keep_in_bucket, object_store


@pytest.fixture
def bucket(settings: Any, tmp_path: Path) -> Iterator[Any]:
    with object_store(tmp_path) as url:
        yield keep_in_bucket(settings, url)


def names(bucket: Any) -> set[str]:
    return {one.key.rpartition("/")[2] for one in bucket.objects.all()}


def test_added_removed_sent_and_changed(bucket: Any, at_files: Resident, folder: Path) -> None:
    add(at_files)
    add(at_files, "notes.txt", b"Too far.")
    plan, notes = Attachment.objects.order_by("-name")
    assert names(bucket) == {plan.stored_as, notes.stored_as}
    at_files.post(PAGE, remove=notes.pk.hex)
    assert names(bucket) == {plan.stored_as}
    at_files.go(PAGE, "publish/")
    response = finish(at_files)
    assert Attachment.objects.get().response == response
    at_files.go("sent/change/", "check/")
    copied = Attachment.objects.exclude(draft=None).get()
    assert names(bucket) == {plan.stored_as, copied.stored_as}
    with files.opened(copied.stored_as) as file:
        assert file.read() == ADDED
    assert on_disk(folder) == 0


def test_a_file_that_is_lost_is_not_called_received(bucket: Any, at_files: Resident) -> None:
    add(at_files)
    bucket.objects.all().delete()
    at_files.go(PAGE, "publish/")
    at_files.go("publish/", "copy/", publish="WORDS")
    at_files.go("copy/", "check/")
    answer = at_files.post("check/", privacy="on")
    assert "The file “plan.pdf” did not reach us. Remove it and add it again." in text_of(answer)
    assert Draft.objects.get().sent_at is None
