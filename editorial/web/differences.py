"""What changed since an item was checked, and between two versions, in words for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from editorial.content import richtext
from editorial.content.differences import Piece, differences
from editorial.content.models import Image
from editorial.dates import long_date
from editorial.factcheck.queries import ItemStatus
from editorial.history.comparing import FieldChange
from editorial.rendering.scripts import LANGUAGE_NAMES

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
    "section": "Section", "issue": "Issue", "position": "Place", "picture": "Picture", "translator": "Translator’s account",
    "citation_as_given": "Citation as given", "url_residue": "Rest of a lost web address",
    "information_as_given": "Image information as given",
}  # fmt: skip

_REMARKS = {
    "formatting": "The formatting changed, and no word.",
    "order": "Paragraphs were put into another order.",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """One field, or one paragraph of it, that changed: its name on the page and its pieces in reading order.

    `note` says what changed without a word being another; `pictures` are (“gone” or “new”, address, size) of a picture.
    """

    label: str
    pieces: tuple[Piece, ...]
    note: str = ""
    pictures: tuple[tuple[str, str, str], ...] = ()


def changes_since(status: ItemStatus) -> list[Changed]:
    """What changed since the item's newest check or clearance, word by word; empty where it holds."""
    if status.last is None or status.current or not status.last.content:
        return []
    return changed(status.last.content, status.checked.content, kind=status.kind)


def changed(before: Mapping[str, Any], after: Mapping[str, Any], *, kind: str) -> list[Changed]:
    """The difference of two contents of an item, with long unchanged runs cut short."""
    found = differences(_readable(before, kind), _readable(after, kind)) or differences(before, after)
    return [Changed(field_name(one.field), shortened(one.pieces)) for one in found]


def field_name(name: str) -> str:
    """What the newsroom calls a field."""
    return _NAMES.get(name, name.replace("_", " ").capitalize())


def field_changes(change: FieldChange) -> list[Changed]:
    """One field of two versions (`history.comparing`): a paragraph at a time, values as the whole against the whole."""
    label = field_name(change.field)
    if change.view == "rich":
        shown = [Changed(label, shortened(pieces)) for pieces in change.paragraphs]
        return shown + [Changed(label, (), note=_REMARKS[remark]) for remark in change.remarks]
    if change.view == "words":
        return [Changed(label, shortened(change.pieces))]
    if change.view == "picture":
        sides = (("gone", change.before), ("new", change.after))
        pictures = tuple((kind, *_picture(image)) for kind, image in sides if image is not None)
        return [Changed(label, (), pictures=pictures)]
    old, new = (_value(value, change.view) for value in (change.before, change.after))
    if old == new:
        return [Changed(label, (), note="Another of the same name.")]
    pieces = [Piece("gone", old) if old else None, Piece("new", new) if new else None]
    return [Changed(label, tuple(piece for piece in pieces if piece))]


def _value(value: Any, view: str) -> str:
    """A value that is not compared word by word, as a reader calls it."""
    if not value:
        return ""
    if view == "date":
        return long_date(value)
    if view == "language":
        name = LANGUAGE_NAMES.get(str(value).partition("-")[0].lower(), "")
        return f"{name} ({value})" if name else str(value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _picture(image: Image) -> tuple[str, str]:
    address = reverse("picture_version", args=[image.article_id, image.sha256])
    return address, f"{image.width} × {image.height} pixels"


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
