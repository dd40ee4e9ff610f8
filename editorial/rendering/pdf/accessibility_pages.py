"""The part of the accessibility check that looks at marks on pages and at fonts."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from editorial.rendering.pdf.problems import Problem, numbers_in
from editorial.rendering.pdf.reading import Book

_DEPTH = 8  # forms inside forms


def page_problems(book: Book) -> Iterator[Problem]:
    """Everything on a page is tagged or marked as decoration, and the structure knows every mark."""
    tree = book.pdf.Root.StructTreeRoot.get("/ParentTree", pikepdf.Dictionary())
    entries = dict(numbers_in(tree))
    for number, (page, content) in enumerate(zip(book.pdf.pages, book.pages, strict=True), 1):
        if page.obj.get("/Tabs") != "/S":
            yield Problem("tab-order", "The tab key does not follow the structure (Tabs).", number)
        marks = entries.get(int(page.obj.get("/StructParents", -1)))
        tagged = len(marks) if isinstance(marks, pikepdf.Array) else 0
        if content.loose:
            message = (
                f"{content.loose} pieces of text or drawing are neither tagged nor marked as decoration."
            )
            yield Problem("untagged-content", message, number)
        unknown = sum(mark >= tagged for mark in content.marks)
        if unknown:
            yield Problem("unknown-mark", f"{unknown} tagged pieces are missing from the structure.", number)


def font_problems(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    """Every font is embedded, and the text set in it can be read out."""
    seen: set[Any] = set()
    for number, page in enumerate(pdf.pages, 1):
        for font in _fonts(page.obj.get("/Resources"), _DEPTH):
            if font.objgen in seen:
                continue
            seen.add(font.objgen)
            name = str(font.get("/BaseFont", "a font without a name")).lstrip("/")
            if not _embedded(font):
                yield Problem("font", f"The font {name} is not embedded.", number)
            if "/ToUnicode" not in font:
                yield Problem("font", f"The text set in {name} cannot be read out (ToUnicode).", number)


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
