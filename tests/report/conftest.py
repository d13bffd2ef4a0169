"""What the tests of reports share."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from arro3.io import read_parquet
from django.utils import timezone

from consultation.files.disk import path_of
from consultation.models import Consultation, FileKind, Report, ReportKind, Response, User
from consultation.report import actions
from tests import factories
from tests.report import world
from tests.report.held import make_gate, take_gate_away
from tests.workers import Workers

Make = Callable[..., Report]
Asked = Callable[..., Report]


@pytest.fixture(autouse=True)
def files_root(settings: Any, tmp_path: Path) -> Path:
    """Each test keeps its files apart."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def varied(consultation: Consultation, moderator: User) -> list[Response]:
    """Three hundred varied responses under two rules, beside another consultation's forty."""
    factories.ExclusionRuleFactory(
        consultation=consultation, code="abusive", text="Threatens people."
    )
    factories.ExclusionRuleFactory(consultation=consultation, code="unused", text="Sent twice.")
    return world.fill(consultation, moderator, number=300)


@pytest.fixture
def make(consultation: Consultation, analyst: User) -> Make:
    """Ask for a report and make it."""

    def made(kind: str = ReportKind.WHOLE, **place: Any) -> Report:
        asked = actions.ask(
            consultation=consultation, kind=kind, by=analyst, at=timezone.now(), **place
        )
        actions.make_next(clock=timezone.now)
        asked.refresh_from_db()
        return asked

    return made


#: The files of a summary report, by their kinds in the order of the alphabet.
EVERY_FORM = ["csv", "csvw", "docx", "html", "json", "odt", "pdf", "xlsx", "zip"]


@pytest.fixture
def workers(files_root: Path, tmp_path: Path) -> Iterator[Workers]:
    """Real processes on the test database."""
    started = Workers(files_root, tmp_path / "workers.log")
    yield started
    started.end()


@pytest.fixture
def gate() -> Iterator[None]:
    """The database itself holds a worker up: see tests/report/held.py."""
    make_gate()
    yield
    take_gate_away()


@pytest.fixture
def asked(consultation: Consultation) -> Asked:
    """Queue a report for a person."""

    def asking(by: User, kind: str = ReportKind.WHOLE, **more: Any) -> Report:
        return actions.ask(consultation=consultation, kind=kind, by=by, at=timezone.now(), **more)

    return asking


def content(report: Report, kind: FileKind) -> bytes:
    """What a finished file holds."""
    return path_of(report.files.get(kind=kind).sha256).read_bytes()


def all_in(raw: bytes) -> str:
    """Every text of a file: what is packed is unpacked; a PDF and dots have none here."""
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = [name for name in archive.namelist() if "/theme/" not in name]  # fonts alone
            return "\n".join(all_in(archive.read(name)) for name in names)
    if raw.startswith(b"PAR1"):
        table = read_parquet(io.BytesIO(raw)).read_all()
        return "\n".join(str(table[name].to_pylist()) for name in table.column_names)
    return "" if raw.startswith((b"%PDF", b"\x89PNG")) else raw.decode()
