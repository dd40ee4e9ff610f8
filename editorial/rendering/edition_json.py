"""Everything of an edition as one JSON document, for those who read it with programs (docs/other-forms.md)."""

from typing import Any

from editorial.content.fingerprints import canonical_json
from editorial.rendering.html import fingerprint

FORMAT = 1


def edition_json(snapshot: dict[str, Any], manifest: dict[str, Any] | None = None) -> str:
    """Canonical JSON (keys sorted, text NFC, nothing between tokens) with a newline at its end.

    "snapshot" is the frozen one as it is, in the format of its day (docs/snapshot.md): the SHA-256 of its canonical JSON is
    "fingerprint", so that anyone can check it. "manifest" (`issues.manifest.edition_manifest`) is there when it is given.
    """
    out: dict[str, Any] = {"format": FORMAT, "fingerprint": fingerprint(snapshot), "snapshot": snapshot}
    if manifest is not None:
        out["manifest"] = manifest
    return canonical_json(out) + "\n"
