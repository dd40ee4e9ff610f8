"""Reading docs/permissions.md: what each address answers to whom."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.permissions.world import PEOPLE

DOCUMENT = Path(__file__).parents[3] / "docs" / "permissions.md"
_ROW = re.compile(r"^\| `(?P<name>[^`]+)` \| (?P<method>[A-Z]+) \| (?P<cells>.*) \|$")


@dataclass(frozen=True)
class Row:
    """One address and method; `answers` has for each person a letter for each column of its kind of object."""

    name: str
    method: str
    answers: dict[str, str]


def read_table() -> dict[tuple[str, str], Row]:
    """The rows by name and method. Raises `ValueError` for a row that is there twice or has not all people."""
    found: dict[tuple[str, str], Row] = {}
    for line in DOCUMENT.read_text().splitlines():
        match = _ROW.match(line)
        if match is None:
            continue
        cells = [cell.strip(" `") for cell in match["cells"].split("|")]
        if len(cells) != len(PEOPLE):
            raise ValueError(f"{len(cells)} answers for {len(PEOPLE)} people: {line}")
        key = (match["name"], match["method"])
        if key in found:
            raise ValueError(f"twice in the table: {key}")
        found[key] = Row(*key, dict(zip(PEOPLE, cells, strict=True)))
    return found
