"""What is in the way of listed articles: what their gates say, of articles in one state at a time."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import JSONObject

from editorial.content.models import Article
from editorial.content.queries import with_content
from editorial.factcheck.queries import with_checks
from editorial.states import ArticleState
from editorial.workflow.gates import Case, blockers
from editorial.workflow.models import Comment
from editorial.workflow.transitions import TRANSITIONS

FORWARD = {ArticleState.DRAFT: "submit", ArticleState.IN_REVIEW: "accept", ArticleState.FACT_CHECK: "clear"}
COMMENTS = "no_blocking_comments"
SHOWN = 3
LONGEST = 120  # letters of a comment


def in_the_way_of(articles: QuerySet[Article], state: ArticleState) -> Iterator[tuple[int, dict[str, Any]]]:
    """By primary key the `first` things in the way of each, how many `more`, or that it is `ready`.

    All of the articles must be in this state. At most nine queries, however many articles.
    """
    move = TRANSITIONS[FORWARD[state]]
    gates = tuple(gate for gate in move.gates if gate != COMMENTS)
    for article in _loaded(articles, state, comments=COMMENTS in move.gates):
        said, more = _objection(article)
        said += [blocker.message for blocker in blockers(gates, Case(article))]
        yield (
            article.pk,
            {
                "first": said[:SHOWN],
                "more": max(0, len(said) - SHOWN) + more,
                "ready": "" if said else "Nothing",
            },
        )


def _loaded(articles: QuerySet[Article], state: ArticleState, *, comments: bool) -> QuerySet[Article]:
    if comments:
        # In the same query: with the comments themselves a page would take one more than it may.
        found = Comment.objects.filter(article=OuterRef("pk"), blocking=True, resolved_at=None)
        facts = JSONObject(text="text", exact="exact", number=Window(Count("*")))
        articles = articles.annotate(objection=Subquery(found.order_by("at", "pk").values(facts=facts)[:1]))
    loaded = with_content(articles)
    return with_checks(loaded) if state == ArticleState.FACT_CHECK else loaded


def _objection(article: Any) -> tuple[list[str], int]:
    facts = getattr(article, "objection", None)
    if facts is None:
        return [], 0
    words = " ".join((facts["text"] or f"Suggestion for “{facts['exact']}”").split())
    short = words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
    return [f"A blocking comment is open: “{short}”"], facts["number"] - 1
