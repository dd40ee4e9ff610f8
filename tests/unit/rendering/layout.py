"""The laid out pages of a snapshot, for tests that measure type: where lines stand and what they are of."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from editorial.rendering.html import build, images_of
from editorial.rendering.pdf import engine, grid
from editorial.rendering.pdf.fetcher import EditionFetcher

POINTS = 0.75  # of one of the engine's pixels


class Line(NamedTuple):
    """A line of text: points from the paper's upper edge to its baseline, the elements it is in, the innermost first, and
    which of all it stands in (`block`).
    """

    page: int
    baseline: float
    text: str
    elements: tuple[str, ...]
    classes: frozenset[str]
    block: int


def pages_of(snapshot: dict[str, Any], images: Path, page_size: str = "") -> list[Any]:
    """The page boxes, as the engine lays them out."""
    engine.tagging.install()
    grid.install()
    document = build(snapshot, page_size=page_size)
    fetcher = EditionFetcher(images, images_of(snapshot))
    sheets = [engine.CSS(string=text, url_fetcher=fetcher) for text in document.sheets]
    html = engine.HTML(string=document.html, url_fetcher=fetcher, base_url=None)
    return [page._page_box for page in html.render(stylesheets=sheets).pages]


def lines_of(pages: list[Any]) -> Iterator[Line]:
    """Every line of text, page by page in the order of the boxes; those in the page's margins are left out."""
    for number, page in enumerate(pages, 1):
        for child in page.children:
            if type(child).__name__ != "MarginBox":
                yield from _lines(child, number, (), frozenset())


def _lines(box: Any, page: int, elements: tuple[str, ...], classes: frozenset[str]) -> Iterator[Line]:
    box = getattr(box, "_box", box)
    element = getattr(box, "element", None)
    if element is not None and type(box).__name__ != "LineBox":
        elements = (element.tag, *elements)
        classes |= frozenset((element.get("class") or "").split())
    if type(box).__name__ == "LineBox":
        texts = list(_texts(box))
        if text := "".join(one.text for one in texts).strip():
            # Letters beside the line's own (a raised number) do not stand on its baseline.
            longest = max(texts, key=lambda one: len(one.text))
            yield Line(
                page, (longest.position_y + longest.baseline) * POINTS, text, elements, classes, id(element)
            )
    for child in getattr(box, "children", ()):
        if type(box).__name__ != "LineBox":
            yield from _lines(child, page, elements, classes)


def _texts(box: Any) -> Iterator[Any]:
    if getattr(box, "text", None):
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts(child)
