"""The forecast of pages against what the engine lays out."""

import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.generator import article, paragraph, picture, snapshot
from editorial.issues.forecast import Size, fitted, forecast, forecast_issue, size_of
from editorial.rendering.pdf.typesetting import render


def as_stored(printed: dict[str, Any]) -> Any:
    """An article of a snapshot, as `size_of` reads it from the database."""

    def rows(name: str) -> Any:
        return SimpleNamespace(all=lambda: [SimpleNamespace(**row) for row in printed[name]])

    return SimpleNamespace(
        commentary=printed["commentary"],
        excerpts=rows("excerpts"),
        footnotes=rows("footnotes"),
        images=rows("images"),
    )


def longer(folder: Path, seed: int, paragraphs: int, excerpts: int, images: int) -> dict[str, Any]:
    rng, made = random.Random(seed), article(folder, seed)
    made["commentary"] += "".join(f"<p>{paragraph(rng, 5)}</p>" for _ in range(paragraphs))
    made["excerpts"] = [made["excerpts"][0] | {"key": f"e{number}"} for number in range(excerpts)]
    made["images"] = [picture(folder, seed * 100 + number) for number in range(images)]
    return made


def test_articles_of_many_lengths_are_foretold_within_a_page(tmp_path: Path) -> None:
    off = []
    for seed, shape in enumerate([(0, 1, 0), (2, 1, 1), (4, 2, 1), (8, 3, 1), (12, 4, 2), (20, 5, 3)], 1):
        made = longer(tmp_path, seed, *shape)
        one = snapshot(1, tmp_path) | {
            "article": made["key"],
            "sections": [{"name": "One", "articles": [made]}],
        }
        pages = render(one, tmp_path, tmp_path / "one.pdf", proof=True).pages
        off.append(forecast(size_of(as_stored(made)), page_size="letter").pages - pages)
    assert all(abs(error) <= 1 for error in off)
    assert off.count(0) >= 4


@pytest.mark.parametrize("page_size", ["letter", "a4"])
def test_a_whole_issue_is_foretold_within_a_tenth(tmp_path: Path, page_size: str) -> None:
    issue = snapshot(12, tmp_path, seed=7)
    for section in issue["sections"]:
        for number, made in enumerate(section["articles"]):
            section["articles"][number] = longer(tmp_path, int(made["key"][1:]), number * 3, 1 + number, 1)
    pages = render(issue, tmp_path, tmp_path / "issue.pdf", page_size=page_size).pages
    groups = [[(size_of(as_stored(a)), None) for a in section["articles"]] for section in issue["sections"]]
    foretold = forecast_issue(groups, page_size=page_size)
    assert not foretold.measured
    assert foretold.articles == 12
    assert abs(foretold.pages - pages) <= pages * 0.1


def test_what_was_measured_is_not_guessed() -> None:
    size = Size(height=2000)
    assert forecast(size, page_size="letter").pages == 4
    assert forecast(size, page_size="letter", counted=3).measured
    for counted in (2, 3, 4, 6):
        assert forecast(fitted(size, counted, page_size="letter"), page_size="letter").pages == counted
    assert forecast_issue([[(size, None)]], page_size="letter", counted=9).pages == 9
    assert (
        forecast_issue([[(size, 8)]], page_size="letter").pages
        > forecast_issue([[(size, 3)]], page_size="letter").pages
    )
    assert forecast_issue([[], []], page_size="letter").pages == 0


def test_an_empty_article_is_a_page_and_its_words_are_counted() -> None:
    empty = {"commentary": "", "excerpts": [], "footnotes": [], "images": []}
    assert forecast(size_of(as_stored(empty)), page_size="letter").pages == 1
    said = size_of(as_stored(empty | {"commentary": "<p>Four words of ours.</p>"}))
    assert (said.words, said.excerpts, said.notes, said.images) == (4, 0, 0, 0)
