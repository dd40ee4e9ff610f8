"""Our own structural check of a PDF against PDF/UA-1, before an edition may be published.

It does not replace veraPDF or a reader's ears. It says in words what is wrong and, where the structure tells,
in which article, and it looks at some things veraPDF does not (descriptions of links, languages, IDs).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from editorial.rendering.accessibility_pages import font_problems, loose_content
from editorial.rendering.scripts import LANGUAGE_TAG

_HEADING = re.compile(r"/H([1-6])")


@dataclass(frozen=True)
class Problem:
    """One defect. `code` is stable, `message` is for a person; `page` counts from 1; `article` is a title or
    "".
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
    """A structure element on its way: its type ("/P"), the page it begins on, the article and types around
    it.
    """

    element: Any
    kind: str
    page: int | None
    article: str
    ancestors: tuple[str, ...]


def check(path: Path) -> list[Problem]:
    """Every problem found in the file, in order of reading; an empty list is the condition for publishing."""
    try:
        with pikepdf.open(path) as pdf:
            if "/StructTreeRoot" not in pdf.Root:
                return [
                    *_document(pdf),
                    Problem("untagged", "The file has no tags: a screen reader finds no structure."),
                ]
            nodes = list(_nodes(pdf))
            return [
                *_document(pdf), *_headings(nodes), *_figures(nodes), *_notes(pdf, nodes), *_languages(nodes),
                *_lists(nodes), *_annotations(pdf, nodes), *_pages(pdf),
            ]  # fmt: skip
    except pikepdf.PdfError as error:
        return [Problem("unreadable", f"The file cannot be read as a PDF: {error}")]


