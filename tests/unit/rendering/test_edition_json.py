"""The JSON of an edition proves itself."""

import hashlib
import json
from pathlib import Path

from editorial.content.fingerprints import canonical_json
from editorial.rendering.edition_json import edition_json
from editorial.rendering.html import fingerprint
from tests.unit.rendering import builders
from tests.unit.rendering.hostile import hostile_snapshot


def test_the_fingerprint_can_be_computed_from_the_document_alone(tmp_path: Path):
    for snapshot in (builders.full_snapshot(tmp_path), hostile_snapshot(tmp_path)):
        told = json.loads(edition_json(snapshot))
        frozen = json.dumps(told["snapshot"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(frozen.encode()).hexdigest() == told["fingerprint"] == fingerprint(snapshot)
        assert told["snapshot"] == json.loads(canonical_json(snapshot)) and "manifest" not in told


def test_it_is_canonical_and_ends_with_a_newline():
    snapshot = builders.snapshot()
    turned = dict(reversed(snapshot.items()))
    made = edition_json(snapshot, {"b": 1, "a": "e\u0301"})
    assert made == edition_json(turned, {"a": "é", "b": 1}) and made.endswith("}\n")
    assert json.loads(made)["manifest"] == {"a": "é", "b": 1} and json.loads(made)["format"] == 1
