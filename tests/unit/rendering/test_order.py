"""Each part of an issue is painted in the order it is read: front matter, corrections, parts, index, A4 and a cover's picture."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest

from editorial.rendering.pdf.accessibility import check
from editorial.rendering.pdf.typesetting import render
from tests.unit.rendering import builders
from tests.unit.rendering.demo_issue import HOUSE, demo_snapshot


def logo(folder: Path) -> dict[str, Any]:
    made = builders.picture(folder, 900, 200, "PNG")
    return {name: made[name] for name in ("sha256", "format", "width", "height")} | {
        "alt_text": "The Amber Digest"
    }


def everything(folder: Path, **house: Any) -> dict[str, Any]:
    """An issue with all that the design knows."""
    frozen = demo_snapshot(folder, HOUSE | house)
    keys = [article["key"] for section in frozen["sections"] for article in section["articles"]]
    frozen["parts"] = [
        {"place": "front", "title": "From the Editor", "body": "<p>A word before.</p>"},
        {"place": "back", "title": "How to Write for Us", "body": "<p>A word after.</p>"},
    ]
    frozen["errata"] = [{"edition": 2, "article": keys[1], "text": "It is 41 kilometers long, not 43."}]
    return frozen | {"edition": {"number": 2}}


def marks_by_page(pdf: pikepdf.Pdf) -> dict[Any, list[int]]:
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
    return found


@pytest.mark.serial
@pytest.mark.parametrize("size", ["letter", "a4"])
@pytest.mark.parametrize("with_logo", [True, False])
def test_what_is_read_in_order_is_painted_in_order(size: str, with_logo: bool, tmp_path: Path) -> None:
    frozen = everything(tmp_path, logo=logo(tmp_path) if with_logo else None, primary_color="#0f5c5c")
    pages = render(frozen, tmp_path, tmp_path / "x.pdf", page_size=size).pages
    assert check(tmp_path / "x.pdf") == []
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        found = marks_by_page(pdf)
        assert len(found) == pages == len(pdf.pages)
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        wrong = [numbers[page] for page, marks in found.items() if marks != sorted(set(marks))]
    assert wrong == []
