"""What differs between two versions of an article: item by item, found by key and not by place, field by field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from editorial.content.differences import Piece, word_difference
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.queries import numbered_footnotes
from editorial.history.paragraphs import paragraph_changes
from editorial.history.versions import Version

Item = Article | Excerpt | Footnote | Image

# How each field is compared and shown. “words”: a text on one line; “rich”: paragraph by paragraph; “value”: the whole
# of it against the whole; “names”: a list in its order.
FIELDS: dict[str, dict[str, str]] = {
    "article": {
        "title": "words", "dek": "words", "authors": "names", "pull_quote": "words", "commentary": "rich",
        "section": "value", "issue": "value",
    },
    "excerpt": {
        "authors": "names", "original_title": "words", "original_language": "language", "translated_title": "words",
        "outlet": "words", "outlet_descriptor": "words", "outlet_note": "words", "place": "words",
        "published_on": "date", "url": "value", "archived_url": "value", "translator": "person",
        "translator_name": "words", "body": "rich", "original_text": "rich", "citation_as_given": "words",
        "url_residue": "words",
    },
    "footnote": {"text": "rich"},
    "image": {
        "picture": "picture", "caption": "words", "alt_text": "words", "title": "words", "creator": "words",
        "source": "words", "source_url": "value", "attribution": "words", "license": "value", "license_url": "value",
        "public_domain_basis": "words", "changes": "words", "information_as_given": "words",
    },
}  # fmt: skip
NOT_CONTENT = {"issue"}  # where an article stands is changed in its issue, and never by restoring


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs. `view` says how to show it (`FIELDS`).

    “words” has `pieces`; “rich” has `paragraphs`, a run of pieces for each one that differs, and in `remarks` what
    differs without a word being another (“formatting”, “order”); everything else has the values in `before` and `after`:
    text, a `date` or None, a list of names, for a picture the `Image` or None.
    """

    field: str
    view: str
    pieces: tuple[Piece, ...] = ()
    paragraphs: tuple[tuple[Piece, ...], ...] = ()
    remarks: tuple[str, ...] = ()
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class ItemDifference:
    """How one item differs. `what` is “changed”, “added” or “removed”.

    `place_before` and `place_after` are what readers call it by: the position of an excerpt or image, the number of a
    note; None where it does not exist. `moved`: it changed its place among those that both versions have.
    """

    kind: str
    key: str
    what: str
    place_before: int | None
    place_after: int | None
    moved: bool
    fields: tuple[FieldChange, ...]


def compare(before: Version, after: Version) -> list[ItemDifference]:
    """What differs, in the order of the printed page; empty when nothing does. No queries."""
    numbers = _numbers(before.article, after.article)
    found = list(_own_text(before.article, after.article, numbers))
    for kind in ("excerpt", "footnote", "image"):
        found += _items(kind, before.article, after.article, numbers)
    return found


def content_differs(before: Version, after: Version) -> bool:
    """Whether anything differs that an article is made of; not its place in an issue."""
    return any(
        item.what != "changed" or item.moved or any(f.field not in NOT_CONTENT for f in item.fields)
        for item in compare(before, after)
    )


def changed_fields(kind: str, before: Item | None, after: Item) -> list[str]:
    """The names of the fields that differ between two rows of one item; without the one before, those with a value."""
    names = [name for name in FIELDS[kind] if not (kind == "article" and name == "authors")]
    return [
        name
        for name in names
        if _value(after, name) != (_value(before, name) if before else _blank(after, name))
    ]


def ordered(article: Article, kind: str) -> list[Any]:
    """The items of one kind in the order of the page."""
    if kind == "footnote":
        return list(numbered_footnotes(article).values())
    return list(getattr(article, f"{kind}s").all())


def _numbers(before: Article, after: Article) -> dict[str, int]:
    """One number for each note, so that a reference that merely counts differently now is no change."""
    then = {note.key: number for number, note in numbered_footnotes(before).items()}
    return then | {note.key: number for number, note in numbered_footnotes(after).items()}


