"""What is erased is in no file that everybody may have."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.test import Client

from consultation.audit import actions
from consultation.models import Consultation, Ground, Response, User
from tests.opendata.conftest import address, files_root, make, status
from tests.public_copies import silent, told

__all__ = ["files_root", "make", "silent", "told"]  # fixtures


def test_an_erasure_spoils_the_files_at_once(
    client: Client, consultation: Consultation, told: Response, silent: Response, guardian: User,
    make: Callable[..., int], now: datetime,
) -> None:  # fmt: skip
    make()
    assert status(client, address(consultation)) == 200
    actions.erase(
        subjects=[told], ground=Ground.ASKED, reason="They asked for it.", by=guardian, at=now
    )
    assert status(client, address(consultation)) == 503
    assert make(now + timedelta(minutes=1)) == 2  # one that begins with the erasure is spoilt too
    assert status(client, address(consultation)) == 200
