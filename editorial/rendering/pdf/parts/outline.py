"""The bookmarks of a file, from those of its parts in their order (ISO 32000-1, 12.3.3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pydyf

from editorial.rendering.pdf.parts.content import Bookmark


@dataclass
class _Entry:
    bookmark: Bookmark
    page: bytes
    kids: list["_Entry"] = field(default_factory=list)


def add_outline(pdf: Any, bookmarks: Iterable[tuple[Bookmark, bytes]]) -> None:
    """Put the bookmarks, each with the reference of its page, into the catalog; nothing where there are none."""
    entries = _nested(bookmarks)
    if not entries:
        return
    root = pydyf.Dictionary({"Type": "/Outlines"})
    pdf.add_object(root)
    root["Count"] = _add(pdf, root, entries)
    pdf.catalog["Outlines"] = root.reference


def _nested(bookmarks: Iterable[tuple[Bookmark, bytes]]) -> list[_Entry]:
    """An entry stands below the last one of a higher level; levels that were skipped do not count."""
    top: list[_Entry] = []
    above: list[_Entry] = []
    for bookmark, page in bookmarks:
        while above and above[-1].bookmark.level >= bookmark.level:
            above.pop()
        entry = _Entry(bookmark, page)
        (above[-1].kids if above else top).append(entry)
        above.append(entry)
    return top


def _add(pdf: Any, parent: Any, entries: list[_Entry]) -> int:
    """Write entries below `parent`; how many of all below it are shown when it is open."""
    written = []
    for entry in entries:
        bookmark = entry.bookmark
        place = pydyf.Array([entry.page, "/XYZ", bookmark.x, bookmark.y, 0])
        item = pydyf.Dictionary(
            {"Title": pydyf.String(bookmark.title), "Parent": parent.reference, "Dest": place}
        )
        pdf.add_object(item)
        written.append(item)
    for item, neighbour in _pairs(written):
        item["Next"], neighbour["Prev"] = neighbour.reference, item.reference
    parent["First"], parent["Last"] = written[0].reference, written[-1].reference
    shown = len(written)
    for item, entry in zip(written, entries, strict=True):
        if entry.kids:
            below = _add(pdf, item, entry.kids)
            item["Count"] = below if entry.bookmark.open else -below
            shown += below if entry.bookmark.open else 0
    return shown


def _pairs(items: list[Any]) -> Iterator[tuple[Any, Any]]:
    return zip(items, items[1:], strict=False)
