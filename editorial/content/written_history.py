"""The history of what is written with autosave: one row for ten minutes of one person's writing in one item.

Autosave stores every few seconds. A history row for each of these would bury what happened, so that the saves of one
person follow each other in one row until somebody else saves the item, the article moves, or ten minutes are over.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.content.tracking import track
from editorial.states import ArticleState

REASON = "Written in the workspace"
TOGETHER = timedelta(minutes=10)


def save_written(item: Any, *, columns: list[str], article: Article, by: User, at: datetime) -> None:
    """Save a stored item's `columns` (attribute names); its history goes into the person's open row or a new one."""
    row = _open_row(item, article=article, by=by, at=at)
    if row is None:
        save_new_row(item, by=by, at=at, update_fields=columns)
        return
    item.skip_history_when_saving = True
    try:
        item.save(update_fields=columns)
    finally:
        del item.skip_history_when_saving
    values = {name: getattr(item, name) for name in columns}
    type(item).history.filter(history_id=row).update(**values)


def save_new_row(item: Any, *, by: User, at: datetime, update_fields: list[str] | None = None) -> None:
    """Save an item with a history row of its own."""
    track(item, by, REASON)
    item._history_date = at
    try:
        item.save(update_fields=update_fields)
    finally:
        del item._history_date


def _open_row(item: Any, *, article: Article, by: User, at: datetime) -> int | None:
    """The item's last history row, if what this person writes now still belongs to it."""
    if article.state == ArticleState.FACT_CHECK:
        return None  # somebody may have checked exactly what the last row holds
    rows = type(item).history.filter(id=item.pk).order_by("-history_date", "-history_id")
    columns = ("history_id", "history_date", "history_user_id", "history_change_reason", "history_type")
    for row, began, user, reason, kind in rows.values_list(*columns)[:1]:
        since_move = article.state_since is None or began >= article.state_since
        recent = began <= at < began + TOGETHER
        if user == by.pk and reason == REASON and kind != "-" and since_move and recent:
            return int(row)
    return None
