"""/healthz and /readyz: what they say, to whom, and that nothing makes them wait."""

import os
import threading
import time

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from oewatch import readiness, workers
from oewatch.cache import SharedCache
from oewatch.embedded import EmbeddedQueue
from oewatch.readiness import NO_ANSWER, OK, Question

ANYONE = {"HTTP_HOST": "10.0.0.7:8000"}  # no allowed host: whoever watches asks the process


@pytest.fixture
def queue(monkeypatch):
    """The queue of the settings, running, and every question asked anew."""
    for question in (*readiness.NEEDED, *readiness.WISHED):
        monkeypatch.setattr(question, "kept_s", 0)
    monkeypatch.setattr(SharedCache, "away_until", 0.0)
    if not site.EMBEDDED_QUEUE:
        yield
        return
    with EmbeddedQueue(data_dir=site.DATA_DIR):
        yield


def ready():
    response = Client().get("/readyz", **ANYONE)
    found = response.json()
    assert response.status_code == (200 if found["ready"] else 503)
    return found


def test_a_process_that_answers_is_alive(settings):
    """Without a database, by any host name, by plain http."""
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/healthz", **ANYONE)
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db(transaction=True)
def test_a_site_that_is_not_ready_fills_no_log(settings, queue, caplog):
    settings.DISK_FLOOR_MB = 10**9
    response = Client().head("/readyz", **ANYONE)
    assert (response.status_code, response.content) == (503, b"")
    assert "django.request" not in {line.name for line in caplog.records}


def test_nothing_is_taken_there():
    for address in ("/healthz", "/readyz"):
        assert Client().post(address, **ANYONE).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_site_with_everything_is_ready(settings, queue):
    settings.SECURE_SSL_REDIRECT = True
    cache.delete(workers._SEEN)
    assert ready() == {
        "ready": True,
        "checks": {"database": OK, "queue": OK, "files": OK, "disk": OK, "worker": "none was seen lately"},
    }
    workers.give_sign("worker@here")
    assert workers.sign_of("worker@here").exists()
    assert ready()["checks"]["worker"] == OK


@pytest.mark.django_db(transaction=True)
def test_each_part_that_is_missing_is_named(settings, queue, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setattr(
        readiness.default_storage,
        "_wrapped",
        type(readiness.default_storage._wrapped)(location=blocked / "x"),
    )
    settings.DISK_FLOOR_MB = 10**9
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    recorder = MigrationRecorder.Migration.objects.filter(app="editorial").order_by("-pk")
    last = recorder.first()
    last.delete()
    try:
        found = ready()
    finally:
        last.save(force_insert=True)
    assert not found["ready"]
    assert found["checks"]["database"] == "1 migrations are not applied"
    assert found["checks"]["queue"] == found["checks"]["files"] == NO_ANSWER
    assert found["checks"]["disk"].endswith("MB left, less than 1000000000")


@pytest.mark.django_db(transaction=True)
def test_a_newer_database_is_ready_for_older_code(queue):
    """While a new version is rolled out, its migrations are applied before its code runs everywhere."""
    newer = MigrationRecorder.Migration.objects.create(app="editorial", name="9999_of_the_next_version")
    try:
        assert ready()["checks"]["database"] == OK
    finally:
        newer.delete()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_missing_is_only_said(queue):
    cache.delete(workers._SEEN)
    found = ready()
    assert found["ready"]
    assert found["checks"]["worker"] != OK


def test_a_part_that_hangs_is_asked_once_and_waited_for_briefly():
    let_go, asked = threading.Event(), []

    def hang():
        asked.append(1)
        let_go.wait(30)
        return OK

    question = Question("slow", hang, kept_s=0)
    try:
        for _ in range(3):
            assert question.answer(question.start(), until=time.monotonic() + 0.05) == NO_ANSWER
        assert len(asked) == 1
    finally:
        let_go.set()
    thread = question._thread
    thread.join()
    assert question.answer(None, until=0) == OK


def test_a_fresh_answer_is_kept_and_a_failure_says_no_secret(caplog):
    asked = []

    def fail():
        asked.append(1)
        raise OSError("password hunter2 refused")

    question = Question("broken", fail, kept_s=60)
    for _ in range(5):
        assert question.answer(question.start(), until=time.monotonic() + 5) == NO_ANSWER
    assert len(asked) == 1


def test_signs_of_ended_workers_are_forgotten(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    workers.give_sign("worker@old")
    workers.give_sign("a/b@new")
    old = workers.sign_of("worker@old")
    os.utime(old, (1, 1))
    workers.forget_old_signs()
    assert not old.exists()
    assert workers.sign_of("a/b@new").parent == old.parent


def test_a_sign_that_cannot_be_written_ends_no_worker(tmp_path, settings, caplog):
    settings.DATA_DIR = tmp_path / "file"
    settings.DATA_DIR.touch()
    workers.give_sign("worker@here")
    assert "no sign of life written" in caplog.text
