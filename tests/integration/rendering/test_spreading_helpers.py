"""Several workers at one rendition: they share the parts, and a helper's end costs time only."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from editorial.issues.models import Rendition
from editorial.jobs import operations as jobs
from editorial.rendering import operations
from editorial.rendering.models import RenderedPart
from editorial.rendering.spreading import work
from editorial.rendering.tasks import help_render
from editorial.rendering.telling import render_and_tell
from editorial.states import JobStatus

from .faking import FakeTypesetter, install, issue_proof, key_of, titles


class Queue:
    """Messages that nobody takes but the test."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, float | None]] = []

    def send_task(self, name: str, args: list[str], *, expires: float | None = None, **_: object) -> None:
        self.sent.append((name.rpartition(".")[2], args[0], expires))


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    made = Queue()
    monkeypatch.setattr(jobs, "current_app", made)
    return made


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[FakeTypesetter]:
    return install(monkeypatch, tmp_path)


def in_thread(act: Any, *args: Any) -> threading.Thread:
    def run() -> None:
        try:
            act(*args)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_coordinator_and_helpers_set_every_part_once(
    fake: type[FakeTypesetter], queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake, "lasts_s", 0.02)
    words = titles(30)
    asked = issue_proof(words)
    coming = threading.Event()
    makers: dict[str, int] = {}

    def during(title: str) -> None:
        makers[title] = threading.get_ident()
        coming.set()

    monkeypatch.setattr(fake, "during", staticmethod(during))
    threads = [in_thread(render_and_tell, str(asked.pk))]
    assert coming.wait(20)
    threads += [in_thread(help_render, str(asked.pk)) for _ in range(2)]
    for thread in threads:
        thread.join(60)
    asked.refresh_from_db()
    assert asked.status == JobStatus.SUCCEEDED
    assert set(fake.log.values()) == {1}
    assert len(set(makers.values())) == 3
    assert list(fake.assembled.values()) == [1]
    assert queue.sent.count(("help_render", str(asked.pk), operations.HELPERS_MAY_COME_S)) == 4


@pytest.mark.django_db
def test_few_parts_are_not_worth_a_helper(fake: type[FakeTypesetter], queue: Queue) -> None:
    asked = issue_proof(titles(3))
    render_and_tell(str(asked.pk))
    assert not queue.sent


def running(words: list[str]) -> Rendition:
    asked = issue_proof(words)
    assert jobs.claim(model=Rendition, pk=asked.pk, worker="w1", lease_s=30, at=timezone.now())
    return asked


@pytest.mark.django_db
def test_a_helper_leaves_what_it_cannot_set_to_the_coordinator(
    fake: type[FakeTypesetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work.random, "randrange", lambda count: 0)
    asked = running([*titles(4), "A broken one"])
    assert operations.help_rendition(str(asked.pk)) == 4
    asked.refresh_from_db()
    assert asked.status == JobStatus.RUNNING
    row = RenderedPart.objects.get(key=key_of("A broken one"))
    assert (row.made_at, row.claimed_until) == (None, None)


@pytest.mark.django_db
def test_a_helper_that_breaks_says_nothing(
    fake: type[FakeTypesetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(title: str) -> None:
        raise MemoryError

    asked = running(titles(4))
    monkeypatch.setattr(fake, "during", staticmethod(breaks))
    assert operations.help_rendition(str(asked.pk)) == 0
    asked.refresh_from_db()
    assert asked.status == JobStatus.RUNNING
    assert not RenderedPart.objects.filter(claimed_until__isnull=False).exists()


@pytest.mark.django_db
def test_a_helper_that_comes_too_late_opens_nothing(
    fake: type[FakeTypesetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "Typesetter", None)
    over = issue_proof(titles(4))
    nearly = running(titles(8))
    Rendition.objects.filter(pk=nearly.pk).update(progress_done=6, progress_of=8)
    assert [operations.help_rendition(str(one.pk)) for one in (over, nearly)] == [0, 0]


@pytest.mark.django_db
def test_a_helper_ends_with_the_rendition(
    fake: type[FakeTypesetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = running(titles(6))

    def during(title: str) -> None:
        if len(fake.log) == 2:
            Rendition.objects.filter(pk=asked.pk).update(status=JobStatus.QUEUED, lease_expires_at=None)

    monkeypatch.setattr(fake, "during", staticmethod(during))
    assert operations.help_rendition(str(asked.pk)) == 3
