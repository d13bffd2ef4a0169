"""The markup of every page, judged by html-validate: those of the journey in each of its states.

Of its recommended rules five are not ours: titles may be long, blank space at the end of a line is
nothing to a reader, checkboxes of one name may stand in several groups, tables that stack on a
phone lose their roles unless they are named, and our own files need no checksum.
"""

import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from consultation.management.commands.build_assets import find_npm
from consultation.models import Consultation, Proposal, User
from consultation.respond.limits import BEGIN, REFERENCE
from tests.conftest import send
from tests.respond.counts import was_counted, were_sent
from tests.respond.resident import Resident
from tests.site import ROUTES
from tests.world import world_of

ROOT = settings.BASE_DIR
VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = ROOT / "tests" / "html-validate.json"


class Pages:
    """Pages kept as files, by what they show."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, name: str, page: HttpResponse) -> None:
        """One page, as it was sent."""
        number = len(list(self.folder.iterdir()))
        (self.folder / f"{number:03}-{name}.html").write_bytes(page.content)

    def findings(self) -> str:
        """What is wrong with them; "" for nothing."""
        npm, environment = find_npm()
        node = [npm[0]] if len(npm) > 1 else ["node"]
        words = [*node, str(VALIDATOR), "--config", str(RULES), "--formatter", "text"]
        told = subprocess.run(
            [*words, *sorted(str(one) for one in self.folder.iterdir())],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert told.returncode in (0, 1), told.stderr
        return told.stdout.replace(f"{self.folder}/", "")


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    folder = tmp_path / "pages"
    folder.mkdir()
    return Pages(folder)


class Reader(Client):
    """A browser whose every page is kept."""

    def __init__(self, pages: Pages) -> None:
        super().__init__()
        self.pages = pages

    def request(self, **request: Any) -> Any:
        answer: Any = super().request(**request)
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
            name = request["PATH_INFO"].strip("/").replace("/", "_")
            self.pages.keep(f"{request['REQUEST_METHOD'].lower()}-{name}", answer)
        return answer


@pytest.mark.sweeps
def test_the_journey(pages: Pages, consultation: Consultation, proposal: Proposal) -> None:
    """Every page of it: fresh, with its errors, filled in, and after sending."""
    resident = Resident(Reader(pages), consultation)
    resident.get()
    resident.post()
    for page in ("capacity/", "place/", "stations/"):
        resident.post(page)
    resident.fill_in(proposal, reasons="Too far.\n<b>Really</b>.", email="ruth@example.com")
    for page in (
        "about/barkingside/view/", "questions/anything-else/", "publish/", "copy/", "check/",
        "save/",
    ):  # fmt: skip
        resident.get(page)
        resident.post(page)
    resident.post("about/barkingside/view/", seen="stale", stance="SUPPORT", reasons="Mine.")
    resident.post("publish/", publish="COUNT_ONLY")
    resident.get("publish-reason/")
    resident.post("stations/", proposals=[one.pk for one in consultation.proposals.all()])
    resident.get("same/barkingside/")
    resident.post("same/barkingside/")
    resident.post("stations/", proposals=[proposal.pk])
    resident.send()
    for page in ("sent/", "sent/withdraw/", "sent/disown/", "receipt.html", ""):
        resident.get(page)
    resident.client.post(reverse("receipt"), {"reference": "none"})
    resident.client.post(reverse("return"), {"code": "none"})
    assert pages.findings() == ""


def test_the_journey_in_urdu(pages: Pages, consultation: Consultation, proposal: Proposal) -> None:
    resident = Resident(Reader(pages), consultation)
    resident.root = f"/ur{resident.root}"
    resident.post("")
    resident.post("capacity/")
    resident.fill_in(proposal)
    resident.get("check/")
    resident.send()
    resident.get("sent/")
    assert pages.findings() == ""


def test_the_check_in_a_burst_and_pages_that_say_to_wait(
    pages: Pages, consultation: Consultation, proposal: Proposal, moderator: User, now: datetime
) -> None:
    resident = Resident(Reader(pages), consultation)
    resident.fill_in(proposal)
    were_sent(consultation, 1000, at=now, by="127.0.0.1")
    resident.get("check/")
    resident.post("check/")
    response = resident.send()
    assert response.flags.count() == 3
    for limit in (BEGIN, REFERENCE):
        was_counted(limit, limit.count, at=now)
    assert resident.post().status_code == 429
    assert resident.client.post(reverse("receipt"), {"reference": response.reference})
    resident.client.force_login(moderator)
    resident.client.get(reverse("queue", args=[consultation.slug]))
    resident.client.get(reverse("response", args=[response.pk]))
    assert pages.findings() == ""


@pytest.mark.parametrize("part", [0, *(pytest.param(n, marks=pytest.mark.sweeps) for n in (1, 2))])
def test_every_other_page(
    pages: Pages,
    consultation: Consultation,
    closed_consultation: Consultation,
    superuser: User,
    part: int,
) -> None:
    """Every third, so that each stands in one of the parts."""
    world = world_of(consultation, send, superuser)
    reader = Reader(pages)
    reader.force_login(superuser)
    for route in [one for one in ROUTES if one.page][part::3]:
        reader.get(reverse(route.name, args=route.arguments(world)))
    reader.get("/not-there/")
    assert pages.findings() == ""
