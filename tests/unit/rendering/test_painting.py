"""What lies behind text on a page: read from files made on the spot."""

from pathlib import Path

import pikepdf
import pytest

from editorial.rendering.pdf.reading import Fonts, Painted, read_page

BOX = b"0 0 0 rg 10 10 80 80 re f "
TEXT = b"1 1 1 rg BT /F 10 Tf 1 0 0 1 20 20 Tm <0041> Tj ET "
CMAP = b"1 beginbfchar <0041> <0041> endbfchar"


def painted(tmp_path: Path, content: bytes) -> list[Painted]:
    """The pieces of text on a page of 100 × 100 points with that content."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(100, 100))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, BaseFont=pikepdf.Name("/X-Bold"), ToUnicode=pdf.make_stream(CMAP)
    )
    picture = pdf.make_stream(
        b"\x00", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1
    )
    page.obj.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(F=pdf.make_indirect(font)),
        XObject=pikepdf.Dictionary(P=picture),
        ExtGState=pikepdf.Dictionary(Half=pikepdf.Dictionary(ca=0.5)),
    )
    page.obj.Contents = pdf.make_stream(content)
    pdf.save(tmp_path / "x.pdf")
    with pikepdf.open(tmp_path / "x.pdf") as opened:
        return read_page(opened.pages[0], Fonts()).painted


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (b"", (1, 1, 1)),
        (BOX, (0, 0, 0)),
        (b"q 2 0 0 2 0 0 cm 0 0 0 rg 5 5 40 40 re f Q ", (0, 0, 0)),
        (b"q 0 0 5 5 re W n " + BOX + b"Q ", (1, 1, 1)),  # clipped away
        (b"0 0 0 rg 10 10 80 80 re 15 15 70 70 re f* ", (1, 1, 1)),  # a frame around it
        (b"q /Half gs " + BOX + b"Q ", (0.5, 0.5, 0.5)),
        (BOX + b"q 50 0 0 50 10 10 cm /P Do Q ", None),  # on a picture
        (BOX + b"1 0 0 rg 60 60 5 5 re f ", (0, 0, 0)),  # beside it
        (b"0.5 g 0 0 m 100 0 l 0 100 l f ", (0.5, 0.5, 0.5)),  # a triangle
        (b"0.5 g 100 100 m 100 0 l 0 100 l f ", (1, 1, 1)),
    ],
)
def test_the_color_behind_text(tmp_path: Path, before: bytes, behind: tuple[float, ...] | None):
    (piece,) = painted(tmp_path, before + TEXT)
    assert piece.behind == (pytest.approx(behind) if behind else None)
    assert (piece.text, piece.color, piece.size, piece.bold) == ("A", (1, 1, 1), 10, True)


def test_text_beside_the_paper_and_watermarks_are_not_looked_at(tmp_path: Path):
    (outside,) = painted(tmp_path, TEXT.replace(b"20 20 Tm", b"-500 20 Tm"))
    assert outside.behind is None
    assert painted(tmp_path, b"/Artifact <</Subtype /Watermark>> BDC " + TEXT + b"EMC ") == []
    assert len(painted(tmp_path, b"/Artifact <</Type /Pagination>> BDC " + TEXT + b"EMC ")) == 1
