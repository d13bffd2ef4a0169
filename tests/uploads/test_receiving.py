"""Scanned where a scanner is configured, stored whole, and let in by nothing that is away."""

import socket
import socketserver
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import TemporaryUploadedFile

from consultation import files, tasks
from consultation import settings as ours
from consultation.files import disk
from consultation.models import Attachment, Event
from consultation.states import Refused
from consultation.uploads import scanning
from consultation.uploads.receiving import received
from tests import factories
from tests.uploads import made
from tests.uploads.scanner import Scanner, listening

AGAIN = "The selected file could not be uploaded – try again"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own."""
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


@pytest.fixture
def scanner(settings: Any) -> Iterator[type[Scanner]]:
    """A scanner on loopback, configured."""
    with listening(settings) as kind:
        yield kind


def on_disk(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


def test_without_a_scanner_it_is_kept_unscanned(folder: Path) -> None:
    with received(made.upload("../notes.txt", b"Too far.")) as kept:
        assert (kept.state, kept.name, kept.size) == ("UNSCANNED", "notes.txt", 8)
    assert disk.path_of(kept.id.hex).read_bytes() == b"Too far."
    assert len(on_disk(folder)) == 1


def test_a_clean_file_is_kept_as_clean(scanner: type[Scanner]) -> None:
    content = made.pdf(size=300_000)
    with received(made.upload("report.pdf", content)) as kept:
        assert kept.state == "CLEAN"
    assert scanner.heard == [content]
    assert disk.path_of(kept.id.hex).read_bytes() == content


@pytest.mark.parametrize(
    "content", [made.EICAR, made.EICAR * 3], ids=["the test file", "within another"]
)
def test_an_infected_file_is_refused_and_not_kept(
    scanner: type[Scanner], folder: Path, content: bytes
) -> None:
    with (
        pytest.raises(Refused, match="The selected file contains a virus"),
        received(made.upload("notes.txt", content)),
    ):
        pass
    assert on_disk(folder) == []


@pytest.mark.parametrize(
    "said", ["INSTREAM size limit exceeded. ERROR", "stream: nonsense", "OK", "stream: OK FOUND?"]
)
def test_what_is_no_verdict_lets_nothing_in(
    scanner: type[Scanner], folder: Path, said: str
) -> None:
    scanner.says = said
    with pytest.raises(Refused, match=AGAIN), received(made.upload("notes.txt", b"Too far.")):
        pass
    assert on_disk(folder) == []


def test_a_scanner_that_is_away_lets_nothing_in(settings: Any, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.CLAMD_URL = f"tcp://127.0.0.1:{port}"
    with pytest.raises(Refused, match=AGAIN), received(made.upload("notes.txt", b"Too far.")):
        pass
    assert on_disk(folder) == []


def test_a_scanner_that_hangs_lets_nothing_in(
    settings: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Refused, match=AGAIN), received(made.upload("a.txt", b"Too far.")):
            pass
    assert on_disk(folder) == []


def test_a_scanner_on_a_socket_of_the_machine(settings: Any, tmp_path: Path) -> None:
    place = tmp_path / "clamd"
    with socketserver.ThreadingUnixStreamServer(str(place), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_URL = f"unix://{place}"
        with received(made.upload("notes.txt", b"Too far.")) as kept:
            assert kept.state == "CLEAN"
        server.shutdown()


def test_a_full_disk_is_a_sentence(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "in the way").touch()
    settings.FILES_ROOT = tmp_path / "in the way" / "files"
    with pytest.raises(Refused, match=AGAIN), received(made.upload("notes.txt", b"Too far.")):
        pass


def test_where_the_row_is_not_written_the_bytes_go_again(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), received(made.upload("notes.txt", b"Too far.")):
        raise ZeroDivisionError
    assert on_disk(folder) == []


def test_ten_megabytes_take_little_memory() -> None:
    size = Attachment.MOST_BYTES
    file = TemporaryUploadedFile("report.pdf", "application/pdf", size, None)
    file.write(made.pdf(size=size))
    tracemalloc.start()
    with received(file) as kept:
        assert kept.size == size
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


@pytest.mark.parametrize("url", ["127.0.0.1:3310", "tcp://", "http://localhost", "yes"])
def test_a_bad_address_is_loud(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CLAMD_URL must be tcp://host:port"):
        ours.scanner(url)


def unscanned(content: bytes) -> Attachment:
    attachment: Attachment = factories.AttachmentFactory()
    files.store(lambda sink: sink.write(content), name=attachment.stored_as)
    return attachment


@pytest.mark.django_db
def test_files_kept_without_a_scanner_are_scanned_once_there_is_one(
    scanner: type[Scanner], settings: Any
) -> None:
    clean, infected = unscanned(b"Too far."), unscanned(made.EICAR)
    gone = factories.AttachmentFactory()
    url, settings.CLAMD_URL = settings.CLAMD_URL, ""
    tasks.scan_attachments()
    assert set(Attachment.objects.values_list("state", flat=True)) == {"UNSCANNED"}
    settings.CLAMD_URL = url
    tasks.scan_attachments()
    tasks.scan_attachments()
    states = dict(Attachment.objects.values_list("pk", "state"))
    assert states == {clean.pk: "CLEAN", infected.pk: "INFECTED", gone.pk: "UNSCANNED"}
    told = Event.objects.order_by("kind").values_list("kind", "about", "actor")
    assert list(told) == [
        ("attachment.cleared", f"attachment:{clean.pk}", "machine"),
        ("attachment.quarantined", f"attachment:{infected.pk}", "machine"),
    ]


@pytest.mark.django_db
def test_what_cannot_be_read_keeps_no_other_from_being_scanned(
    scanner: type[Scanner], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More files than a run takes are gone, and one is a folder: all come before the good ones."""
    monkeypatch.setattr(tasks, "MOST_SCANS", 2)
    early = datetime(2026, 11, 17, tzinfo=UTC)
    for number in range(1, 6):
        factories.AttachmentFactory(pk=UUID(int=number), uploaded_at=early)
    disk.path_of(UUID(int=5).hex).mkdir(parents=True)
    good = [unscanned(b"Too far."), unscanned(b"Too near."), unscanned(b"Too late.")]
    tasks.scan_attachments()
    assert Attachment.objects.filter(state="CLEAN").count() == 2
    tasks.scan_attachments()
    found = Attachment.objects.filter(state="CLEAN").values_list("pk", flat=True)
    assert set(found) == {one.pk for one in good}
    assert Attachment.objects.filter(state="UNSCANNED").count() == 5


def test_a_disk_that_fails_is_not_taken_for_the_scanner(scanner: type[Scanner]) -> None:
    with (
        Path("/proc/self/mem").open("rb") as broken,  # its first bytes can never be read
        pytest.raises(scanning.Unread, match="The file cannot be read"),
    ):
        scanning.scan(broken)


@pytest.mark.django_db
def test_they_wait_while_the_scanner_is_away(settings: Any) -> None:
    waiting = unscanned(b"Too far.")
    settings.CLAMD_URL = "unix:///nowhere"
    tasks.scan_attachments()
    waiting.refresh_from_db()
    assert waiting.state == "UNSCANNED"
