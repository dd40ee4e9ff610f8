"""What a link says of itself (/Contents): where it leads, for those who meet it out of its sentence.

WCAG 2.2, 2.4.4 and 2.4.9; ISO 14289-1, 7.18.5. WeasyPrint writes the bare address. In order of preference: the element's
`aria-label`; for a place in the file its words and its page; for the web its words and the host.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pydyf

_PRINTED = 4  # annotation flag
_PAGE = "\x02"  # where a page's number comes
_ARCHIVED = re.compile(r"archived[^.]{0,20}$", re.IGNORECASE)


def describe(document: Any, root: Any) -> None:
    """Give every link annotation of a WeasyPrint document its description. `root` is its HTML as an element tree."""
    pages: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for anchor in page.anchors:
            pages.setdefault(anchor, number)
    for annotation, target, words in described(document, root, page=_PAGE):
        annotation["Contents"] = pydyf.String(words.replace(_PAGE, str(pages.get(target, 0))))


def described(document: Any, root: Any, *, page: str) -> Iterator[tuple[Any, str, str]]:
    """Every link annotation with the place it leads to ("" for an address) and its description, in which `page` stands in
    place of the place's page. They are marked as printed.
    """
    archived = set(_archived(root))
    for laid_out in document.pages:
        for kind, target, _rectangle, box in laid_out.links:
            if box.link_annotation and box.element is not None:
                inside = kind == "internal"
                words = description(
                    box.element, target, page if inside else "", archived=box.element in archived
                )
                box.link_annotation["F"] = _PRINTED
                yield box.link_annotation, target if inside else "", words


def _archived(root: Any) -> Iterator[Any]:
    """The links to copies that an archive keeps: they say so, or the words before them do."""
    for parent in root.iter():
        before = parent.text or ""
        for child in parent:
            if child.tag == "a" and (child.get("data-archived") or _ARCHIVED.search(before.rstrip())):
                yield child
            before = child.tail or ""


def description(link: Any, target: str, page: int | str = 0, *, archived: bool = False) -> str:
    """The words for one link element. `page` is that of a place in the file; 0 or "" for an address."""
    label = " ".join((link.get("aria-label") or "").split())
    words = " ".join("".join(link.itertext()).split())
    if label and (words or not page):
        return label
    words = label or words  # what shows only a page's number
    if page:
        return f"{words}, page {page}" if words else f"Page {page}"
    return _of_address(words, target, archived)


def _of_address(words: str, target: str, archived: bool) -> str:
    parts = urlsplit(target)
    if parts.scheme == "mailto":
        return f"E-mail to {parts.path}"
    host = (parts.hostname or target).removeprefix("www.")
    if words and not _is_address(words, target):
        return words if host in words else f"{words} ({host})"
    return f"{host}, {'archived copy' if archived else 'web page'}"


def _is_address(words: str, target: str) -> bool:
    return (
        words == target or bool(re.match(r"(https?://|www\.)", words)) or (" " not in words and "/" in words)
    )
