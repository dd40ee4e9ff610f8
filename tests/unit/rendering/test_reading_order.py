"""What a listener gets: the words of the structure tree against those of the snapshot."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import html as lxml_html

from editorial.content.numerals import roman
from editorial.rendering.pdf import engine, tagging
from editorial.rendering.pdf.accessibility_links import page_of_places
from editorial.rendering.pdf.problems import nodes_of
from editorial.rendering.pdf.reading import Book
from editorial.rendering.pdf.typesetting import render
from editorial.rendering.richtext_print import tidy
from tests.unit.rendering import builders
from tests.unit.rendering.conftest import Edition
from tests.unit.rendering.test_engine import annotations, poppler
from tests.unit.rendering.torture import torture_snapshot

UNHEARD = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]")


@pytest.fixture(scope="module")
def tortured(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("torture")
    snapshot = torture_snapshot(folder / "images")
    result = render(snapshot, folder / "images", folder / "edition.pdf")
    return Edition(snapshot, folder / "images", folder / "edition.pdf", result, [])


@pytest.fixture(params=["edition", "tortured"])
def made(request: pytest.FixtureRequest) -> Edition:
    return request.getfixturevalue(request.param)


def folded(text: str) -> str:
    """Text without what is not heard: line ends, soft hyphens, marks of direction."""
    return UNHEARD.sub("", unicodedata.normalize("NFC", tidy(text)))


def plain(rich: str, numbers: dict[str, int]) -> str:
    """The words of rich text, each reference as the number that stands for it."""
    root = lxml_html.fragment_fromstring(rich or "<p></p>", create_parent="div")
    for mark in list(root.iter("sup")):
        if mark.get("data-footnote"):
            mark.text = roman(numbers[mark.get("data-footnote")])
    return "".join(root.itertext())


def in_order(article: dict[str, Any]) -> list[str]:
    """What is heard of an article, one after the other."""
    numbers = {note["key"]: note["number"] for note in article["footnotes"]}
    out = [article["title"], article["dek"], plain(article["commentary"], numbers)]
    for excerpt in article["excerpts"]:
        out += [
            excerpt["translated_title"] or excerpt["original_title"],
            excerpt["outlet"],
            excerpt["outlet_descriptor"],
        ]
        out += [plain(excerpt["body"], numbers), plain(excerpt["original_text"], numbers)]
    return out + [
        plain(note["text"], numbers) for note in sorted(article["footnotes"], key=lambda n: n["number"])
    ]


def anywhere(article: dict[str, Any]) -> list[str]:
    """What is heard somewhere in it."""
    out = [article["pull_quote"]] + [name for author in article["authors"] for name in author.values()]
    for excerpt in article["excerpts"]:
        out += [
            *excerpt["authors"],
            excerpt["original_title"],
            excerpt["place"],
            excerpt["url"],
            excerpt["archived_url"],
        ]
    return out + [text for image in article["images"] for text in (image["caption"], image["credit"])]


def test_every_word_and_every_note_is_heard_in_its_order(made: Edition):
    with pikepdf.open(made.path) as pdf:
        book = Book(pdf)
        spoken = [folded(book.text_of(node.element)) for node in nodes_of(pdf) if node.kind == "/Art"]
    articles = [article for section in made.snapshot["sections"] for article in section["articles"]]
    assert len(spoken) == len(articles)
    for article, text in zip(articles, spoken, strict=True):
        at = 0
        for piece in map(folded, in_order(article)):
            found = text.find(piece, at)
            assert found >= 0, (article["title"], piece[:200], text[at : at + 200])
            at = found + len(piece)
        for piece in map(folded, anywhere(article)):
            assert piece in text, (article["title"], piece[:200])


def test_words_are_told_apart_by_spaces(made: Edition):
    """Lines and labels end with the space that the layout has eaten."""
    with pikepdf.open(made.path) as pdf:
        book = Book(pdf)
        text = " ".join(book.text_of(pdf.Root.StructTreeRoot.K[0]).split())
    assert "The Garden Courier" in text
    assert "Translated from Arabic by Nadia Winter." in text
    assert "Excerpt 1 from Arabic" in text or "Excerpt from Arabic" in text
    for article in (a for section in made.snapshot["sections"] for a in section["articles"]):
        sentence = " ".join(plain(article["excerpts"][0]["body"], {}).split()) if article["excerpts"] else ""
        assert sentence.split(".")[0] in text


def test_brackets_say_what_they_show(made: Edition):
    """In right-to-left text “(” is drawn as “)”: the same glyph elsewhere still says “(”."""
    with pikepdf.open(made.path) as pdf:
        text = Book(pdf).text_of(pdf.Root.StructTreeRoot.K[0])
    assert "(gardening weekly)" in text
    assert "SHA-256" in text
    assert ")gardening" not in text


def test_each_reference_and_its_note_are_linked_both_ways(made: Edition):
    with pikepdf.open(made.path) as pdf:
        places = page_of_places(pdf)
        links = {(str(a.Dest), number) for number, page in enumerate(pdf.pages, 1) for a in page.obj.get("/Annots", [])
                 if "/Dest" in a}  # fmt: skip
        targets = {target for target, _page in links}
        spoken = {str(a.Contents) for a in annotations(pdf)}
    assert targets <= set(places)
    for article in (a for s in made.snapshot["sections"] for a in s["articles"]):
        for note in article["footnotes"]:
            if f'data-footnote="{note["key"]}"' not in article["commentary"]:
                continue
            there, back = (f"article-{article['key']}-{kind}-{note['number']}" for kind in ("note", "ref"))
            # The link to the note stands on the page that the link back leads to, and the other way round.
            assert (there, places[back]) in links
            assert (back, places[there]) in links
            assert f"Note {roman(note['number'])}" in spoken


def test_the_contents_name_the_pages_where_articles_begin(made: Edition):
    with pikepdf.open(made.path) as pdf:
        book, nodes = Book(pdf), list(nodes_of(pdf))
        headings = {book.text_of(n.element): n.page for n in nodes if n.kind == "/H3" and n.article}
        entries = [" ".join(book.text_of(n.element).split()) for n in nodes if n.kind == "/TOCI"]
    titles = [a["title"] for s in made.snapshot["sections"] for a in s["articles"]]
    assert len(headings) == len(titles)
    for heading, page in headings.items():
        (entry,) = [entry for entry in entries if folded(heading) in folded(entry)]
        assert str(page) in entry.split()
        printed = poppler("pdftotext", "-f", str(page), "-l", str(page), "-raw", made.path, "-")
        last = printed.split()
        assert str(page) in last  # the page's own number
        if heading.isascii():
            assert folded(heading) in folded(printed.replace("\u00ad\n", ""))


def test_every_foreign_title_and_outlet_says_its_language(tortured: Edition):
    with pikepdf.open(tortured.path) as pdf:
        book = Book(pdf)
        spoken = {
            (folded(book.text_of(node.element)), node.element.Lang)
            for node in nodes_of(pdf)
            if "/Lang" in node.element
        }
    found: dict[str, set[str]] = {}
    for text, lang in spoken:
        found.setdefault(str(lang).partition("-")[0], set()).add(text)
    for article in (a for s in tortured.snapshot["sections"] for a in s["articles"]):
        for excerpt in article["excerpts"]:
            said = found[excerpt["original_language"]]
            title, outlet = folded(excerpt["original_title"]), folded(excerpt["outlet"])
            assert any(title in text or text in title for text in said), excerpt["original_title"]
            assert any(outlet in text for text in said), (excerpt["outlet"], excerpt["original_language"])


def test_no_html_element_is_two_elements_of_the_structure(tmp_path: Path):
    render(torture_snapshot(tmp_path / "i"), tmp_path / "i", tmp_path / "x.pdf")
    assert engine.tagging is tagging
    assert tagging._State.marks.scattered == []


def test_what_is_said_of_the_whole_file(edition: Edition):
    with pikepdf.open(edition.path) as pdf:
        with pdf.open_metadata() as metadata:
            found = {
                name: metadata.get(name) for name in ("dc:title", "dc:creator", "dc:publisher", "dc:language")
            }
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == (
                "2",
                "A",
                "1",
            )
            assert not [name for name in metadata if "Date" in name]
        assert found == {
            "dc:title": "The Garden Courier, Autumn Bulbs, Volume 4, Number 11, November 2026",
            "dc:creator": ["The Garden Courier"],
            "dc:publisher": None,  # the house named none
            "dc:language": {"en-US"},
        }
        assert str(pdf.docinfo["/Author"]) == "The Garden Courier"
        assert "/CreationDate" not in pdf.docinfo


def test_one_article_is_by_its_authors_and_a_date_is_that_of_publication(tmp_path: Path):
    frozen = builders.snapshot() | {"article": "x", "parts": [], "errata": []}
    frozen["issue"] = frozen["issue"] | {"publication_date": "2026-11-14"}
    render(frozen, tmp_path, tmp_path / "x.pdf")
    with pikepdf.open(tmp_path / "x.pdf") as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:creator"] == ["Petra Lindholm"]
        assert metadata["dc:date"] == ["2026-11-14"]
