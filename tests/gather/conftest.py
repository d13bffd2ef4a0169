"""A moderator who records petitions and meetings."""

import pytest
from django.test import Client

from consultation.models import Consultation, User


@pytest.fixture
def desk(client: Client, moderator: User, consultation: Consultation) -> Client:
    """The moderator, signed in."""
    client.force_login(moderator)
    return client
