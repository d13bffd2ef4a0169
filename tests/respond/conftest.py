"""The resident of the journeys."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from consultation.models import Consultation, Proposal
from tests.respond.filing import asks, walk
from tests.respond.resident import Resident


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own for what is sent."""
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


@pytest.fixture
def resident(client: Client, consultation: Consultation) -> Resident:
    """Has read the consultation, and nothing else yet."""
    return Resident(client, consultation)


@pytest.fixture
def at_reasons(resident: Resident, proposal: Proposal) -> Resident:
    """On the page that asks about Barkingside."""
    resident.go("", "capacity/")
    resident.go("stations/", "about/barkingside/view/", proposals=[proposal.pk])
    return resident


@pytest.fixture
def at_files(resident: Resident, consultation: Consultation, proposal: Proposal) -> Resident:
    """On the page that asks for up to three files."""
    asks(consultation)
    return walk(resident, proposal)
