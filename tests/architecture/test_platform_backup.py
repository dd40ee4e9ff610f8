"""scripts/nightly-backup: what it keeps, what it removes, and how it ends. The backup itself is played by a stand-in."""

import fcntl
import os
import re
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TODAY = date.today()  # noqa: DTZ011  as `date` has it, which the script asks
STAND_IN = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$2" in
    backup) [ "$BACKUP" = 1 ] || { mkdir "$3"; touch "$3/manifest.json"; }; exit "$BACKUP" ;;
    verify_backup) exit "$VERIFY" ;;
esac
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups are, in a path with a space; some are there."""
    made = tmp_path / "of backups"
    made.mkdir()
    return made


def run(folder: Path, *, backup: int = 0, verify: int = 0, **more: str) -> tuple[int, list[str]]:
    """Its exit code, and the commands that it gave."""
    calls, stand_in = folder.parent / "calls", folder.parent / "bin/python"
    stand_in.parent.mkdir(exist_ok=True)
    stand_in.write_text(STAND_IN)
    stand_in.chmod(0o755)
    calls.write_text("")
    environment = {
        **os.environ, "PATH": f"{stand_in.parent}:{os.environ['PATH']}", "CALLS": str(calls), "BACKUP": str(backup),
        "VERIFY": str(verify), **more,
    }  # fmt: skip
    done = subprocess.run(
        [ROOT / "scripts/nightly-backup", folder], env=environment, check=False, capture_output=True, cwd="/"
    )
    return done.returncode, calls.read_text().splitlines()


def days_there(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def make(folder: Path, *days: date) -> set[str]:
    for day in days:
        (folder / str(day)).mkdir()
        (folder / str(day) / "manifest.json").touch()
    return {str(day) for day in days}


def test_it_is_made_on_the_last_one_and_read_again(folder: Path) -> None:
    make(folder, TODAY - timedelta(days=2), TODAY - timedelta(days=1))
    (folder / "notes").mkdir()
    code, calls = run(folder)
    assert code == 0
    assert calls == [
        f"manage.py backup {folder}/{TODAY} --previous {folder}/{TODAY - timedelta(days=1)}",
        f"manage.py verify_backup {folder}/{TODAY}",
    ]


def test_a_second_one_of_the_day_has_its_time_in_its_name(folder: Path) -> None:
    """Before an upgrade, say, or because the first one is damaged."""
    make(folder, TODAY)
    code, calls = run(folder)
    (new,) = days_there(folder) - {str(TODAY)}
    assert code == 0 and re.fullmatch(rf"{TODAY}-\d{{6}}", new)
    assert calls == [
        f"manage.py backup {folder}/{new} --previous {folder}/{TODAY}", f"manage.py verify_backup {folder}/{new}",
    ]  # fmt: skip


def test_one_that_is_none_any_more_does_not_stop_the_next(folder: Path) -> None:
    make(folder, TODAY - timedelta(days=1), TODAY)
    (folder / str(TODAY) / "manifest.json").unlink()
    code, calls = run(folder)
    assert code == 0 and calls[0].endswith(f" --previous {folder}/{TODAY - timedelta(days=1)}")


def test_the_first_one_has_nothing_before_it(folder: Path) -> None:
    assert run(folder)[1][0] == f"manage.py backup {folder}/{TODAY}"


def test_old_ones_go_but_the_first_of_each_month_stays(folder: Path) -> None:
    long_ago = [date(2020, 1, 3), date(2020, 1, 4), date(2020, 1, 31), date(2020, 2, 2), date(2020, 2, 3)]
    make(folder, *long_ago)
    lately = make(folder, *(TODAY - timedelta(days=days) for days in (1, 20, 34)))
    for name in ("2020-01-03-141500", "2020-02-02-000000", "2020-01-notes"):
        (folder / name).mkdir()
    assert run(folder)[0] == 0
    assert days_there(folder) == {"2020-01-03", "2020-02-02", "2020-01-notes", str(TODAY)} | lately


def test_what_killed_runs_of_other_days_left_goes(folder: Path) -> None:
    ours = {f"{TODAY}.partial", f"{TODAY}-141500.partial", "notes.partial"}
    for name in ("2020-01-05.partial", "2020-01-06-141500.partial", "2020-01-07.partial", *ours):
        (folder / name).mkdir()
        (folder / name / "manifest.json").touch()
    held = os.open(folder / "2020-01-07.partial", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)  # as a backup that is still being made
    assert run(folder, backup=1)[0] == 1
    assert days_there(folder) == ours | {"2020-01-07.partial"}
    os.close(held)
    code, calls = run(folder)
    assert code == 0 and calls[0] == f"manage.py backup {folder}/{TODAY}"
    assert days_there(folder) == ours | {str(TODAY)}


def test_files_that_the_store_lacks_are_said_and_old_ones_go_all_the_same(folder: Path) -> None:
    make(folder, date(2020, 1, 3), date(2020, 1, 4))
    assert run(folder, backup=2)[0] == 2
    assert days_there(folder) == {"2020-01-03", str(TODAY)}


@pytest.mark.parametrize(("backup", "verify", "code"), [(1, 0, 1), (0, 1, 1), (2, 1, 1)])
def test_on_a_bad_night_it_says_so_and_nothing_goes(
    folder: Path, backup: int, verify: int, code: int
) -> None:
    old = make(folder, date(2020, 1, 3), date(2020, 1, 4))
    assert run(folder, backup=backup, verify=verify)[0] == code
    assert old <= days_there(folder)


def test_one_that_is_not_sound_keeps_no_name_of_a_backup(folder: Path) -> None:
    """As the first of its month it would stay for good, while sound ones go."""
    old = make(folder, date(2020, 1, 4))
    (folder / "2020-01-03.broken").mkdir()
    assert run(folder, verify=1)[0] == 1
    assert days_there(folder) == old | {f"{TODAY}.broken"}
    code, calls = run(folder)
    assert code == 0 and calls[0] == f"manage.py backup {folder}/{TODAY} --previous {folder}/2020-01-04"
    assert days_there(folder) == old | {f"{TODAY}.broken", str(TODAY)}


@pytest.mark.parametrize("words", [(), ("",), ("/nowhere",), ("/dev/null",), ("one", "two")])
def test_without_a_folder_that_is_there_it_ends_with_1(words: tuple[str, ...]) -> None:
    """2 would say that a backup was made."""
    done = subprocess.run([ROOT / "scripts/nightly-backup", *words], check=False, capture_output=True)
    assert (done.returncode, done.stdout) == (1, b"") and b"No backup was made." in done.stderr


@pytest.mark.parametrize("days", ["abc", "35 days", "-1", "3.5", "9999999"])
def test_days_that_are_no_number_are_refused_before_anything_is_made(folder: Path, days: str) -> None:
    old = make(folder, date(2020, 1, 3))
    assert run(folder, KEEP_DAYS=days) == (1, [])
    assert days_there(folder) == old
