"""An article with everything that its page at the desk shows, in five queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.content.permissions import visible_articles
from editorial.content.together import rows_together
from editorial.content.writers import Writing, read_writing
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, DroppedClaim
from editorial.workflow.models import Assignment, Comment, LogEntry

LISTS = {
    "bylines": Byline, "excerpts": Excerpt, "footnotes": Footnote, "images": Image, "claims": Claim, "checks": Check,
    "clearances": Clearance, "dismissals": Dismissal, "comments": Comment, "log": LogEntry, "assignments": Assignment,
}  # fmt: skip
PEOPLE = ("by", "resolved_by", "translator", "person")


@dataclass(frozen=True)
class Read:
    """An article with its lists, who wrote it (`content.writers`), and the accounts of everybody in them."""

    article: Article
    writing: Writing
    people: dict[int, User]


def read_article(user: User, pk: int) -> Read | None:
    """The article, if this person may know of it. Its lists are loaded with the people in them, as
    `workflow.operations.loaded` loads them and beyond: nothing that the page shows asks again.
    """
    article = (
        visible_articles(user, Article.objects.filter(pk=pk))
        .select_related("section", "issue", "created_by")
        .first()
    )
    if article is None:
        return None
    own = {name: model._default_manager.filter(article_id=pk) for name, model in LISTS.items()}
    names = Author.objects.filter(bylines__article_id=pk)
    dropped = DroppedClaim.objects.filter(claim__article_id=pk)
    *lists, authors, drops = rows_together(*own.values(), names, dropped)
    found = dict(zip(own, lists, strict=True))
    by_pk = {author.pk: author for author in authors}
    for byline in found["bylines"]:
        byline.author = by_pk[byline.author_id]
    by_claim = {drop.claim_id: drop for drop in drops}
    for claim in found["claims"]:
        Claim._meta.get_field("dropped").set_cached_value(claim, by_claim.get(claim.pk))
    for name, rows in found.items():
        _put(article, name, own[name], rows)
    writing = read_writing(article)
    rows = [row for listed in [*found.values(), drops] for row in listed]
    return Read(article, writing, _put_people(article, rows, writing.writers))


def _put(article: Any, name: str, asked: Any, rows: list[Any]) -> None:
    """The rows as if `prefetch_related(name)` had loaded them."""
    for row in rows:
        row.article = article
    asked._result_cache = rows
    asked._prefetch_done = True
    if not hasattr(article, "_prefetched_objects_cache"):
        article._prefetched_objects_cache = {}
    article._prefetched_objects_cache[name] = asked


def _put_people(article: Article, rows: Iterable[Any], more: Iterable[int]) -> dict[int, User]:
    """Everybody who is named in the rows, and `more`; the rows know them."""
    named = [(row, field) for row in rows for field in PEOPLE if getattr(row, f"{field}_id", None)]
    known: dict[int, User] = {article.created_by_id: article.created_by}
    wanted = ({getattr(row, f"{field}_id") for row, field in named} | set(more)) - known.keys()
    known |= User.objects.in_bulk(wanted) if wanted else {}
    for row, field in named:
        setattr(row, field, known[getattr(row, f"{field}_id")])
    return known
