"""What the accessibility checks work on, and what they say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf


@dataclass(frozen=True)
class Problem:
    """One defect. `code` is stable, `message` is for the newsroom: what is wrong and what to do; `page` counts from 1;
    `article` is a title or "".
    """

    code: str
    message: str
    page: int | None = None
    article: str = ""

    def __str__(self) -> str:
        place = [f"page {self.page}"] if self.page else []
        place += [f"article “{self.article}”"] if self.article else []
        return f"{self.message} ({', '.join(place)})" if place else self.message


@dataclass(frozen=True)
class Node:
    """A structure element on its way: its type ("/P"), the page it begins on, the article, the language and the types
    around it, whether its words or those around it are given (ActualText), and the element it is in.
    """

    element: Any
    kind: str
    page: int | None
    article: str
    ancestors: tuple[str, ...]
    lang: str
    spoken: bool
    parent: Any

    def text(self, key: str) -> str:
        """An entry of the element's dictionary as text."""
        return str(self.element.get(key, "")).strip()


def kids_of(element: Any) -> list[Any]:
    """What is in /K: elements, marks (int or MCR), references to annotations."""
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def nodes_of(pdf: pikepdf.Pdf) -> Iterator[Node]:
    """All structure elements in reading order."""
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    tree = pdf.Root.StructTreeRoot
    roles = {str(key): str(value) for key, value in tree.get("/RoleMap", {}).items()}
    top = Node(tree, "", None, "", (), str(pdf.Root.get("/Lang", "")), False, None)
    stack: list[tuple[Any, Node]] = [(kid, top) for kid in reversed(kids_of(tree))]
    while stack:
        element, above = stack.pop()
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            continue
        kind = roles.get(str(element.S), str(element.S))
        article = (str(element.get("/T", "")) if kind == "/Art" else "") or above.article
        node = Node(
            element=element,
            kind=kind,
            page=numbers.get(element.Pg.objgen) if "/Pg" in element else None,
            article=article,
            ancestors=(*above.ancestors, above.kind) if above.kind else (),
            lang=str(element.get("/Lang", "")) or above.lang,
            spoken=above.spoken or "/ActualText" in element,
            parent=above.element,
        )
        yield node
        stack += [(kid, node) for kid in reversed(kids_of(element))]


def marks_of(nodes: list[Node], pdf: pikepdf.Pdf) -> dict[tuple[int, int], Node]:
    """The element that each mark belongs to, by page (from 1) and number."""
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    found: dict[tuple[int, int], Node] = {}
    for node in nodes:
        for kid in kids_of(node.element):
            if isinstance(kid, int):
                found[(node.page or 0, kid)] = node
            elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                page = numbers.get(kid.Pg.objgen) if "/Pg" in kid else node.page
                found[(page or 0, int(kid.MCID))] = node
    return found


def numbers_in(tree: Any) -> Iterator[tuple[int, Any]]:
    """The entries of a number tree."""
    yield from ((int(key), value) for key, value in _entries(tree, "/Nums"))


def names_in(tree: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a name tree."""
    yield from ((str(key), value) for key, value in _entries(tree, "/Names"))


def _entries(tree: Any, key: str) -> Iterator[tuple[Any, Any]]:
    items = list(tree.get(key, []))
    yield from zip(items[::2], items[1::2], strict=True)
    for kid in tree.get("/Kids", []):
        yield from _entries(kid, key)
