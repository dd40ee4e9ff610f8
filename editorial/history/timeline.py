"""What happened to an article, newest first, a page at a time: what one person wrote in one sitting is one event."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from editorial.content.models import Article
from editorial.history.comparing import ItemDifference, changed_fields, compare, content_differs, ordered
from editorial.history.events import Head, read_heads
from editorial.history.rows import REMOVED, TABLES, TODAY, Row, order_of, read_rows
from editorial.history.versions import (
    ITEMS,
    Version,
    just_before,
    moment_named,
    name_of,
    row_as_item,
    version_from,
)

ROWS = 120  # of all tables together that one page looks at
SITTING = timedelta(minutes=30)  # edits of one person that are less apart belong together
RESTORED = "Restored the version of "  # how the reason of a restore begins
_CURSOR = re.compile(r"([0-9TZ]+)-(\d{1,6})")
_LAST = 10**9  # the place of what is there no more
_END = datetime(9999, 12, 31, tzinfo=UTC)  # after every row


@dataclass(frozen=True, slots=True)
class Touched:
    """One item in an event. `what` is “changed”, “added” or “removed”; `place` is what today's article calls it by.

    `place` is None for the article's own text and for what is there no more.
    """

    kind: str
    key: str
    what: str
    place: int | None
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, or what one person wrote in one sitting (then `head` is the last of its rows).

    `touched` says what was written. `version` and `before` name the article as it stood after and before it; `before` is
    "" where the article begins. `place` is what today's article calls the item by that the event is about.
    """

    head: Head
    since: datetime
    version: str
    before: str
    touched: tuple[Touched, ...] = ()
    place: int | None = None
    reasons: tuple[str, ...] = ()

    @property
    def is_edit(self) -> bool:
        """Whether somebody wrote."""
        return self.head.is_content

    @property
    def restored(self) -> str:
        """What was restored, in words; "" when this is no restore."""
        return next((reason for reason in self.reasons if reason.startswith(RESTORED)), "")


@dataclass(frozen=True)
class TimelinePage:
    """Events newest first. `older` continues it ("" at the end). `outside`: what today's article has otherwise than the
    last row of its history, because something else than this application wrote it; only on the first page.
    """

    events: tuple[Event, ...]
    older: str
    today: Version
    outside: tuple[ItemDifference, ...] = ()
    state_outside: bool = False


class NoSuchPage(LookupError):
    """The page that was asked for is none."""


def timeline(article: Article, *, after: str = "", desk: bool, since: datetime | None = None) -> TimelinePage:
    """The page of the timeline that follows `after` (`TimelinePage.older`; "": the newest). Six queries.

    `desk`: with what only the desk follows. `since`: nothing from before it (`history.reach`). Raises `NoSuchPage`.
    """
    until, skip = _cursor(after)
    heads = read_heads(article, until=until, skip=skip, limit=ROWS + 1, desk=desk, since=since)
    older = ""
    if len(heads) > ROWS:
        heads = _whole_sittings(heads[:ROWS])
        last = heads[-1].at
        same = sum(1 for head in heads if head.at == last) + (skip if until == last else 0)
        older = f"{name_of(last)}-{same}"
    rows = _rows_of(article, heads)
    today = version_from(rows, None)
    events = _events(heads, rows, today, since)
    if until is not None:
        return TimelinePage(events, older, today)
    recorded = _recorded(rows)
    outside = tuple(compare(recorded, today)) if recorded and content_differs(recorded, today) else ()
    moved = recorded is not None and recorded.article.state != today.article.state
    return TimelinePage(events, older, today, outside, moved)


def _cursor(after: str) -> tuple[datetime | None, int]:
    if not after:
        return None, 0
    found = _CURSOR.fullmatch(after) if after.isascii() else None
    if found is None:
        raise NoSuchPage(after[:40])
    try:
        return moment_named(found[1]), int(found[2])
    except LookupError as error:
        raise NoSuchPage(after[:40]) from error


def _whole_sittings(heads: list[Head]) -> list[Head]:
    """Without a sitting at the end that the next page would go on with, unless nothing else is here."""
    sittings = _sittings(heads)
    return heads if len(sittings) == 1 else heads[: -len(sittings[-1])]


