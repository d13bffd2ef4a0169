"""The owner at work."""

import pytest
from django.test import Client

from consultation.models import Consultation, User
from tests.conftest import Town
from tests.public_copies import silent, told
from tests.publish.writing import LINES, MORE, TRAVEL, draft_of

__all__ = ["silent", "told"]  # fixtures


@pytest.fixture
def desk(client: Client, owner: User, consultation: Consultation) -> Client:
    """The owner, signed in."""
    client.force_login(owner)
    return client


@pytest.fixture
def draft(town: Town) -> Consultation:
    """A draft that asks how people would travel, by which bus, and anything else."""
    return draft_of(town, TRAVEL, LINES, MORE)


@pytest.fixture
def writer(client: Client, owner: User) -> Client:
    """The owner, signed in."""
    client.force_login(owner)
    return client
