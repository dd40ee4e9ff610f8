"""The rows of an article's history, and today's rows as the last of them: one query for each table, however many moments.

An article's history may have thousands of rows of long texts; only those that stood at the moments asked for are read.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    F,
    Q,
    QuerySet,
    TextField,
    Value,
    Window,
)
from django.db.models.functions import Cast, RowNumber
from django.utils import timezone

from editorial.content.models import Article, Byline, Excerpt, Footnote, Image

Row = dict[str, Any]

TODAY = "="  # the kind of a row as it is stored now; history has “+”, “~” and “-”
REMOVED = "-"
TABLES: dict[str, type[Any]] = {
    "article": Article, "byline": Byline, "excerpt": Excerpt, "footnote": Footnote, "image": Image,
}  # fmt: skip
# What is read beside a table's own columns: names of what the row points to, as they are today.
_PERSON = ("translator__first_name", "translator__last_name", "translator__username")
_ALONGSIDE: dict[str, tuple[str, ...]] = {
    "article": ("section__name", "issue__month", "issue__title", "issue__volume", "issue__number"),
    "byline": ("author__name", "author__affiliation", "author__user_id"),
    "excerpt": _PERSON,
    "footnote": (),
    "image": (),
}
_MARKS = ("history_id", "history_date", "history_type", "history_user_id", "history_change_reason")


def own_columns(table: str) -> list[str]:
    """The columns of a content table, by attribute name."""
    return [field.attname for field in TABLES[table]._meta.concrete_fields]


def read_rows(
    table: str,
    article_id: int,
    *,
    moments: Iterable[datetime] = (),
    history_ids: Collection[int] = (),
    today: bool = False,
) -> list[Row]:
    """The rows of one table that stood at any of the moments, those with these `history_ids`, and (`today`) what is
    stored. One query. A row that says “removed” (history_type “-”) is among them.
    """
    model = TABLES[table]
    own = {"id" if model is Article else "article_id": article_id}
    columns = [*own_columns(table), *_ALONGSIDE[table]]
    history = model.history.filter(**own).order_by()
    wanted = Q(history_id__in=list(history_ids))
    for moment in moments:
        wanted |= Q(history_id__in=_newest(history, moment))
    found = history.filter(wanted).values_list(*_MARKS, *columns)
    if today:
        stored = model._default_manager.filter(**own).order_by()
        found = found.union(stored.values_list(*_as_history(), *columns), all=True)
    return [dict(zip([*_MARKS, *columns], values, strict=True)) for values in found]


def standing_at(rows: Sequence[Row], moment: datetime | None) -> list[Row]:
    """Of the rows of one table those that stood at a moment (None: what is stored today), each item once."""
    if moment is None:
        return [row for row in rows if row["history_type"] == TODAY]
    last: dict[int, Row] = {}
    for row in sorted(rows, key=order_of):
        if row["history_type"] != TODAY and row["history_date"] <= moment:
            last[row["id"]] = row
    standing = [row for row in last.values() if row["history_type"] != REMOVED]
    gone = [row for row in last.values() if row["history_type"] == REMOVED]
    return (
        [_without_gaps(row, gone) for row in standing] if "position" in next(iter(standing), {}) else standing
    )


def order_of(row: Row) -> tuple[datetime, int]:
    """By when it was written."""
    return row["history_date"], row["history_id"]


def _without_gaps(row: Row, gone: list[Row]) -> Row:
    """The row with its true place: when an item goes, those behind it move up without a history row of their own."""
    place = row["position"]
    if place is None:
        return row
    for removed in sorted(gone, key=order_of):
        if order_of(removed) > order_of(row) and (removed["position"] or 0) < place:
            place -= 1
    return {**row, "position": place}


def _newest(history: QuerySet[Any], moment: datetime) -> QuerySet[Any]:
    """Of every item the row that was written last up to the moment."""
    place = Window(
        RowNumber(), partition_by=F("id"), order_by=[F("history_date").desc(), F("history_id").desc()]
    )
    ranked = history.filter(history_date__lte=moment).annotate(from_last=place).filter(from_last=1)
    return ranked.values("history_id")


def _as_history() -> list[Any]:
    """What stands in the history's own columns of a row that is none of its."""
    return [
        Cast(Value(0), BigIntegerField()),
        Value(timezone.now(), output_field=DateTimeField()),
        Value(TODAY, output_field=CharField()),
        Cast(Value(0), BigIntegerField()),
        Value("", output_field=TextField()),
    ]
