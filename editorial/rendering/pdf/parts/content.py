"""A part of an issue as it is kept: PDF objects with open numbers, and what the whole file has to know of them.

A template is a piece of PDF in which a reference stands between two `MARK` bytes: the object's number within the part, or the
name of something that the file has once ("fonts", "document", "main" …). See ISO 32000-1, 7.3.10, for references.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

MARK = b"\x01"
PAGE = "\x02"  # in Annotation.words


@dataclass(frozen=True)
class Page:
    """`entries` is the page dictionary's template but for what the file gives; `contents` and `annotations` are objects of the
    part; `marks` are the structure elements of its marked content, in order.
    """

    height: float
    entries: str
    contents: int
    annotations: list[int]
    marks: list[int]


@dataclass(frozen=True)
class Annotation:
    """`element` is the structure element it belongs to. Where `target` is a place, the `words` of its description have its page
    in place of `PAGE`.
    """

    object: int
    element: int
    words: str
    target: str = ""


@dataclass(frozen=True)
class FontUse:
    """A face as far as the part uses it: advances in 1/1000 em and texts by glyph."""

    resource: str
    name: str
    family: str
    file: str
    index: int
    flags: int
    widths: dict[int, int]
    texts: dict[int, str]


@dataclass(frozen=True)
class Bookmark:
    """`page` counts from 0 within the part; x and y in points from the page's lower left corner."""

    level: int
    title: str
    page: int
    x: float
    y: float
    open: bool


@dataclass
class PartContent:
    """All of one part. `objects` are templates by number; those in `streams` have their bytes there.

    The pages are objects 0 to n - 1. `roots` are structure elements by the element of the file that holds them: "document",
    "main" or "section". `places` are (name, page, x, y); `resources` are (kind, name, template). `unknown_notes` are references
    without a note, which only a proof may have: (place, key).
    """

    objects: list[bytes]
    streams: dict[int, bytes]
    pictures: list[int]
    pages: list[Page]
    annotations: list[Annotation]
    roots: dict[str, list[int]]
    places: list[tuple[str, int, float, float]]
    bookmarks: list[Bookmark]
    fonts: list[FontUse]
    resources: list[tuple[str, str, str]]
    ids: list[tuple[str, int]] = field(default_factory=list)
    unknown_notes: list[tuple[str, str]] = field(default_factory=list)


def to_bytes(part: PartContent) -> bytes:
    """A part as bytes; the same part gives the same."""
    head: dict[str, Any] = {
        "objects": [len(data) for data in part.objects],
        "streams": [(number, len(data)) for number, data in sorted(part.streams.items())],
        "pictures": part.pictures,
        "pages": [asdict(page) for page in part.pages],
        "annotations": [asdict(annotation) for annotation in part.annotations],
        "roots": part.roots,
        "places": part.places,
        "bookmarks": [asdict(bookmark) for bookmark in part.bookmarks],
        "fonts": [
            asdict(font) | {"widths": sorted(font.widths.items()), "texts": sorted(font.texts.items())}
            for font in part.fonts
        ],
        "resources": part.resources,
        "ids": part.ids,
        "unknown_notes": part.unknown_notes,
    }
    described = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    streams = (data for _number, data in sorted(part.streams.items()))
    return b"".join([str(len(described)).encode(), b"\n", described, *part.objects, *streams])


def from_bytes(data: bytes) -> PartContent:
    """The part that `to_bytes` wrote."""
    line = data.index(b"\n") + 1
    at = line + int(data[:line])
    head = json.loads(data[line:at])
    objects: list[bytes] = []
    for length in head["objects"]:
        objects.append(data[at : at + length])
        at += length
    streams: dict[int, bytes] = {}
    for number, length in head["streams"]:
        streams[number] = data[at : at + length]
        at += length
    return PartContent(
        objects=objects,
        streams=streams,
        pictures=head["pictures"],
        pages=[Page(**page) for page in head["pages"]],
        annotations=[Annotation(**annotation) for annotation in head["annotations"]],
        roots=head["roots"],
        places=[tuple(place) for place in head["places"]],
        bookmarks=[Bookmark(**bookmark) for bookmark in head["bookmarks"]],
        fonts=[
            FontUse(**font | {"widths": dict(font["widths"]), "texts": dict(font["texts"])})
            for font in head["fonts"]
        ],
        resources=[tuple(resource) for resource in head["resources"]],
        ids=[tuple(pair) for pair in head["ids"]],
        unknown_notes=[tuple(pair) for pair in head["unknown_notes"]],
    )
