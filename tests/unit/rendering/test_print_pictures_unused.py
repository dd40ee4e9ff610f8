"""Print sizes of makers that are gone are removed; what any machine still uses stays."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

from editorial.content.files import NotStored
from editorial.rendering import print_pictures_unused, tasks
from editorial.rendering.print_pictures_store import print_name
from editorial.rendering.print_pictures_unused import remove_unused_folders
from tests.unit.rendering.stores import RemoteStorage

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OLD, OTHER = "220dpi-q85-1-0123456789ab", "300dpi-q85-1-0123456789ab"


@pytest.fixture(params=["folder", "remote"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return FileSystemStorage(tmp_path / "store") if request.param == "folder" else RemoteStorage()


def put(storage: Storage, maker: str, *hashes: str) -> None:
    for sha256 in hashes:
        storage.save(f"print/{maker}/{sha256[:2]}/{sha256}", ContentFile(b"picture"))


def makers(storage: Storage) -> list[str]:
    return sorted(storage.listdir("print")[0])


def after(days: int) -> datetime:
    return NOW + timedelta(days=days)


def test_a_folder_goes_when_no_machine_has_had_its_maker_for_long(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(storage, OLD, "aa1", "aa2", "bb1")
    storage.save(print_name("cc1"), ContentFile(b"ours"))
    monkeypatch.setattr(print_pictures_unused, "REMOVED_AT_ONCE", 2)
    removed = [remove_unused_folders(at=after(days), storage=storage) for days in (0, 30, 31, 31, 31)]
    assert removed == [0, 0, 2, 1, 0]
    assert makers(storage) == [print_name("cc1").split("/")[1]]
    assert storage.exists(print_name("cc1"))
    if isinstance(storage, FileSystemStorage):
        assert not (tmp_path / "store" / "print" / OLD).exists()


def test_of_two_kinds_of_machines_both_keep_their_pictures(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(storage, OLD, "aa1")
    put(storage, OTHER, "aa1")
    for days in range(0, 100, 10):
        for mine in (OLD, OTHER):
            monkeypatch.setattr(print_pictures_unused, "maker", lambda mine=mine: mine)
            assert remove_unused_folders(at=after(days), storage=storage) == 0
    assert remove_unused_folders(at=after(120), storage=storage) == 0
    assert remove_unused_folders(at=after(121), storage=storage) == 1
    assert makers(storage) == [OTHER]


def test_a_note_that_cannot_be_read_is_written_anew(storage: Storage) -> None:
    put(storage, OLD, "aa1")
    storage.save(f"print/{OLD}/used", ContentFile(b"yester\xff"))
    assert remove_unused_folders(at=NOW, storage=storage) == 0
    with storage.open(f"print/{OLD}/used") as note:
        assert note.read() == b"2026-11-02"


def test_a_full_disk_does_not_keep_anything_from_going(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(name: str, *_: object) -> None:
        raise NotStored(name)

    put(storage, OLD, "aa1")
    storage.save(print_name("cc1"), ContentFile(b"ours"))
    remove_unused_folders(at=NOW, storage=storage)
    monkeypatch.setattr(print_pictures_unused, "keep_bytes", full)
    with caplog.at_level(logging.WARNING):
        assert remove_unused_folders(at=after(31), storage=storage) == 1
    assert "not noted" in caplog.text and storage.exists(print_name("cc1"))


def test_nothing_was_printed_yet(storage: Storage) -> None:
    assert remove_unused_folders(at=NOW, storage=storage) == 0


def test_the_clean_up_of_parts_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(tasks, "remove_old_parts", lambda: done.append("parts"))
    monkeypatch.setattr(tasks, "remove_unused_folders", lambda: done.append("pictures"))
    tasks.remove_unused_parts()
    assert done == ["parts", "pictures"]
