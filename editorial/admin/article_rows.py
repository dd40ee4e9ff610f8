"""The rows of the desk's list of articles: which are listed, in which order, and what is shown of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import Case, F, Prefetch, QuerySet, When
from django.db.models.expressions import OrderBy
from django.utils import timezone

from editorial.admin.article_filters import ArticleFilters
from editorial.content.models import Article, Excerpt
from editorial.content.permissions import visible_articles
from editorial.content.queries import bylines_with_authors
from editorial.search.asked import Asked
from editorial.search.queries import matching, ranked
from editorial.search.snippets import Snippet
from editorial.states import ArticleState
from editorial.workflow.queue import HELD, OPEN, with_days

PER_PAGE = 50
CSV_BATCH = 250
RELEVANCE, WAITING = "relevance", "waiting"

# What somebody must act on comes first.
WAITING_FIRST = Case(
    *(
        When(state=state, then=rank)
        for rank, state in enumerate(
            [ArticleState.IN_REVIEW, ArticleState.FACT_CHECK, ArticleState.DRAFT, ArticleState.APPROVED]
        )
    ),
    default=9,
)
# Names in the address → what is ordered by; a minus in front turns it around.
ORDERS: dict[str, Any] = {
    WAITING: WAITING_FIRST,
    "title": F("title"),
    "state": WAITING_FIRST,
    "section": F("section__position"),
    "issue": F("issue__month"),
    "since": F("state_since"),
    "due": F("due_day"),
}


@dataclass(frozen=True)
class Row:
    """One article of the list."""

    article: Article
    holder: str
    due_on: date | None
    late: bool
    since: datetime
    snippet: Snippet | None = None

    @property
    def authors(self) -> str:
        return ", ".join(byline.author.name for byline in self.article.bylines.all())

    @property
    def is_for_taking(self) -> bool:
        return self.article.state in HELD and not self.holder

    @property
    def asks_what_is_in_the_way(self) -> bool:
        return self.article.state in OPEN


class Listed:
    """Articles that a person sees, searched, filtered and ordered; a `Paginator` takes it for a list of primary keys."""

    def __init__(self, user: User, asked: Asked, filters: ArticleFilters, order: str):
        self.asked = asked
        self.order = order if order.removeprefix("-") in ORDERS else (RELEVANCE if asked.terms else WAITING)
        seen: QuerySet[Article] = visible_articles(user, Article.objects.all())
        self._among = filters.apply(with_days(seen))
        self._found = matching(self._among, asked)

    def __len__(self) -> int:
        return self._found.count()

    def __getitem__(self, place: slice) -> list[int]:
        if self.order == RELEVANCE:
            return ranked(self._among, self.asked, place.start or 0, place.stop)
        keys = self._found.order_by(*self._ordering()).values_list("pk", flat=True)
        return list(keys[place])

    def _ordering(self) -> list[OrderBy]:
        by = ORDERS[self.order.removeprefix("-")]
        backwards = self.order.startswith("-")
        first = OrderBy(by, descending=backwards, nulls_last=True)
        if self.order == WAITING:
            return [first, F("state_since").asc(nulls_last=True), F("pk").asc()]
        return [first, F("pk").asc()]

    def page(self, number: str) -> Page[Any]:
        """The page of this number; the nearest there is for one that does not exist."""
        return Paginator(self, PER_PAGE).get_page(number)  # type: ignore[arg-type]

    def rows(self, keys: Sequence[int], *prefetched: "Prefetch[Any]") -> list[Row]:
        """The rows of these articles, in their order: two queries and one for each of what is `prefetched`."""
        articles = with_days(Article.objects.filter(pk__in=keys)).annotate(
            holder_first=F("holding__person__first_name"),
            holder_last=F("holding__person__last_name"),
            holder_name=F("holding__person__username"),
        )
        shown = (
            articles.select_related("section", "issue")
            .defer("commentary", "dek", "pull_quote")
            .order_by()
            .prefetch_related(bylines_with_authors(), *prefetched)
        )
        by_key = {article.pk: _row(article) for article in shown}
        return [by_key[pk] for pk in keys if pk in by_key]

    def every_row(self) -> Iterator[Row]:
        """Every row, a batch at a time: no more than the primary keys and one batch are in memory."""
        sources = Prefetch(
            "excerpts", Excerpt.objects.only("article", "position", "outlet", "original_language")
        )
        keys = self[0:None]
        for start in range(0, len(keys), CSV_BATCH):
            yield from self.rows(keys[start : start + CSV_BATCH], sources)


def _row(article: Any) -> Row:
    held = article.state in HELD and article.holder_id is not None
    name = f"{article.holder_first} {article.holder_last}".strip() or article.holder_name if held else ""
    due = article.due_day if article.state in OPEN else None
    return Row(
        article,
        holder=name,
        due_on=due,
        late=due is not None and due < timezone.localdate(),
        since=article.state_since or article.created_at,
    )
