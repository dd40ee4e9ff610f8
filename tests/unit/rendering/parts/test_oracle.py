"""An issue put together of its parts is the issue in one piece: in what it shows, says, and leads to."""

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest

from editorial.rendering.pdf import engine
from editorial.rendering.pdf.parts.session import Session
from editorial.rendering.pdf.typesetting import put_together, render
from editorial.rendering.pdf.verapdf import validate
from tests.unit.rendering import builders
from tests.unit.rendering.parts.comparing import faces, facts, pages_that_look_different, words
from tests.unit.rendering.parts.everything import ODD, everything
from tests.unit.rendering.test_verapdf import VERAPDF

MOST = 1.15  # times the size of the file in one piece


class Pair(NamedTuple):
    snapshot: dict[str, Any]
    whole: Path
    parts: Path
    pages: int


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A proof, because it has all that an edition has."""
    folder = tmp_path_factory.mktemp("pair")
    snapshot = everything(folder / "images")
    whole = engine.render(snapshot, folder / "images", folder / "whole.pdf", proof=True)
    (folder / "parts").mkdir()
    session = Session(snapshot, folder / "images", folder / "parts", proof=True)
    made = put_together(session, folder / "parts.pdf", lambda step: None)
    assert made.pages == whole.pages
    return Pair(snapshot, folder / "whole.pdf", folder / "parts.pdf", made.pages)


def test_it_has_what_the_comparison_is_for(pair: Pair):
    with pikepdf.open(pair.parts) as pdf:
        assert pair.pages > 80  # more than two runs of feet
        names = list(pdf.Root.Names.Dests.Names)
        places = {str(name): place for name, place in zip(names[::2], names[1::2], strict=True)}
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        numbers = [pages[places[name][0].objgen] for name in ("contents", "part-1")]
        assert numbers[1] - numbers[0] > 1  # the contents take more than one page
        assert {"index", "credits", "colophon"} <= set(places)
        pictures = {image.objgen for page in pdf.pages for image in page.get_images().values()}
        shown = sum(len(page.get_images()) for page in pdf.pages)
        assert len(pictures) < shown


@pytest.mark.parametrize(
    "what",
    "tree ids marks places outline links pages information metadata catalog faces".split(),
)
def test_what_the_file_says_is_the_same(pair: Pair, what: str, said: tuple[dict[str, Any], dict[str, Any]]):
    assert said[1][what] == said[0][what]


@pytest.fixture(scope="module")
def said(pair: Pair) -> tuple[dict[str, Any], dict[str, Any]]:
    return facts(pair.whole), facts(pair.parts)


def test_every_page_looks_the_same(pair: Pair, tmp_path: Path):
    assert pages_that_look_different(pair.whole, pair.parts, tmp_path) == []


def test_the_words_are_the_same_in_the_same_order(pair: Pair):
    assert words(pair.parts) == words(pair.whole)


def test_each_face_and_each_picture_is_in_the_file_once(pair: Pair):
    with pikepdf.open(pair.parts) as pdf:
        names = faces(pdf)
        assert len(names) == len(set(names))
        pictures = [
            (str({k: v for k, v in found.items() if k != "/SMask"}), found.read_raw_bytes())
            for found in pdf.objects
            if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Image"
        ]
        assert len(pictures) == len(set(pictures))


def test_the_file_is_not_much_larger(pair: Pair):
    assert pair.parts.stat().st_size <= MOST * pair.whole.stat().st_size


def test_marks_of_what_is_kept_do_not_come_from_texts(said: tuple[dict[str, Any], dict[str, Any]]):
    descriptions = [link["/Contents"] for page in said[1]["links"] for link in page]
    assert len(descriptions) > 100
    assert not [words for words in descriptions if "\x01" in words or "\x02" in words]
    assert [words for words in descriptions if words.startswith(f"{ODD[0]} 0, page ")]


@pytest.mark.serial
@pytest.mark.skipif(not VERAPDF or not shutil.which("java"), reason="veraPDF or Java is not at hand")
def test_the_reference_validator_finds_nothing(pair: Pair):
    assert validate(pair.parts, VERAPDF) == []


@pytest.mark.parametrize(
    "frozen",
    [
        builders.snapshot(("Nothing", [])),
        builders.snapshot(("S", [builders.article()])),
    ],
    ids=["no article", "one article"],
)
def test_a_small_issue(frozen: dict[str, Any], tmp_path: Path):
    engine.render(frozen, tmp_path, tmp_path / "whole.pdf")
    render(frozen, tmp_path, tmp_path / "parts.pdf")
    assert facts(tmp_path / "parts.pdf") == facts(tmp_path / "whole.pdf")
    assert words(tmp_path / "parts.pdf") == words(tmp_path / "whole.pdf")
    assert pages_that_look_different(tmp_path / "whole.pdf", tmp_path / "parts.pdf", tmp_path) == []
