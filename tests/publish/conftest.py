"""The owner at work."""

import pytest
from django.test import Client

from consultation.models import Consultation, User


@pytest.fixture
def desk(client: Client, owner: User, consultation: Consultation) -> Client:
    """The owner, signed in."""
    client.force_login(owner)
    return client
