"""Files between the file store and the machine that renders: pictures out, PDFs in."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import Storage, default_storage

from editorial.content.files import digest_of, keep_file
from editorial.issues.snapshot import articles_in, image_hashes
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.frozen_pictures import write_manifest
from editorial.rendering.print_pictures_store import kept_print_picture, make_print_picture
from editorial.scratch import scratch_folder

EXTENSION = {"jpeg": "jpg", "png": "png", "webp": "webp"}
_AT_ONCE = 8  # pictures that are fetched at the same time: a store on the network answers each after a while

Wanted = tuple[str, str]  # SHA-256 and format


def picture_name(sha256: str, kind: str) -> str:
    """Where the file store keeps a picture (the same rule as `content.models.image_path`)."""
    return f"images/{sha256[:2]}/{sha256}.{EXTENSION[kind]}"


@contextmanager
def pictures_of(
    snapshot: dict[str, Any], storage: Storage = default_storage, *, for_print: bool = False
) -> Iterator[Path]:
    """A temporary folder with the pictures of a snapshot, each named by its hash. Raises `RenderingFailed`.

    `for_print`: at print size, which is read from the store or made now and kept there. They are named by the hash of the
    original all the same; a manifest in the folder has the digests of what is there (frozen_pictures.py).
    """
    with scratch_folder("pictures") as folder:
        wanted = list(dict.fromkeys(image_hashes(snapshot)))
        _require_all(wanted, snapshot, storage)
        if for_print:
            _put_at_print_size(folder, wanted, snapshot, storage)
        else:
            _each(lambda one: _put_original(folder, one, storage), wanted)
        yield folder


def _each(do: Callable[[Wanted], Any], wanted: list[Wanted]) -> list[Any]:
    """What a function that waits for the store says of each picture, in order."""
    with ThreadPoolExecutor(_AT_ONCE, "pictures") as pool:
        return list(pool.map(do, wanted))


def _require_all(wanted: list[Wanted], snapshot: dict[str, Any], storage: Storage) -> None:
    """The original must be there also where its print size is: what is kept beside it changes nothing but the time."""
    for one, there in zip(wanted, _each(lambda one: storage.exists(picture_name(*one)), wanted), strict=True):
        if not there:
            raise RenderingFailed(
                f"{_where(snapshot, one[0])} is missing in the file store. Upload it again.",
                detail=picture_name(*one),
            )


def _put_original(folder: Path, one: Wanted, storage: Storage) -> None:
    with storage.open(picture_name(*one)) as source, (folder / one[0]).open("wb") as out:
        shutil.copyfileobj(source, out)


def _put_at_print_size(
    folder: Path, wanted: list[Wanted], snapshot: dict[str, Any], storage: Storage
) -> None:
    digests: dict[str, str] = {}

    def put(sha256: str, data: bytes) -> None:
        digests[sha256] = hashlib.sha256(data).hexdigest()
        (folder / sha256).write_bytes(data)

    def put_kept(one: Wanted) -> None:
        data = kept_print_picture(one[0], storage)
        if data is not None:
            put(one[0], data)

    _each(put_kept, wanted)
    for sha256, kind in wanted:
        if sha256 not in digests:  # made one after the other: each takes memory
            with storage.open(picture_name(sha256, kind)) as source:
                original = source.read()
            where = _where(snapshot, sha256)
            put(sha256, make_print_picture(original, sha256, storage, where=where))
    write_manifest(folder, digests)


def _where(snapshot: dict[str, Any], sha256: str) -> str:
    """Which picture it is, for people."""
    for article in articles_in(snapshot):
        for number, image in enumerate(article["images"], 1):
            if image["sha256"] == sha256:
                return f"Image {number} of the article “{article['title']}”"
    return "The logo"


def keep_rendering(path: Path, name: str) -> str:
    """Put a finished file into the file store under `name`, whole or not at all; returns the name.

    Raises `content.files.NotStored`.
    """
    with path.open("rb") as source:
        digest = digest_of(source)
        source.seek(0)
        keep_file(name, source, digest)
    return name
