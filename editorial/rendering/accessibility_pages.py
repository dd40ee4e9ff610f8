"""What the accessibility check reads off page contents and fonts."""

from collections.abc import Iterator
from typing import Any

import pikepdf

_TEXT = {"Tj", "TJ", "'", '"'}
_PAINT = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}
_DEPTH = 8  # forms inside forms


def loose_content(page: pikepdf.Page, tagged: int) -> tuple[int, int]:
    """(operators that show something outside marked content, marks the structure does not know) of one page.

    `tagged` is how many marks the parent tree lists for the page.
    """
    loose = unknown = 0
    inside: list[bool] = []  # for each open mark: does it make its content known?
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        if name in ("BDC", "BMC"):
            kind = str(instruction.operands[0])
            mark = _mark(instruction.operands[1], page) if name == "BDC" else None
            unknown += mark is not None and mark >= tagged
            inside.append(kind == "/Artifact" or mark is not None)
        elif name == "EMC":
            inside and inside.pop()
        elif name in _TEXT or name in _PAINT:
            loose += not any(inside)
    return loose, unknown


def _mark(properties: Any, page: pikepdf.Page) -> int | None:
    if isinstance(properties, pikepdf.Name):
        named: Any = page.obj.Resources.get("/Properties", {})
        properties = named.get(str(properties), {})
    value = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
    return int(value) if value is not None else None


def font_problems(pdf: pikepdf.Pdf) -> Iterator[tuple[int, str]]:
    """(page, what is wrong) for each font that is not embedded or whose text cannot be read out."""
    seen: set[Any] = set()
    for number, page in enumerate(pdf.pages, 1):
        for font in _fonts(page.obj.get("/Resources"), _DEPTH):
            if font.objgen in seen:
                continue
            seen.add(font.objgen)
            name = str(font.get("/BaseFont", "a font without a name")).lstrip("/")
            if not _embedded(font):
                yield number, f"The font {name} is not embedded."
            if "/ToUnicode" not in font:
                yield number, f"The text set in {name} cannot be read out (ToUnicode)."


def _fonts(resources: Any, depth: int) -> Iterator[Any]:
    if resources is None or not depth:
        return
    yield from (font for _name, font in resources.get("/Font", {}).items())
    for group in ("/XObject", "/Pattern"):
        for _name, item in resources.get(group, {}).items():
            yield from _fonts(item.get("/Resources"), depth - 1)


def _embedded(font: Any) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    descendants = font.get("/DescendantFonts")
    descriptor = (descendants[0] if descendants else font).get("/FontDescriptor", {})
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
