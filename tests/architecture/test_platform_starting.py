"""A wrong installation is told everything at once by `check`, and neither web server nor worker starts with it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.test_platform_settings import PRODUCTION, ROOT, check, clean_environment

BROKEN = {
    "DATABASE_URL": "postgres://u:pa/ss@db.example.org:abc/name",
    "REDIS_URL": "redis://:hunter2#x@queue.example.org",
    "EMAIL_URL": "carrier-pigeon://coop:hunter2@roof",
    "PUBLIC_URL": "digest.example.org",
    "ALLOWED_HOSTS": "https://digest.example.org",
    "BEHIND_PROXY": "ture",
    "JOB_MEMORY_MB": "lots",
    "WORKER_CONCURRENCY": "0",
    "TIME_ZONE": "Mars",
    "LOG_LEVEL": "loud",
    "LOG_FORMAT": "xml",
    "METRICS_TOKEN": "hunter2",
    "SENTRY_DSN": "no address",
    "DISK_FLOOR_MB": "-5",
    "SECRET_KEY": '"k3-abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz"',
    "VERAPDF": "/nowhere/verapdf",
}
COMMANDS = {
    "gunicorn": ["gunicorn", "oewatch.wsgi", "--config", "python:oewatch.gunicorn", "--bind", "127.0.0.1:0",
                 "--no-control-socket"],
    "worker": ["celery", "--app=oewatch", "worker", "--concurrency=1"],
    "beat": ["celery", "--app=oewatch", "beat", "--pidfile="],
}  # fmt: skip


def test_everything_that_is_wrong_is_said_at_once_and_no_secret_with_it(tmp_path):
    done = check(tmp_path, **BROKEN, OEWATCH_DATA_DIR="/dev/null/data", DEFAULT_FRM_EMAIL="a@b.example")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for name in (*BROKEN, "OEWATCH_DATA_DIR"):
        assert (
            f"oewatch.E010) {name} is " in done.stderr
            or f"E011) {name} is " in done.stderr
            or name == "OEWATCH_DATA_DIR"
        )
    assert "The data folder /dev/null/data cannot be made" in done.stderr
    assert "and DEFAULT_FROM_EMAIL is not set" in done.stderr
    assert "is not set, but" not in done.stderr  # what is unusable is not said to be missing
    for secret in ("hunter2", "pa/ss", "k3-"):
        assert secret not in done.stderr


@pytest.mark.serial
@pytest.mark.parametrize("process", sorted(COMMANDS))
def test_no_process_starts_with_settings_that_cannot_be_used(tmp_path, process):
    command = [str(Path(sys.executable).parent / COMMANDS[process][0]), *COMMANDS[process][1:]]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=clean_environment(tmp_path, **PRODUCTION | {"DATABASE_URL": "postgres://u:hunter2@h:abc/n"}),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 3
    assert "DATABASE_URL is an address whose host or port cannot be read" in done.stderr
    assert "hunter2" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [b"", b"\xff\xfe"])
def test_a_key_that_was_kept_badly_is_said(tmp_path, content):
    (tmp_path / "secret_key").write_bytes(content)
    done = check(tmp_path, SECRET_KEY="")
    assert f"{tmp_path}/secret_key" in done.stderr
    assert "oewatch.E010" in done.stderr
    assert "Traceback" not in done.stderr
