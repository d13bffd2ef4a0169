"""Files are kept on a disk or in a bucket, and whoever keeps them sees no difference."""

import base64
import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation import embedded, files, variables
from consultation.models import User
from consultation.uploads import actions
from tests import factories
from tests.store import keep_in_bucket, object_store

CONTENT = b"Too far. " * 200_000  # more than is read in memory
DIGEST = sha256(CONTENT).hexdigest()
KEY = "5" * 32
FUTURE = 2.0**33


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with object_store(tmp_path_factory.mktemp("store")) as url:
        yield url


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where files are made, and kept unless there is a bucket."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def bucket(folder: Path, settings: Any, store: str) -> Any:
    """A bucket in which files are kept."""
    return keep_in_bucket(settings, store)


@pytest.fixture(params=["disk", "bucket"])
def place(request: pytest.FixtureRequest) -> None:
    """Each of the two."""
    request.getfixturevalue("folder" if request.param == "disk" else "bucket")


def keep(content: bytes = CONTENT, name: str = "") -> files.Stored:
    return files.store(lambda sink: sink.write(content), name=name)


def read(name: str) -> bytes:
    with files.opened(name) as file:
        return file.read()


def in_base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode()


def halves(folder: Path) -> list[Path]:
    return list(folder.glob(f"{files.HALF}*"))


def test_it_is_read_back_whole(place: None, settings: Any) -> None:
    assert keep() == files.Stored(DIGEST, len(CONTENT))
    assert keep(name=KEY) == files.Stored(DIGEST, len(CONTENT))
    for name in (DIGEST, KEY):
        assert read(name) == CONTENT
        with files.local(name) as path:
            assert path.read_bytes() == CONTENT
        assert (files.is_there(name), files.is_whole(name, len(CONTENT))) == (True, True)
        assert not files.is_whole(name, len(CONTENT) - 1)
    assert halves(settings.FILES_ROOT) == []


def test_it_can_be_gone_through_again_and_measured(place: None) -> None:
    keep()
    with files.opened(DIGEST) as file:
        file.seek(9)
        assert file.read(8) == b"Too far."
        assert (file.seek(0, 2), file.tell()) == (len(CONTENT), len(CONTENT))


def test_what_breaks_off_is_kept_nowhere(place: None, settings: Any) -> None:
    def breaks_off(sink: files.Sink) -> None:
        sink.write(CONTENT)
        raise RuntimeError("half of it")

    with pytest.raises(RuntimeError, match="half of it"):
        files.store(breaks_off, name=KEY)
    assert not files.is_there(KEY)
    assert (halves(settings.FILES_ROOT), files.forsaken(FUTURE)) == ([], [])


def test_a_copy_is_a_file_of_its_own(place: None) -> None:
    keep(name=KEY)
    files.copy(KEY, under="6" * 32)
    files.remove(KEY)
    files.remove(KEY)
    assert not files.is_there(KEY)
    assert read("6" * 32) == CONTENT


