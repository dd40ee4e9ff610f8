"""The part of the accessibility check that looks at what is said and shown: pictures, tables, other languages, the contents,
contrast.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pikepdf

from editorial.house.colors import contrast as contrast_of
from editorial.rendering.pdf.accessibility_links import page_of_places
from editorial.rendering.pdf.problems import Node, Problem, kids_of, marks_of
from editorial.rendering.pdf.reading import Book, Painted
from editorial.rendering.scripts import script_of, script_of_language

_NO_DESCRIPTION = re.compile(
    r"\S+\.(jpe?g|png|webp|gif|tiff?)|(image|photo|picture|img|untitled)[\s_-]*\d*", re.I
)
# WCAG 2.2, 1.4.3: contrast of text, and of text from 18 points, or from 14 if bold.
_CONTRAST, _CONTRAST_LARGE = 4.5, 3.0
_LARGE, _LARGE_BOLD = 18.0, 14.0
_WORDS = 40  # characters of text that a message shows


def figures(nodes: list[Node], book: Book) -> Iterator[Problem]:
    """Every picture has words of its own that say what it shows."""
    said = _said(nodes, book)
    for node in nodes:
        if node.kind != "/Figure":
            continue
        words = node.text("/Alt") or node.text("/ActualText")
        if not words:
            message = "An image has no alternative text. Describe what it shows in its alt text."
            yield Problem("figure-without-alt", message, node.page, node.article)
        elif _NO_DESCRIPTION.fullmatch(words):
            message = f"The alt text “{words[:_WORDS]}” describes nothing. Say what the image shows."
            yield Problem("alt-describes-nothing", message, node.page, node.article)
        elif _plain(words) in said.get(_beside(node), set()):
            message = (
                f"The alt text “{_short(words)}” repeats the caption or a line beside the image, so that a listener hears "
                "it twice. Describe in the alt text what the image shows."
            )
            yield Problem("alt-is-caption", message, node.page, node.article)


def _said(nodes: list[Node], book: Book) -> dict[tuple[str, int | None], set[str]]:
    """What captions, headings and deks say, by where they stand."""
    said: dict[tuple[str, int | None], set[str]] = {}
    for node in nodes:
        in_caption = "/Caption" in node.ancestors
        if in_caption or node.kind in ("/Caption", "/P") or re.fullmatch(r"/H\d", node.kind):
            said.setdefault(_beside(node), set()).add(_plain(book.text_of(node.element)))
    return said


def _beside(node: Node) -> tuple[str, int | None]:
    """What belongs together: an article, outside of articles one page (the credits may list a picture by its alt text)."""
    return (node.article, None) if node.article else ("", node.page)


def _plain(text: str) -> str:
    """Text as it is compared: letters and digits alone."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


def _short(text: str) -> str:
    return text if len(text) <= _WORDS else f"{text[:_WORDS].rstrip()}…"


def tables(nodes: list[Node]) -> Iterator[Problem]:
    """Every header cell of a table says whether it heads a column or a row."""
    for node in nodes:
        attributes: Any = node.element.get("/A", {})
        if node.kind == "/TH" and (
            not isinstance(attributes, pikepdf.Dictionary) or "/Scope" not in attributes
        ):
            message = "A table's header cell does not say what it heads (Scope)."
            yield Problem("header-without-scope", message, node.page, node.article)


def foreign_text(nodes: list[Node], book: Book) -> Iterator[Problem]:
    """Text in another script says in which language it is; right-to-left text is given in reading order too."""
    seen: set[tuple[str, str]] = set()
    for (page, mark), node in marks_of(nodes, book.pdf).items():
        text = book.pages[page - 1].texts.get(mark, "") if page else ""
        if text.isascii():
            continue
        for problem in _foreign(text, node, page):
            if (problem.code, problem.article) not in seen:
                seen.add((problem.code, problem.article))
                yield problem


def _foreign(text: str, node: Node, page: int) -> Iterator[Problem]:
    if not node.spoken and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        message = f"Right-to-left text is not given in reading order (ActualText): “{_short(text)}”."
        yield Problem("right-to-left-unspoken", message, page, node.article)
    own = script_of_language(node.lang)
    other = next((c for c in text if c.isalpha() and script_of(c) not in ("", "Latn", own)), "")
    if other:
        message = (
            f"“{_short(text)}” is in another script, and nothing says in which language. Choose the language of the source, "
            "or mark the passage."
        )
        yield Problem("language-unknown", message, page, node.article)


def contents(nodes: list[Node], book: Book) -> Iterator[Problem]:
    """An issue has contents; each entry is a link, and its number is that of the page it leads to."""
    articles = [node for node in nodes if node.kind == "/Art"]
    entries = [node for node in nodes if node.kind == "/TOCI"]
    if len(articles) > 1 and not entries:
        yield Problem("no-contents", "There is no table of contents (TOC).")
    places = page_of_places(book.pdf)
    for entry in entries:
        words = " ".join(book.text_of(entry.element).split())
        targets = _targets(entry.element)
        if not targets:
            yield Problem("contents-without-link", f"The entry “{_short(words)}” is no link.", entry.page)
        numbers = re.findall(r"(?:^|(?<=\s))\d+(?=\s|$)", words)
        if targets and numbers and str(places.get(targets[0])) not in numbers:
            message = f"The contents name page {numbers[-1]} for “{_short(words)}”, which is on page {places.get(targets[0])}."
            yield Problem("contents-page-wrong", message, entry.page)


def _targets(element: Any) -> list[str]:
    """The places that links inside an element lead to."""
    found = []
    for kid in kids_of(element):
        if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid:
            found.append(str(kid.Obj.get("/Dest", "")))
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += _targets(kid)
    return found


def contrast(nodes: list[Node], book: Book) -> Iterator[Problem]:
    """Text stands out from what is behind it, as far as that can be told: on a picture it cannot."""
    owners = marks_of(nodes, book.pdf)
    seen: set[tuple[str, str, str]] = set()
    for number, page in enumerate(book.pages, 1):
        for piece in page.painted:
            problem = _faint(piece)
            if problem is None:
                continue
            node = owners.get((number, piece.mark)) if piece.mark is not None else None
            article = node.article if node else ""
            if (article, *problem) not in seen:
                seen.add((article, *problem))
                message = f"Text is hard to read: {problem[1]} Choose other house colors. It begins “{_short(piece.text)}”."
                yield Problem("contrast", message, number, article)


def _faint(piece: Painted) -> tuple[str, str] | None:
    """(colors, what is wrong) of text without enough contrast."""
    if piece.behind is None:
        return None
    color, behind = _hexadecimal(piece.color), _hexadecimal(piece.behind)
    large = piece.size >= _LARGE - 0.05 or (piece.bold and piece.size >= _LARGE_BOLD - 0.05)
    needed = _CONTRAST_LARGE if large else _CONTRAST
    ratio = contrast_of(color, behind)
    if ratio >= needed:
        return None
    return (
        color + behind,
        f"{color} on {behind} has a contrast of {ratio:.1f} to 1, {needed:g} to 1 is needed.",
    )


def _hexadecimal(color: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(max(0.0, min(1.0, part)) * 255):02x}" for part in color)
