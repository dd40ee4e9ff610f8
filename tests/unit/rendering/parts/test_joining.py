"""Parts of any HTML put together: what print templates do not have today."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.issue_parts import Part, PartPages
from editorial.rendering.pdf.accessibility import check
from editorial.rendering.pdf.metadata import Metadata
from editorial.rendering.pdf.parts import content, faces
from editorial.rendering.pdf.parts.content import PartContent
from editorial.rendering.pdf.parts.joined import check_joined
from editorial.rendering.pdf.parts.joining import Placed, join
from editorial.rendering.pdf.parts.setting import Setter
from tests.unit.rendering.test_engine import elements, of_kind

PAGE = "<!DOCTYPE html><html lang='en'><title>T</title><body><main>{}</main></body></html>"
STYLE = (
    "body { font-family: 'Gentium Book Plus' } h1 { bookmark-level: 1 } h2 { bookmark-level: 2 }"
    "h3 { bookmark-level: 3; bookmark-state: closed } h4 { bookmark-level: 4 }"
)
TABLE = (
    "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
)


def _joined(folder: Path, *bodies: str, title: str = "T") -> tuple[bytes, list[PartContent]]:
    setter = Setter(folder, frozenset())
    made = []
    for name, body in zip("abcdefgh", bodies, strict=False):
        html = PAGE.format(body)
        part = Part(name, name, html, lambda html=html: PartPages(html, (STYLE,)))  # type: ignore[misc]
        made.append(content.from_bytes(content.to_bytes(setter.set(part, proof=False))))
    feet = setter.set(Part("feet", "", "", lambda: PartPages(PAGE.format(""), (STYLE,))), proof=False)
    placed, before = [], 0
    for part_content in made:
        placed.append(Placed(part_content, "", before))
        before += len(part_content.pages)
    used = faces.united(use for one in made for use in one.fonts)
    programs = [(face, faces.read_program(faces.program(face))) for face in used]
    data = join(placed, [feet] * before, programs, Metadata(title))
    check_joined(data, before)
    return data, made


def _open(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def _cells(pdf: pikepdf.Pdf) -> Iterator[tuple[list[str], list[str]]]:
    """IDs of a table's heads, and what its cells say their heads are."""
    for table in of_kind(pdf, "/Table"):
        inside = [e for e in elements(pdf) if _is_in(e, table)]
        heads = [str(e.ID) for e in inside if e.S == "/TH"]
        yield heads, [str(head) for e in inside if e.S == "/TD" for head in e.A.Headers]


def _is_in(element: Any, table: Any) -> bool:
    while "/P" in element:
        if element.objgen == table.objgen:
            return True
        element = element.P
    return False


def test_heads_of_tables_in_two_parts_have_ids_of_their_own(tmp_path: Path):
    data, _made = _joined(tmp_path, TABLE, TABLE)
    with _open(data) as pdf:
        tables = list(_cells(pdf))
        names = [str(name) for name in list(pdf.Root.StructTreeRoot.IDTree.Names)[::2]]
    assert len(tables) == 2
    for heads, named in tables:
        assert len(heads) == 2
        assert sorted(set(named)) == sorted(heads)
    assert names == sorted({head for heads, _named in tables for head in heads})
    assert len(names) == 4


@pytest.mark.parametrize(
    "words", ["a&#1;(b)\\", "&#1;", "x &#1;7&#1; y", "1 0 R", "(((", ">>", "&#1;document&#1;"]
)
def test_no_text_is_taken_for_a_mark(tmp_path: Path, words: str):
    body = f'<section data-title="{words}"><h1>H</h1><p lang="de">P</p></section>'
    data, _made = _joined(tmp_path, body, body)
    with _open(data) as pdf:
        titles = [str(e.T) for e in elements(pdf) if "/T" in e]
    assert titles == [words.replace("&#1;", "\x01")] * 2


def test_bookmarks_that_skip_levels_nest_across_parts(tmp_path: Path):
    data, _made = _joined(
        tmp_path, "<h1>1</h1><h3>1.0.1</h3><h4>x</h4>", "<h2>1.1</h2>", "<h3>1.1.1</h3><h1>2</h1>"
    )
    with _open(data) as pdf, pdf.open_outline() as outline:

        def told(items: Any) -> list[Any]:
            return [(item.title, item.is_closed, told(item.children)) for item in items]

        found = told(outline.root)
        shown = int(pdf.Root.Outlines.Count)
    closed = ("1.0.1", True, [("x", False, [])])
    assert found == [("1", False, [closed, ("1.1", False, [("1.1.1", False, [])])]), ("2", False, [])]
    assert shown == 5


def test_links_lead_from_part_to_part(tmp_path: Path):
    there = '<h1 id="there">There</h1>' + "<p>x</p>" * 70 + '<h2 id="far">Far</h2>'
    data, _made = _joined(tmp_path, '<p><a href="#far">Go</a> <a href="#there">up</a></p>', there)
    with _open(data) as pdf:
        links = [(str(a.Contents), str(a.Dest)) for a in pdf.pages[0].obj.Annots]
        assert links == [(f"Go, page {len(pdf.pages)}", "far"), ("up, page 2", "there")]
        assert len(pdf.pages) > 2


def test_a_link_to_no_part(tmp_path: Path):
    with pytest.raises(RenderingFailed, match="leads to a place that is not there"):
        _joined(tmp_path, '<p><a href="#nowhere">Go</a></p>')


def test_a_part_comes_back_from_its_bytes(tmp_path: Path):
    _data, (made,) = _joined(tmp_path, TABLE + '<p id="x">سوق <a href="https://example.org/">there</a></p>')
    assert content.from_bytes(content.to_bytes(made)) == made
    assert content.to_bytes(content.from_bytes(content.to_bytes(made))) == content.to_bytes(made)


def test_what_is_joined_is_accessible(tmp_path: Path):
    data, _made = _joined(tmp_path, "<h1>One</h1><p>Words</p>", "<h1>Two</h1>" + TABLE)
    (tmp_path / "x.pdf").write_bytes(data)
    assert check(tmp_path / "x.pdf") == []
