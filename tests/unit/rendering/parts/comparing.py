"""Everything that two PDFs of one issue must have in common, as plain values without object numbers."""

from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageChops

from tests.unit.rendering.test_engine import poppler

_WITHIN_FILE = ("/P", "/Parent", "/StructParent")  # numbers and ways back
_DOTS_PER_INCH = "60"


def facts(path: Path) -> dict[str, Any]:
    """Structure tree, outline, links, places, boxes of pages, information, metadata and faces of a file."""
    with pikepdf.open(path) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        root, tree = pdf.Root, pdf.Root.StructTreeRoot
        with pdf.open_outline() as outline:
            bookmarks = _bookmarks(outline.root, pages)
        apart = ("/StructTreeRoot", "/Names", "/Outlines", "/Pages", "/Metadata")
        of_page = ("/Contents", "/Resources", "/Annots", "/Parent")
        return {
            "tree": _element(tree.K[0], pages),
            "ids": [str(name) for name in list(tree.get("/IDTree", {}).get("/Names", []))[::2]],
            "marks": [
                len(entry) if isinstance(entry, pikepdf.Array) else "element"
                for entry in list(tree.ParentTree.Nums)[1::2]
            ],
            "places": _plain(root.get("/Names", pikepdf.Dictionary()), pages),
            "outline": bookmarks,
            "links": [[_plain(link, pages) for link in page.obj.get("/Annots", [])] for page in pdf.pages],
            "pages": [
                {key: _plain(value, pages) for key, value in page.obj.items() if key not in of_page}
                for page in pdf.pages
            ],
            "information": {key: str(value) for key, value in pdf.docinfo.items()},
            "metadata": root.Metadata.read_bytes(),
            "catalog": {key: _plain(value, pages) for key, value in root.items() if key not in apart},
            "faces": sorted(faces(pdf)),
        }


def faces(pdf: pikepdf.Pdf) -> list[str]:
    """The font programs in a file by name, one entry for each."""
    return [
        str(found.FontName)
        for found in pdf.objects
        if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/FontDescriptor"
    ]


def words(path: Path) -> str:
    """All words in the order in which they are painted."""
    return poppler("pdftotext", "-raw", path, "-")


def pages_that_look_different(one: Path, other: Path, folder: Path) -> list[int]:
    """Numbers of pages, from 1, of which one dot differs."""
    pictures = [_pictures(one, folder / "one"), _pictures(other, folder / "other")]
    assert len(pictures[0]) == len(pictures[1])
    return [number for number, pair in enumerate(zip(*pictures, strict=True), 1) if not _is_same(*pair)]


def _pictures(path: Path, folder: Path) -> list[Path]:
    folder.mkdir()
    poppler("pdftoppm", "-r", _DOTS_PER_INCH, path, folder / "page")
    return sorted(folder.iterdir())


def _is_same(one: Path, other: Path) -> bool:
    with Image.open(one) as first, Image.open(other) as second:
        return first.size == second.size and ImageChops.difference(first, second).getbbox() is None


def _plain(value: Any, pages: dict[Any, int]) -> Any:
    if isinstance(value, pikepdf.Stream):
        return "stream"
    if isinstance(value, pikepdf.Dictionary):
        if value.get("/Type") == "/Page":
            return "page", pages[value.objgen]
        return {key: _plain(item, pages) for key, item in value.items() if key not in _WITHIN_FILE}
    if isinstance(value, pikepdf.Array):
        return [_plain(item, pages) for item in value]
    return round(float(value), 2) if not isinstance(value, (pikepdf.Object, bool)) else str(value)


def _element(element: Any, pages: dict[Any, int]) -> Any:
    """A structure element with all below it."""
    if isinstance(element, int):
        return element
    if "/MCID" in element:
        return pages[element.Pg.objgen], int(element.MCID)
    if "/Obj" in element:
        return _plain(element.Obj, pages)
    kids = element.get("/K", [])
    own = {key: _plain(value, pages) for key, value in element.items() if key not in ("/K", "/P")}
    return own, [_element(kid, pages) for kid in (kids if isinstance(kids, pikepdf.Array) else [kids])]


def _bookmarks(items: Any, pages: dict[Any, int]) -> list[Any]:
    return [
        (item.title, item.is_closed, _plain(item.destination, pages), _bookmarks(item.children, pages))
        for item in items
    ]
