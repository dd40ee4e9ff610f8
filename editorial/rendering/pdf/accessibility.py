"""Our own structural check of a PDF against PDF/UA-1 and WCAG 2.2, before an edition may be published.

It does not replace veraPDF or a reader's ears. It says in words what is wrong and, where the structure tells,
in which article, and it looks at much that veraPDF does not: whether links say where they lead, languages, alt texts that
repeat the caption, contrast, the page numbers of the contents, bookmarks.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from editorial.rendering.pdf.accessibility_content import contents, contrast, figures, foreign_text, tables
from editorial.rendering.pdf.accessibility_links import annotations, bookmarks
from editorial.rendering.pdf.accessibility_pages import font_problems, page_problems
from editorial.rendering.pdf.problems import Node, Problem, nodes_of
from editorial.rendering.pdf.reading import Book, ReadPages
from editorial.rendering.scripts import LANGUAGE_TAG

__all__ = ["Problem", "check"]

_HEADING = re.compile(r"/H([1-6])")


def check(path: Path, *, known: ReadPages | None = None) -> list[Problem]:
    """Every problem found in the file, in order of reading; an empty list is the condition for publishing.

    `known` are pages that were read before, and takes those that are read now.
    """
    try:
        with pikepdf.open(path) as pdf:
            if "/StructTreeRoot" not in pdf.Root:
                return [
                    *_document(pdf),
                    Problem("untagged", "The file has no tags: a screen reader finds no structure."),
                ]
            nodes, book = list(nodes_of(pdf)), Book(pdf, known)
            return [
                *_document(pdf), *bookmarks(pdf, nodes), *_headings(nodes), *figures(nodes, book), *tables(nodes),
                *_notes(pdf, nodes), *_languages(nodes), *foreign_text(nodes, book), *_lists(nodes),
                *contents(nodes, book), *annotations(pdf, nodes), *contrast(nodes, book), *page_problems(book),
                *font_problems(pdf),
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
    with pdf.open_metadata() as metadata:
        if not str(metadata.get("dc:title", "")).strip():
            yield Problem("no-title", "The file has no title in its metadata.")
        if not metadata.get("dc:language"):
            yield Problem("no-metadata-language", "The metadata do not say which language the file is in.")
        if str(metadata.get("pdfuaid:part", "")) != "1":
            yield Problem("not-pdfua", "The file does not declare PDF/UA-1 in its metadata.")
        if (str(metadata.get("pdfaid:part", "")), str(metadata.get("pdfaid:conformance", ""))) != ("2", "A"):
            yield Problem("not-pdfa", "The file does not declare PDF/A-2a in its metadata.")


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


def _notes(pdf: pikepdf.Pdf, nodes: list[Node]) -> Iterator[Problem]:
    seen: set[str] = set()
    for node in nodes:
        name = node.text("/ID")
        if node.kind == "/Note" and not name:
            yield Problem("note-without-id", "A note has no ID.", node.page, node.article)
        if name and name in seen:
            yield Problem("id-twice", f"Two elements have the ID {name}.", node.page, node.article)
        seen.add(name)
    if seen - {""} and "/IDTree" not in pdf.Root.StructTreeRoot:
        yield Problem("no-id-tree", "Elements have IDs, but the file does not list them (IDTree).")


def _languages(nodes: list[Node]) -> Iterator[Problem]:
    for node in nodes:
        if "/Lang" in node.element and not LANGUAGE_TAG.fullmatch(node.text("/Lang")):
            message = f"“{node.text('/Lang')}” is not a language. Choose the language of the source again."
            yield Problem("bad-language", message, node.page, node.article)


_PARENTS = {
    "/LI": {"/L"},
    "/Lbl": {"/LI", "/Note", "/TOCI"},
    "/LBody": {"/LI"},
    "/TOCI": {"/TOC"},
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
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
