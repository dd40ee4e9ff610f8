"""A tiny concrete job in a registry of its own, so that no other test sees the model; its table is made here."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps.registry import Apps
from django.contrib.auth import get_user_model
from django.db import connection, models

from editorial.jobs.models import Job

_registry = Apps(["django.contrib.contenttypes", "django.contrib.auth", "oewatch"])
_registry.register_model("auth", get_user_model())


class TinyJob(Job):
    task_name = "tests.tiny"
    output = models.CharField(max_length=50, blank=True)
    # Without a constraint in the database: PostgreSQL could not flush the table of users otherwise.
    restarted_by = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )

    class Meta(Job.Meta):
        apps = _registry
        app_label = "oewatch"


# Reading it fills this of every model of the registry, which for users would then be what refers to them here alone: nothing
# that a test deletes would be protected any more. Read once and forgotten, it is asked of Django's own registry again.
assert TinyJob._meta._relation_tree == []
get_user_model()._meta._expire_cache()

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def tiny_table(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(TinyJob)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(TinyJob)


@pytest.fixture
def tiny_job(tiny_table: None, db: None) -> Iterator[TinyJob]:
    """One queued job. Deleted by hand: a transactional test flushes only installed models."""
    yield TinyJob.objects.create(queued_at=NOW)
    TinyJob.objects.all().delete()


@pytest.fixture
def shared_tiny_job(tiny_table: None, transactional_db: None) -> Iterator[TinyJob]:
    """One queued job that other threads see."""
    yield TinyJob.objects.create(queued_at=NOW)
    TinyJob.objects.all().delete()


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been sent to the queue, by primary key."""
    from editorial.jobs import operations

    sent: list[str] = []

    class Queue:
        def send_task(self, name: str, args: list[str], **options: object) -> None:
            sent.append(args[0])

    monkeypatch.setattr(operations, "current_app", Queue())
    return sent
