"""What was sent is handed to staff who may read responses, to be saved and never shown."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation import files
from consultation.files import disk
from consultation.models import Attachment, User
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = b"<html><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own."""
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def kept(content: bytes = PAGE, **columns: Any) -> Attachment:
    """A file of a response, on the disk."""
    made: Attachment = factories.AttachmentFactory(**columns)
    files.store(lambda sink: sink.write(content), name=made.stored_as)
    return made


def address(attachment: Attachment) -> str:
    return reverse("attachment", args=[attachment.pk])


def test_it_is_saved_and_never_shown(moderator: User, client: Client) -> None:
    client.force_login(moderator)
    answer = client.get(address(kept(name="Plän “A” – 1.txt", content_type="TXT")))
    assert b"".join(answer) == PAGE
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition":
            "attachment; filename*=utf-8''Pl%C3%A4n%20%E2%80%9CA%E2%80%9D%20%E2%80%93%201.txt",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Length": str(len(PAGE)),
    }  # fmt: skip
    assert {name: answer[name] for name in headers} == headers
    assert "no-store" in answer["Cache-Control"]


def test_an_infected_file_is_handed_to_nobody(superuser: User, client: Client) -> None:
    client.force_login(superuser)
    answer = client.get(address(kept(state="INFECTED")))
    assert answer.status_code == 403
    assert "A virus was found in this file." in answer.content.decode()
    assert PAGE not in answer.content


def test_what_is_not_sent_yet_is_nobody_elses(superuser: User, client: Client) -> None:
    draft = factories.DraftFactory()
    own = {"response": None, "draft": draft, "consultation": draft.consultation}
    client.force_login(superuser)
    assert client.get(address(kept(**own))).status_code == 404
    scan = client.get(address(kept(**own, purpose="SCAN")))
    assert b"".join(scan) == PAGE


def test_a_file_whose_bytes_are_gone_is_not_found(superuser: User, client: Client) -> None:
    client.force_login(superuser)
    assert client.get(address(factories.AttachmentFactory())).status_code == 404


def test_bytes_lie_outside_the_web_root_under_a_name_that_says_nothing(folder: Path) -> None:
    attachment = kept(name="secret.txt", content_type="TXT")
    (place,) = (one for one in folder.rglob("*") if one.is_file())
    assert place.relative_to(folder).as_posix() == (f"{attachment.pk.hex[:2]}/{attachment.pk.hex}")
    assert (place.stat().st_mode & 0o077, folder.stat().st_mode & 0o077) == (0, 0)


def test_the_same_bytes_under_a_second_name_outlive_the_first() -> None:
    first, second = kept(), factories.AttachmentFactory()
    files.copy(first.stored_as, under=second.stored_as)
    files.remove(first.stored_as)
    files.remove(first.stored_as)
    assert disk.path_of(second.stored_as).read_bytes() == PAGE
    assert not disk.path_of(first.stored_as).exists()
