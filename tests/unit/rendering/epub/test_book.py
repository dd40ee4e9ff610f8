"""The book: its package, its pages, its words, its fonts, and the same bytes each time."""

import hashlib
import io
import json
import re
import unicodedata
import uuid
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from editorial.rendering.archive import sha256_of
from editorial.rendering.epub.book import make_book
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.snapshots import current
from editorial.rendering.subsets import foreign_letters
from tests.unit.rendering import builders
from tests.unit.rendering.epub.conftest import Book, make
from tests.unit.rendering.other_forms import CORPUS, made_elsewhere, words_of_article

X = "{http://www.w3.org/1999/xhtml}"
OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}


def package(book: Book) -> etree._Element:
    return etree.fromstring(book.files["EPUB/package.opf"])


def metas(book: Book) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for meta in package(book).iterfind(".//o:meta[@property]", OPF):
        out.setdefault(meta.get("property", ""), []).append(meta.text or "")
    return out


def text_of(book: Book) -> str:
    text = " ".join(" ".join(page.itertext()) for page in book.pages().values())
    return unicodedata.normalize("NFKC", text)


def articles(book: Book) -> list[etree._Element]:
    return [page for name, page in book.pages().items() if "/articles/" in name]


def test_its_own_check_finds_nothing(book: Book):
    assert book.made.problems == []
    assert book.made.sha256 == sha256_of(book.path) and book.made.size == book.path.stat().st_size
    made = book.made.made_with
    assert set(made) == {"code", "fonts", "libraries", "python", "templates"} and made["libraries"]["brotli"]
    assert {Path(name).name for name in book.files if name.endswith(".woff2")} <= set(made["fonts"])
    assert "GentiumBookPlus-Regular.ttf" in made["fonts"]  # of the cover


def test_the_media_type_stands_at_byte_38_as_the_format_asks(book: Book):
    assert book.path.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"


def test_the_identifier_comes_from_the_content(ordinary: Book, tmp_path: Path):
    (given,) = [e.text or "" for e in package(ordinary).iterfind(".//dc:identifier", OPF)]
    assert uuid.UUID(given.removeprefix("urn:uuid:")).version == 5
    changed = json.loads(json.dumps(ordinary.snapshot))
    changed["sections"][0]["articles"][0]["dek"] += ","
    other = make(changed, ordinary.pictures, tmp_path / "x.epub")
    assert package(other).findtext(".//dc:identifier", namespaces=OPF) != given
    assert other.made.sha256 != ordinary.made.sha256


def test_what_it_says_of_itself(ordinary: Book, hostile: Book):
    told = package(ordinary)
    assert told.findtext(".//dc:title", namespaces=OPF) == (
        "The Garden Courier, Autumn Bulbs, Volume 4, Number 11, November 2026"
    )
    assert [e.text for e in told.iterfind(".//dc:creator", OPF)] == ["Petra Lindholm"]
    assert told.find(".//dc:publisher", namespaces=OPF) is None  # the house named none
    assert metas(ordinary)["dcterms:modified"] == ["2026-11-01T00:00:00Z"]
    assert metas(hostile)["dcterms:modified"] == ["2026-11-14T00:00:00Z"]
    assert package(hostile).findtext(".//dc:publisher", namespaces=OPF) == "Garden & Sons"


def test_it_claims_only_what_is_true(ordinary: Book, hostile: Book):
    assert "alternativeText" in metas(ordinary)["schema:accessibilityFeature"]
    assert metas(ordinary)["schema:accessModeSufficient"] == ["textual,visual", "textual"]
    # One picture of the hostile issue has no alternative of its own.
    assert "alternativeText" not in metas(hostile)["schema:accessibilityFeature"]
    assert metas(hostile)["schema:accessModeSufficient"] == ["textual,visual"]
    assert metas(ordinary)["schema:accessibilityHazard"] == ["none"]
    assert not [name for name in metas(ordinary) if "conformsTo" in name or "certifiedBy" in name]


