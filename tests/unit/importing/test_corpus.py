"""The importer against the shared corpus:

every field equal, every irregularity reported. Skipped where it is absent.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from editorial.importing.as_json import as_json
from editorial.importing.layout import parse_text

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason=f"the shared corpus is not at {CORPUS}")

# Irregularities of the kind "parse" for which a finding would only be noise: the blank lines and the image
# block are as the layout wants them.
_AS_EXPECTED = ("two blank lines separate", "no blank line between Image")


@pytest.fixture(scope="module")
def parsed() -> dict[str, Any]:
    return as_json(parse_text((CORPUS / "issue.txt").read_text(encoding="utf-8")))


def load(name: str) -> Any:
    return json.loads((CORPUS / name).read_text(encoding="utf-8"))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf with its path; the length of each list counts as a leaf, so that nothing may be added."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        yield f"{path}#", len(value)
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path, " ".join(unicodedata.normalize("NFC", value).split()) if isinstance(value, str) else value


def test_every_field_equals_the_expected_one(parsed: dict[str, Any]) -> None:
    expected, got = dict(leaves(load("expected.json"))), dict(leaves(parsed))
    wrong = {
        path: (value, got.get(path)) for path, value in expected.items() if got.get(path, "absent") != value
    }
    print(f"{len(expected) - len(wrong)} of {len(expected)} fields equal")
    assert len(expected) >= 288
    assert not wrong


def coverage(parsed: dict[str, Any]) -> tuple[Counter, Counter]:
    """(irregularities reported on their line with their severity, all of them) by kind and severity."""
    reported = {
        (one["line"], one["severity"]) for article in parsed["articles"] for one in article["findings"]
    }
    hit: Counter = Counter()
    total: Counter = Counter()
    for one in load("irregularities.json"):
        if one["what"].startswith(_AS_EXPECTED):
            continue
        key = (one["kind"], one["severity"])
        total[key] += 1
        hit[key] += (one["line"], one["severity"]) in reported
    return hit, total


@pytest.mark.parametrize("kind", ["parse", "typography", "license"])
@pytest.mark.parametrize("severity", ["block", "warn"])
def test_every_irregularity_of_structure_is_reported(
    parsed: dict[str, Any], kind: str, severity: str
) -> None:
    hit, total = coverage(parsed)
    print(f"{kind} {severity}: {hit[kind, severity]} of {total[kind, severity]}")
    assert hit[kind, severity] == total[kind, severity]


def test_most_irregularities_for_information_are_reported(parsed: dict[str, Any]) -> None:
    hit, total = coverage(parsed)
    kinds = ("parse", "typography", "license")
    found, of = sum(hit[kind, "info"] for kind in kinds), sum(total[kind, "info"] for kind in kinds)
    print(f"info: {found} of {of}")
    assert found >= 0.9 * of


def test_at_most_one_blocking_finding_in_five_is_false(parsed: dict[str, Any]) -> None:
    known = {one["line"] for one in load("irregularities.json") if one["severity"] == "block"}
    lines = [
        one["line"]
        for article in parsed["articles"]
        for one in article["findings"]
        if one["severity"] == "block"
    ]
    false = [line for line in lines if line not in known]
    print(f"{len(false)} of {len(lines)} blocking findings are false")
    assert len(lines) >= 14
    assert len(false) * 5 <= len(lines)


def test_no_irregularity_of_typography_is_mistaken_for_another(parsed: dict[str, Any]) -> None:
    codes = {(one["line"], one["code"]) for article in parsed["articles"] for one in article["findings"]}
    wanted = {
        "unbalanced double": "quote-unbalanced",
        "missing space": "space-missing",
        "space before comma": "space-before-mark",
    }
    for one in load("irregularities.json"):
        for words, code in wanted.items():
            if one["what"].startswith(words):
                assert (one["line"], code) in codes, one
