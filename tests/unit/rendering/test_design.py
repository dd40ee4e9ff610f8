"""The typographic system of docs/design.md, measured on laid out pages."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks import generator
from editorial.rendering import sheets
from editorial.rendering.html import build
from editorial.rendering.pdf import grid
from tests.unit.rendering import builders
from tests.unit.rendering.demo_issue import demo_snapshot
from tests.unit.rendering.layout import Line, lines_of, pages_of

GRID = grid.STEP * 0.75
RUNNING_TEXT = {"commentary", "passage", "part-body"}
HEADINGS = {"h1", "h2", "h3", "h4"}


def last_lines(lines: list[Line]) -> list[Line]:
    """The line that is lowest on each page but the cover."""
    pages = sorted({line.page for line in lines} - {1})
    return [
        max((line for line in lines if line.page == page), key=lambda line: line.baseline) for page in pages
    ]


@pytest.fixture(scope="module", params=["letter", "a4"])
def demo_lines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Line]:
    folder = tmp_path_factory.mktemp("demo")
    return list(lines_of(pages_of(demo_snapshot(folder), folder, request.param)))


def test_every_line_of_running_text_stands_on_the_grid(demo_lines: list[Line]) -> None:
    """Whatever picture, caption, citation or passage in another script stands above it on its page."""
    found = [line.baseline % GRID for line in demo_lines if line.classes & RUNNING_TEXT]
    assert len(found) > 200
    assert len({line.page for line in demo_lines if line.classes & RUNNING_TEXT}) > 12
    assert max(found) - min(found) < 0.2


def test_words_of_other_scripts_in_a_line_do_not_move_it(tmp_path: Path) -> None:
    words = "“سوق الزهور” and “中文文字” and “Єїґў” and “שָׁלוֹם” and x<sup>2</sup>, <em>in italics</em> "
    frozen = builders.snapshot(
        ("S", [builders.article(commentary=f"<p>{words * 30}</p><p>{words * 30}</p>")])
    )
    lines = [line for line in lines_of(pages_of(frozen, tmp_path)) if "commentary" in line.classes]
    found = [line.baseline for line in lines if line.page == lines[0].page]
    assert len(found) > 20
    assert {round(after - before, 1) for before, after in zip(found, found[1:], strict=False)} == {GRID}


def test_no_heading_stands_at_the_foot_of_a_page(demo_lines: list[Line]) -> None:
    assert not [line for line in last_lines(demo_lines) if HEADINGS & set(line.elements)]


@pytest.mark.serial
def test_no_heading_stands_at_the_foot_of_a_page_of_sixty_articles(tmp_path: Path) -> None:
    lines = list(lines_of(pages_of(generator.snapshot(60, tmp_path), tmp_path)))
    assert len(last_lines(lines)) > 150
    assert not [line for line in last_lines(lines) if HEADINGS & set(line.elements)]
    found = [line.baseline % GRID for line in lines if line.classes & RUNNING_TEXT]
    assert max(found) - min(found) < 0.2


def test_no_line_of_a_paragraph_is_alone(demo_lines: list[Line]) -> None:
    """A paragraph that goes over to the next page has two lines or more on each of them."""
    on_page = Counter((line.block, line.page) for line in demo_lines if line.classes & RUNNING_TEXT)
    pages = Counter(block for block, _page in on_page)
    divided = [lines for (block, _page), lines in on_page.items() if pages[block] > 1]
    assert len(divided) > 3
    assert min(divided) >= 2


def test_text_in_other_languages_is_divided_by_their_rules(tmp_path: Path) -> None:
    words = {
        "fr": "L’internationalisation administrative s’accumule particulièrement. ",
        "es": "Las responsabilidades institucionales correspondientes progresivamente. ",
        "ru": "Достопримечательности железнодорожного строительства взаимообусловленно. ",
    }
    for language, text in words.items():
        source = builders.excerpt(
            original_language=language, original_title="T", original_text=f"<p>{text * 9}</p>"
        )
        frozen = builders.snapshot(("S", [builders.article(excerpts=[source])]))
        lines = [line.text for line in lines_of(pages_of(frozen, tmp_path)) if "original" in line.classes]
        assert [line for line in lines if line.endswith("\u2010")], language


def test_right_to_left_text_is_never_divided(demo_lines: list[Line]) -> None:
    arabic = [line.text for line in demo_lines if re.search("[\u0600-\u06ff]{4}", line.text)]
    assert arabic
    assert not [text for text in arabic if text.endswith("\u2010")]


def test_an_article_begins_on_a_page_of_its_own(tmp_path: Path) -> None:
    short = [builders.article(f"Bulb {number}", images=[], excerpts=[], footnotes=[]) for number in range(3)]
    for number, article in enumerate(short):
        article["commentary"] = f"<p>Some words of number {number}.</p>"
    lines = list(lines_of(pages_of(builders.snapshot(("S", short)), tmp_path)))
    titles = {
        line.text: line.page for line in lines if "h3" in line.elements and line.text.startswith("Bulb")
    }
    assert len(titles) == 3
    assert len(set(titles.values())) == 3


@pytest.mark.parametrize(
    "quote", ["“Nobody expected it.”", "«Nadie lo esperaba.»", "‘So it goes.’", "Nobody expected it."]
)
def test_the_opening_mark_of_a_pull_quote_hangs(quote: str, tmp_path: Path) -> None:
    html = build(builders.snapshot(("S", [builders.article(pull_quote=quote)]))).html
    assert ("hangs" in re.findall(r'class="(pull[^"]*)"', html)[0]) == (quote[0] in "“«‘")


def test_sheets_name_real_small_capitals_and_no_color_outside_the_palette() -> None:
    css = "\n".join(sheets.printed(page_size="a4", proof=True))
    assert "var(" not in css
    assert css.count("font-variant-caps: small-caps") > 8
    for banned in ("opacity", "leader(", "list-style-position: inside"):
        assert banned not in re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    for name in sheets.names(page_size="a4", proof=False):
        own = re.findall(r"#[0-9a-fA-F]{3,6}\b", (sheets.FOLDER / name).read_text("utf-8"))
        assert set(own) <= {"#ffffff"}, name


def test_small_capitals_and_old_style_figures_are_in_the_fonts() -> None:
    from fontTools.ttLib import TTFont

    from editorial.rendering.pdf import fonts

    wanted: dict[str, set[str]] = {
        "GentiumBookPlus-Regular.ttf": {"smcp"},
        "NotoSans-Regular.ttf": {"smcp", "onum", "lnum"},
        "NotoSerifDisplay-Bold.ttf": {"onum", "lnum", "tnum"},
    }
    for path in fonts.files():
        if path.name in wanted:
            with TTFont(path, lazy=True) as font:
                found: Any = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
            assert wanted.pop(path.name) <= found
    assert not wanted
