"""Which files of the store the database speaks of, each with the SHA-256 that its row has.

A backup takes exactly these, and retention removes none of them. What is not here may be made again: parts of issues
(`parts/`), pictures at print size (`print/`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import Storage, default_storage

from editorial.backup.errors import StoreAway
from editorial.content.models import Image
from editorial.factcheck.models import Check, Clearance
from editorial.house.models import House
from editorial.importing.models import Import
from editorial.issues.models import Edition, Rendition
from editorial.issues.snapshot import image_hashes
from editorial.rendering.storing import picture_name
from editorial.states import JobStatus

RETENTION_LOG = "retention"  # the folder of the store in which retention writes what it removed

# Model → (column with the name in the store, column with the SHA-256, what it is called).
COLUMNS: tuple[tuple[Any, str, str, str], ...] = (
    (Image, "file", "sha256", "Picture"),
    (Image.history.model, "file", "sha256", "Earlier picture"),
    (House, "logo", "logo_sha256", "Logo"),
    (House.history.model, "logo", "logo_sha256", "Earlier logo"),
    (Check, "evidence_file", "evidence_sha256", "Evidence of a check"),
    (Clearance, "evidence_file", "evidence_sha256", "Evidence of a clearance"),
    (Import, "file", "sha256", "Word file"),
    (Rendition, "file", "sha256", "Rendition"),
)
ORIGINAL_REMOVED = (
    "Removed by retention"  # how `error_detail` of an import begins whose Word file is gone on purpose
)


@dataclass(frozen=True)
class StoredFile:
    """A file of the store as a row has it. `sha256` is "" where nothing is on record, `of` says for people what it is."""

    name: str
    sha256: str
    of: str


def referenced_files(*, using: str = "default", storage: Storage = default_storage) -> dict[str, StoredFile]:
    """Every file that a row, an earlier version of a row, or a frozen edition speaks of, by its name in the store.

    Raises `StoreAway`.
    """
    found: dict[str, StoredFile] = {}
    for file in (*_of_rows(using), *_of_editions(using), *_of_retention(storage)):
        found.setdefault(file.name, file)
    return found


def _of_rows(using: str) -> Iterator[StoredFile]:
    for model, column, digest, of in COLUMNS:
        rows = model._default_manager.using(using).exclude(**{column: ""})
        if model is Rendition:
            rows = rows.filter(status=JobStatus.SUCCEEDED)
        if model is Import:
            rows = rows.exclude(error_detail__startswith=ORIGINAL_REMOVED)
        for pk, name, sha256 in rows.order_by("pk").values_list("pk", column, digest).iterator():
            if name:  # empty or, in old history, nothing at all
                yield StoredFile(str(name), sha256 or "", f"{of} {pk}")


def _of_editions(using: str) -> Iterator[StoredFile]:
    """What frozen editions print, whatever became of the rows since."""
    for edition in Edition.objects.using(using).only("pk", "snapshot").order_by("pk").iterator(chunk_size=10):
        for sha256, kind in image_hashes(edition.snapshot):
            yield StoredFile(picture_name(sha256, kind), sha256, f"Picture of edition row {edition.pk}")


def _of_retention(storage: Storage) -> Iterator[StoredFile]:
    try:
        _folders, names = storage.listdir(RETENTION_LOG)
    except FileNotFoundError:
        return
    except Exception as error:  # whatever a store of others raises
        raise StoreAway(error) from error
    for name in sorted(names):
        yield StoredFile(f"{RETENTION_LOG}/{name}", "", "Record of what retention removed")
