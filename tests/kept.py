"""A world that is written once for all tests of a file, each of which changes a copy of its own.

A test's transaction begins inside the one that wrote the world, and takes back its own part alone.
Not for a file with tests that commit (`transaction=True`): these empty every table.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar

import time_machine
from django.db import transaction

from consultation.models import Consultation, User
from tests import small_world
from tests.conftest import NOW, Town, account, send
from tests.world import World, world_of

T = TypeVar("T")


@dataclass
class Site:
    """The world of `tests/world.py`, and what it was made of."""

    town: Town
    consultation: Consultation
    superuser: User
    world: World


def whole_site() -> Site:
    """As the fixtures of the same names make it."""
    town = small_world.town(Town)
    consultation = small_world.consultation_of(town, slug="front-counters", opened=True)
    superuser = account(None, "Sue Super", is_staff=True, is_superuser=True)
    return Site(town, consultation, superuser, world_of(consultation, send, superuser))


@contextmanager
def kept(blocker: Any, make: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Write what `make` writes, at noon of the tests' day; gives out copies of what it returned."""
    around: Any = transaction.atomic()
    around._from_testcase = True  # as Django marks its own, for what must be the outermost
    with blocker.unblock():
        around.__enter__()
    try:
        with blocker.unblock(), time_machine.travel(NOW, tick=False):
            made = make()
        yield lambda: deepcopy(made)
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
