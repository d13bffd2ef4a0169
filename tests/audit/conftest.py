"""Somebody who asks about their own records, and those who look after them."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from consultation.models import User
from tests.audit.planted import Planted, planted
from tests.conftest import with_app


@pytest.fixture
def files_root(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def guardian(owner: User) -> User:
    """An owner who signs in with a second factor."""
    with transaction.atomic():  # the database looks at both at its end
        return with_app(owner)


@pytest.fixture
def person(files_root: Path, db: None) -> Planted:
    """Of whom everything is held that can be."""
    return planted()
