"""The issues that benchmarks set: always the same, like real ones, and changed in one place only."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from benchmarks.issues import pictures
from benchmarks.issues.generator import one_changed, one_grown, snapshot
from benchmarks.issues.typst_markup import markup, rich, text
from editorial.issues.snapshot import articles_in
from editorial.rendering.html import build
from editorial.rendering.pdf import fonts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def issue(folder: Path) -> dict[str, Any]:
    return snapshot(5, folder)


def test_the_same_seed_gives_the_same_issue(issue: dict[str, Any], folder: Path, tmp_path: Path) -> None:
    assert json.dumps(snapshot(5, tmp_path)) == json.dumps(issue)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in folder.iterdir()}
    assert articles_in(snapshot(2, tmp_path)) == articles_in(issue)[:2]
    assert articles_in(snapshot(2, tmp_path, seed=2)) != articles_in(issue)[:2]


def test_it_can_be_printed(issue: dict[str, Any]) -> None:
    document = build(issue)
    assert not document.unknown_notes
    for where, words in document.texts:
        fonts.check_coverage(words, where)
    assert len({one["key"] for one in articles_in(issue)}) == 5
    assert len(issue["sections"]) == 3


def test_pictures_are_as_hard_to_compress_as_photographs(folder: Path) -> None:
    for path in folder.iterdir():
        with Image.open(path) as picture:
            bits = path.stat().st_size * 8 / (picture.width * picture.height)
        assert 0.8 < bits < 3
    assert pictures.photograph(3).tobytes() == pictures.photograph(3).tobytes()


@pytest.mark.parametrize("change", [one_changed, one_grown])
def test_one_article_in_the_middle_changes_and_nothing_else(issue: dict[str, Any], change: Any) -> None:
    changed = change(issue)
    pairs = list(zip(articles_in(issue), articles_in(changed), strict=True))
    assert [before == after for before, after in pairs] == [True, True, False, True, True]
    before, after = pairs[2]
    assert {name for name in before if before[name] != after[name]} == {"commentary", "fingerprint"}
    words, others = before["commentary"].split(), after["commentary"].split()
    if change is one_changed:
        assert sum(one != other for one, other in zip(words, others, strict=True)) == 1
    else:
        assert 500 < len(others) - len(words) < 700
    assert {name for name in issue if issue[name] != changed[name]} == {"sections"}


def test_the_markup_for_typst_has_every_article_and_every_link(issue: dict[str, Any]) -> None:
    made = markup(issue, "beside")
    for article in articles_in(issue):
        assert text(article["title"]) in made
        assert f'#label("a-{article["key"]}")' in made
        assert article["images"][0]["sha256"] in made
        for note in article["footnotes"]:
            assert f'#label("a-{article["key"]}-n{note["number"]}")' in made
            assert f'#ref-note("a-{article["key"]}-r{note["number"]}"' in made


def test_signs_of_typst_in_a_text_stay_signs() -> None:
    assert text("a_b #1 [x] $5") == r"a\_b \#1 \[x\] \$5"
    assert rich("<p>One <em>two</em></p><p>3</p>", {}, "a") == "One #emph[two]\n\n3\n\n"
