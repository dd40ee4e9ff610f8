"""What a Word file says beside its text: comments in the margin, the top and bottom of its pages."""

from dataclasses import dataclass

from lxml import etree

from editorial.importing.word.names import W
from editorial.importing.word.package import Package, parse
from editorial.importing.word.refusal import too_many

MAX_COMMENTS = 2000
_MOST_PIECES = 60  # of a passage that a comment is about; its beginning is enough to find it


@dataclass(frozen=True)
class Remark:
    """A finding of the conversion before its line is known. `near` is a passage of the text that it belongs to."""

    code: str
    severity: str
    message: str
    text: str | None = None
    near: str = ""


def _words(element: etree._Element) -> str:
    paragraphs = [
        "".join(text.text or "" for text in one.iter(f"{W}t")).strip() for one in element.iter(f"{W}p")
    ]
    return " ".join(" ".join(one for one in paragraphs if one).split())


def comments_of(package: Package, document: etree._Element) -> list[Remark]:
    """Every comment with who wrote it and the words it is about. Raises `WordRefused` where there are too many."""
    found: list[Remark] = []
    passages = _passages(document)
    for part in package.related("comments"):
        for comment in parse(package.parts[part]).iter(f"{W}comment"):
            words = _words(comment)
            if not words:
                continue
            passage = passages.get(comment.get(f"{W}id") or "", "")
            who = comment.get(f"{W}author") or "Somebody"
            about = f" about “{passage[:120]}”" if passage else ""
            message = "The Word file has a comment here. It is kept as a comment on the draft."
            found.append(Remark("word-comment", "info", message, f"{who}{about}: {words}", passage))
            if len(found) > MAX_COMMENTS:
                raise too_many("comments", MAX_COMMENTS)
    return found


def _passages(document: etree._Element) -> dict[str, str]:
    """The words that each comment spans, or their beginning, by its id."""
    begins: dict[str, int] = {}
    ends: dict[str, int] = {}
    pieces: list[str] = []
    for element in document.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}t", f"{W}p"):
        key = element.get(f"{W}id") or ""
        if element.tag == f"{W}commentRangeStart":
            begins[key] = len(pieces)
            ends.pop(key, None)
        elif element.tag == f"{W}commentRangeEnd":
            ends[key] = len(pieces)
        else:
            pieces.append(" " if element.tag == f"{W}p" else element.text or "")
    return {
        key: " ".join("".join(pieces[begin : min(ends[key], begin + _MOST_PIECES)]).split())
        for key, begin in begins.items()
        if key in ends
    }


def margins_of(package: Package) -> list[Remark]:
    """The words at the top and bottom of the pages, each once; numbers alone are page numbers."""
    seen: dict[str, None] = {}
    for kind in ("header", "footer"):
        for part in package.related(kind):
            words = _words(parse(package.parts[part]))
            if any(character.isalpha() for character in words):
                seen.setdefault(words)
    message = "These words stand at the top or bottom of the pages. They are no part of the article and were set aside."
    return [Remark("word-margin", "info", message, words) for words in seen]
