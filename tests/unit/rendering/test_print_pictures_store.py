"""Pictures at print size in the store: made once, noticed when damaged, and never what decides about a PDF."""

import hashlib
import io
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage
from PIL import Image

from editorial import bounded
from editorial.content.files import NotStored
from editorial.rendering import print_pictures_store as store
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.frozen_pictures import MANIFEST, read_frozen, read_manifest, write_manifest
from editorial.rendering.pdf.fetcher import EditionFetcher, ImageRefused
from editorial.rendering.print_pictures_ahead import make_ahead
from editorial.rendering.storing import picture_name, pictures_of
from tests.unit.rendering import builders
from tests.unit.rendering.stores import RemoteStorage


@pytest.fixture(params=["folder", "remote"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return FileSystemStorage(tmp_path / "store") if request.param == "folder" else RemoteStorage()


@pytest.fixture
def snapshot(storage: Storage, tmp_path: Path) -> dict[str, Any]:
    """A large photograph, a small one, and the large one once more."""
    folder = tmp_path / "drawn"
    images = [builders.picture(folder, 2400, 1600), builders.picture(folder, 900, 600)]
    for image in images:
        data = (folder / image["sha256"]).read_bytes()
        storage.save(picture_name(image["sha256"], image["format"]), ContentFile(data))
    return builders.snapshot(
        ("Harbours", [builders.article(images=images), builders.article("Kites", images=images[:1])])
    )


def hashes(snapshot: dict[str, Any]) -> list[str]:
    return [image["sha256"] for image in snapshot["sections"][0]["articles"][0]["images"]]


def files(snapshot: dict[str, Any], storage: Storage) -> dict[str, bytes]:
    with pictures_of(snapshot, storage, for_print=True) as folder:
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Of which pictures the print size was made."""
    calls: list[str] = []
    make = store.call_bounded

    def counted(function: str, source: bytes, **limits: Any) -> bytes:
        calls.append(hashlib.sha256(source).hexdigest())
        return make(function, source, **limits)

    monkeypatch.setattr(store, "call_bounded", counted)
    return calls


def test_made_once_and_the_same_from_the_store(
    snapshot: dict[str, Any], storage: Storage, made: list[str]
) -> None:
    first = files(snapshot, storage)
    large, small = hashes(snapshot)
    assert made == [large]
    assert files(snapshot, storage) == first and made == [large]
    assert set(first) == {large, small, MANIFEST}
    assert hashlib.sha256(first[small]).hexdigest() == small
    assert Image.open(io.BytesIO(first[large])).size == (1869, 1246)
    assert storage.exists(store.print_name(large)) and not storage.exists(store.print_name(small))


def test_other_forms_get_the_originals(snapshot: dict[str, Any], storage: Storage) -> None:
    with pictures_of(snapshot, storage) as folder:
        assert read_manifest(folder) is None
        assert sorted(path.name for path in folder.iterdir()) == sorted(hashes(snapshot))
        assert all(read_frozen(folder, sha256, "the article") for sha256 in hashes(snapshot))


@pytest.mark.parametrize("damage", ["empty", "cut", "altered", "foreign", "other version", "headless"])
def test_a_damaged_one_is_made_again(
    damage: str, snapshot: dict[str, Any], storage: Storage, made: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    whole = files(snapshot, storage)
    large, small = hashes(snapshot)
    name = store.print_name(large)
    with storage.open(name) as kept:
        good = kept.read()
    _, _, body = good.partition(b"\n")
    bad = {
        "empty": b"",
        "cut": good[:-1],
        "altered": good[:-9] + b"A" + good[-8:],
        "foreign": good.replace(large.encode(), small.encode(), 1),
        "other version": good.replace(b"dpi", b"DPI", 1),
        "headless": body,
    }[damage]
    storage.delete(name)
    storage.save(name, ContentFile(bad))
    with caplog.at_level(logging.WARNING):
        assert files(snapshot, storage) == whole
    assert made == [large, large] and "damaged" in caplog.text
    with storage.open(name) as kept:
        assert kept.read() == good


def test_a_store_that_is_full_changes_nothing(
    snapshot: dict[str, Any], storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(name: str, *_: Any) -> None:
        raise NotStored(name)

    with monkeypatch.context() as patch:
        patch.setattr(store, "keep_bytes", full)
        without = files(snapshot, storage)
        assert not storage.exists(store.print_name(hashes(snapshot)[0]))
    assert files(snapshot, storage) == without


def test_a_missing_original_is_said_whether_its_print_size_is_there_or_not(
    snapshot: dict[str, Any], storage: Storage
) -> None:
    large, _ = hashes(snapshot)
    files(snapshot, storage)
    storage.delete(picture_name(large, "jpeg"))
    for _ in range(2):
        for for_print in (True, False):
            with (
                pytest.raises(RenderingFailed, match=r"Image 1 of the article “Gardeners.*missing"),
                pictures_of(snapshot, storage, for_print=for_print),
            ):
                pass
        if storage.exists(store.print_name(large)):
            storage.delete(store.print_name(large))


@pytest.mark.parametrize("data", [b"other", b"\xff\xd8\xff"])
def test_an_original_that_is_another_one(data: bytes, snapshot: dict[str, Any], storage: Storage) -> None:
    name = picture_name(hashes(snapshot)[0], "jpeg")
    storage.delete(name)
    storage.save(name, ContentFile(data))
    with pytest.raises(
        RenderingFailed, match=r"Image 1 of the article “Gardeners.*not the file that was approved"
    ):
        files(snapshot, storage)


def test_one_that_cannot_be_read_is_named(storage: Storage) -> None:
    data = b"\x89PNG\r\n\x1a\n" + bytes(100)
    with pytest.raises(RenderingFailed, match=r"Image 3 is not a PNG, JPEG or WebP file, or is damaged\."):
        store.make_print_picture(data, hashlib.sha256(data).hexdigest(), storage, where="Image 3")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (bounded.OutOfMemory(), "too much memory"),
        (bounded.TookTooLong(), "too much memory or time"),
        (bounded.Crashed("code -11"), "could not be brought"),
        (OSError(28, "No space left on device"), "could not be brought"),
    ],
)
def test_one_that_is_not_made(
    error: Exception, said: str, snapshot: dict[str, Any], storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> bytes:
        raise error

    monkeypatch.setattr(store, "call_bounded", fail)
    with pytest.raises(RenderingFailed, match=f"Image 1 of the article “Gardeners.*{said}"):
        files(snapshot, storage)


def test_the_fetcher_serves_what_the_manifest_says_and_nothing_else(
    snapshot: dict[str, Any], storage: Storage
) -> None:
    large, small = hashes(snapshot)
    with pictures_of(snapshot, storage, for_print=True) as folder:
        fetcher = EditionFetcher(folder, frozenset({large, small}))
        assert fetcher.fetch(f"media:{large}").content_type == "image/jpeg"
        digests = read_manifest(folder) or {}
        (folder / large).write_bytes((folder / small).read_bytes())
        with pytest.raises(ImageRefused, match="not the file that was approved"):
            fetcher.read(large)
        (folder / large).unlink()
        with pytest.raises(ImageRefused, match="missing"):
            fetcher.read(large)
        write_manifest(folder, {large: digests[large]})
        with pytest.raises(ImageRefused, match="missing"):
            EditionFetcher(folder, frozenset({small})).read(small)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"made_by": "x", "pictures": []}',
        '{"made_by": "another", "pictures": {}}',
        "\ud7ff",
    ],
)
def test_a_manifest_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(RenderingFailed, match="pictures were"):
        EditionFetcher(tmp_path, frozenset())


def test_a_manifest_names_digests_only(tmp_path: Path) -> None:
    write_manifest(tmp_path, {"../x": "0" * 64})
    with pytest.raises(RenderingFailed):
        read_manifest(tmp_path)


def test_one_that_was_made_ahead_is_not_made_again(
    snapshot: dict[str, Any], storage: Storage, made: list[str]
) -> None:
    large, small = hashes(snapshot)
    for sha256 in (large, small, large):
        assert make_ahead(picture_name(sha256, "jpeg"), storage)
    assert made == [large]
    files(snapshot, storage)
    assert made == [large]
    storage.delete(picture_name(small, "jpeg"))
    assert not make_ahead(picture_name(small, "jpeg"), storage)
