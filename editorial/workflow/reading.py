"""Articles with everything in them, for pages: the rows of all their tables in one query, the people in another.

Operations read with `workflow.operations.loaded`, which asks each table by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.content.together import put_list, rows_together
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, DroppedClaim
from editorial.workflow.models import Assignment, Comment, LogEntry

LISTS: dict[str, Any] = {
    "bylines": Byline, "excerpts": Excerpt, "footnotes": Footnote, "images": Image, "claims": Claim, "checks": Check,
    "clearances": Clearance, "dismissals": Dismissal, "comments": Comment, "log": LogEntry, "assignments": Assignment,
}  # fmt: skip
PEOPLE = ("by", "resolved_by", "translator", "person", "requested_by", "opened_by", "planned_by", "ended_by")
CONTENT = ("bylines", "excerpts", "footnotes", "images")  # those of the `LISTS` that are printed
STATED = ("claims", "checks", "clearances", "dismissals")  # and those that fact-checkers state
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


def people_in(rows: Iterable[Any]) -> set[int]:
    """The primary keys of everybody who is named in the rows."""
    return {getattr(row, f"{field}_id") for row, field in _named(rows)}


def load_people(
    articles: Sequence[Article],
    rows: Iterable[Any],
    more: Iterable[int] = (),
    *,
    known: Mapping[int, User] | None = None,
) -> dict[int, User]:
    """Everybody who is named in the rows, and `more`, by primary key; the rows know them. One query for those who are not
    `known`. The articles know already who began them.
    """
    rows = list(rows)
    people: dict[int, User] = {article.created_by_id: article.created_by for article in articles}
    people |= known or {}
    wanted = (people_in(rows) | set(more)) - people.keys()
    people |= User.objects.in_bulk(wanted) if wanted else {}
    for row, field in _named(rows):
        setattr(row, field, people[getattr(row, f"{field}_id")])
    return people


def load_people_and(articles: Sequence[Article], rows: Iterable[Any], also: Q) -> list[User]:
    """Load everybody who is named in the rows; returns the people of whom `also` holds. One query for both."""
    rows = list(rows)
    among = Exists(User.objects.filter(also, pk=OuterRef("pk")))
    found = User.objects.annotate(among=among).filter(Q(pk__in=people_in(rows)) | Q(among=True))
    known = {one.pk: one for one in found}
    load_people(articles, rows, known=known)
    return [one for one in known.values() if one.among]


def _named(rows: Iterable[Any]) -> list[tuple[Any, str]]:
    return [(row, field) for row in rows for field in PEOPLE if getattr(row, f"{field}_id", None)]


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
            put_list(article, name, LISTS[name], own[article.pk])
    return [*(row for rows in found.values() for row in rows), *drops]


def _join(found: dict[str, list[Any]], authors: dict[int, Author], drops: Iterable[DroppedClaim]) -> None:
    """The names in the bylines, and what was dropped of the claims."""
    for byline in found.get("bylines", ()):
        byline.author = authors[byline.author_id]
    by_claim = {drop.claim_id: drop for drop in drops}
    for claim in found.get("claims", ()):
        Claim._meta.get_field("dropped").set_cached_value(claim, by_claim.get(claim.pk))
