"""Attempts are counted in the cache: every test begins with none."""

import uuid
from typing import Any

import pytest

from editorial.states import Role
from tests import factories as f

PASSWORD = "several dull words"


@pytest.fixture(autouse=True)
def nothing_counted(settings: Any) -> None:
    """A prefix of one's own instead of clearing: tests in other processes use the same Redis."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture
def writer(db: None) -> f.User:
    """An author with a password."""
    return f.person(Role.AUTHOR, email="ines@example.org", password=PASSWORD)
