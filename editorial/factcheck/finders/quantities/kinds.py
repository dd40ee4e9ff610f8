"""What kind of thing a noun counts, after `kinds.csv`: “vessel” and “boat” are one kind, “soldier” and “civilian” two."""

import csv
from functools import cache
from pathlib import Path

from editorial.factcheck.finders.quantities.nouns import singular
from editorial.factcheck.finders.quantities.reading import Quantity

_KINDS = Path(__file__).parent / "kinds.csv"


@cache
def _kinds() -> dict[str, str]:
    lines = (line for line in _KINDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {row["noun"]: row["kind"] for row in csv.DictReader(lines)}


def kind_of(quantity: Quantity) -> str:
    """The kind of what is counted, after the last words of its phrase; "" for general words (“people”)."""
    words = quantity.phrase.split()
    if not words:
        return ""
    words[-1] = singular(words[-1])
    return _kinds().get(" ".join(words[-2:])) or _kinds().get(words[-1], "")
