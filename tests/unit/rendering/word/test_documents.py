"""Word files of articles: notes, languages, directions, pictures, properties, and the same bytes each time."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import etree

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.forms import Made
from editorial.rendering.snapshots import current
from editorial.rendering.word.documents import make_documents
from editorial.rendering.word.pandoc import docx_of
from tests.unit.rendering import builders
from tests.unit.rendering.hostile import MARKUP, hostile_snapshot
from tests.unit.rendering.other_forms import CORPUS, made_elsewhere, members, words, words_of_article

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/package/2006/relationships}"
SNAPSHOTS = {"ordinary": builders.full_snapshot, "hostile": hostile_snapshot}


class Documents(NamedTuple):
    snapshot: dict[str, Any]
    pictures: Path
    made: Made
    files: dict[str, bytes]

    def part(self, document: str, name: str) -> etree._Element:
        with zipfile.ZipFile(io.BytesIO(self.files[document])) as docx:
            return etree.fromstring(docx.read(name))

    def text(self, document: str) -> str:
        parts = [self.part(document, f"word/{name}.xml") for name in ("document", "footnotes")]
        return " ".join("".join(p.itertext()) for part in parts for p in part.iter(f"{W}p"))


def make(snapshot: dict[str, Any], pictures: Path, path: Path) -> Documents:
    made = make_documents(snapshot, pictures, path, on_progress=lambda *step: None)
    return Documents(snapshot, pictures, made, members(path))


@pytest.fixture(scope="module", params=sorted(SNAPSHOTS))
def documents(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Documents:
    folder = tmp_path_factory.mktemp(f"word-{request.param}")
    return make(SNAPSHOTS[request.param](folder / "i"), folder / "i", folder / "word.zip")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    folder = tmp_path_factory.mktemp("word")
    return make(hostile_snapshot(folder / "i"), folder / "i", folder / "word.zip")


BULBS, FORTY = "article-1-bulbs.docx", f"{'x' * 80}.docx"


def test_one_document_per_article_named_by_its_slug(hostile: Documents):
    assert list(hostile.files) == [
        BULBS,
        "article-2.docx",
        "article-3-bulbs.docx",
        FORTY,
        "the-quiet-bed.docx",
    ]
    assert hostile.made.problems == [] and hostile.made.made_with["pandoc"].startswith("3")


def test_every_word_of_each_article_is_in_its_document(documents: Documents):
    found = [a for section in current(documents.snapshot)["sections"] for a in section["articles"]]
    for article, name in zip(found, documents.files, strict=True):
        everything = " ".join(words(documents.text(name)))
        assert [word for word in words_of_article(article) if word not in everything] == [], name


@pytest.mark.skipif(not CORPUS.exists(), reason="../shared/corpus is not on this machine")
def test_every_word_of_a_real_issue_is_in_its_documents(tmp_path: Path):
    from tests.unit.rendering.test_corpus import _article

    found = [_article(source, tmp_path) for source in json.loads(CORPUS.read_text("utf-8"))["articles"]]
    made = make(builders.snapshot(("Real", found)), tmp_path, tmp_path / "word.zip")
    for article, name in zip(found, made.files, strict=True):
        everything = " ".join(words(made.text(name)))
        assert [word for word in words_of_article(article) if word not in everything] == []
        referred = list(made.part(name, "word/document.xml").iter(f"{W}footnoteReference"))
        assert len(referred) == len(article["footnotes"])


def test_notes_are_real_notes_in_roman_numerals(hostile: Documents):
    document = hostile.part(FORTY, "word/document.xml")
    assert len(list(document.iter(f"{W}footnoteReference"))) == 40
    (numbers,) = document.iter(f"{W}numFmt")
    assert numbers.get(f"{W}val") == "lowerRoman"
    notes = [
        n for n in hostile.part(FORTY, "word/footnotes.xml").iter(f"{W}footnote") if not n.get(f"{W}type")
    ]
    assert len(notes) == 40 and "Bed 40 & more" in "".join(notes[-1].itertext())


def test_a_note_that_is_referred_to_twice_stands_once_and_one_without_reference_at_the_end(
    hostile: Documents,
):
    document = hostile.part(BULBS, "word/document.xml")
    assert len(list(document.iter(f"{W}footnoteReference"))) == 1
    assert "note-1" in [link.get(f"{W}anchor") for link in document.iter(f"{W}hyperlink")]
    assert "note-1" in [mark.get(f"{W}name") for mark in document.iter(f"{W}bookmarkStart")]
    assert "Further notes ii. See also the almanac." in hostile.text(BULBS)


def test_right_to_left_text_says_so_where_word_looks_for_it(hostile: Documents):
    document = hostile.part(BULBS, "word/document.xml")
    arabic = [
        run for run in document.iter(f"{W}r") if "\u0600" <= ("".join(run.itertext()) or " ")[0] <= "\u06ff"
    ]
    assert arabic
    for run in arabic:
        assert run.find(f"{W}rPr/{W}rtl") is not None
        assert run.find(f"{W}rPr/{W}lang").get(f"{W}bidi") == "ar"
    assert len([p for p in document.iter(f"{W}p") if p.find(f"{W}pPr/{W}bidi") is not None]) == 2
    languages = {lang.get(f"{W}eastAsia") for lang in document.iter(f"{W}lang")}
    assert {"ja", "zh-TW"} <= languages


def test_headings_are_in_order(documents: Documents):
    for name in documents.files:
        levels = [
            int(style.get(f"{W}val", "")[-1])
            for style in documents.part(name, "word/document.xml").iter(f"{W}pStyle")
            if style.get(f"{W}val", "").startswith("Heading")
        ]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_pictures_have_their_alternative_and_only_what_word_shows(documents: Documents):
    for name, data in documents.files.items():
        drawings = list(documents.part(name, "word/document.xml").iter(f"{WP}docPr"))
        assert all(drawing.get("descr") for drawing in drawings)
        assert b"data:image" not in etree.tostring(documents.part(name, "word/document.xml"))
        with zipfile.ZipFile(io.BytesIO(data)) as docx:
            media = [member for member in docx.namelist() if member.startswith("word/media/")]
        assert len(media) == len(drawings)
        assert {Path(member).suffix for member in media} <= {".png", ".jpg", ".jpeg"}


def test_a_very_tall_picture_fits_on_the_page(hostile: Documents):
    sizes = [int(e.get("cy", 0)) for e in hostile.part(BULBS, "word/document.xml").iter(f"{WP}extent")]
    assert sizes == [int(7.5 * 914400)]


def test_links_lead_to_addresses_on_the_web_only(hostile: Documents):
    for name in hostile.files:
        targets = [
            link.get("Target", "")
            for link in hostile.part(name, "word/_rels/document.xml.rels").iter(f"{R}Relationship")
            if link.get("TargetMode") == "External"
        ]
        assert all(target.startswith(("https://", "mailto:")) for target in targets)


def test_the_properties_name_title_authors_and_language(hostile: Documents):
    core = hostile.part(BULBS, "docProps/core.xml")
    told = {etree.QName(element).localname: element.text for element in core}
    assert told["title"] == MARKUP and told["creator"] == "Petra Lindholm" and told["language"] == "en-US"
    assert told["created"] == told["modified"] == "2026-11-14T00:00:00Z"


def test_it_says_where_it_comes_from_and_what_was_corrected(hostile: Documents):
    text = hostile.text(BULBS)
    assert "From The Garden Courier, November 2026, edition 2" in text
    assert "Correction Edition 2: The year was wrong" in text
    assert "Fingerprint of the edition (SHA-256): " in text
    assert "The year was wrong" not in hostile.text("article-2.docx")


def test_two_processes_make_the_same_bytes(documents: Documents, tmp_path: Path):
    maker = "editorial.rendering.word.documents.make_documents"
    assert made_elsewhere(maker, documents.snapshot, documents.pictures, tmp_path) == documents.made.sha256


def test_a_missing_picture_names_its_article_and_leaves_nothing(tmp_path: Path):
    snapshot = builders.snapshot(("S", [builders.article(images=[builders.picture(tmp_path / "i")])]))
    with pytest.raises(
        RenderingFailed, match="A picture of the article “Gardeners Reclaim the Harbour” is missing"
    ):
        make(snapshot, tmp_path / "nowhere", tmp_path / "word.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["i"]


def test_a_converter_that_is_absent_or_fails_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    with pytest.raises(RenderingFailed, match="The Word file of the article could not be written"):
        docx_of({"no": "model"}, "the article")
    monkeypatch.setattr("pypandoc.get_pandoc_path", lambda: "/nowhere/pandoc")
    with pytest.raises(RenderingFailed, match="is not installed"):
        docx_of({}, "the article")
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nsleep 30\n")
    slow.chmod(0o755)
    monkeypatch.setattr("pypandoc.get_pandoc_path", lambda: str(slow))
    with pytest.raises(RenderingFailed, match="took longer than 1 seconds"):
        docx_of({}, "the article", seconds=1)
