"""Dates are American on every page and in every e-mail, and written in one way."""

import re
from datetime import UTC, datetime
from pathlib import Path

from django.utils.formats import date_format

ROOT = Path(__file__).parents[2]
SHOWN = {
    "F Y", "F j", "F j, Y", "M j, Y", "l, F j", "l, F j, Y", "g:i a", "F j, g:i a", "F j, Y, g:i a", "M j, Y, g:i a",
    "F j, Y, g:i:s a",
}  # fmt: skip
FOR_MACHINES = {"c", "Y-m", "Y-m-d", "Hi"}
HOUSE = {"_reading.html"}  # a citation, as the house prints it


def test_templates_show_dates_in_the_american_way() -> None:
    for path in (ROOT / "templates").rglob("*"):
        if path.suffix not in (".html", ".txt") or "print" in path.parts or path.name in HOUSE:
            continue
        used = set(re.findall(r"""\|date:["']([^"']*)["']""", path.read_text()))
        assert used <= SHOWN | FOR_MACHINES, f"{path.name}: {used - SHOWN - FOR_MACHINES}"


def test_stock_pages_write_them_alike() -> None:
    at = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
    assert (date_format(at), date_format(at, "DATETIME_FORMAT")) == (
        "November 23, 2026",
        "November 23, 2026, 2:05 p.m.",
    )


def test_python_leaves_dates_in_words_to_one_module() -> None:
    allowed = {
        "dates.py",
        "citation.py",
        "reading.py",
        "rows.py",
    }  # the next two write citations, the last one SQL
    for path in (ROOT / "editorial").rglob("*.py"):
        if path.name in allowed or {"finders", "importing", "migrations"} & set(path.parts):
            continue
        text = path.read_text()
        assert not re.search(r"%H:%M|%-?d %B|\bdate_format\(|\"j [FM]", text), path
