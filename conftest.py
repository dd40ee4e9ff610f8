"""Set before Django's settings load: tests keep their data in a folder of their own and never touch var/.

OEWATCH_TEST_TEMPLATE names a database with all migrations, to be copied instead of migrating anew in every process:
a file for SQLite, a database on the same server for PostgreSQL (scripts/test makes both anew for each run).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from django.db.models.signals import post_migrate

# One folder for each process, also for each worker of pytest-xdist, which inherits our environment.
_folder = tempfile.mkdtemp(prefix="oewatch-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

os.environ["OEWATCH_DATA_DIR"] = _folder
os.environ["STATIC_MANIFEST"] = "0"  # no collectstatic before every run
os.environ["DEBUG"] = "0"
os.environ["PUBLIC_URL"] = ""
os.environ["SECOND_STEP_ROLES"] = "none"  # on PostgreSQL too, which is taken for production
os.environ.setdefault("SECRET_KEY", "for tests only, long enough for the checks: 0123456789abcdefghijklmnop")
os.environ.setdefault("LOG_LEVEL", "WARNING")
# Playwright's synchronous interface runs an event loop in the test's thread, which Django would take for an
# asynchronous view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# Here and not in pyproject.toml: pytest-django would load the settings before this file is read.
os.environ["DJANGO_SETTINGS_MODULE"] = "oewatch.settings"
django.setup()
# Workers of pytest-xdist would inherit it and load the settings before they read this file.
del os.environ["DJANGO_SETTINGS_MODULE"]

from django.apps import apps  # noqa: E402  they are loaded now
from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402

from oewatch import redis_urls  # noqa: E402

if settings.REDIS_URL and (worker := os.environ.get("PYTEST_XDIST_WORKER", "")):
    # A server that all processes share: a cache cleared by one must not be missed by a test of the other.
    settings.CACHES["default"]["LOCATION"] = redis_urls.with_database(
        settings.REDIS_URL, 2 + int(worker.removeprefix("gw"))
    )

if Path(_folder).resolve() != settings.DATA_DIR:
    raise RuntimeError(
        f"Tests would write to {settings.DATA_DIR}: unset DJANGO_SETTINGS_MODULE and start again."
    )

# Passwords that are quick to make and to try: as in production, but for what makes guessing them slow.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

_template = os.environ.get("OEWATCH_TEST_TEMPLATE", "")
_database = settings.DATABASES["default"]
_on_sqlite = _database["ENGINE"].endswith("sqlite3")
if _template and not _on_sqlite:
    _database.setdefault("TEST", {})["TEMPLATE"] = _template


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Put a copy of the template where the test database of this process is looked for."""
    if _template and _on_sqlite:
        shutil.copyfile(_template, _database["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """Take the copy as it is; it goes with our folder."""
    return django_db_keepdb or bool(_template and _on_sqlite)


@pytest.fixture(autouse=True)
def _leases_for_the_whole_test(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease is renewed by a thread, which on PostgreSQL does not see the job of a test that has not committed it."""
    if not request.node.get_closest_marker("serial"):
        for name in ("JOB_LEASE_SECONDS", "PART_CLAIM_SECONDS"):
            monkeypatch.setattr(settings, name, settings.JOB_TIME_LIMIT_SECONDS - 1)


def _as_after_migrating(*, using: str, **_given: object) -> None:
    """Bring the tables to where the migrations left them, when Django's flush has emptied all that it knows of.

    The roles are there again; the words of the search, in a table that has no model, are gone. And the table of articles to index
    is emptied once more: on SQLite a flush deletes row by row, table by table, in no order, and the triggers of the search
    note each deleted part of an article, also when the table of what they noted was emptied before.
    """
    from django.contrib.auth.models import Group
    from django.db import connections

    from editorial.search.engines import TABLE
    from editorial.search.models import Unindexed
    from editorial.states import Role

    Unindexed.objects.using(using).all().delete()
    with connections[using].cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608  a constant
    for role in Role:
        Group.objects.using(using).get_or_create(name=role.value)


# Sent at the end of a flush too: after each test that commits (`transaction=True`, `live_server`).
post_migrate.connect(_as_after_migrating, sender=apps.get_app_config("editorial"))

_flush = TransactionTestCase._fixture_teardown


def _flush_past_the_record(test: TransactionTestCase) -> None:
    """Empty all tables after a test that commits, also those whose rows the database lets nobody delete."""
    from tests.lifting import lifted

    with lifted():
        _flush(test)


TransactionTestCase._fixture_teardown = _flush_past_the_record
