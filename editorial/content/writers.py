"""Who wrote an article: the base of the separation of duties.

The writers of today's text are its authors, everyone whose saves changed its content since it last became a draft (what
was written for the last submission and what was edited since), and everyone who gave a field the value that it still
has. So an edit of an earlier round counts until somebody rewrites what it changed: returning an article and having it
submitted again unread washes nothing. A byline counts for good, also after somebody removed it or unlinked the account
from the author's name. The answer comes from the history, not from who holds which role.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.states import ArticleState

# What changes without anybody having written: the workflow's own columns, the section and the order in an issue.
NOT_CONTENT = {
    "state", "state_since", "submitted_at", "version", "issue", "section", "created_at", "created_by",
    "history_id", "history_date", "history_user", "history_type", "history_change_reason",
}  # fmt: skip


def writer_ids(article: Article) -> set[int]:
    """The primary keys of the users who wrote the article's present text."""
    ids = {article.created_by_id}
    ids |= {b.author.user_id for b in article.bylines.all() if b.author.user_id}
    ids |= _signed(article)
    own = Article.history.filter(id=article.pk)
    heads = _heads(own, "state")
    since = _became_draft_at(heads)
    ids |= _editors(own, heads, since, {"position"}, ids)
    for model in (Excerpt, Footnote, Image, Byline):
        rows = model.history.filter(article_id=article.pk)
        ids |= _editors(rows, _heads(rows), since, set(), ids)
    return ids


def wrote(user: User, article: Article) -> bool:
    """Whether this person is one of the writers of the article's present text."""
    return user.pk in writer_ids(article)


def _signed(article: Article) -> set[int]:
    """The accounts behind every name that ever stood in the byline, as they were linked since the article exists."""
    names = Byline.history.filter(article_id=article.pk).values("author_id")
    links = Author.history.filter(id__in=names).order_by("id", "history_date", "history_id")
    found: set[int] = set()
    before: dict[int, int | None] = {}
    for name, account, at in links.values_list("id", "user_id", "history_date"):
        if at >= article.created_at and name in before:
            found.add(before[name] or 0)
        before[name] = account
    return (found | {account or 0 for account in before.values()}) - {0}


def _heads(rows: Any, *more: str) -> list[dict[str, Any]]:
    """The history rows without their texts, each item's in order."""
    columns = ("id", "history_id", "history_date", "history_user_id", *more)
    return list(rows.order_by("id", "history_date", "history_id").values(*columns))


def _became_draft_at(heads: list[dict[str, Any]]) -> datetime | None:
    """When the article last became a draft; None when it has been one from its beginning."""
    became = None
    previous = None
    for row in heads:
        if row["state"] == ArticleState.DRAFT and previous not in (None, ArticleState.DRAFT):
            became = row["history_date"]
        previous = row["state"]
    return became


def _editors(
    rows: Any, heads: list[dict[str, Any]], since: datetime | None, ignored: set[str], known: set[int]
) -> set[int]:
    """The users of the history rows after `since` that differ in content from the row before them, and of those rows
    whose value of some field is still the last one; `known` need not be found again.

    A long article's history is megabytes of text, most of it by its author: only what can name somebody new is read.
    """
    needed = _from_the_first_stranger_on(heads, known)
    if not needed:
        return set()
    names = [f.attname for f in rows.model._meta.fields if f.name not in NOT_CONTENT | ignored]
    columns = ["id", "history_date", "history_user_id", "history_type", *[n for n in names if n != "id"]]
    first = min(row["history_date"] for row in heads if row["history_id"] in needed)
    ordered = rows.filter(history_date__gte=first).order_by("id", "history_date", "history_id")
    found = ordered.values("history_id", *dict.fromkeys(columns)).iterator(chunk_size=100)
    return set(_changed_by((row for row in found if row["history_id"] in needed), since, names))


def _from_the_first_stranger_on(heads: list[dict[str, Any]], known: set[int]) -> set[int]:
    """The history rows of each item from the first one by somebody who is not `known`, and the one before it."""
    needed: set[int] = set()
    item = before = None
    found = False
    for row in heads:
        if row["id"] != item:
            item, before, found = row["id"], None, False
        if not found and row["history_user_id"] and row["history_user_id"] not in known:
            found = True
            needed |= {before} if before is not None else set()
        if found:
            needed.add(row["history_id"])
        before = row["history_id"]
    return needed


def _changed_by(rows: Iterable[dict[str, Any]], since: datetime | None, names: list[str]) -> Iterable[int]:
    before: dict[int, dict[str, Any]] = {}
    standing: dict[tuple[int, str], int | None] = {}
    for row in rows:
        key, user = row["id"], row["history_user_id"]
        last = before.get(key)
        gone = row["history_type"] == "-"
        fields = [name for name in names if gone or last is None or row[name] != last[name]]
        before[key] = row
        if gone:
            # Whoever removed an item shaped the text for good; what its fields said stands no more.
            standing.update(dict.fromkeys(((key, name) for name in names), user))
        else:
            standing.update({(key, name): user for name in fields})
        if fields and user and (since is None or row["history_date"] >= since):
            yield user
    yield from (user for user in standing.values() if user)
