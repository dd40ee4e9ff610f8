"""`manage.py serve` as a person uses it: start, look, Ctrl-C, and again; nothing stays behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.serial
ROOT = Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An embedded installation of its own, migrated."""
    made = {
        **os.environ,
        "OEWATCH_DATA_DIR": str(tmp_path_factory.mktemp("site")),
        "STATIC_MANIFEST": "0",
        "LOG_LEVEL": "INFO",
        "JOB_RECONCILE_SECONDS": "1",
    }
    made.pop("DATABASE_URL", None)
    made.pop("REDIS_URL", None)
    manage("migrate", "-v0", environment=made)
    return made


def manage(*words, environment):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )


def processes_of(environment):
    """Processes of this installation, id → command, by its data folder (Linux).

    It is in their environment; Valkey overwrites that, but has the folder in its title.
    """
    needle = environment["OEWATCH_DATA_DIR"].encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
            if needle in command or b"OEWATCH_DATA_DIR=" + needle in (folder / "environ").read_bytes():
                found[int(folder.name)] = command.decode()
        except OSError:
            continue
    return found


def wait_for(true, *, limit_s=40.0, words=str):
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        value = true()
        if value:
            return value
        time.sleep(0.1)
    pytest.fail(f"waited in vain; {words()[-3000:]}")


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


class Site:
    def __init__(self, environment, log):
        self.environment, self.log, self.port = environment, log, free_port()
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port), "--concurrency", "1"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def words(self):
        return self.log.read_text(errors="replace")

    def wait(self):
        wait_for(lambda: answers(self.port) and " ready" in self.words(), words=self.words)

    def one(self, what):
        """The oldest process of this site whose command has `what`."""
        return min(
            (pid for pid, command in processes_of(self.environment).items() if what in command), default=None
        )


@pytest.fixture
def site(environment, tmp_path):
    site = Site(environment, tmp_path / "log")
    yield site
    if site.process.poll() is None:
        site.process.terminate()
        site.process.wait(timeout=60)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_serves_and_ends_everything_it_started(site, environment, ending):
    site.wait()
    assert f"http://127.0.0.1:{site.port}/" in site.words()
    assert len(processes_of(environment)) >= 7
    site.process.send_signal(ending)
    assert site.process.wait(timeout=60) == 0
    assert processes_of(environment) == {}
    assert "has stopped" in site.words()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_dies_starts_again_and_a_killed_supervisor_leaves_nothing(site, environment):
    site.wait()
    worker, queue = site.one(" worker "), site.one("valkey-server")
    os.kill(worker, signal.SIGKILL)
    os.kill(queue, signal.SIGKILL)
    wait_for(lambda: site.one(" worker ") not in (None, worker))
    wait_for(lambda: site.one("valkey-server") not in (None, queue))
    wait_for(lambda: site.words().count(" ready") == 2)
    site.process.kill()
    site.process.wait()
    wait_for(lambda: processes_of(environment) == {})


def test_a_database_that_is_not_up_to_date_is_said(environment, tmp_path):
    elsewhere = {**environment, "OEWATCH_DATA_DIR": str(tmp_path)}
    with pytest.raises(subprocess.CalledProcessError) as refused:
        manage("serve", environment=elsewhere)
    assert "manage.py migrate" in refused.value.stderr


@pytest.mark.parametrize(
    ("option", "value", "range_of_it"),
    [
        ("--port", "99999", "from 1 to 65535"),
        ("--port", "http", "from 1 to 65535"),
        ("--concurrency", "0", "from 1 to 1000"),
        ("--concurrency", "-1", "from 1 to 1000"),
    ],
)
def test_numbers_that_cannot_be_are_said(environment, option, value, range_of_it):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        manage("serve", f"{option}={value}", environment=environment)
    assert f"argument {option}: “{value}” is no whole number {range_of_it}" in refused.value.stderr
    assert "Traceback" not in refused.value.stderr


def test_a_taken_port_is_said(environment):
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(subprocess.CalledProcessError) as refused,
    ):
        manage("serve", "--port", str(taken.getsockname()[1]), environment=environment)
    assert "is taken" in refused.value.stderr