def test_the_contents_name_every_section_and_article_in_order(book: Book):
    nav = book.page("nav.xhtml")
    (toc,) = [e for e in nav.iter(f"{X}nav") if e.get("role") == "doc-toc"]
    linked = [link.get("href", "") for link in toc.iter(f"{X}a")]
    spine = [ref.get("idref") for ref in package(book).iterfind(".//o:itemref", OPF)]
    files = {i.get("id"): i.get("href", "") for i in package(book).iterfind(".//o:item", OPF)}
    assert linked == [files[ref] for ref in spine if ref not in ("cover", "nav")]
    sections = [s for s in book.snapshot["sections"] if s["articles"]]
    assert sum(link.startswith("articles/") for link in linked) == sum(len(s["articles"]) for s in sections)


def test_every_word_is_in_the_book(book: Book):
    everything = text_of(book)
    found = [article for section in current(book.snapshot)["sections"] for article in section["articles"]]
    assert [word for article in found for word in words_of_article(article) if word not in everything] == []


@pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpus is not on this machine")
def test_every_word_of_a_real_issue_is_in_the_book(tmp_path: Path):
    from tests.unit.rendering.test_corpus import _article

    found = [_article(source, tmp_path) for source in json.loads(CORPUS.read_text("utf-8"))["articles"]]
    book = make(builders.snapshot(("Real", found)), tmp_path, tmp_path / "book.epub")
    assert book.made.problems == []
    everything = text_of(book)
    assert [word for article in found for word in words_of_article(article) if word not in everything] == []


def test_references_and_notes_are_linked_both_ways(book: Book):
    for page in articles(book):
        links = [link for link in page.iter(f"{X}a") if link.get("href", "").startswith("#")]
        references = {e.get("id"): e.get("href") for e in links if e.get("role") == "doc-noteref"}
        back = [e.get("href", "") for e in links if e.get("role") == "doc-backlink"]
        assert sorted(back) == sorted(f"#{name}" for name in references)
        notes = {e.get("id") for e in page.iter(f"{X}li") if e.get("value")}
        assert {urldefrag(target or "")[1] for target in references.values()} <= notes


def test_forty_notes_are_numbered_and_each_is_referred_to(hostile: Book):
    (page,) = [page for page in articles(hostile) if page.findtext(f".//{X}h1") == "Tulpenzwiebel" * 16]
    marks = [e.text for e in page.iter(f"{X}a") if e.get("role") == "doc-noteref"]
    assert len(marks) == 40 and marks[0] == "i" and marks[-1] == "xl"


def test_markup_in_a_title_is_text_and_no_address_is_a_trap(hostile: Book):
    for page in hostile.pages().values():
        assert not list(page.iter(f"{X}script")) and not list(page.iter(f"{X}b"))
        for link in page.iter(f"{X}a"):
            assert re.match(r"https://|[\w./-]+\.xhtml|#", link.get("href", "")), link.get("href")
            assert not [name for name in link.attrib if str(name).startswith(("on", "data-"))]
    assert "https://example.org/a%20b/%C3%BC?q=%7Bx%7D%7Cy&amp;z=%5B1%5D#%C3%A9%25" in " ".join(
        data.decode() for name, data in hostile.files.items() if name.endswith(".xhtml")
    )


def test_corrections_stand_in_front_and_on_their_article(hostile: Book):
    front = " ".join(hostile.page("corrections.xhtml").itertext())
    assert "Edition 2." in front and "The year was wrong" in front
    on_article = [page for page in articles(hostile) if "The year was wrong" in " ".join(page.itertext())]
    assert len(on_article) == 1
    (notice,) = [e for e in on_article[0].iter(f"{X}section") if e.get("role") == "doc-errata"]
    assert "Edition 2:" in "".join(notice.itertext())


