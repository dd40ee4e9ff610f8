"""systemd/: units that systemd understands, with the commands of the image, and in one frame of what they may do."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.production.commands import ROOT, instructions, service_command, unit_command

UNITS = sorted((ROOT / "systemd").glob("oewatch*.*"))
SERVICES = [path for path in UNITS if path.suffix == ".service"]
names = [path.stem for path in SERVICES]


def lines_of(path: Path) -> dict[str, list[str]]:
    """Every setting of a unit with its values, in order; continued lines put together. Raises for what is no unit file."""
    text = re.sub(r"\\\n\s*", "", path.read_text())
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)  # raises for a line that is neither section nor setting
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if "=" in line and not line.startswith("#"):
            found.setdefault(line.partition("=")[0], []).append(line.partition("=")[2])
    return found


def test_there_is_a_unit_for_each_process() -> None:
    assert {path.name for path in UNITS} == {
        "oewatch.target", "oewatch-web.socket", "oewatch-backup.timer",
        *(f"oewatch-{name}.service" for name in ("migrate", "web", "worker", "beat", "backup")),
    }  # fmt: skip


def test_systemd_takes_them(tmp_path: Path) -> None:
    """With programs where they will be: everything else that `verify` says is a fault."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    for path in [*UNITS]:
        text = (
            path.read_text()
            .replace("/opt/oewatch/.venv/bin/", "/bin/")
            .replace("/opt/oewatch/scripts/", "/bin/")
        )
        text = re.sub(r"/bin/(gunicorn|celery|python|nightly-backup)", "/bin/true", text)
        (tmp_path / path.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *(str(tmp_path / path.name) for path in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "oewatch" in line]
    assert ours == [], ours


@pytest.mark.parametrize("path", SERVICES, ids=names)
def test_no_service_may_do_more_than_it_needs(path: Path) -> None:
    found = lines_of(path)
    wanted = {
        "User": "oewatch", "Group": "oewatch", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes",
        "PrivateTmp": "yes", "PrivateDevices": "yes", "RestrictSUIDSGID": "yes", "CapabilityBoundingSet": "",
        "SystemCallFilter": "@system-service", "UMask": "0027", "EnvironmentFile": "/etc/oewatch/oewatch.env",
        "StateDirectory": "oewatch oewatch/files", "StateDirectoryMode": "0710",
    }  # fmt: skip
    assert {name: found.get(name, ["not there"])[-1] for name in wanted} == wanted
    assert (
        found["MemoryMax"] and "MemoryDenyWriteExecute" not in found
    )  # ctypes and cffi make code at run time
    assert path.stem == "oewatch-backup" or "ReadWritePaths" not in found


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_what_serves_starts_again_and_ends_in_bounded_time(name: str) -> None:
    found = lines_of(ROOT / f"systemd/oewatch-{name}.service")
    assert found["Restart"] == ["always"] and found["PartOf"] == ["oewatch.target"]
    assert "oewatch-migrate.service" in found["After"][0]
    assert name == "beat" or (found["KillMode"], len(found["TimeoutStopSec"])) == (["mixed"], 1)
    # Else one process that takes too much memory would end them all (docs/operating.md says that it does not).
    assert name == "beat" or found["OOMPolicy"] == ["continue"]


def test_a_database_that_is_away_is_asked_again() -> None:
    found = lines_of(ROOT / "systemd/oewatch-migrate.service")
    assert (found["Restart"], found["RestartSec"]) == (["on-failure"], ["10"])


def test_the_clock_remembers_when_it_last_sent_a_task() -> None:
    """Else a task that is due once a day would never be, where the clock is started again every day."""
    found = lines_of(ROOT / "systemd/oewatch-beat.service")
    assert found["Environment"][0].startswith("OEWATCH_DATA_DIR=/var/lib/oewatch ")
    assert found["StateDirectory"][0].startswith("oewatch ")
    for command in (unit_command("beat"), service_command("beat")):
        assert not [
            word for word in command if word.startswith(("--schedule", "-s"))
        ]  # it is in the data folder
    assert Path(settings.CELERY_BEAT_SCHEDULE_FILENAME).parent == settings.DATA_DIR


def test_they_are_the_commands_of_the_image() -> None:
    image = json.loads(
        [rest for word, rest in instructions((ROOT / "docker/Dockerfile").read_text()) if word == "CMD"][-1]
    )
    image = [word for word in image if word not in ("--bind", "0.0.0.0:8000")]  # the socket is systemd's

    def command(name: str) -> list[str]:
        words = shlex.split(
            lines_of(ROOT / f"systemd/oewatch-{name}.service")["ExecStart"][0].replace("%%", "%")
        )
        return [words[0].removeprefix("/opt/oewatch/.venv/bin/"), *words[1:]]

    assert command("web") == image
    assert command("worker") == service_command("worker")
    assert command("beat") == service_command("beat")
    worker = lines_of(ROOT / "systemd/oewatch-worker.service")
    assert "REMAP_SIGTERM=SIGQUIT" in worker["Environment"] and worker["SuccessExitStatus"] == ["1"]


def test_nginx_finds_the_socket() -> None:
    listening = lines_of(ROOT / "systemd/oewatch-web.socket")["ListenStream"][0]
    assert f"http://{listening};" in (ROOT / "systemd/nginx-site.sed").read_text()
