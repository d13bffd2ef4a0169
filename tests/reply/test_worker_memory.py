"""What hostile files do to the memory of a real web server's workers, through the reply's page."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from consultation.models import Attachment, User
from consultation.reply import actions
from tests import small_world
from tests.browser.test_pages import session_of
from tests.conftest import NOW, Town
from tests.processes import Site, collected
from tests.reply.test_evidence import ATTACKS

pytestmark = [
    pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.real_clock,
]  # fmt: skip
MOST = 200 * 1024  # kB
PAGE = "/organisation/replies/front-counters/files/"


@pytest.fixture
def site(tmp_path: Path, town: Town, now: datetime, council_drafter: User) -> Iterator[Site]:
    """The production server, and a reply of Redbridge that is being drafted."""
    consultation = small_world.consultation_of(
        town, slug="front-counters", opened=True, shift=now - NOW
    )
    organisation = council_drafter.grants.get().organisation
    assert organisation is not None
    actions.begin(organisation=organisation, consultation=consultation, by=council_drafter, at=now)
    started = Site(tmp_path, collected(tmp_path / "static"))
    started.start()
    yield started
    started.end()


def ask(
    site: Site, session: str, body: bytes | None = None, cookie: str = ""
) -> tuple[int, str, str]:
    """The server's answer: its status, its page, and the cookie that it sets."""
    headers = {"Cookie": f"session={session}; {cookie}", "Origin": site.address}
    if body is not None:
        headers["Content-Type"] = MULTIPART_CONTENT
    try:
        answer: Any = urlopen(Request(f"{site.address}{PAGE}", body, headers), timeout=60)
    except HTTPError as refused:
        answer = refused
    with answer:
        set_now = answer.headers.get("Set-Cookie") or ""
        return answer.status, answer.read().decode(), set_now.split(";")[0]


def peaks(site: Site) -> list[int]:
    """The most memory that each process of the server ever held, in kB."""
    assert site.program is not None
    workers = psutil.Process(site.program.pid).children(recursive=True)
    found = [
        re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{one.pid}/status").read_text()) for one in workers
    ]
    return [int(one[1]) for one in found if one]


def test_no_worker_ever_holds_two_hundred_megabytes(site: Site, council_drafter: User) -> None:
    session = session_of(council_drafter)
    status, page, cookie = ask(site, session)
    assert status == 200
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[-1]
    for name, (content, _sentence) in ATTACKS.items():
        sent = {"csrfmiddlewaretoken": token, "add": "1", "file": SimpleUploadedFile(name, content)}
        status, page, _cookie = ask(site, session, encode_multipart(BOUNDARY, sent), cookie)
        assert (name, status, "There is a problem" in page) == (name, 200, True)
    assert not Attachment.objects.exists()
    held = peaks(site)
    assert held
    assert max(held) < MOST, f"{held} kB, after {len(ATTACKS)} files"
