"""How many pages contents and index take, guessed before they are laid out."""

from pathlib import Path

import pytest

from benchmarks.issues.generator import snapshot
from editorial.rendering.pdf.parts.session import Session
from tests.unit.rendering.parts.everything import everything


@pytest.mark.parametrize("page_size", ["letter", "a4"])
@pytest.mark.parametrize("articles", [1, 11, 24, 55])
def test_the_lengths_of_ordinary_issues_are_guessed_right(tmp_path: Path, articles: int, page_size: str):
    """A wrong guess is allowed and costs a second layout; of issues as they are, it should be rare."""
    session = Session(snapshot(articles, tmp_path), tmp_path, tmp_path, page_size=page_size)
    numbered = session._parts.numbered({})
    laid_out = {part.name: len(session._setter.set(part, proof=False).pages) for part in numbered}
    assert session._parts.lengths_guess() == laid_out


def test_an_odd_issue_is_guessed_without_an_error(tmp_path: Path):
    session = Session(everything(tmp_path), tmp_path, tmp_path)
    guessed = session._parts.lengths_guess()
    assert set(guessed) == {"contents", "index"}
    assert min(guessed.values()) >= 1
