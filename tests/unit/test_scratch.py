"""Folders that go also when whoever made them was killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from editorial.scratch import LEFT_ALONE_S, PREFIX, remove_abandoned, scratch_folder

HOLD = """
import sys, time
from editorial.scratch import scratch_folder
with scratch_folder("held") as folder:
    (folder / "page").write_text("half")
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def later() -> float:
    return time.time() + LEFT_ALONE_S + 1


def test_a_folder_goes_with_the_block_and_is_nobody_elses_before() -> None:
    with scratch_folder("work") as folder:
        (folder / "page").write_text("whole")
        assert folder.name.startswith(f"{PREFIX}work-")
        assert remove_abandoned(at=later()) == 0
        assert (folder / "page").exists()
    assert not folder.exists()


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_has_is_not() -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert remove_abandoned(at=later()) == 0 and folder.exists()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert folder.exists()
    assert remove_abandoned() == 0, "too young: it may just have been made"
    assert remove_abandoned(at=later()) == 1
    assert not folder.exists()


def test_nothing_else_is_touched(tmp_path: Path) -> None:
    other, link = tmp_path / "oewatch-test-x", tmp_path / f"{PREFIX}link"
    other.mkdir()
    link.symlink_to(other)
    assert remove_abandoned(at=later()) == 0
    assert other.exists() and link.is_symlink()