def _document(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    root: Any = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield Problem("not-marked", "The file does not say that it is tagged (MarkInfo).")
    if not LANGUAGE_TAG.fullmatch(str(root.get("/Lang", ""))):
        yield Problem("no-language", "The file does not say which language it is in (Lang).")
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield Problem(
            "title-hidden", "A viewer shows the file's name instead of its title (DisplayDocTitle)."
        )
    if "/Outlines" not in root:
        yield Problem("no-bookmarks", "The file has no bookmarks.")
    with pdf.open_metadata() as metadata:
        if not str(metadata.get("dc:title", "")).strip():
            yield Problem("no-title", "The file has no title in its metadata.")
        if str(metadata.get("pdfuaid:part", "")) != "1":
            yield Problem("not-pdfua", "The file does not declare PDF/UA-1 in its metadata.")


def _nodes(pdf: pikepdf.Pdf) -> Iterator[Node]:
    """All structure elements in reading order."""
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    roles = {str(key): str(value) for key, value in pdf.Root.StructTreeRoot.get("/RoleMap", {}).items()}
    stack: list[tuple[Any, str, tuple[str, ...]]] = [
        (kid, "", ()) for kid in reversed(_kids(pdf.Root.StructTreeRoot))
    ]
    while stack:
        element, article, ancestors = stack.pop()
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            continue
        kind = roles.get(str(element.S), str(element.S))
        if kind == "/Art":
            article = str(element.get("/T", "")) or article
        page = numbers.get(element.Pg.objgen) if "/Pg" in element else None
        yield Node(element, kind, page, article, ancestors)
        stack += [(kid, article, (*ancestors, kind)) for kid in reversed(_kids(element))]


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _headings(nodes: list[Node]) -> Iterator[Problem]:
    level = 0
    for node in nodes:
        match = _HEADING.fullmatch(node.kind)
        if not match:
            continue
        now = int(match[1])
        if now > level + 1:
            found = (
                f"a heading of level {now} follows one of level {level}"
                if level
                else f"the first is of level {now}"
            )
            yield Problem("heading-skipped", f"Headings skip a level: {found}.", node.page, node.article)
        level = now
    if not level:
        yield Problem("no-headings", "There is no heading at all.")


def _figures(nodes: list[Node]) -> Iterator[Problem]:
    for node in nodes:
        if node.kind == "/Figure" and not (_text(node, "/Alt") or _text(node, "/ActualText")):
            yield Problem("figure-without-alt", "An image has no alternative text.", node.page, node.article)


def _text(node: Node, key: str) -> str:
    return str(node.element.get(key, "")).strip()


def _notes(pdf: pikepdf.Pdf, nodes: list[Node]) -> Iterator[Problem]:
    seen: set[str] = set()
    for node in nodes:
        name = _text(node, "/ID")
        if node.kind == "/Note" and not name:
            yield Problem("note-without-id", "A note has no ID.", node.page, node.article)
        if name and name in seen:
            yield Problem("id-twice", f"Two elements have the ID {name}.", node.page, node.article)
        seen.add(name)
    if seen - {""} and "/IDTree" not in pdf.Root.StructTreeRoot:
        yield Problem("no-id-tree", "Elements have IDs, but the file does not list them (IDTree).")


def _languages(nodes: list[Node]) -> Iterator[Problem]:
    for node in nodes:
        if "/Lang" in node.element and not LANGUAGE_TAG.fullmatch(_text(node, "/Lang")):
            yield Problem(
                "bad-language", f"“{_text(node, '/Lang')}” is not a language.", node.page, node.article
            )


_PARENTS = {
    "/LI": {"/L"},
    "/Lbl": {"/LI", "/Note", "/TOCI"},
    "/LBody": {"/LI"},
    "/TOCI": {"/TOC"},
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
}


def _lists(nodes: list[Node]) -> Iterator[Problem]:
    for node in nodes:
        wanted = _PARENTS.get(node.kind)
        parent = node.ancestors[-1] if node.ancestors else ""
        if wanted and parent not in wanted:
            message = (
                f"An element {node.kind[1:]} stands in {parent[1:] or 'nothing'}, where it has no meaning."
            )
            yield Problem("misplaced", message, node.page, node.article)


def _annotations(pdf: pikepdf.Pdf, nodes: list[Node]) -> Iterator[Problem]:
    """Every link has a description and sits in a Link element that points back at it."""
    holders = {}
    for node in nodes:
        for kid in _kids(node.element):
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
                holders[kid.Obj.objgen] = node
    entries = dict(_numbers(pdf.Root.StructTreeRoot.get("/ParentTree", pikepdf.Dictionary())))
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.obj.get("/Annots", []):
            yield from _annotation(annotation, number, holders.get(annotation.objgen), entries)


def _annotation(
    annotation: Any, page: int, holder: Node | None, entries: dict[int, Any]
) -> Iterator[Problem]:
    article = holder.article if holder else ""
    if annotation.get("/Subtype") != "/Link":
        yield Problem(
            "annotation", f"There is an annotation of type {annotation.get('/Subtype')}.", page, article
        )
        return
    if not str(annotation.get("/Contents", "")).strip():
        yield Problem("link-without-description", "A link has no description.", page, article)
    if holder is None or "/Link" not in (holder.kind, *holder.ancestors):
        yield Problem("link-outside", "A link is not inside a Link element.", page, article)
    elif (
        entry := entries.get(int(annotation.get("/StructParent", -1)))
    ) is None or entry.objgen != holder.element.objgen:
        yield Problem(
            "link-unreachable", "A link does not lead back to its element (StructParent).", page, article
        )


def _numbers(tree: Any) -> Iterator[tuple[int, Any]]:
    """The entries of a number tree."""
    items = list(tree.get("/Nums", []))
    for key, value in zip(items[::2], items[1::2], strict=True):
        yield int(key), value
    for kid in tree.get("/Kids", []):
        yield from _numbers(kid)


def _pages(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    entries = dict(_numbers(pdf.Root.StructTreeRoot.get("/ParentTree", pikepdf.Dictionary())))
    for number, page in enumerate(pdf.pages, 1):
        if page.obj.get("/Tabs") != "/S":
            yield Problem("tab-order", "The tab key does not follow the structure (Tabs).", number)
        marks = entries.get(int(page.obj.get("/StructParents", -1)))
        tagged = len(marks) if isinstance(marks, pikepdf.Array) else 0
        loose, unknown = loose_content(page, tagged)
        if loose:
            message = f"{loose} pieces of text or drawing are neither tagged nor marked as decoration."
            yield Problem("untagged-content", message, number)
        if unknown:
            yield Problem("unknown-mark", f"{unknown} tagged pieces are missing from the structure.", number)
    for page_number, message in font_problems(pdf):
        yield Problem("font", message, page_number)