def _sittings(heads: Sequence[Head]) -> list[list[Head]]:
    """The rows in groups: what one person wrote without a longer pause, everything else by itself."""
    groups: list[list[Head]] = []
    for head in heads:
        last = groups[-1][-1] if groups else None
        goes_on = (
            last is not None
            and head.is_content
            and last.is_content
            and head.user_id == last.user_id
            and last.at - head.at < SITTING
            and _restore(head) == _restore(last)
        )
        if goes_on:
            groups[-1].append(head)
        else:
            groups.append([head])
    return groups


def _restore(head: Head) -> str:
    return head.text if head.text.startswith(RESTORED) else ""


def _rows_of(article: Article, heads: Sequence[Head]) -> dict[str, list[Row]]:
    """For each table the rows of the page, those right before them, the last ones, and today's: five queries."""
    rows = {}
    for table in TABLES:
        mine = {head.ref for head in heads if head.source == table}
        moments = {_END, just_before(heads[-1].at)} if mine else {_END}
        rows[table] = read_rows(table, article.pk, moments=moments, history_ids=mine, today=True)
    return rows


def _recorded(rows: dict[str, list[Row]]) -> Version | None:
    """The article as its history ends; None when it has none."""
    try:
        return version_from(rows, _END)
    except LookupError:
        return None


def _events(
    heads: list[Head], rows: dict[str, list[Row]], today: Version, since: datetime | None
) -> tuple[Event, ...]:
    places = _places(today.article)
    fields = {table: _fields_by_row(table, rows[table]) for table in TABLES}
    found = []
    for group in _sittings(heads):
        head, first = group[0], group[-1]
        touched = _touched(group, fields, places) if head.is_content else ()
        before = just_before(first.at)
        event = Event(
            head=head,
            since=first.at,
            version=name_of(head.at),
            before="" if _begins(group) else name_of(max(before, since or before)),
            touched=touched,
            place=places.get((_item_kind(head.item_kind), head.item_key)),
            reasons=tuple(dict.fromkeys(h.text for h in reversed(group) if h.text))
            if head.is_content
            else (),
        )
        # A save that changed nothing, and the row that goes with a move, say nothing to a reader.
        if touched or event.restored or not head.is_content:
            found.append(event)
    return tuple(found)


def _begins(group: list[Head]) -> bool:
    return any(head.source == "article" and head.word == "+" for head in group)


def _item_kind(kind: str) -> str:
    """The kind of the content that a statement is about."""
    return "excerpt" if kind == "translation" else kind


def _places(article: Article) -> dict[tuple[str, str], int]:
    """What today's article calls each of its items by: position or number."""
    return {(kind, item.key): place for kind in ITEMS for place, item in enumerate(ordered(article, kind), 1)}


def _fields_by_row(table: str, rows: list[Row]) -> dict[int, tuple[str, ...]]:
    """The fields that each history row changed, compared with the row before it; by history_id."""
    found: dict[int, tuple[str, ...]] = {}
    before: dict[int, Row] = {}
    for row in sorted(rows, key=order_of):
        if row["history_type"] == TODAY:
            continue
        found[row["history_id"]] = _fields_changed(table, before.get(row["id"]), row)
        before[row["id"]] = row
    return found


def _fields_changed(table: str, before: Row | None, row: Row) -> tuple[str, ...]:
    if table == "byline":
        return ("authors",)
    old = row_as_item(table, before) if before else None
    names = changed_fields(table, old, row_as_item(table, row))
    if "position" in row and before is not None and row["position"] != before["position"]:
        names.append("position")
    return tuple(names)


def _touched(
    group: list[Head], fields: dict[str, dict[int, tuple[str, ...]]], places: dict[tuple[str, str], int]
) -> tuple[Touched, ...]:
    """What one sitting did to each item, in the order of the page; `group` is newest first."""
    found: dict[tuple[str, str], list[Head]] = {}
    for head in group:
        kind = "article" if head.source == "byline" else head.source
        found.setdefault((kind, head.item_key if kind in ITEMS else ""), []).append(head)
    touched = []
    kinds = list(TABLES)
    in_place = sorted(found.items(), key=lambda one: (kinds.index(one[0][0]), places.get(one[0], _LAST)))
    for (kind, key), heads in in_place:
        words = [head.word for head in heads if head.source != "byline"]
        names = tuple(
            dict.fromkeys(name for head in reversed(heads) for name in fields[head.source][head.ref])
        )
        what = "removed" if words[:1] == [REMOVED] else "added" if "+" in words else "changed"
        passing = what == "removed" and "+" in words  # added and removed in one sitting
        if not passing and (names or what == "removed"):
            touched.append(Touched(kind, key, what, places.get((kind, key)), names))
    return tuple(touched)
