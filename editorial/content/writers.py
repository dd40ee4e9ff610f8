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
    since = _became_draft_at(article)
    ids |= _editors(Article.history.filter(id=article.pk), since, {"position"})
    for model in (Excerpt, Footnote, Image, Byline):
        ids |= _editors(model.history.filter(article_id=article.pk), since, set())
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


def _became_draft_at(article: Article) -> datetime | None:
    """When the article last became a draft; None when it has been one from its beginning."""
    became = None
    previous = None
    rows = Article.history.filter(id=article.pk).order_by("history_date", "history_id")
    for state, at in rows.values_list("state", "history_date"):
        if state == ArticleState.DRAFT and previous not in (None, ArticleState.DRAFT):
            became = at
        previous = state
    return became


def _editors(rows: Any, since: datetime | None, ignored: set[str]) -> set[int]:
    """The users of the history rows after `since` that differ in content from the row before them, and of those rows
    whose value of some field is still the last one.
    """
    names = [f.attname for f in rows.model._meta.fields if f.name not in NOT_CONTENT | ignored]
    columns = ["id", "history_date", "history_user_id", "history_type", *[n for n in names if n != "id"]]
    ordered = rows.order_by("id", "history_date", "history_id").values(*dict.fromkeys(columns))
    return set(_changed_by(ordered, since, names))


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
