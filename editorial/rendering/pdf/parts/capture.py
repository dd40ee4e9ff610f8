"""Takes the PDF that WeasyPrint made of one part apart, before it is written: objects with open numbers.

What a file has once (fonts, color spaces, catalog, the root of the structure tree, outlines) stays behind; `joining` makes
it of what all parts say.
"""

import re
from collections.abc import Iterator
from typing import Any

import pydyf

from editorial.rendering.pdf import links
from editorial.rendering.pdf.parts.content import MARK, PAGE, Annotation, Bookmark, FontUse, Page, PartContent
from editorial.rendering.pdf.tagging import Marks

_REFERENCE = re.compile(rb"(\d+) 0 R")
_POINTS_PER_PIXEL = 0.75
_KINDS = ("ExtGState", "XObject", "Pattern", "Shading")
_OF_THE_PAGE = ("Type", "Parent", "Contents", "Resources", "StructParents", "Tabs", "Annots")


def capture(
    laid_out: Any,
    pdf: Any,
    *,
    root: Any,
    marks: Marks,
    fonts: list[FontUse],
    elsewhere: frozenset[str],
    name: str,
) -> PartContent:
    """The part in a mended `pydyf.PDF`.

    `root` is its HTML as an element tree, `elsewhere` are the targets of links that other parts hold, `name` is the part's
    own, which no other part of an issue has.
    """
    return _Capture(pdf, marks, name).content(laid_out, root, fonts, elsewhere)


