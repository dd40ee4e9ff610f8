"""The PDF itself: what is on it, how it is tagged, that it is always the same."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from editorial.rendering.failures import GlyphMissing, RenderingFailed
from editorial.rendering.pdf import tagging
from editorial.rendering.pdf.typesetting import render
from editorial.rendering.snapshots import current
from tests.unit.rendering import builders
from tests.unit.rendering.conftest import Edition

ROOT = Path(__file__).resolve().parents[3]
BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    stack = list(reversed(list(pdf.Root.StructTreeRoot.K)))
    while stack:
        element = stack.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element
            kids = element.get("/K", [])
            stack += list(reversed(list(kids) if isinstance(kids, pikepdf.Array) else [kids]))


def of_kind(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    return [element for element in elements(pdf) if kind == element.S]


def annotations(pdf: pikepdf.Pdf) -> list[Any]:
    return [annotation for page in pdf.pages for annotation in page.obj.get("/Annots", [])]


def poppler(*command: str | Path) -> str:
    """What a program of poppler-utils prints."""
    if not shutil.which(str(command[0])):
        pytest.skip(f"{command[0]} is missing: apt-get install poppler-utils")
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def words_of(path: Path) -> str:
    """The text as it is copied out of the file: NFKC, joined at hyphens, without white space."""
    text = unicodedata.normalize("NFKC", poppler("pdftotext", "-raw", path, "-")).translate(BIDI_CONTROLS)
    return re.sub(r"\u00ad?\s+", "", text)


def test_the_pinned_versions_are_installed():
    tagging.install()


def test_the_file_is_the_one_reported(edition: Edition, pdf: pikepdf.Pdf):
    data = edition.path.read_bytes()
    assert edition.result.size == len(data)
    assert edition.result.sha256 == hashlib.sha256(data).hexdigest()
    assert edition.result.pages == len(pdf.pages)


def test_every_word_of_an_article_can_be_copied_out(edition: Edition):
    text = words_of(edition.path)
    for word in ("harbour", "empty", "Reclaim", "Al-Bustan", "gardening", "Haddad", "almanac", "Courier"):
        assert word in text
    for word in (builders.ARABIC_TITLE + " " + builders.PASHTO_TITLE).split():
        assert word in text or word[::-1] in text


def test_bookmarks(pdf: pikepdf.Pdf):
    with pdf.open_outline() as outline:
        found = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert found == [
        ("Cover", []),
        ("Masthead", []),
        ("Contents", []),
        ("Harbours", ["Gardeners Reclaim the Harbour", "Kites over the Dunes"]),
        ("Mountains", ["A Garden at the Pass"]),
        ("Image credits", []),
        ("Index of countries and outlets", []),
        ("About this edition", []),
    ]


def test_references_and_notes_are_linked_both_ways(pdf: pikepdf.Pdf):
    names = {str(key) for key in list(pdf.Root.Names.Dests.Names)[::2]}
    targets = [str(a.Dest) for a in annotations(pdf) if "/Dest" in a]
    assert set(targets) <= names
    assert (
        sum("-note-" in target for target in targets) == 5
    )  # two of the three articles refer twice, one once
    assert sum("-ref-" in target for target in targets) == 5


def test_links_say_where_they_lead(edition: Edition, pdf: pikepdf.Pdf):
    spoken = [str(annotation.Contents) for annotation in annotations(pdf)]
    assert "Note i" in spoken
    assert "Back to reference i in the text" in spoken
    (page,) = {
        words.rpartition(" ")[2] for words in spoken if words.startswith("Kites over the Dunes, page ")
    }
    assert "Kites over the Dunes" in poppler("pdftotext", "-f", page, "-l", page, edition.path, "-")
    assert "example.org, web page" in spoken
    assert "archive.example.org, archived copy" in spoken
    assert "CC-BY-4.0 (creativecommons.org)" in spoken
    assert all(spoken)


def test_one_element_for_one_html_element_across_pages(pdf: pikepdf.Pdf):
    assert len(of_kind(pdf, "/Art")) == 3
    assert [str(element.T) for element in of_kind(pdf, "/Art")] == [
        "Gardeners Reclaim the Harbour", "Kites over the Dunes", "A Garden at the Pass",
    ]  # fmt: skip
    long_article = of_kind(pdf, "/Art")[1]
    pages = {element.Pg.objgen for element in _within(long_article)}
    assert len(pages) > 1
    assert any("/MCR" in str(kid.get("/Type", "")) for e in _within(long_article) for kid in _dictionaries(e))


def _within(element: Any) -> Iterator[Any]:
    yield element
    for kid in _dictionaries(element):
        if "/S" in kid:
            yield from _within(kid)


def _dictionaries(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return [
        kid
        for kid in (kids if isinstance(kids, pikepdf.Array) else [kids])
        if isinstance(kid, pikepdf.Dictionary)
    ]


def test_every_mark_belongs_to_an_element_of_the_tree(pdf: pikepdf.Pdf):
    known = {element.objgen for element in elements(pdf)}
    entries = list(pdf.Root.StructTreeRoot.ParentTree.Nums)[1::2]
    for value in entries:
        for element in value if isinstance(value, pikepdf.Array) else [value]:
            assert element.objgen in known


def test_what_is_read_in_order_is_painted_in_order(pdf: pikepdf.Pdf):
    """Marks are numbered as they are painted; reflow and some readers go by that order."""
    found: dict[Any, list[int]] = {}

    def walk(element: Any) -> None:
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                found.setdefault(kid.Pg.objgen, []).append(int(kid.MCID))
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid)
            elif isinstance(kid, int):
                found.setdefault(element.Pg.objgen, []).append(kid)

    walk(pdf.Root.StructTreeRoot.K[0])
    assert len(found) == len(pdf.pages)
    for marks in found.values():
        assert marks == sorted(set(marks))


def test_other_languages_are_marked_and_right_to_left_text_is_spoken_in_order(pdf: pikepdf.Pdf):
    languages = {str(element.Lang) for element in elements(pdf) if "/Lang" in element}
    assert {"ar", "ps"} <= languages
    spoken = " ".join(str(element.ActualText) for element in elements(pdf) if "/ActualText" in element)
    for word in ("سوق", "ګلونو", "۲۴"):
        assert word in spoken


def test_contents_and_notes_have_their_own_types(pdf: pikepdf.Pdf):
    entries = of_kind(pdf, "/TOCI")
    assert len(entries) == 6  # three articles, index, image credits, colophon
    for entry in entries:
        (reference,) = [kid for kid in entry.K if kid.S == "/Reference"]
        assert reference.K[0].S == "/Link"
    assert len(of_kind(pdf, "/Note")) == 6
    ids = [str(note.ID) for note in of_kind(pdf, "/Note")]
    assert len(set(ids)) == 6
    assert len(list(pdf.Root.StructTreeRoot.IDTree.Names)) == 12
    assert len(of_kind(pdf, "/Reference")) >= 5
    for note in of_kind(pdf, "/Note"):
        assert note.K[0].S == "/Lbl"


def test_running_heads_are_no_content(edition: Edition):
    head = "The Garden Courier, November 2026"
    assert head not in poppler("pdfinfo", "-struct-text", edition.path)
    assert head in poppler("pdftotext", edition.path, "-")


def test_a_hyphen_at_a_lines_end_is_a_soft_one(edition: Edition):
    assert "\u2010" not in poppler("pdftotext", "-raw", edition.path, "-")


def test_pictures_lie_where_their_boxes_say(pdf: pikepdf.Pdf):
    for figure in of_kind(pdf, "/Figure"):
        left, bottom, right, top = (float(value) for value in figure.A.BBox)
        assert 0 <= left < right <= 612
        assert 0 <= bottom < top <= 792


def test_progress_goes_forward_and_names_the_articles(edition: Edition):
    done = [step.done for step in edition.steps]
    assert done == sorted(set(done))
    assert "Article 2 of 3: Kites over the Dunes" in [step.part for step in edition.steps]
    assert all(step.done < step.of for step in edition.steps)
    assert edition.steps[-1].done == edition.steps[-1].of - 1


@pytest.mark.serial
@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8"},
        {"TZ": "America/Chicago", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
    ],
)
def test_the_same_bytes_in_another_process_zone_locale_folder_and_order(
    edition: Edition, tmp_path: Path, environment: dict[str, str]
):
    code = (
        "import json,sys; from pathlib import Path; from editorial.rendering.pdf.typesetting import render;"
        "snapshot = json.loads(Path(sys.argv[1]).read_text('utf-8'));"
        "print(render(snapshot, Path(sys.argv[2]), Path(sys.argv[3])).sha256)"
    )
    (tmp_path / "snapshot.json").write_text(json.dumps(edition.snapshot), "utf-8")
    shutil.copytree(edition.images, tmp_path / "other pictures")
    done = subprocess.run(
        [sys.executable, "-c", code, "snapshot.json", "other pictures", "again.pdf"],
        cwd=tmp_path,
        env=os.environ | environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().strip() == edition.result.sha256
    assert (tmp_path / "again.pdf").read_bytes() == edition.path.read_bytes()


def test_a_changed_comma_gives_another_file(edition: Edition, tmp_path: Path):
    changed = json.loads(json.dumps(edition.snapshot))
    changed["sections"][0]["articles"][0]["dek"] += ","
    assert render(changed, edition.images, tmp_path / "x.pdf").sha256 != edition.result.sha256


def test_a_proof_carries_a_watermark_on_every_page_as_decoration(tmp_path: Path):
    frozen = builders.snapshot(edition={"number": 0})
    render(frozen, tmp_path, tmp_path / "proof.pdf", proof=True)
    with pikepdf.open(tmp_path / "proof.pdf") as pdf:
        for page in pdf.pages:
            marks = [i for i in pikepdf.parse_content_stream(page) if str(i.operator) == "BDC"]
            assert any(i.operands[1].get("/Subtype") == "/Watermark" for i in marks if len(i.operands) > 1)
    assert words_of(tmp_path / "proof.pdf").count("notforrelease") >= 4


def test_a4(tmp_path: Path):
    render(builders.snapshot(), tmp_path, tmp_path / "a4.pdf", page_size="a4")
    with pikepdf.open(tmp_path / "a4.pdf") as pdf:
        assert [round(float(value)) for value in pdf.pages[0].mediabox] == [0, 0, 595, 842]


@pytest.mark.parametrize(
    ("character", "name"),
    [("🌻", "SUNFLOWER"), ("👩🏽‍🌾", "WOMAN"), ("\ue000", "private use"), ("\U0001fad8", "BEANS")],
)
@pytest.mark.parametrize(
    "place", ["title", "commentary", "footnotes", "part", "erratum", "section", "tagline"]
)
def test_a_character_without_a_glyph_stops_the_edition_and_is_named(
    tmp_path: Path, character: str, name: str, place: str
):
    """There is no font for emoji (colors are no part of the print edition): they are an error that names the article."""
    words = f"A {character}."
    changes = {
        "commentary": {"commentary": f"<p>{words}</p>"},
        "footnotes": {"footnotes": [{"key": "a", "number": 1, "text": f"<p>{words}</p>"}]},
    }  # fmt: skip
    article = builders.article(words if place == "title" else "Sunflowers", **changes.get(place, {}))
    frozen = current(builders.snapshot((words if place == "section" else "S", [article])))
    if place == "part":
        frozen["parts"] = [{"place": "front", "title": "Letter", "body": f"<p>{words}</p>"}]
    if place == "erratum":
        frozen["errata"] = [{"edition": 2, "article": article["key"], "text": words}]
    if place == "tagline":
        frozen["house"] = frozen["house"] | {"tagline": words}
    with pytest.raises(GlyphMissing, match=name) as raised:
        render(frozen, tmp_path, tmp_path / "x.pdf")
    assert ("the article" in raised.value.where) == (place in ("title", "commentary", "footnotes", "erratum"))
    assert ("Sunflowers" in raised.value.where) == (place in ("commentary", "footnotes", "erratum"))
    assert character[0] in str(raised.value)
    assert not (tmp_path / "x.pdf").exists()


def test_a_missing_image_names_its_article(tmp_path: Path):
    entry = builders.picture(tmp_path / "elsewhere")
    with pytest.raises(RenderingFailed, match="Image 1 of the article “Bulbs” is missing"):
        render(
            builders.snapshot(("S", [builders.article("Bulbs", images=[entry])])),
            tmp_path,
            tmp_path / "x.pdf",
        )


def test_a_reference_without_a_note_stops_an_edition_but_not_a_proof(tmp_path: Path):
    frozen = builders.snapshot(("S", [builders.article(footnotes=[])]))
    with pytest.raises(RenderingFailed, match="reference"):
        render(frozen, tmp_path, tmp_path / "x.pdf")
    render(frozen, tmp_path, tmp_path / "x.pdf", proof=True)
