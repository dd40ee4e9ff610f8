"""Real worker processes that see the test's own database."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from editorial.states import Role
from oewatch.supervisor import Supervisor, background


def database_url() -> str:
    """The address of the database that the test is using, for the environment of other processes."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    user = quote(found["USER"]) + (f":{quote(found['PASSWORD'])}" if found["PASSWORD"] else "")
    return f"postgres://{user}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


@contextmanager
def workers(monkeypatch: pytest.MonkeyPatch, *, lease_s: int = 3) -> Iterator[Supervisor]:
    """Queue, worker and beat on the test's database, quick to notice a dead worker; ended afterwards."""
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("JOB_LEASE_SECONDS", str(lease_s))
    monkeypatch.setenv("PART_CLAIM_SECONDS", str(lease_s))
    monkeypatch.setenv("JOB_RECONCILE_SECONDS", "1")
    monkeypatch.setenv("JOB_RESEND_AFTER_SECONDS", "5")
    with background() as supervisor:
        yield supervisor


def make_roles() -> None:
    """The groups that a migration made and that the flush of an earlier test took away."""
    for role in Role:
        Group.objects.get_or_create(name=role.value)
