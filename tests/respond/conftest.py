"""The resident of the journeys."""

import pytest
from django.test import Client

from consultation.models import Consultation, Proposal
from tests.respond.resident import Resident


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