def test_where_a_disk_has_no_links_the_bytes_are_copied(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_paths: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    keep(name=KEY)
    files.copy(KEY, under="6" * 32)
    files.remove(KEY)
    assert (read("6" * 32), halves(folder)) == (CONTENT, [])


def test_what_is_not_there_is_told_as_that(place: None) -> None:
    for reading in (files.opened, files.local):
        with pytest.raises(FileNotFoundError), reading(KEY):
            pass
    with pytest.raises(FileNotFoundError):
        files.copy(KEY, under="6" * 32)
    assert not files.is_there("6" * 32)
    assert (files.is_there(KEY), files.made_before(KEY, FUTURE)) == (False, False)


def test_old_ones_are_told_by_what_names_them(place: None) -> None:
    keep()
    keep(name=KEY)
    assert (files.forsaken(FUTURE), files.digests(FUTURE)) == ([KEY], [DIGEST])
    assert (files.forsaken(0), files.digests(0)) == ([], [])
    assert files.made_before(KEY, FUTURE)
    assert not files.made_before(KEY, 0)


@pytest.mark.django_db
def test_what_no_row_names_is_swept(place: None) -> None:
    named = factories.AttachmentFactory()
    keep(name=named.stored_as)
    keep(name=KEY)
    assert actions.sweep(by="machine", at=timezone.now() + timedelta(days=4_000)) == 1
    assert (files.is_there(KEY), files.is_there(named.stored_as)) == (False, True)


@pytest.mark.django_db
def test_staff_save_it(place: None, moderator: User, client: Client) -> None:
    kept = factories.AttachmentFactory(name="plan.txt", content_type="TXT")
    client.force_login(moderator)
    address = reverse("attachment", args=[kept.pk])
    assert client.get(address).status_code == 404
    keep(name=kept.stored_as)
    answer = client.get(address)
    assert b"".join(answer) == CONTENT
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Content-Disposition"] == 'attachment; filename="plan.txt"'


def test_the_bucket_is_told_what_the_bytes_must_be(bucket: Any, folder: Path) -> None:
    keep(name=KEY)
    told = bucket.Object(f"55/{KEY}").get(ChecksumMode="ENABLED")
    assert told["ChecksumSHA256"] == in_base64(DIGEST)
    assert [one for one in folder.rglob("*") if one.is_file()] == []


def test_what_others_keep_in_the_bucket_is_none_of_ours(bucket: Any) -> None:
    for key in (f"logs/{KEY}", f"66/{KEY}", f"55/{'z' * 32}", KEY, f"old/55/{KEY}"):
        bucket.put_object(Key=key, Body=b"theirs")
    assert (files.forsaken(FUTURE), files.digests(FUTURE)) == ([], [])


def test_what_a_death_leaves_of_a_file_goes_with_the_next_on_this_machine(
    place: None, settings: Any
) -> None:
    keep(name=KEY)
    root = settings.FILES_ROOT
    if "files" in settings.STORAGES:  # fetched, and never given back
        fetched = files.local(KEY)
        with fetched as path:
            assert path.name.startswith(files.HALF)
    old, young = root / f"{files.HALF}old", root / f"{files.HALF}young"
    for half in (old, young):
        half.write_bytes(b"half")
    yesterday = time.time() - 2 * files.DAY
    os.utime(old, (yesterday, yesterday))
    keep()
    assert halves(root) == [young]


def test_other_bytes_under_a_digest_are_not_handed_out(bucket: Any) -> None:
    """Where the store tells no sum: what was moved there by hand may have none."""
    bucket.put_object(Key=f"{DIGEST[:2]}/{DIGEST}", Body=b"Too near.")
    with pytest.raises(OSError, match="other bytes") as told:
        files.opened(DIGEST)
    assert told.value.errno == errno.EIO


def test_each_thread_has_a_connection_of_its_own(bucket: Any) -> None:
    keep()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _time: (read(DIGEST), files.place().bucket), range(8)))  # type: ignore[attr-defined]
    assert {content for content, _used in found} == {CONTENT}
    assert len({id(used.meta.client) for _content, used in found}) > 1


def test_other_bytes_than_were_kept_are_not_handed_out(bucket: Any) -> None:
    """The store itself would not have taken them; this one does, and tells what they must be."""
    must_be = {"ChecksumAlgorithm": "SHA256", "ChecksumSHA256": in_base64(DIGEST)}
    bucket.Object(f"55/{KEY}").put(Body=b"Too near.", **must_be)
    with pytest.raises(OSError, match="checksum"):
        files.opened(KEY)
    with pytest.raises(OSError, match="checksum"), files.local(KEY):
        pass


@pytest.mark.django_db
def test_a_bucket_that_is_away_is_an_outage(
    folder: Path, settings: Any, moderator: User, client: Client
) -> None:
    nobody = f"http://127.0.0.1:{embedded.free_port()}"
    place = variables.bucket("files", nobody, "eu-west-2", "somebody", "a secret")
    settings.STORAGES = settings.STORAGES | {"files": place}
    asked: list[Callable[[], object]] = [
        keep, lambda: files.opened(KEY), lambda: files.is_there(KEY), lambda: files.digests(0),
        lambda: files.copy(KEY, under="6" * 32), lambda: files.remove(KEY),
    ]  # fmt: skip
    for one in asked:
        with pytest.raises(OSError, match="away") as told:
            one()
        assert told.value.errno == errno.EIO
    assert halves(folder) == []
    assert client.get("/health/ready/").status_code == 200, "pages that need no file go on"
    client.force_login(moderator)
    client.raise_request_exception = False
    kept = factories.AttachmentFactory()
    assert client.get(reverse("attachment", args=[kept.pk])).status_code == 503


@pytest.mark.django_db
def test_a_bucket_that_refuses_is_an_outage(bucket: Any, client: Client) -> None:
    bucket.delete()
    asked: list[Callable[[], object]] = [
        keep, lambda: files.opened(KEY), lambda: files.is_there(KEY), lambda: files.digests(0),
        lambda: files.made_before(KEY, FUTURE), lambda: files.remove(KEY),
    ]  # fmt: skip
    for one in asked:
        with pytest.raises(OSError, match="bucket of files") as told:
            one()
        assert told.value.errno == errno.EIO, "of no file it is said that it is not there"


@pytest.mark.django_db
def test_the_disk_on_which_files_are_made_is_asked_too(
    bucket: Any, folder: Path, client: Client
) -> None:
    assert client.get("/health/ready/").json()["files"] == "ok"
    shutil.rmtree(folder)
    folder.write_text("no folder")
    cache.clear()
    assert client.get("/health/ready/").json()["files"] == "cannot be written"


@pytest.mark.parametrize("half", [("key", ""), ("", "secret")])
def test_half_a_key_is_refused(half: tuple[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="FILES_BUCKET_KEY_ID and FILES_BUCKET_SECRET"):
        variables.bucket("files", "", "", *half)