def test_pictures_are_named_by_their_content_and_stored_once(book: Book):
    pictures = {n: d for n, d in book.files.items() if n.startswith("EPUB/images/") and "cover" not in n}
    assert pictures
    for name, data in pictures.items():
        assert Path(name).stem == hashlib.sha256(data).hexdigest()


def test_every_foreign_letter_has_its_font_in_the_book(book: Book):
    style = book.files["EPUB/style/book.css"].decode()
    faces = dict(
        re.findall(r'font-family: "([^"]+)"; font-weight: [47]00;.*?src: url\("\.\./([^"]+)"', style)
    )
    have: dict[str, set[int]] = {}
    for family, name in re.findall(r'font-family: "([^"]+)"; font-weight.*?url\("\.\./([^"]+)"', style):
        font = TTFont(io.BytesIO(book.files[f"EPUB/{name}"]))
        have.setdefault(family, set()).update(font.getBestCmap())
        assert "OFL" in (font["name"].getDebugName(13) or "") + (font["name"].getDebugName(14) or "")
    wanted = foreign_letters(book.pages().values())
    assert faces and wanted
    for face, letters in wanted.items():
        # Latin names inside a foreign passage are set in the reader's own font.
        missing = {
            c for c in letters if ord(c) not in have[face.family] and ord(c) > 0x24F and not c.isspace()
        }
        assert missing <= set("–—“”‘’…\u200f\u200e"), (face, missing)


def test_two_processes_make_the_same_bytes(book: Book, tmp_path: Path):
    maker = "editorial.rendering.epub.book.make_book"
    assert made_elsewhere(maker, book.snapshot, book.pictures, tmp_path) == book.made.sha256


def test_a_snapshot_of_the_first_format_gives_the_book_of_its_content(ordinary: Book):
    assert ordinary.snapshot["schema"] == 1
    assert all(
        name.startswith("article-") for name in (Path(n).stem for n in ordinary.files if "/articles/" in n)
    )


def test_progress_names_each_article_and_never_goes_back(ordinary: Book):
    assert [done for _, done, _ in ordinary.steps] == [0, 1, 2, 3, 4]
    assert {of for _, _, of in ordinary.steps} == {5}
    assert ordinary.steps[2][0] == "Article 2 of 3: Kites over the Dunes"


def test_a_reference_without_its_note_is_a_problem_that_names_the_article(tmp_path: Path):
    text = '<p>Nobody knows<sup data-footnote="lost"></sup>.</p>'
    book = make(builders.snapshot(("S", [builders.article(commentary=text)])), tmp_path, tmp_path / "x.epub")
    assert book.made.problems == [
        "In the article “Gardeners Reclaim the Harbour”, a reference points to a note that does not exist."
    ]


@pytest.mark.parametrize("damage, reason", [
    ("gone", "A picture of the article “Gardeners Reclaim the Harbour” is missing in the file store"),
    ("changed", "A picture of the article “Gardeners Reclaim the Harbour” is damaged in the file store"),
    ("path", "incomplete or damaged"),
    ("field", "incomplete or damaged"),
])  # fmt: skip
def test_what_cannot_be_made_says_why_and_leaves_nothing(damage: str, reason: str, tmp_path: Path):
    snapshot = builders.full_snapshot(tmp_path / "i")
    article = snapshot["sections"][0]["articles"][0]
    for path in (tmp_path / "i").iterdir():
        if damage == "gone":
            path.unlink()
        elif damage == "changed":
            path.write_bytes(path.read_bytes() + b" ")
    if damage == "path":
        article["images"][0]["sha256"] = "../../secret"
    elif damage == "field":
        del article["dek"]
    with pytest.raises(RenderingFailed, match=reason):
        make_book(snapshot, tmp_path / "i", tmp_path / "x.epub", on_progress=lambda *step: None)
    assert [path.name for path in tmp_path.iterdir()] == ["i"]
