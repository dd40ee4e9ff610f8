"""Numbers of pages: at the foot of each, in contents and index, whatever was guessed."""

import re
from pathlib import Path

import pytest

from editorial.rendering import issue_parts
from editorial.rendering.issue_parts import IssueParts
from editorial.rendering.pdf.parts.session import Session
from tests.unit.rendering import builders
from tests.unit.rendering.parts.conftest import typeset
from tests.unit.rendering.parts.everything import bare
from tests.unit.rendering.test_engine import poppler


@pytest.mark.parametrize("pages", [8, 9, 12, 13])
def test_every_page_has_its_number_at_the_ends_of_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int
):
    """Cover, masthead, contents and the page about the edition are four."""
    monkeypatch.setattr(issue_parts, "FEET_IN_RUN", 4)
    snapshot = builders.snapshot(("S", [bare(number) for number in range(pages - 4)]))
    _data, titles = typeset(snapshot, tmp_path, tmp_path / "parts")
    assert titles.count("Feet of pages") >= -(-pages // 4)  # some more may have been likely
    texts = poppler("pdftotext", tmp_path / "made.pdf", "-").split("\f")[:-1]
    assert len(texts) == pages
    for number, text in enumerate(texts, 1):
        assert re.search(rf"^{number}$", text, re.MULTILINE) if number > 1 else "Courier" in text
    monkeypatch.setattr(issue_parts, "FEET_IN_RUN", 40)
    typeset(snapshot, tmp_path, tmp_path / "others")
    assert poppler("pdftotext", tmp_path / "made.pdf", "-").split("\f")[:-1] == texts


@pytest.mark.parametrize("guess", [1, 3, 9])
def test_a_wrong_guess_of_contents_and_index_costs_nothing_but_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guess: int
):
    article = builders.article(
        "Bulbs", excerpts=[builders.excerpt(country="FR")], footnotes=[], commentary=""
    )
    snapshot = builders.snapshot(("S", [*(bare(number) for number in range(45)), article]))
    right, _titles = typeset(snapshot, tmp_path, tmp_path / "parts")
    monkeypatch.setattr(IssueParts, "lengths_guess", lambda self: {"contents": guess, "index": guess})
    wrong, again = typeset(snapshot, tmp_path, tmp_path / "parts")
    assert wrong == right
    assert set(again) <= {"Contents", "Index"}


def test_needs_end(tmp_path: Path):
    session = Session(builders.snapshot(), tmp_path, tmp_path)
    for _round in range(8):
        lacking = session.needs()
        for needed in lacking:
            session.make(needed.key)
        if not lacking:
            break
    assert session.needs() == []