def _own_text(before: Article, after: Article, numbers: dict[str, int]) -> Iterator[ItemDifference]:
    fields = tuple(_field_changes("article", before, after, numbers))
    if fields:
        yield ItemDifference("article", str(after.key), "changed", None, None, False, fields)


def _items(kind: str, before: Article, after: Article, numbers: dict[str, int]) -> Iterator[ItemDifference]:
    old, new = ordered(before, kind), ordered(after, kind)
    then = {item.key: (place, item) for place, item in enumerate(old, 1)}
    now = {item.key: (place, item) for place, item in enumerate(new, 1)}
    moved = _moved([item.key for item in old], [item.key for item in new])
    for key, (place, item) in now.items():
        was, partner = then.get(key, (None, None))
        fields = tuple(_field_changes(kind, partner, item, numbers))
        if partner is None:
            yield ItemDifference(kind, key, "added", None, place, False, fields)
        elif fields or key in moved:
            yield ItemDifference(kind, key, "changed", was, place, key in moved, fields)
    for key, (place, item) in then.items():
        if key not in now:
            yield ItemDifference(
                kind, key, "removed", place, None, False, tuple(_field_changes(kind, item, None, numbers))
            )


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The keys that changed their place among those in both: as few as explain the new order."""
    place = {key: index for index, key in enumerate(old)}
    common = [key for key in new if key in place]
    # For each key the longest run up to it that kept its order: how long, and the index of the key before it.
    best: list[tuple[int, int]] = []
    for index, key in enumerate(common):
        before = ((best[i][0], i) for i in range(index) if place[common[i]] < place[key])
        length, last = max(before, default=(0, -1))
        best.append((length + 1, last))
    stayed: set[str] = set()
    at = max(range(len(best)), key=lambda index: best[index][0], default=-1)
    while at >= 0:
        stayed.add(common[at])
        at = best[at][1]
    return set(common) - stayed


def _field_changes(
    kind: str, before: Item | None, after: Item | None, numbers: dict[str, int]
) -> Iterator[FieldChange]:
    known = after or before
    for name, view in FIELDS[kind].items():
        old = _value(before, name) if before else _blank(known, name)
        new = _value(after, name) if after else _blank(known, name)
        if old != new:
            yield _change(name, view, old, new, before, after, numbers)


def _change(
    name: str, view: str, old: Any, new: Any, before: Any, after: Any, numbers: dict[str, int]
) -> FieldChange:
    if view == "rich":
        paragraphs, remarks = paragraph_changes(old, new, numbers)
        return FieldChange(name, view, paragraphs=paragraphs, remarks=remarks)
    if view == "words":
        return FieldChange(name, view, pieces=word_difference(old, new))
    if view == "picture":
        return FieldChange(name, view, before=before if old else None, after=after if new else None)
    if name in ("section", "issue", "translator"):
        return FieldChange(name, view, before=_named(before, name), after=_named(after, name))
    return FieldChange(name, view, before=old, after=new)


def _named(item: Any, name: str) -> str:
    found = getattr(item, name) if item is not None and getattr(item, f"{name}_id") else None
    if name == "translator":
        return (found.get_full_name() or found.get_username()) if found else ""
    return str(found or "")


def _value(item: Any, name: str) -> Any:
    if name == "picture":
        return item.sha256
    if name in ("section", "issue", "translator"):
        return getattr(item, f"{name}_id")
    if name == "authors" and isinstance(item, Article):
        return [byline.author.name for byline in item.bylines.all()]
    return getattr(item, name)


def _blank(item: Any, name: str) -> Any:
    """What a field holds that nobody filled in."""
    value = _value(item, name)
    if isinstance(value, list):
        return []
    return None if value is None or isinstance(value, int | date) else ""
