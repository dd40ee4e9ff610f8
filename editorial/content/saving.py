"""Saving what a writer typed, field by field, so that two people or two tabs lose nothing to each other.

A field is taken when what is stored is what the writer was shown (or already what they send). Where somebody stored
something else meanwhile, changes of different paragraphs are put together; otherwise that field is reported and left as
it is, and the others are saved. A field that cannot be
stored is refused alone. So a request may be sent again, and an autosave every few seconds is cheap: one field costs
the same few queries whatever the article holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, prefetch_related_objects
from django.utils import timezone

from editorial.content import richtext
from editorial.content.bylines import authors_named
from editorial.content.models import Article, Byline
from editorial.content.operations import delete_item, lock_article, reorder, set_bylines
from editorial.content.permissions import may_view, require_edit
from editorial.content.queries import bylines_with_authors
from editorial.content.written_fields import FIELDS, MODELS, written_values
from editorial.content.written_history import REASON, save_new_row, save_written
from editorial.licensing.reading import read_license

MAX_ITEMS = 500  # of one kind in one article
MAX_CHANGES = 1000  # in one request
ORDERED = {"excerpts": "excerpt", "images": "image"}


@dataclass(frozen=True)
class FieldChange:
    """What the writer was shown and what they made of it, as JSON (`content.written_fields`)."""

    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """What a writer did to one item: “article”, “excerpt”, “footnote” or “image”.

    `version` None: a new item, created under this key; if it exists already it is treated as known, so that a repeated
    request is harmless. `removed`: it goes; `fields` then say what the writer saw in it.
    """

    kind: str
    key: str
    version: int | None
    fields: dict[str, FieldChange] = field(default_factory=dict)
    removed: bool = False


@dataclass(frozen=True)
class Saved:
    """Stored. `values` are the stored values of the fields that were sent, and of those that followed from them;
    `version` is None for an item that is gone now. `together` names the fields that hold somebody else's paragraphs too.
    """

    kind: str
    key: str
    version: int | None
    values: dict[str, Any] = field(default_factory=dict)
    together: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """Not stored: somebody stored something else. `fields` are the stored values, `who` and `at` say whose they are.

    `removed`: the item is gone, and `version` is None.
    """

    kind: str
    key: str
    version: int | None
    who: str
    at: datetime
    fields: dict[str, Any] = field(default_factory=dict)
    removed: bool = False


@dataclass(frozen=True)
class Refused:
    """Not stored: it cannot be. `field` is "" when the whole item is refused; `message` is for the writer."""

    kind: str
    key: str
    field: str
    message: str


@dataclass(frozen=True)
class Outcome:
    """What became of every change."""

    saved: tuple[Saved, ...]
    conflicts: tuple[Conflict, ...]
    refused: tuple[Refused, ...]
    at: datetime


@transaction.atomic
def save_changes(
    *,
    article_id: int,
    changes: Sequence[Change],
    order: Mapping[str, Sequence[str]] | None = None,
    by: User,
    at: datetime | None = None,
) -> Outcome:
    """Save what can be saved of the changes, then put excerpts and images into `order` (“excerpts”/“images” → keys).

    Keys in `order` that the article does not have are left out; items that it does not name follow at the end.
    Raises `NotAllowed`, and `Article.DoesNotExist` also for what the person may not know of.
    """
    article = lock_article(article_id)
    prefetch_related_objects([article], bylines_with_authors())
    if not may_view(by, article):
        raise Article.DoesNotExist
    require_edit(by, article)
    saving = _Saving(article, by, at or timezone.now())
    # The article comes last: whoever takes their own name out of the byline may have changed other things before.
    for change in sorted(changes[:MAX_CHANGES], key=lambda change: change.kind == "article"):
        if change.kind == "article":
            saving.arrange(order or {})
        saving.take(change)
    for change in changes[MAX_CHANGES:]:
        saving.refuse(change, "", "This is too much at once. Save again.")
    saving.arrange(order or {})
    return Outcome(tuple(saving.saved.values()), tuple(saving.conflicts), tuple(saving.refused), saving.at)


class _Saving:
    """One request's changes to one locked article."""

    def __init__(self, article: Article, by: User, at: datetime):
        self.article, self.by, self.at = article, by, at
        self.saved: dict[tuple[str, str], Saved] = {}
        self.conflicts: list[Conflict] = []
        self.refused: list[Refused] = []
        self.arranged = False
        self.together: dict[tuple[str, str], set[str]] = {}

    def refuse(self, change: Change, name: str, message: str) -> None:
        """Report a field (or, with "", the item) as refused."""
        self.refused.append(Refused(str(change.kind), str(change.key), str(name), message))

    def store(self, item: Any, values: dict[str, Any]) -> None:
        """Report an item as saved; of two reports of one item the values are united."""
        place = (item.kind, str(item.key))
        known = self.saved.get(place, Saved(*place, None))
        together = tuple(sorted({*known.together, *self.together.pop(place, ())}))
        self.saved[place] = Saved(*place, item.version, known.values | values, together)

    def take(self, change: Change) -> None:
        """Do one change, or report why not."""
        problem = self._unusable(change)
        if problem:
            self.refuse(change, "", problem)
            return
        item = self._stored(change)
        if change.removed:
            self._remove(change, item)
        elif item is not None:
            self._write(change, item)
        elif change.version is None:
            self._create(change)
        else:
            self._gone(change)

    def _unusable(self, change: Change) -> str:
        if not isinstance(change.kind, str) or change.kind not in MODELS:
            return "There is no such part of an article."
        if change.kind == "article":
            if change.key != str(self.article.key):
                return "This belongs to another article. Reload the page."
            return "An article is never removed. Withdraw it." if change.removed else ""
        if not isinstance(change.key, str) or not richtext.FOOTNOTE_KEY.fullmatch(change.key):
            return "A key has letters, digits, hyphens and underscores only, at most 40."
        return ""

    def _stored(self, change: Change) -> Any:
        if change.kind == "article":
            return self.article
        found = MODELS[change.kind]._default_manager.filter(article=self.article, key=change.key).first()
        if found is not None:
            found.article = self.article
        return found

    # Removing

    def _remove(self, change: Change, item: Any) -> None:
        place = (change.kind, change.key)
        if item is None:  # by somebody else, or by a request that is repeated: gone is gone
            self.saved[place] = Saved(*place, None)
            return
        if not self._seen_whole(change, item):
            who, at = self._last_hand(item, [])
            self.conflicts.append(Conflict(*place, item.version, who, at, written_values(item)))
            return
        delete_item(item=item, by=self.by, reason="Removed in the workspace")
        self.saved[place] = Saved(*place, None)

    def _seen_whole(self, change: Change, item: Any) -> bool:
        """Whether the writer had before them what they remove: its version, or every value that it has now.

        A version alone is not enough where they say what they saw: who saved one field knows the newest version, and not
        what somebody else put into another field.
        """
        shown, fields = written_values(item), FIELDS[item.kind]
        known = {name: sent.before for name, sent in change.fields.items() if name in shown}
        if not all(fields[name].same(value, shown[name]) for name, value in known.items()):
            return False
        same_version = change.version == item.version or (change.version is None and item.version == 1)
        return same_version or len(known) == len(shown)

    def _gone(self, change: Change) -> None:
        rows = MODELS[change.kind].history.filter(
            article_id=self.article.pk, key=change.key, history_type="-"
        )
        last = rows.select_related("history_user").first()
        who, at = (_name(last.history_user), last.history_date) if last else ("Somebody", self.at)
        self.conflicts.append(Conflict(change.kind, change.key, None, who, at, removed=True))

    # Writing

    def _create(self, change: Change) -> None:
        model = MODELS[change.kind]
        siblings = model._default_manager.filter(article=self.article)
        ordered = change.kind in ORDERED.values()
        counted = siblings.aggregate(n=Count("pk"), **({"top": Max("position")} if ordered else {}))
        if counted["n"] >= MAX_ITEMS:
            self.refuse(change, "", f"An article holds at most {MAX_ITEMS} of these.")
            return
        item = model(article=self.article, key=change.key)
        if ordered:
            item.position = (counted["top"] or 0) + 1
        values, changed, _differing = self._sort_out(change, item)
        self._follow(item, values, changed, {})
        save_new_row(item, by=self.by, at=self.at)
        self.store(item, values)

    def _write(self, change: Change, item: Any) -> None:
        before = _license_fields(item)
        values, changed, differing = self._sort_out(change, item)
        self._follow(item, values, changed, before)
        if "authors" in changed and item is self.article:
            changed.remove("authors")
            self._sign(values)
        if changed:
            item.version += 1
            columns = [FIELDS[item.kind][name].attname for name in changed]
            save_written(item, columns=[*columns, "version"], article=self.article, by=self.by, at=self.at)
        if values or not change.fields or change.version is None:
            self.store(item, values)
        if differing:
            who, at = self._last_hand(item, list(differing))
            self.conflicts.append(Conflict(item.kind, str(item.key), item.version, who, at, differing))

    def _sort_out(self, change: Change, item: Any) -> tuple[dict[str, Any], list[str], dict[str, Any]]:
        """Give the item what can be taken: the values that it has then, the names of those that changed, and the
        stored values of those that somebody else changed.
        """
        values: dict[str, Any] = {}
        changed: list[str] = []
        differing: dict[str, Any] = {}
        for name, sent in change.fields.items():
            written = FIELDS[item.kind].get(name) if isinstance(name, str) else None
            if written is None:
                self.refuse(change, name, "There is no such field.")
                continue
            try:
                wanted = written.read(item, sent.after)
            except ValidationError as error:
                self.refuse(change, name, " ".join(error.messages))
                continue
            stored = written.shown(item)
            if wanted == stored:
                values[name] = stored
            elif item.pk is None or written.same(sent.before, stored):
                written.put(item, wanted)
                values[name] = wanted
                changed.append(name)
            elif (together := written.merged(sent.before, wanted, stored)) is not None:
                values[name] = together
                self.together.setdefault((item.kind, str(item.key)), set()).add(name)
                if together != stored:
                    written.put(item, together)
                    changed.append(name)
            else:
                differing[name] = stored
        return values, changed, differing

    def _follow(self, item: Any, values: dict[str, Any], changed: list[str], before: dict[str, Any]) -> None:
        """A license that was read from the attribution, and not stated by anybody, follows the attribution."""
        if item.kind != "image" or not {"attribution", "source", "license"} & set(values):
            return
        read = _license_read(_license_fields(item))
        stated = "license" in changed or item.license != _license_read(before)
        if changed and item.license != read and not (item.license and stated):
            item.license = read
            changed.append("license")
        if item.license == read:
            values["license"] = read

    def _sign(self, values: dict[str, Any]) -> None:
        names = values["authors"]
        authors = authors_named(names, article=self.article, by=self.by)
        set_bylines(article=self.article, authors=authors, by=self.by, reason=REASON)
        self.article._prefetched_objects_cache.clear()  # type: ignore[attr-defined]
        prefetch_related_objects([self.article], bylines_with_authors())
        values["authors"] = FIELDS["article"]["authors"].shown(self.article)

    def _last_hand(self, item: Any, names: list[str]) -> tuple[str, datetime]:
        """Who gave these fields (none: the item) the values that are stored, and when."""
        if names == ["authors"] and item is self.article:
            row = Byline.history.filter(article_id=item.pk).select_related("history_user").first()
            return (_name(row.history_user), row.history_date) if row else ("Somebody", self.at)
        columns = [FIELDS[item.kind][n].attname for n in names if n != "authors" or item is not self.article]
        setter: Any = None
        for row in type(item).history.filter(id=item.pk).select_related("history_user")[:200]:
            if setter is not None and any(getattr(row, c) != getattr(item, c) for c in columns):
                break
            setter = row
            if not columns:
                break
        return (_name(setter.history_user), setter.history_date) if setter else ("Somebody", self.at)

    # Order

    def arrange(self, order: Mapping[str, Sequence[str]]) -> None:
        """Put the article's excerpts and images into this order, as far as it is one; once."""
        for name, kind in ORDERED.items():
            if not self.arranged and isinstance(order.get(name), list | tuple):
                self._arrange(kind, order[name])
        self.arranged = True

    def _arrange(self, kind: str, keys: Sequence[str]) -> None:
        stored = {
            item.key: item
            for item in MODELS[kind]._default_manager.filter(article=self.article).order_by("position")
        }
        named = [key for key in dict.fromkeys(k for k in keys if isinstance(k, str)) if key in stored]
        wanted = [*named, *(key for key in stored if key not in named)]
        if wanted == list(stored):
            return
        before = {key: item.version for key, item in stored.items()}
        reorder(article=self.article, items=[stored[key] for key in wanted], by=self.by, reason="Reordered")
        for key in wanted:
            if stored[key].version != before[key]:
                self.store(stored[key], {})


def _name(user: Any) -> str:
    return str(user.get_full_name() or user.get_username()) if user else "Somebody"


def _license_fields(item: Any) -> dict[str, Any]:
    return {"attribution": item.attribution, "source": item.source} if item.kind == "image" else {}


def _license_read(fields: dict[str, Any]) -> str:
    if not fields.get("attribution"):
        return ""
    return read_license(fields["attribution"], source=fields["source"] or None).license
