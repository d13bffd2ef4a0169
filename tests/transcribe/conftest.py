"""A typist and a checker, each in a browser of their own."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Proposal, Response, Transcription, User
from tests.conftest import send
from tests.transcribe.filled import fields_in
from tests.uploads.made import pdf, upload

TODAY = {"received_on_day": "23", "received_on_month": "11", "received_on_year": "2026"}
SAID = {"capacity": "MYSELF", "where": "E09000026"}


class Desk:
    """One member of staff in one browser."""

    def __init__(self, person: User, consultation: Consultation) -> None:
        self.person, self.consultation = person, consultation
        self.client = Client()
        self.client.force_login(person)

    def get(self, name: str, *args: Any) -> str:
        answer = self.client.get(reverse(name, args=args))
        assert answer.status_code == 200, answer
        return str(answer.content.decode())

    def post(self, name: str, *args: Any, **fields: Any) -> Any:
        """Send a page's form, with the version that the page holds."""
        address = reverse(name, args=args)
        if "seen" not in fields:
            page = self.client.get(address, follow=True).content.decode()
            found = re.search(r'name="seen" value="(\d*)"', page)
            fields["seen"] = found[1] if found else ""
        return self.client.post(address, fields)

    def begin(self, *about: Proposal, scans: int = 1, **fields: Any) -> Transcription:
        """The first page: how it came; then the scans."""
        typed = {"purpose": "RESPONSE", "channel": "PAPER", "language": "en", **TODAY, **fields}
        typed["proposals"] = [one.pk for one in about]
        answer = self.post("transcription-new", self.consultation.slug, **typed)
        assert answer.status_code == 302, answer.content.decode()
        made = Transcription.objects.latest("pk")
        for number in range(1, scans + 1):
            assert self.scan(made, f"page {number}.pdf").status_code == 302
        return made

    def scan(self, made: Transcription, name: str = "page.pdf", content: bytes = b"") -> Any:
        """Add one file."""
        return self.post("transcription-scans", made.pk, file=upload(name, content or pdf()))

    def type(self, made: Transcription, act: str = "check", **fields: Any) -> Any:
        """The second page: what the paper says; `p__reasons` is about the first counter."""
        first = made.answers["proposals"][0] if made.answers.get("proposals") else ""
        typed = {
            "person-capacity": "MYSELF", "person-where_where": "E09000026",
            "end-publish": "WORDS", "act": act,
        }  # fmt: skip
        typed |= {"seen": fields.pop("seen")} if "seen" in fields else {}
        for name, value in fields.items():
            place, _, key = name.partition("__")
            typed[f"p{first}-{key}" if place == "p" else f"{place}-{key}"] = value
        return self.post("transcription", made.pk, **typed)

    def retype(self, made: Transcription, act: str = "check", **changed: Any) -> Any:
        """The second page as a browser sends it: all that stands there, but for what is changed."""
        fields = fields_in(self.get("transcription", made.pk)) | changed
        return self.post("transcription", made.pk, act=act, **fields)

    def check(self, made: Transcription, act: str = "accept", **fields: Any) -> Any:
        """The check of another."""
        return self.post("transcription-check", made.pk, act=act, **fields)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder for the scans of one test."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def typist(moderator: User, consultation: Consultation) -> Desk:
    """Types in."""
    return Desk(moderator, consultation)


@pytest.fixture
def checker(owner: User, consultation: Consultation) -> Desk:
    """Checks."""
    return Desk(owner, consultation)


@pytest.fixture
def waiting(typist: Desk, proposal: Proposal) -> Transcription:
    """Typed by Mo, waiting for somebody else."""
    made = typist.begin(proposal)
    assert typist.type(made, p__stance="OPPOSE", p__reasons="Too far.").status_code == 302
    made.refresh_from_db()
    assert made.state == "AWAITING_CHECK"
    return made


@pytest.fixture
def earlier(consultation: Consultation, proposal: Proposal) -> Response:
    """Sent online by somebody who lost the code."""
    return send(
        consultation, about=[proposal], instead="Open it at weekends.", email="ruth@example.com"
    )
