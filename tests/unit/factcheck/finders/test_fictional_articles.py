"""Articles in the manner of the house that no finder was made on, with what was planted in them.

Most of them are without a fault. `benchmarks/finders.py` says when a finding counts as right.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.finders import DOCUMENT, PLANTED, Measured, planted
from editorial.factcheck.finders.article_text import Archive, ArticleText, Spotted
from editorial.factcheck.finders.every import find_everything
from editorial.importing.article_text import article_text
from editorial.importing.layout import parse_text
from editorial.importing.lines import split_lines

CLEAN = sorted(path.stem for path in PLANTED.glob("*.txt") if not path.with_suffix(".toml").exists())


@pytest.fixture(scope="module")
def result() -> Measured:
    return planted()


def test_the_collection_is_whole() -> None:
    assert len(list(PLANTED.glob("*.txt"))) >= 40
    assert len(CLEAN) >= 20


def test_what_was_planted_stands_where_its_list_says(result: Measured) -> None:
    for entry in result.entries:
        line = Path(PLANTED / f"{entry.source}.txt").read_text(encoding="utf-8").split("\n")[entry.line - 1]
        assert entry.text in line


def test_at_most_one_false_alarm_in_five_blocks(result: Measured) -> None:
    right, blocks = result.precision("block")
    assert blocks >= 30
    assert right >= 0.8 * blocks, [one for one in result.unmatched if one.severity == "block"]


@pytest.mark.parametrize("name", CLEAN)
def test_an_article_without_a_fault_is_not_stopped(name: str, result: Measured) -> None:
    assert [one for one in result.found if one.source == name and one.severity == "block"] == []


def test_most_of_what_was_planted_is_reported(result: Measured) -> None:
    reported, entries = result.recall(lambda entry: True, ("block", "warn"))
    missed = [entry for entry, several in zip(result.entries, result.matches, strict=True) if not several]
    assert reported >= 0.85 * entries, missed


def spotted_in_all() -> Iterator[tuple[ArticleText, Spotted]]:
    for path in sorted(PLANTED.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        article = article_text(parse_text(text).articles[0], split_lines(text)).article
        for one in find_everything(article, Archive()):
            yield article, one


def test_every_report_is_a_stretch_of_a_passage_of_the_page() -> None:
    for article, one in spotted_in_all():
        texts = {passage.place: passage.text for passage in article.passages()}
        assert texts[one.place][one.start : one.end] == one.text, one
        assert one.message and one.severity in ("block", "warn", "info")


def test_every_code_is_explained() -> None:
    words = DOCUMENT.read_text(encoding="utf-8")
    codes = {one.code for _, one in spotted_in_all()}
    assert codes >= {"quotation-altered", "number-disagrees", "name-variant", "note-unfinished", "spelling"}
    assert [
        code for code in sorted(codes) if f"`{code}`" not in words and not code.startswith("ellipsis-")
    ] == []
