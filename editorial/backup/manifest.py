"""What a backup is of: format, versions, the moment, counts, fingerprints, the head of the log."""

import json
import tomllib
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

FORMAT = 1


class UnreadableManifest(ValueError):
    """The manifest is not one of ours; the text says why."""


@dataclass(frozen=True)
class Manifest:
    """Everything in it is of one moment: of the snapshot of the database that the backup holds.

    `rows`: rows of each table. `fingerprints`: how many articles and editions there are, and the SHA-256 of
    fingerprints.txt. `log_head`: the end of the record's chain, as `NUMBER:HASH`. `files`: how many, and bytes. `missing`:
    files that rows speak of and that were gone or damaged in the store, as sentences. `contents`: the digest of SHA256SUMS
    without this file's line.
    """

    made_at: datetime
    oewatch: str
    vendor: str
    server: str
    database: str
    migrations: list[str]
    rows: dict[str, int]
    fingerprints: dict[str, Any]
    log_head: str
    files: dict[str, int]
    missing: list[str]
    left_out: list[str]
    secret_key: bool
    contents: str

    def as_json(self) -> str:
        """Sorted keys, so that two manifests can be compared line by line."""
        values = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def read_manifest(text: str) -> Manifest:
    """Raises `UnreadableManifest`, with what to do for one of a newer version."""
    try:
        values = json.loads(text)
        made_with = values.pop("format")
    except (ValueError, KeyError, AttributeError) as error:
        raise UnreadableManifest("its manifest is damaged.") from error
    if made_with != FORMAT:
        raise UnreadableManifest(
            f"it has format {made_with!r}, and this version reads format {FORMAT}. "
            f"Use the version of oewatch that made it ({values.get('oewatch', 'a newer one')})."
        )
    if values.keys() != {one.name for one in fields(Manifest)}:
        raise UnreadableManifest("its manifest is damaged.")
    try:
        return Manifest(**values | {"made_at": datetime.fromisoformat(values["made_at"])})
    except (ValueError, TypeError) as error:
        raise UnreadableManifest("its manifest is damaged.") from error


def our_version() -> str:
    """The version of oewatch that runs; "unknown" where its pyproject.toml was not installed with it."""
    try:
        text = (Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8")
    except OSError:
        return "unknown"
    return str(tomllib.loads(text)["project"]["version"])
