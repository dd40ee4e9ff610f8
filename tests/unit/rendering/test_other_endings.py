"""What goes wrong around a form: the disk, names that meet, and what one form said and another did not."""

import errno
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from lxml import html as lxml_html

from editorial.rendering.archive import Archive
from editorial.rendering.epub.book import make_book
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.html import build
from editorial.rendering.naming import file_stems
from editorial.rendering.richtext_print import PrintText, tidy
from editorial.rendering.snapshots import current
from editorial.rendering.web.site import make_site
from tests.unit.rendering import builders
from tests.unit.rendering.other_forms import members

XHTML = "{http://www.w3.org/1999/xhtml}"


def quiet(*_said: Any) -> None:
    """Progress that nobody watches."""


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_self: zipfile.ZipFile) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    archive = Archive(tmp_path / "made.zip")
    archive.put("a.txt", "words")
    with monkeypatch.context() as patched:
        patched.setattr(zipfile.ZipFile, "_write_end_record", full)
        with pytest.raises(OSError, match="No space"):
            archive.__exit__(None, None, None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "slugs",
    [
        ["bulbs", "bulbs", "article-1-bulbs"],
        ["article-2-bulbs", "bulbs", "bulbs"],
        ["../x", "article-1", "article-1-2"],
    ],
)
def test_no_two_articles_have_one_file(slugs: list[str]):
    stems = file_stems([{"slug": slug} for slug in slugs])
    assert len(set(stems)) == len(stems)
    assert [
        stem for stem, slug in zip(stems, slugs, strict=True) if slugs.count(slug) == 1 and "." not in slug
    ] == [slug for slug in slugs if slugs.count(slug) == 1 and "." not in slug]


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x0b", "\x0c", "\r", "\r\n", "\x85"])
def test_the_end_of_a_line_does_not_join_words(end: str):
    assert tidy(f"one{end}two") == "one two"
    assert PrintText("a", "a").rich(f"<p>one{end}two</p>") == "<p>one two</p>"


@pytest.fixture
def corrected() -> dict[str, Any]:
    """Corrections of three editions, one of an article that is gone; the house has said its name and nothing else."""
    one = builders.article("One", slug="one", excerpts=[builders.excerpt(country="FR")])
    snapshot = current(builders.snapshot(("S", [one])))
    errata = [(2, one["key"], "The second"), (3, "gone", "The third"), (12, one["key"], "The twelfth")]
    return snapshot | {
        "house": snapshot["house"] | {"publisher": "", "web_address": "https://example.org/"},
        "issue": snapshot["issue"] | {"publication_date": "2026-11-14"},
        "edition": {"number": 12},
        "errata": [{"edition": number, "article": key, "text": text} for number, key, text in errata],
    }


def front_matter(snapshot: dict[str, Any], folder: Path) -> dict[str, str]:
    """The words of each form's page of corrections."""
    make_site(snapshot, folder, folder / "web", on_progress=quiet)
    make_book(snapshot, folder, folder / "epub", on_progress=quiet)
    web = lxml_html.document_fromstring(members(folder / "web")["index.html"])
    printed = lxml_html.document_fromstring(build(snapshot).html)
    return {
        "pdf": printed.get_element_by_id("masthead").text_content(),
        "web": web.get_element_by_id("errata").text_content(),
        "epub": "".join(etree.fromstring(members(folder / "epub")["EPUB/corrections.xhtml"]).itertext()),
    }


def test_every_form_tells_every_correction_the_newest_first(corrected: dict[str, Any], tmp_path: Path):
    for form, words in front_matter(corrected, tmp_path).items():
        places = [words.find(text) for text in ("The twelfth", "The third", "The second")]
        assert places == sorted(places), (form, words)
        assert places[0] >= 0, (form, words)


def test_a_blank_publisher_is_nobody_but_the_rest_is_said(corrected: dict[str, Any], tmp_path: Path):
    make_book(corrected, tmp_path, tmp_path / "epub", on_progress=quiet)
    files = members(tmp_path / "epub")
    colophon = " ".join("".join(etree.fromstring(files["EPUB/colophon.xhtml"]).itertext()).split())
    assert "Published by" not in colophon
    assert b"dc:publisher" not in files["EPUB/package.opf"]
    assert "Published on 14 November 2026." in colophon
    assert "https://example.org/" in colophon
    make_site(corrected, tmp_path, tmp_path / "web", on_progress=quiet)
    assert (
        b'"publisher":{"@type":"Organization","name":"The Garden'
        not in members(tmp_path / "web")["index.html"]
    )


def test_the_book_has_the_index_of_the_printed_issue(corrected: dict[str, Any], tmp_path: Path):
    made = make_book(corrected, tmp_path, tmp_path / "epub", on_progress=quiet)
    assert made.problems == []
    files = members(tmp_path / "epub")
    page = etree.fromstring(files["EPUB/index.xhtml"])
    assert [e.text for e in page.iter(f"{XHTML}h2")] == ["France"]
    assert [e.get("href") for e in page.iter(f"{XHTML}a")] == ["articles/one.xhtml#excerpt-1"]
    assert b'href="index.xhtml"' in files["EPUB/nav.xhtml"]


def test_an_open_override_ends_with_the_text_it_is_in(corrected: dict[str, Any], tmp_path: Path):
    corrected["sections"][0]["articles"][0]["title"] = "Turned \u202e around"
    make_book(corrected, tmp_path, tmp_path / "epub", on_progress=quiet)
    contents = members(tmp_path / "epub")["EPUB/nav.xhtml"].decode()
    assert "Turned \u202e around\u202c</a>" in contents


def test_a_line_break_ends_a_word_and_chinese_needs_no_spaces():
    words = PrintText("a", "the article “Verse”")
    assert words.rich(f"<p>{'roses<br>' * 1000}</p>").count("<br>") == 1000
    assert "市場" in words.rich(f"<p>{'市場開業，' * 1000}</p>", "zh-Hant")
    for long in ("a" * 2001, f"市{'a' * 2001}", f"<em>{'a' * 1500}</em>{'b' * 600}"):
        with pytest.raises(RenderingFailed, match="one word has"):
            words.rich(f"<p>{long}</p>")
