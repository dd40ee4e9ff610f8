"""What changed since an item was checked, in words for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from editorial.content import richtext
from editorial.content.differences import Piece, differences
from editorial.factcheck.queries import ItemStatus

SHOWN = 60  # characters of unchanged text on each side of a change
_RICH = ("body", "original_text", "text")
_NAMES = {
    "text": "Text", "authors": "Authors", "title": "Title", "dek": "Dek", "pull_quote": "Pull quote",
    "commentary": "Commentary", "captions": "Caption and alt text", "original_title": "Original title",
    "original_language": "Language", "translated_title": "Translated title", "outlet": "Outlet",
    "outlet_descriptor": "Outlet descriptor", "outlet_note": "Remark on the outlet", "place": "Place",
    "published_on": "Date", "url": "Web address", "archived_url": "Archived copy", "translator_id": "Translator’s account",
    "translator_name": "Translator", "body": "Translated passage", "original_text": "Passage in its own language",
    "sha256": "Picture file", "creator": "Creator", "source": "Source", "source_url": "Source’s web address",
    "attribution": "Attribution", "license": "License", "license_url": "License’s web address",
    "public_domain_basis": "Why it is in the public domain", "changes": "Changes to the picture",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """One field, or one paragraph of it, that changed: its name on the page and its pieces in reading order."""

    label: str
    pieces: tuple[Piece, ...]


def changes_since(status: ItemStatus) -> list[Changed]:
    """What changed since the item's newest check or clearance, word by word; empty where it holds."""
    if status.last is None or status.current or not status.last.content:
        return []
    return changed(status.last.content, status.checked.content, kind=status.kind)


def changed(before: Mapping[str, Any], after: Mapping[str, Any], *, kind: str) -> list[Changed]:
    """The difference of two contents of an item, with long unchanged runs cut short."""
    found = differences(_readable(before, kind), _readable(after, kind)) or differences(before, after)
    return [
        Changed(_NAMES.get(one.field, one.field.replace("_", " ").capitalize()), shortened(one.pieces))
        for one in found
    ]


def _readable(content: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Rich text as its words; what a person cannot read as something that says what it is."""
    readable = dict(content)
    if kind in ("excerpt", "translation", "footnote"):
        readable |= {
            name: richtext.plain(value) or value for name, value in content.items() if name in _RICH and value
        }
    if content.get("translator_id"):
        readable["translator_id"] = f"account {content['translator_id']}"
    if content.get("sha256"):
        readable["sha256"] = f"file {content['sha256'][:8]}"
    return readable


def shortened(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with what is unchanged cut to a few words around the changes."""
    last = len(pieces) - 1
    return tuple(
        Piece(piece.kind, _cut(piece.text, start=index == 0, end=index == last))
        if piece.kind == "same"
        else piece
        for index, piece in enumerate(pieces)
    )


def _cut(text: str, *, start: bool, end: bool) -> str:
    head = "" if start else text[:SHOWN].rsplit(" ", 1)[0]
    tail = "" if end else text[-SHOWN:].split(" ", 1)[-1]
    if len(text) <= len(head) + len(tail) + SHOWN:
        return text
    return f"{head} … {tail}"
