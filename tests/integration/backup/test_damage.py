"""A backup that is not what was written is found out, whatever byte it is; one that cannot be written leaves nothing."""

import errno
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models

from editorial.backup import making, snapshots, taking
from editorial.backup.errors import BackupDamaged, CannotBackUp, NotABackup
from editorial.backup.folders import FILES, FINGERPRINTS, MANIFEST, SUMS
from editorial.backup.making import make_backup
from editorial.backup.stored_files import COLUMNS
from editorial.backup.verifying import verify_backup
from tests import factories as f

pytestmark = [pytest.mark.serial, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A backup of a complete article; it has a picture."""
    f.complete_article()
    return make_backup(destination=tmp_path / "backup").folder


def files_of(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_changed_byte_is_found_wherever_it_is(folder: Path, subtests: pytest.Subtests) -> None:
    verify_backup(folder)
    chance = random.Random(8)
    for path in files_of(folder):
        good = path.read_bytes()
        for _ in range(3):
            place = chance.randrange(len(good))
            with subtests.test(path.name, place=place):
                bad = good[:place] + bytes([good[place] ^ (1 << chance.randrange(8))]) + good[place + 1 :]
                path.write_bytes(bad)
                with pytest.raises((BackupDamaged, NotABackup)):
                    verify_backup(folder)
        path.write_bytes(good)
    verify_backup(folder)


def test_a_missing_and_a_cut_off_file_are_named(folder: Path) -> None:
    for path in list(files_of(folder)):
        good = path.read_bytes()
        path.write_bytes(good[: len(good) // 2])
        with pytest.raises((BackupDamaged, NotABackup)):
            verify_backup(folder)
        path.unlink()
        with pytest.raises((BackupDamaged, NotABackup)) as refusal:
            verify_backup(folder)
        if path.name not in (SUMS, MANIFEST):
            assert f"{path.relative_to(folder).as_posix()} is missing." in str(refusal.value)
        else:
            assert "If it was copied from elsewhere, copy it again." in str(refusal.value)
        path.write_bytes(good)
    verify_backup(folder)


def test_a_line_that_somebody_took_out_of_the_list_is_found(folder: Path) -> None:
    lines = (folder / SUMS).read_text().splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.endswith(f"{MANIFEST}\n"):
            continue
        (folder / SUMS).write_text("".join(lines[:number] + lines[number + 1 :]))
        with pytest.raises(NotABackup, match="do not belong together"):
            verify_backup(folder)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "files/../../x", "files//x", "./files/x", ""]
)
def test_a_list_that_leads_out_of_the_folder_is_refused(folder: Path, name: str) -> None:
    text = (folder / SUMS).read_text()
    (folder / SUMS).write_text(f"{'0' * 64}  {name}\n{text}")
    with pytest.raises(NotABackup):
        verify_backup(folder)


def test_a_link_in_place_of_a_file_is_no_file(folder: Path, tmp_path: Path) -> None:
    path = next((folder / FILES).rglob("*.png"))
    shutil.copy(path, tmp_path / "elsewhere")
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BackupDamaged, match="is not a file"):
        verify_backup(folder)


def test_the_command_names_what_is_damaged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_backup", folder)
    assert capsys.readouterr().out.startswith("Whole: ")
    (folder / FINGERPRINTS).write_text("article nothing\n")
    with pytest.raises(CommandError, match="is damaged"):
        call_command("verify_backup", folder)
    assert "fingerprints.txt is not what was written" in capsys.readouterr().out


def nothing_is_left(folder: Path) -> None:
    assert not folder.exists() and not folder.with_name("backup.partial").exists()


@pytest.mark.parametrize("place", ["files", "lists"])
def test_a_full_disk_leaves_nothing_and_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    f.complete_article()

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(
        taking if place == "files" else making, "_write" if place == "files" else "settle", full
    )
    with pytest.raises(CannotBackUp, match="is full"):
        make_backup(destination=tmp_path / "backup")
    nothing_is_left(tmp_path / "backup")


def test_too_little_room_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    with pytest.raises(CannotBackUp, match="MB left"):
        make_backup(destination=tmp_path / "backup")
    nothing_is_left(tmp_path / "backup")


def test_a_program_that_is_missing_or_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CannotBackUp, match=r"nowhere was not found. Install PostgreSQL’s client"):
        snapshots.run_postgresql("nowhere", [], CannotBackUp)
    with pytest.raises(CannotBackUp, match="false did not finish"):
        snapshots.run_postgresql("false", [], CannotBackUp)


def test_files_that_the_store_lost_are_named_and_stop_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost, damaged = (f.complete_article().images.get() for _ in range(2))
    os.unlink(default_storage.path(lost.file.name))
    with open(default_storage.path(damaged.file.name), "ab") as stored:
        stored.write(b"!")
    with pytest.raises(CommandError, match="lacks 2 of the files") as refusal:
        call_command("backup", tmp_path / "backup")
    assert refusal.value.returncode == 2
    said = capsys.readouterr().err
    assert f"Picture {lost.pk}: {lost.file.name} is missing in the file store." in said
    assert f"{damaged.file.name} is not the file on record" in said
    backup = verify_backup(tmp_path / "backup")
    assert len(backup.manifest.missing) == 2
    assert not {lost.file.name, damaged.file.name} & backup.stored.keys()


def test_a_store_that_lost_what_the_previous_backup_has_is_named_and_the_copy_stays(tmp_path: Path) -> None:
    lost, cut, whole = (f.complete_article().images.get() for _ in range(3))
    make_backup(destination=tmp_path / "first")
    os.unlink(default_storage.path(lost.file.name))
    os.truncate(default_storage.path(cut.file.name), 7)
    with pytest.raises(CommandError, match="lacks 2 of the files") as refusal:
        call_command("backup", tmp_path / "second", previous=tmp_path / "first")
    assert refusal.value.returncode == 2
    backup = verify_backup(tmp_path / "second")
    assert sorted(backup.manifest.missing) == sorted(
        [
            f"Picture {lost.pk}: {lost.file.name} is missing in the file store. This backup has a copy from before.",
            f"Picture {cut.pk}: {cut.file.name} is not the file on record: its size differs. "
            "This backup has a copy from before.",
        ]
    )
    assert {one.file.name for one in (lost, cut, whole)} == backup.stored.keys()


def test_a_store_that_is_away_is_noticed_where_everything_is_in_the_previous_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    f.complete_article()
    make_backup(destination=tmp_path / "first")

    def away(*_: Any) -> int:
        raise ConnectionError("nobody there")

    monkeypatch.setattr(type(default_storage._wrapped), "size", away)  # type: ignore[attr-defined]
    with pytest.raises(CannotBackUp, match="nobody there"):
        make_backup(destination=tmp_path / "second", previous=tmp_path / "first")
    nothing_is_left(tmp_path / "second")


@pytest.mark.parametrize("where", ["inside", "no parent", "previous"])
def test_places_where_no_backup_can_go(tmp_path: Path, where: str) -> None:
    os.makedirs(default_storage.path("images"), exist_ok=True)
    destination = {
        "inside": Path(default_storage.path("images/backup")),
        "no parent": tmp_path / "nowhere" / "backup",
        "previous": tmp_path / "backup",
    }[where]
    previous = tmp_path if where == "previous" else None
    words = {
        "inside": "whose files the site itself uses",
        "no parent": "is not there",
        "previous": "is no backup",
    }[where]
    with pytest.raises(CannotBackUp, match=words):
        make_backup(destination=destination, previous=previous)


def test_every_column_that_names_a_stored_file_is_backed_up() -> None:
    """A new model with a file must be in `COLUMNS`, or its files are in no backup and count as nobody's."""
    known = {(model, column) for model, column, _digest, _of in COLUMNS}
    named = {
        (model, field.name)
        for model in apps.get_app_config("editorial").get_models()
        for field in model._meta.fields
        if isinstance(field, models.FileField)
        or field.name in {"file", "logo"}
        or field.name.endswith("_file")
    }
    assert named == known
