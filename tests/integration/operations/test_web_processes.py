"""gunicorn as it is run: several processes count together, and every line of the log is JSON without secrets."""

import http.client
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from oewatch.children import start_child, stop_child
from tests.processes import database_url
from tests.services import free_port

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "a-token-of-more-than-twenty-letters"

pytestmark = pytest.mark.serial


def ask(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read().decode(), dict(response.getheaders())
    finally:
        connection.close()


@contextmanager
def gunicorn(log, tmp_path):
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "oewatch.wsgi", "--config", "python:oewatch.gunicorn", "--workers", "2",
               "--threads", "2", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]  # fmt: skip
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "METRICS_TOKEN": TOKEN,
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "counts"),
        "DJANGO_SETTINGS_MODULE": "oewatch.settings",
    }
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    with log.open("wb") as file:
        process = start_child(command, environment=environment, output=file.fileno(), folder=ROOT)
    try:
        end = time.monotonic() + 60
        while True:
            try:
                ask(port, "/healthz")
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.2)
        yield port
    finally:
        stop_child(process, grace_s=20)


@pytest.mark.django_db(transaction=True)
def test_processes_count_together_and_log_without_secrets(tmp_path):
    log = tmp_path / "log"
    leftover = tmp_path / "counts" / "counter_4194305.db"
    leftover.parent.mkdir()
    leftover.write_bytes(b"of a process that ended")
    with gunicorn(log, tmp_path) as port:
        ids = {ask(port, "/accounts/login/")[2]["X-Request-ID"] for _ in range(12)}
        assert len(ids) == 12
        assert ask(port, "/invitations/s3cr3tk3y/")[0] == 404
        assert ask(port, "/healthz", Host="nobody.example")[:2] == (200, "ok\n")
        assert ask(port, "/metrics")[0] == 404
        status, text, headers = ask(port, "/metrics", Authorization=f"Bearer {TOKEN}", Host="nobody.example")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain")
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    counted = {
        (one.labels["route"], one.labels["status"]): one.value
        for one in samples
        if one.name == "oewatch_requests_total" and one.labels["method"] == "GET"
    }
    assert counted["account_login", "2xx"] == 12
    assert not leftover.exists()
    assert "s3cr3tk3y" not in text
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    written = [
        line for line in lines if line["logger"] == "oewatch.access" and line["route"] == "account_login"
    ]
    assert {line["request_id"] for line in written} == ids
    assert any(line["logger"] == "gunicorn.error" for line in lines)
    assert "s3cr3tk3y" not in log.read_text()


@pytest.mark.django_db(transaction=True)
def test_a_worker_gives_signs_of_life_while_it_lives(tmp_path):
    """Also while the queue is away: whether Redis answers is another question."""
    environment = os.environ | {"DATABASE_URL": database_url(), "OEWATCH_DATA_DIR": str(tmp_path), "LOG_LEVEL": "INFO",
                                "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": "oewatch.settings"}  # fmt: skip
    from oewatch.embedded import EmbeddedQueue

    command = [sys.executable, "-m", "celery", "--app=oewatch", "worker", "--concurrency=1", "--hostname=worker@test",
               "--without-gossip", "--without-mingle", "--without-heartbeat"]  # fmt: skip
    sign = tmp_path / "workers" / "worker@test"
    with EmbeddedQueue(data_dir=tmp_path), (tmp_path / "log").open("wb") as file:
        process = start_child(command, environment=environment, output=file.fileno(), folder=ROOT)
        try:
            end = time.monotonic() + 60
            while not sign.exists():
                assert process.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < end
                time.sleep(0.2)
            first = sign.stat().st_mtime_ns
            while sign.stat().st_mtime_ns == first:
                assert time.monotonic() < end
                time.sleep(0.5)
            found = subprocess.run(
                ["find", str(sign.parent), "-name", "worker@test", "-mmin", "-1"], capture_output=True, text=True, check=True
            )  # fmt: skip
            assert found.stdout.strip() == str(sign)
        finally:
            stop_child(process, grace_s=30)
    assert not sign.exists()
