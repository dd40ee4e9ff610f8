"""The shared corpus as Word files: the same fields as from the text, article by article and as a whole.

The files are made here by pandoc: with typed markers, and with real notes of Word, once as footnotes and once as
endnotes; with an empty paragraph for every blank line, and without any. Skipped where the corpus is absent.
"""

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from editorial.importing.as_json import as_json
from editorial.importing.boundaries import read_cues, split_articles
from editorial.importing.citation import find_citations
from editorial.importing.kinds import NOTE, Kind, kind_of
from editorial.importing.layout import parse_text
from editorial.importing.lines import read_paragraphs, split_lines
from editorial.importing.numbered_notes import bracket_markers
from tests.unit.importing.word_files import from_pandoc, inlines, para, reading_of

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason=f"the shared corpus is not at {CORPUS}")
ARTICLES = range(7)
# Where something stands in the file, and what the parser says of it, may differ; the fields may not.
_ABOUT_PLACES = {"line", "paragraph_lines", "commentary_lines", "findings"}


@cache
def articles() -> list[list[str]]:
    """The lines of each article."""
    text = (CORPUS / "issue.txt").read_text(encoding="utf-8")
    paragraphs = bracket_markers(read_paragraphs(split_lines(text)))
    cues = read_cues(paragraphs, find_citations(paragraphs))
    starts = [paragraphs[chunk.start].line - 1 for chunk in split_articles(cues)]
    lines = text.split("\n")
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def fields(parsed: Any) -> Any:
    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: kept(inner) for name, inner in value.items() if name not in _ABOUT_PLACES}
        if isinstance(value, list):
            return [kept(inner) for inner in value]
        return value

    return kept(as_json(parsed))


def typed(lines: list[str], blanks: bool) -> list[Any]:
    return [para(inlines(line)) for line in lines if blanks or line.strip()]


def with_real_notes(lines: list[str], blanks: bool) -> list[Any]:
    """The article with its typed notes as notes of Word where their markers stand."""
    notes: dict[str, list[str]] = {}
    kept: list[str] = []
    current = ""
    for line in lines:
        folded = " ".join(line.split())
        found = NOTE.match(folded)
        if found:
            current = found["marker"]
            notes[current] = [found["text"]]
        elif kind_of(folded) in (Kind.HEADER, Kind.LABEL):
            current = ""
            kept.append(line)
        elif current and folded:
            notes[current].append(folded)
        else:
            kept.append(line)

    def content(line: str) -> list[Any]:
        out: list[Any] = []
        at = 0
        for match in re.finditer(r"\[([ivx]+)\]", line):
            if match[1] in notes:
                note = {"t": "Note", "c": [para(inlines(one)) for one in notes[match[1]]]}
                out += [*inlines(line[at : match.start()]), note]
                at = match.end()
        return out + inlines(line[at:])

    return [para(content(line)) for line in kept if blanks or line.strip()]


def as_endnotes(data: bytes) -> bytes:
    """A file of pandoc, which only writes footnotes, with the same notes as endnotes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            content = given.read(name)
            if name.endswith((".xml", ".rels")) and b"ootnote" in content:
                content = content.replace(b"footnote", b"endnote").replace(b"Footnote", b"Endnote")
            made.writestr(name.replace("footnotes", "endnotes"), content)
    return out.getvalue()


@pytest.mark.parametrize("blanks", [True, False], ids=["blank lines", "no blank lines"])
@pytest.mark.parametrize("number", ARTICLES)
def test_an_article_with_typed_markers(number: int, blanks: bool) -> None:
    lines = articles()[number]
    made = reading_of(from_pandoc(typed(lines, blanks)))
    assert fields(made.parsed) == fields(parse_text("\n".join(lines)))


@pytest.mark.parametrize("blanks", [True, False], ids=["blank lines", "no blank lines"])
@pytest.mark.parametrize("kind", ["footnotes", "endnotes"])
@pytest.mark.parametrize("number", ARTICLES)
def test_an_article_with_notes_of_word(number: int, kind: str, blanks: bool) -> None:
    lines = articles()[number]
    data = from_pandoc(with_real_notes(lines, blanks))
    if kind == "endnotes":
        data = as_endnotes(data)
        assert b"endnoteReference" in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    made = reading_of(data)
    expected = parse_text("\n".join(lines))
    assert fields(made.parsed) == fields(expected)
    referred = re.findall(r'data-footnote="([^"]+)"', made.articles[0].commentary)
    assert sorted(set(referred)) == sorted(note.marker for note in expected.articles[0].footnotes)


@pytest.mark.parametrize("blanks", [True, False], ids=["blank lines", "no blank lines"])
@pytest.mark.parametrize("notes", ["typed", "real"])
def test_the_whole_issue(notes: str, blanks: bool) -> None:
    make = typed if notes == "typed" else with_real_notes
    blocks = [block for lines in articles() for block in make(lines, blanks)]
    expected = parse_text((CORPUS / "issue.txt").read_text(encoding="utf-8"))
    made = reading_of(from_pandoc(blocks))
    assert len(made.articles) == len(ARTICLES)
    assert fields(made.parsed) == fields(expected)
    assert not [one for one in made.parsed.findings if one.code.startswith("word-")]
