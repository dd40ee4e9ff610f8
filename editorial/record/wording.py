"""One row of the record in words: what it is, of what, by whom, when. From whatever is left of it."""

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from editorial.record.rows import Row, rows_by_key
from editorial.record.tables import RECORDED

_MOVED = {"editorial_article": "Article", "editorial_issue": "Issue"}


def entry_words(connection: BaseDatabaseWrapper, table: str, pk: int | None) -> str:
    """Such as “check 17 of article 4 “The port”, by Kim Number3, 2026-11-23 09:47:06 UTC”; "" where nothing is known."""
    if pk is None or not table:
        return ""
    recorded = RECORDED.get(table)
    if table in _MOVED:
        return f"{_MOVED[table].lower()} {pk}{_named(_MOVED[table], pk)}"
    if recorded is None:
        return f"row {pk} of {table}"
    row = next(rows_by_key(connection, recorded, [pk]), None)
    name = f"{recorded.label} {pk}"
    if row is None:
        return f"{name} ({table})"
    about = [name, _of(connection, row), _by(row), _at(row)]
    return f"{''.join(about)} ({table})"


def _of(connection: BaseDatabaseWrapper, row: Row) -> str:
    """The article or issue that it is about."""
    for column, through in (("claim_id", "editorial_claim"), ("edition_id", "editorial_edition")):
        if pk := _key(row, column):
            row = next(rows_by_key(connection, RECORDED[through], [pk]), {})
    if pk := _key(row, "article_id"):
        return f" of article {pk}{_named('Article', pk)}"
    if pk := _key(row, "issue_id"):
        return f" of issue {pk}{_named('Issue', pk)}"
    return ""


def _by(row: Row) -> str:
    pk = _key(row, "by_id") or _key(row, "opened_by_id")
    person: Any = get_user_model().objects.filter(pk=pk).first() if pk else None
    return f", by {person.get_full_name() or person.get_username()}" if person else ""


def _at(row: Row) -> str:
    at = row.get("at") or row.get("opened_at")
    return f", {at[:19].replace('T', ' ')} UTC" if isinstance(at, str) else ""


def _named(model: str, pk: int) -> str:
    try:
        found = apps.get_model("editorial", model).objects.filter(pk=pk).first()
    except (DatabaseError, ValueError):  # the article too may hold what is no text
        return ""
    return f" “{found}”" if found else ""


def _key(row: Row, column: str) -> int | None:
    value = row.get(column)
    return int(value) if isinstance(value, str) and value.isdecimal() else None
