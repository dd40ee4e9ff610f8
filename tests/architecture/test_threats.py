"""Every test that docs/threats.md names for a threat exists, and every threat has one."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "threats.md").read_text()


def defined() -> set[str]:
    """The names of all test functions."""
    files = (ROOT / "tests").rglob("test_*.py")
    return {
        name for file in files for name in re.findall(r"^\s*def (test_\w+)", file.read_text(), re.MULTILINE)
    }


def test_every_test_named_for_a_threat_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    assert len(named) >= 30
    assert named - defined() == set()


def test_every_threat_has_a_test() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| threat")]
    assert len(rows) >= 20
    assert [row for row in rows if "`test_" not in row.split("|")[3]] == []
