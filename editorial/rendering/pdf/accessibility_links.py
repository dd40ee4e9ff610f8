"""The part of the accessibility check that looks at links and bookmarks."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from editorial.rendering.pdf.problems import Node, Problem, kids_of, names_in, numbers_in

# WCAG 2.2, 2.4.4: words that say nothing of where a link leads.
_VAGUE = {"here", "click here", "link", "more", "read more", "this", "this page", "web page", "page"}


def annotations(pdf: pikepdf.Pdf, nodes: list[Node]) -> Iterator[Problem]:
    """Every link says where it leads, leads somewhere, and sits in a Link element that points back at it."""
    holders = {}
    for node in nodes:
        for kid in kids_of(node.element):
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
                holders[kid.Obj.objgen] = node
    entries = dict(numbers_in(pdf.Root.StructTreeRoot.get("/ParentTree", pikepdf.Dictionary())))
    names = set(_places(pdf))
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.obj.get("/Annots", []):
            holder = holders.get(annotation.objgen)
            if annotation.get("/Subtype") != "/Link":
                kind = annotation.get("/Subtype")
                message = f"There is an annotation of type {kind}."
                yield Problem("annotation", message, number, holder.article if holder else "")
                continue
            yield from _description(annotation, number, holder, names)
            yield from _place_in_tree(annotation, number, holder, entries)


def _places(pdf: pikepdf.Pdf) -> dict[str, Any]:
    names: Any = pdf.Root.get("/Names", pikepdf.Dictionary())
    return dict(names_in(names.get("/Dests", pikepdf.Dictionary())))


def _description(annotation: Any, page: int, holder: Node | None, names: set[str]) -> Iterator[Problem]:
    article = holder.article if holder else ""
    words = str(annotation.get("/Contents", "")).strip()
    target = str(annotation.get("/Dest", "")) or str(annotation.get("/A", {}).get("/URI", ""))
    if not words:
        yield Problem("link-without-description", "A link has no description.", page, article)
    elif words == target or re.match(r"https?://", words):
        message = f"A link is described by its bare address ({words[:80]}). Say where it leads."
        yield Problem("link-described-by-address", message, page, article)
    elif words.casefold() in _VAGUE:
        message = f"A link says only “{words}”. Use words that say where it leads."
        yield Problem("link-vague", message, page, article)
    if "/Dest" in annotation and target not in names:
        yield Problem("link-nowhere", f"The link “{words[:80]}” leads nowhere.", page, article)


def _place_in_tree(
    annotation: Any, page: int, holder: Node | None, entries: dict[int, Any]
) -> Iterator[Problem]:
    article = holder.article if holder else ""
    if holder is None or "/Link" not in (holder.kind, *holder.ancestors):
        yield Problem("link-outside", "A link is not inside a Link element.", page, article)
    elif (
        entry := entries.get(int(annotation.get("/StructParent", -1)))
    ) is None or entry.objgen != holder.element.objgen:
        yield Problem(
            "link-unreachable", "A link does not lead back to its element (StructParent).", page, article
        )


def bookmarks(pdf: pikepdf.Pdf, nodes: list[Node]) -> Iterator[Problem]:
    """There are bookmarks, and one leads to the page of each article."""
    if "/Outlines" not in pdf.Root:
        yield Problem("no-bookmarks", "The file has no bookmarks.")
        return
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    pages = set()
    stack = [pdf.Root.Outlines.get("/First")]
    while stack:
        item = stack.pop()
        if item is None:
            continue
        where = item.get("/Dest")
        if isinstance(where, pikepdf.Array) and len(where):
            pages.add(numbers.get(where[0].objgen))
        stack += [item.get("/Next"), item.get("/First")]
    for node in nodes:
        if node.kind == "/Art" and node.page not in pages:
            yield Problem("article-without-bookmark", "The article has no bookmark.", node.page, node.article)


def page_of_places(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The page (from 1) of each named place in the file."""
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    found = {}
    for name, where in _places(pdf).items():
        array: Any = where.get("/D") if isinstance(where, pikepdf.Dictionary) else where
        number = numbers.get(array[0].objgen)
        if number:
            found[name] = number
    return found
