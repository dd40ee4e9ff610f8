"""Attributions as people write them (attributions.csv), each with the right answer.

The wordings are those of file pages, photo sites, style guides, government notices and credits of newsrooms; names
of people are made up.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from editorial.licensing import UNCLEAR, LicenseReading, find_terms, read_license
from tests.unit.licensing.permissive import more_permissive

with (Path(__file__).parent / "attributions.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


def right_answer(row: dict[str, str]) -> tuple[str, str, bool, str]:
    return row["license"], row["certainty"], row["confirm"] == "yes", row["basis"]


def answer(reading: LicenseReading) -> tuple[str, str, bool, str]:
    return reading.license, reading.certainty, reading.needs_confirmation, reading.basis or ""


def test_the_table_is_large_and_names_nothing_twice() -> None:
    asked = Counter((row["attribution"], row["source"]) for row in ROWS)
    assert len(asked) >= 220 and max(asked.values()) == 1
    assert {row["certainty"] for row in ROWS} == {"certain", "likely", "unclear"}
    assert {row["confirm"] for row in ROWS} == {"yes", "no"}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['attribution'][:60]}|{row['source']}" for row in ROWS])
def test_is_read_as_it_should_be(row: dict[str, str]) -> None:
    reading = read_license(row["attribution"], row["source"] or None)
    assert answer(reading) == right_answer(row), reading.reason
    assert reading.reason.endswith((".", ").")) and len(reading.reason) > 10


def test_nothing_is_read_more_permissively_than_is_right() -> None:
    wrong = {
        row["attribution"]: found
        for row in ROWS
        if (
            found := more_permissive(
                answer(read_license(row["attribution"], row["source"] or None)), right_answer(row)
            )
        )
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["license"] != UNCLEAR], ids=lambda row: row["attribution"][:60]
)
def test_the_words_that_made_us_think_so_stand_in_the_text(row: dict[str, str]) -> None:
    reading = read_license(row["attribution"], row["source"] or None)
    folded = " ".join(row["attribution"].split())
    assert reading.evidence and all(words and words in folded for words in reading.evidence)


@pytest.mark.parametrize("license_id", sorted({row["license"] for row in ROWS} - {UNCLEAR}))
def test_the_facts_of_what_is_read_are_known(license_id: str) -> None:
    terms = find_terms(license_id)
    if license_id.startswith("LicenseRef-OGL-"):
        assert terms is None  # the house decides about each of them
    else:
        assert terms is not None and terms.id == license_id and terms.name
