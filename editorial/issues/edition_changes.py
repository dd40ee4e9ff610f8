"""What changed between two editions, article by article and word by word, read from their snapshots."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from editorial.content import richtext
from editorial.content.differences import FieldDifference, differences, word_difference

Kind = Literal["added", "removed", "changed"]
Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class ItemChange:
    """An excerpt, a note, an image, or a part of the issue that was added, removed or changed. `label` names it to people;
    `fields` says how each field differs.
    """

    kind: Kind
    what: Literal["text", "excerpt", "footnote", "image", "part"]
    key: str
    label: str
    fields: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True)
class ArticleChange:
    """What is not the same of one article. `moved` says from where to where in words; "" when it stands where it stood.
    `errata` are what readers are told of it in the newer edition and were not told in the older one.
    """

    kind: Kind
    key: str
    title: str
    items: tuple[ItemChange, ...] = ()
    moved: str = ""
    errata: tuple[str, ...] = ()


@dataclass(frozen=True)
class EditionChanges:
    """All that differs. `house` and `issue` are fields of the issue itself; `parts` its texts that are no articles."""

    articles: tuple[ArticleChange, ...] = ()
    house: tuple[FieldDifference, ...] = ()
    issue: tuple[FieldDifference, ...] = ()
    parts: tuple[ItemChange, ...] = ()
    sections: tuple[FieldDifference, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.articles or self.house or self.issue or self.parts or self.sections)


@dataclass(frozen=True)
class _Placed:
    """An article with where it stands."""

    article: Mapping[str, Any]
    section: str
    place: int
    errata: tuple[str, ...] = ()


_RICH = {"commentary", "body", "original_text", "text"}
# Named by the change itself, or follow from other fields.
_NOT_SHOWN = {
    "key",
    "fingerprint",
    "images",
    "excerpts",
    "footnotes",
    "slug",
    "sha256",
    "format",
    "width",
    "height",
}
_NAMES: dict[str, str] = {"excerpts": "Excerpt", "footnotes": "Note", "images": "Image"}
_KINDS: dict[str, Literal["excerpt", "footnote", "image"]] = {
    "excerpts": "excerpt", "footnotes": "footnote", "images": "image",
}  # fmt: skip


def changes_between(before: Snapshot, after: Snapshot) -> list[ArticleChange]:
    """How the articles differ, in the newer edition's order; those that are gone last. Matched by their keys."""
    old, new = _placed(before), _placed(after)
    found = [_added(new[key]) if key not in old else _changed(old[key], new[key]) for key in new]
    gone = [
        ArticleChange("removed", key, str(one.article["title"])) for key, one in old.items() if key not in new
    ]
    return [one for one in found if one is not None] + gone


def edition_changes(before: Snapshot, after: Snapshot) -> EditionChanges:
    """Everything that differs between two editions: articles, what the house says, the issue's own words and parts."""
    return EditionChanges(
        articles=tuple(changes_between(before, after)),
        house=_fields(before["house"], after["house"]),
        issue=_fields(before["issue"] or {}, after["issue"] or {}),
        parts=tuple(_items("part", "Part", *(_parts(one) for one in (before, after)))),
        sections=_fields(
            *({"sections": [group["name"] for group in one["sections"]]} for one in (before, after))
        ),
    )


def _placed(snapshot: Snapshot) -> dict[str, _Placed]:
    errata: dict[str, list[str]] = {}
    for erratum in snapshot.get("errata", []):
        errata.setdefault(erratum["article"], []).append(erratum["text"])
    return {
        article["key"]: _Placed(article, section["name"], place, tuple(errata.get(article["key"], ())))
        for section in snapshot["sections"]
        for place, article in enumerate(section["articles"], 1)
    }


def _added(new: _Placed) -> ArticleChange:
    return ArticleChange("added", new.article["key"], str(new.article["title"]), errata=new.errata)


def _changed(old: _Placed, new: _Placed) -> ArticleChange | None:
    """How an article differs; None when it does not."""
    before, after = old.article, new.article
    text = _fields(before, after)
    items = [ItemChange("changed", "text", after["key"], "Text", text)] if text else []
    for name, kind in _KINDS.items():
        items += _items(kind, _NAMES[name], before[name], after[name])
    errata = tuple(told for told in new.errata if told not in old.errata)
    moved = _moved(old, new)
    if not (items or errata or moved):
        return None
    return ArticleChange("changed", after["key"], str(after["title"]), tuple(items), moved, errata)


def _moved(old: _Placed, new: _Placed) -> str:
    if old.section != new.section:
        return f"from “{old.section}” to “{new.section}”"
    return f"from place {old.place} to place {new.place} of “{new.section}”" if old.place != new.place else ""


def _items(
    what: Literal["excerpt", "footnote", "image", "part"], name: str,
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]],
) -> Iterable[ItemChange]:  # fmt: skip
    """How the items of one kind differ, matched by their keys, in the newer order; those that are gone last."""
    old = {one["key"]: (place, one) for place, one in enumerate(before, 1)}
    new = {one["key"]: (place, one) for place, one in enumerate(after, 1)}
    for key, (place, item) in new.items():
        label = f"{name} {item.get('number', place)}"
        if key not in old:
            yield ItemChange("added", what, key, label, _fields({}, item))
            continue
        was, then = old[key]
        fields = _fields(then, item)
        if item.get("sha256") != then.get("sha256"):
            fields += _fields({"picture": then.get("sha256")}, {"picture": item.get("sha256")})
        if was != place and what != "footnote":
            fields += _fields({"place": str(was)}, {"place": str(place)})
        if fields:
            yield ItemChange("changed", what, key, label, fields)
    for key, (place, item) in old.items():
        if key not in new:
            yield ItemChange("removed", what, key, f"{name} {item.get('number', place)}", _fields(item, {}))


def _parts(snapshot: Snapshot) -> list[Mapping[str, Any]]:
    """Parts have no keys: one is the same while its place and title are."""
    seen: dict[str, int] = {}
    keyed: list[Mapping[str, Any]] = []
    for part in snapshot.get("parts", []):
        name = f"{part['place']}:{part['title']}"
        seen[name] = seen.get(name, 0) + 1
        keyed.append({"key": f"{name}:{seen[name]}", **part})
    return keyed


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldDifference, ...]:
    """How two contents differ, field by field. Of two that exist only the fields that both formats know are compared."""
    if before and after:
        both = before.keys() & after.keys()
        before, after = ({name: one[name] for name in one if name in both} for one in (before, after))
    old, new = _readable(before), _readable(after)
    found = differences(old, new)
    # Italics, links and languages are no words, and yet somebody changed them.
    for name in _RICH & before.keys() & after.keys():
        if before[name] != after[name] and old.get(name) == new.get(name):
            found.append(FieldDifference(f"{name} (markup)", word_difference(before[name], after[name])))
    return tuple(found)


def _readable(content: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as texts or lists of texts, as people read them; blank ones are left out."""
    found: dict[str, Any] = {}
    for name, value in content.items():
        if name in _NOT_SHOWN or value in (None, "", []):
            continue
        if name in _RICH:
            found[name] = [paragraph for paragraph in richtext.paragraphs(value) if paragraph]
        elif isinstance(value, list):
            found[name] = [_line(item) for item in value]
        else:
            found[name] = _line(value)
    return found


def _line(value: Any) -> str:
    """One value in a line: a person with their affiliation, a logo by its digest."""
    if isinstance(value, Mapping):
        return ", ".join(str(part) for part in value.values() if part not in (None, ""))
    return str(value)