class _Capture:
    """Numbers objects as they are met, pages first, and writes them as templates."""

    def __init__(self, pdf: Any, marks: Marks, name: str):
        self.pdf, self.marks, self.name = pdf, marks, name
        self.numbers: dict[int, int] = {}
        self.waiting: list[int] = []
        pages = [pdf.objects[_number(reference)] for reference in pdf.page_references]
        self.pages: list[Any] = pages
        for page in pages:
            self.numbers[page.number] = len(self.numbers)
        self.resources = pdf.objects[_number(pages[0]["Resources"])]
        tree = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
        self.document = pdf.objects[_number(tree["K"][0])]
        self.nums = pdf.objects[_number(tree["ParentTree"])]["Nums"]
        self.names = {
            pdf.pages.number: "pages",
            self.document.number: "document",
            _number(self.resources["Font"]): "fonts",
            _number(self.resources["ColorSpace"]): "spaces",
            _number(pdf.catalog["OutputIntents"][0]["DestOutputProfile"]): "profile",
        }

    def content(
        self, laid_out: Any, root: Any, fonts: list[FontUse], elsewhere: frozenset[str]
    ) -> PartContent:
        self._name_headers()
        roots = self._roots()
        annotations = self._annotations(laid_out, root)
        pages = [self._page(page, number) for number, page in enumerate(self.pages)]
        resources = [
            (kind, name, self._text(value))
            for kind in _KINDS
            for name, value in self.resources.get(kind, {}).items()
        ]
        objects, streams, pictures = self._objects()
        return PartContent(
            objects=objects, streams=streams, pictures=pictures, pages=pages, annotations=annotations, roots=roots,
            places=self._places(elsewhere), bookmarks=list(_bookmarks(laid_out)), fonts=fonts, resources=resources,
            ids=self._ids(),
        )  # fmt: skip

    def _elements(self) -> Iterator[Any]:
        return (e for e in self.pdf.objects if isinstance(e, dict) and e.get("Type") == "/StructElem")

    def _name_headers(self) -> None:
        """A table's headers are told by numbers of this file; in the whole one they have the part's name too."""
        for element in self._elements():
            if element["S"] == "/TH" and "ID" in element:
                element["ID"] = pydyf.String(f"{self.name}-{element['ID'].string}")
            headers = element["A"].get("Headers") if element["S"] == "/TD" and "A" in element else None
            if headers:
                headers[:] = [pydyf.String(f"{self.name}-{header.string}") for header in headers]

    def _roots(self) -> dict[str, list[int]]:
        """The elements that stand in the document itself, in its main part, or in the article's section.

        Those three are the file's own, made once.
        """
        found: dict[str, list[int]] = {}
        self._descend(self.document, "document", found)
        return found

    def _descend(self, holder: Any, name: str, found: dict[str, list[int]]) -> None:
        self.names[holder.number] = name
        for reference in holder["K"]:
            element = self.pdf.objects[_number(reference)]
            owner = self.marks.owners.get(id(element))
            inner = _holder(owner.element) if owner else ""
            if inner:
                self._descend(element, inner, found)
            else:
                found.setdefault(name, []).append(self._local(element.number))

    def _annotations(self, laid_out: Any, root: Any) -> list[Annotation]:
        out = []
        elements = {
            int(key): value
            for key, value in zip(self.nums[::2], self.nums[1::2], strict=True)
            if isinstance(value, bytes)
        }
        for annotation, target, words in links.described(laid_out, root, page=PAGE):
            element = elements[annotation.pop("StructParent")]
            annotation.pop("Contents", None)
            out.append(
                Annotation(self._local(annotation.number), self._local(_number(element)), words, target)
            )
        return out

    def _page(self, page: Any, number: int) -> Page:
        entries = {key: value for key, value in page.items() if key not in _OF_THE_PAGE}
        return Page(
            height=float(page["MediaBox"][3]),
            entries=self._text(pydyf.Dictionary(entries))[2:-2],
            contents=self._local(_number(page["Contents"])),
            annotations=[self._local(_number(reference)) for reference in page.get("Annots", ())],
            marks=[self._local(_number(reference)) for reference in self.nums[2 * number + 1]],
        )

    def _places(self, elsewhere: frozenset[str]) -> list[tuple[str, int, float, float]]:
        listed = self.pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
        return [
            (name.string, self.numbers[_number(place[0])], place[2], place[3])
            for name, place in zip(listed[::2], listed[1::2], strict=True)
            if name.string not in elsewhere
        ]

    def _ids(self) -> list[tuple[str, int]]:
        return [
            (element["ID"].string, self.numbers[element.number])
            for element in self._elements()
            if "ID" in element and element.number in self.numbers
        ]

    def _objects(self) -> tuple[list[bytes], dict[int, bytes], list[int]]:
        """Every object that was met, and those met on the way, in the order of their new numbers."""
        written: dict[int, bytes] = dict.fromkeys(range(len(self.pages)), b"")
        streams: dict[int, bytes] = {}
        pictures = []
        while self.waiting:
            old = self.waiting.pop()
            new, value = self.numbers[old], self.pdf.objects[old]
            if isinstance(value, pydyf.Stream):
                written[new], streams[new] = self._stream(value)
                if value.extra.get("Subtype") == "/Image":
                    pictures.append(new)
            else:
                written[new] = self._bytes(value)
        return [written[number] for number in range(len(written))], streams, sorted(pictures)

    def _stream(self, value: Any) -> tuple[bytes, bytes]:
        """Dictionary and bytes; the compressed form is taken from the library, which writes both as one."""
        extra = value.extra
        value.extra = {}
        try:
            data = value.data
        finally:
            value.extra = extra
        described, _, rest = data.partition(b"\nstream\n")
        entries = pydyf.Dictionary(dict(extra))
        filters = b"/Filter /FlateDecode" if value.compress else b""
        length = described.rpartition(b"/Length ")[2].rstrip(b">")
        return self._bytes(entries)[:-2] + filters + b"/Length " + length + b">>", rest[
            : -len(b"\nendstream")
        ]

    def _local(self, old: int) -> int:
        if old not in self.numbers:
            self.numbers[old] = len(self.numbers)
            self.waiting.append(old)
        return self.numbers[old]

    def _text(self, value: Any) -> str:
        return self._bytes(value).decode("latin-1")

    def _bytes(self, value: Any) -> bytes:
        if isinstance(value, dict):
            entries = (b"/" + str(key).encode() + b" " + self._bytes(item) for key, item in value.items())
            return b"<<" + b"".join(entries) + b">>"
        if isinstance(value, (list, tuple)):
            return b"[" + b" ".join(self._bytes(item) for item in value) + b"]"
        if isinstance(value, bytes):
            reference = _REFERENCE.fullmatch(value)
            return MARK + self._reference(int(reference[1])) + MARK if reference else value
        data: bytes = pydyf._to_bytes(value)
        if MARK in data:  # only a text could hold it
            data = b"<" + value.string.encode("ascii").hex().encode() + b">"
        return data

    def _reference(self, old: int) -> bytes:
        name = self.names.get(old)
        return name.encode() if name else str(self._local(old)).encode()


def _holder(element: Any) -> str:
    """Which of the file's own elements an HTML element is: “main”, “section”, or none of them."""
    if element.tag == "main":
        return "main"
    return "section" if element.tag == "section" and element.get("class") == "section" else ""


def _bookmarks(laid_out: Any) -> Iterator[Bookmark]:
    for number, page in enumerate(laid_out.pages):
        for level, title, (x, y), state in page.bookmarks:
            yield Bookmark(
                level,
                title,
                number,
                x * _POINTS_PER_PIXEL,
                (page.height - y) * _POINTS_PER_PIXEL,
                state != "closed",
            )


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
