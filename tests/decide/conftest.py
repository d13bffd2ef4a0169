"""A consultation that is over, and a draft of a decision that lacks nothing."""

import pytest

from consultation.models import Consultation, Decision, Proposal, User
from tests.decide.decided import prepared


@pytest.fixture
def over(closed_consultation: Consultation) -> Consultation:
    return closed_consultation


@pytest.fixture
def barkingside(over: Consultation) -> Proposal:
    return over.proposals.get(station__slug="barkingside")


@pytest.fixture
def wimbledon(over: Consultation) -> Proposal:
    return over.proposals.get(station__slug="wimbledon")


@pytest.fixture
def draft(barkingside: Proposal, superuser: User) -> Decision:
    return prepared(barkingside, superuser)
