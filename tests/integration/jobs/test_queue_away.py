"""With the queue away, nothing fails and nothing waits; the row stays queued for the reconciler."""

import socket
import time

import pytest
from celery import Celery

from editorial.jobs import operations
from editorial.states import JobStatus
from oewatch.celery import app as configured_app

from .conftest import NOW, TinyJob


def nobody_listens():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}/0"


@pytest.fixture
def send_through(monkeypatch):
    """Make send_message use an application with our settings and another broker."""

    def use(url):
        app = Celery("away", broker=url, set_as_current=False)
        app.conf.broker_transport_options = configured_app.conf.broker_transport_options
        app.conf.task_publish_retry_policy = configured_app.conf.task_publish_retry_policy
        app.conf.task_ignore_result = True
        monkeypatch.setattr(operations, "current_app", app)

    return use


@pytest.mark.serial
@pytest.mark.parametrize("address", [nobody_listens, lambda: "redis+socket:///nonexistent/valkey.sock"])
def test_no_message_no_error_no_wait(tiny_job, send_through, address):
    send_through(address())
    started = time.monotonic()
    assert not operations.send_message(model=TinyJob, pk=tiny_job.pk, at=NOW)
    assert time.monotonic() - started < 5  # 0.3 s on an idle machine; 6.3 with kombu's own settings
    tiny_job.refresh_from_db()
    assert (tiny_job.status, tiny_job.message_sent_at) == (JobStatus.QUEUED, None)


@pytest.mark.serial
def test_a_queue_that_accepts_and_never_answers_costs_seconds_not_minutes(tiny_job, send_through):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        send_through(f"redis://127.0.0.1:{deaf.getsockname()[1]}/0")
        started = time.monotonic()
        assert not operations.send_message(model=TinyJob, pk=tiny_job.pk, at=NOW)
        assert time.monotonic() - started < 15
