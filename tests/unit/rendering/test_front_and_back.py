"""What stands around the articles: cover, masthead, contents, corrections, parts, index, colophon."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from editorial.rendering.html import build
from editorial.rendering.pdf.typesetting import render
from editorial.rendering.print_views.articles import anchor_of
from tests.unit.rendering import builders
from tests.unit.rendering.demo_issue import BLANK_HOUSE, HOUSE, demo_snapshot
from tests.unit.rendering.layout import lines_of, pages_of
from tests.unit.rendering.test_engine import poppler
from tests.unit.rendering.test_order import everything, logo


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def part_of(html: str, name: str) -> str:
    """The words of the section with this id."""
    return text_of(html.split(f'id="{name}"')[1].split("</section>", maxsplit=1)[0])


def test_what_the_house_has_not_said_is_not_printed(tmp_path: Path) -> None:
    html = build(demo_snapshot(tmp_path, BLANK_HOUSE)).html
    assert 'id="masthead"' not in html
    for word in ("ISSN", "Publisher", "Disclaimer", "Rights", "Release", "logo"):
        assert word not in text_of(html.split("<body")[1]), word


def test_the_masthead_has_all_that_the_house_has_said(tmp_path: Path) -> None:
    words = part_of(build(demo_snapshot(tmp_path)).html, "masthead")
    for name in ("publisher", "web_address", "issn", "release_statement", "disclaimer", "rights_statement"):
        assert HOUSE[name] in words, name
    assert "Volume 1, Number 1, November 2026. Published on 16 November 2026" in words


def test_the_colors_of_the_house_are_those_of_the_sheets(tmp_path: Path) -> None:
    own = build(demo_snapshot(tmp_path, HOUSE | {"primary_color": "#0f5c5c"}))
    assert "#0f5c5c" in "".join(own.sheets)
    assert "#1b2a38" not in "".join(own.sheets)
    assert "#1b2a38" in "".join(build(demo_snapshot(tmp_path)).sheets)


def test_a_logo_stands_for_the_name_and_says_it(tmp_path: Path) -> None:
    html = build(demo_snapshot(tmp_path, HOUSE | {"logo": logo(tmp_path)})).html
    heading = re.findall(r"<h1.*?</h1>", html)[0]
    assert 'alt="The Amber Digest"' in heading
    assert text_of(heading) == ""


@pytest.mark.parametrize("size", ["letter", "a4"])
@pytest.mark.parametrize(
    "house",
    [
        {},
        {"name": "N" * 9},
        {
            "name": "A name that is as long as no name of a digest ever was, and goes on",
            "tagline": "Words of it. " * 14,
        },
        {"name": ""},
    ],
)
def test_a_cover_is_one_page(size: str, house: dict[str, Any], tmp_path: Path) -> None:
    for logo_too in (False, True):
        frozen = demo_snapshot(tmp_path, HOUSE | house | ({"logo": logo(tmp_path)} if logo_too else {}))
        frozen["sections"] = frozen["sections"][:1]
        lines = [line for line in lines_of(pages_of(frozen, tmp_path, size)) if "cover" in line.classes]
        assert {line.page for line in lines} == {1}
        assert max(line.baseline for line in lines) < {"letter": 792, "a4": 842}[size] - 15


def test_contents_read_title_then_author_then_page(tmp_path: Path) -> None:
    html = build(demo_snapshot(tmp_path)).html
    entry = re.findall(r'<li data-toc="1">.*?</li>', html)[0]
    assert entry.index("</a>") < entry.index('class="by"') < entry.index('class="page"')


@pytest.mark.serial
def test_contents_and_index_name_the_page_it_is_on(tmp_path: Path) -> None:
    frozen = everything(tmp_path)
    render(frozen, tmp_path, tmp_path / "x.pdf")
    pages = poppler("pdftotext", "-layout", tmp_path / "x.pdf", "-").split("\f")
    contents = next(page for page in pages if "Contents" in page)
    found = re.findall(r"^\s*(\d+)\s+(\S.*\S)\s*$", contents, re.MULTILINE)
    assert len(found) == 8 + 2 + 3  # articles, parts, index and credits and colophon
    for number, title in found:
        assert title[:24] in pages[int(number) - 1], title
    index = next(page for page in pages if "Index of countries and outlets" in page and "El Mirador" in page)
    for outlet in ("El Mirador de Bruma", "Severny Semafor"):
        numbers = re.findall(rf"{outlet} ([\d, ]+)", index)[0]
        for number in numbers.split(","):
            assert outlet in " ".join(pages[int(number) - 1].split())


def test_the_index_has_countries_in_order_and_outlets_without_one_last(tmp_path: Path) -> None:
    html = build(demo_snapshot(tmp_path)).html
    words = part_of(html, "index")
    places = [
        words.index(name) for name in ("Egypt", "France", "Kazakhstan", "Spain", "Country not on record")
    ]
    assert places == sorted(places)
    assert words.index("Chaoyu Wanbao") > places[-1]


def test_where_no_country_is_known_the_index_names_none(tmp_path: Path) -> None:
    words = part_of(build(builders.snapshot()).html, "index")
    assert "Al-Bustan" in words
    assert "on record" not in words


def test_a_correction_stands_in_front_and_on_its_article(tmp_path: Path) -> None:
    frozen = everything(tmp_path)
    html = build(frozen).html
    assert "Edition 2 It is 41 kilometers long, not 43. In Vetrogoria Links" in part_of(html, "masthead")
    article = html.split(f'id="{anchor_of(frozen["sections"][0]["articles"][1])}"')[1].split("</article>")[0]
    assert "Correction, edition 2: It is 41 kilometers long, not 43." in text_of(article)
    assert html.count('class="correction"') == 1


def test_corrections_have_their_page_without_a_house(tmp_path: Path) -> None:
    frozen = everything(tmp_path) | {"house": BLANK_HOUSE}
    assert part_of(build(frozen).html, "masthead").endswith("New Track")
    assert "<h2>Corrections</h2>" in build(frozen).html


def test_parts_stand_where_they_belong_and_in_the_contents(tmp_path: Path) -> None:
    html = build(everything(tmp_path)).html
    order = [
        'id="contents"',
        "<h2>From the Editor</h2>",
        'id="section-1"',
        "<h2>How to Write for Us</h2>",
        'id="index"',
    ]
    places = [html.index(one) for one in order]
    assert places == sorted(places)
    assert "From the Editor" in part_of(html, "contents")


def test_the_first_words_of_a_commentary_are_in_small_capitals_and_whole() -> None:
    html = build(builders.snapshot()).html
    assert '<p><span class="lead">The harbour was empty</span>' not in html  # a note stands after it
    assert '<p><span class="lead">The harbour was</span> empty<sup' in html or "lead" not in html
    long = build(
        builders.snapshot(("S", [builders.article(commentary="<p>It was a cold and windy morning.</p>")]))
    )
    assert '<p><span class="lead">It was a cold and windy</span> morning.</p>' in long.html


def test_a_running_head_is_not_shortened(tmp_path: Path) -> None:
    title = (
        "Gardeners Reclaim the Harbor and Plant Forty Thousand Tulips Where the Cranes Once Stood for Years"
    )
    frozen = builders.snapshot(("S", [builders.article(title, commentary="<p>Many words. </p>" * 60)]))
    render(frozen, tmp_path, tmp_path / "x.pdf")
    pages = poppler("pdftotext", tmp_path / "x.pdf", "-").split("\f")
    heads = [page for page in pages[4:] if title in " ".join(page.split())]
    assert heads
    assert "…" not in "".join(pages)
