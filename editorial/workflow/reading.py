"""Articles with everything in them, for pages: the rows of all their tables in one query, the people in another.

Operations read with `workflow.operations.loaded`, which asks each table by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.content.together import rows_together
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, DroppedClaim
from editorial.workflow.models import Assignment, Comment, LogEntry

LISTS: dict[str, Any] = {
    "bylines": Byline, "excerpts": Excerpt, "footnotes": Footnote, "images": Image, "claims": Claim, "checks": Check,
    "clearances": Clearance, "dismissals": Dismissal, "comments": Comment, "log": LogEntry, "assignments": Assignment,
}  # fmt: skip
PEOPLE = ("by", "resolved_by", "translator", "person")
AT_ONCE = 500  # articles; each is named once for every table, and a query takes only so many parameters


def read_whole(articles: QuerySet[Any], *names: str) -> list[Any]:
    """The articles with section, issue and who began them, and with these of their `LISTS` (none named: all) and the
    people in them, as if each list had been prefetched. Three queries.
    """
    found = list(articles.select_related("section", "issue", "created_by"))
    load_people(found, load_lists(found, *names))
    return found


def load_lists(articles: Sequence[Article], *names: str) -> list[Any]:
    """Load these lists of the articles, or all, without the people in them; returns their rows. One query."""
    rows: list[Any] = []
    for start in range(0, len(articles), AT_ONCE):
        rows += _load(articles[start : start + AT_ONCE], names or tuple(LISTS))
    return rows


def load_people(
    articles: Sequence[Article], rows: Iterable[Any], more: Iterable[int] = ()
) -> dict[int, User]:
    """Everybody who is named in the rows, and `more`, by primary key; the rows know them. One query. The articles know
    already who began them.
    """
    named = [(row, field) for row in rows for field in PEOPLE if getattr(row, f"{field}_id", None)]
    known: dict[int, User] = {article.created_by_id: article.created_by for article in articles}
    wanted = ({getattr(row, f"{field}_id") for row, field in named} | set(more)) - known.keys()
    known |= User.objects.in_bulk(wanted) if wanted else {}
    for row, field in named:
        setattr(row, field, known[getattr(row, f"{field}_id")])
    return known


def _load(articles: Sequence[Article], names: Sequence[str]) -> list[Any]:
    pks = [article.pk for article in articles]
    asked = [LISTS[name]._default_manager.filter(article_id__in=pks) for name in names]
    signed = Author.objects.filter(pk__in=Byline.objects.filter(article_id__in=pks).values("author_id"))
    dropped = DroppedClaim.objects.filter(claim__article_id__in=pks)
    also = ([signed] if "bylines" in names else []) + ([dropped] if "claims" in names else [])
    answers = rows_together(*asked, *also)
    found = dict(zip(names, answers, strict=False))
    behind = [row for listed in answers[len(names) :] for row in listed]
    drops = [row for row in behind if isinstance(row, DroppedClaim)]
    _join(found, {row.pk: row for row in behind if isinstance(row, Author)}, drops)
    for name, rows in found.items():
        own: dict[int, list[Any]] = defaultdict(list)
        for row in rows:
            own[row.article_id].append(row)
        for article in articles:
            _put(article, name, own[article.pk])
    return [*(row for rows in found.values() for row in rows), *drops]


def _join(found: dict[str, list[Any]], authors: dict[int, Author], drops: Iterable[DroppedClaim]) -> None:
    """The names in the bylines, and what was dropped of the claims."""
    for byline in found.get("bylines", ()):
        byline.author = authors[byline.author_id]
    by_claim = {drop.claim_id: drop for drop in drops}
    for claim in found.get("claims", ()):
        Claim._meta.get_field("dropped").set_cached_value(claim, by_claim.get(claim.pk))


def _put(article: Any, name: str, rows: list[Any]) -> None:
    """The rows as if `prefetch_related(name)` had loaded them."""
    for row in rows:
        row.article = article
    asked: Any = LISTS[name]._default_manager.filter(article_id=article.pk)
    asked._result_cache = rows
    asked._prefetch_done = True
    if not hasattr(article, "_prefetched_objects_cache"):
        article._prefetched_objects_cache = {}
    article._prefetched_objects_cache[name] = asked
