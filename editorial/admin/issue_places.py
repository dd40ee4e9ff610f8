"""Where what stands in the way of an issue is solved: the `where` of a blocker as an address."""

from collections.abc import Collection
from dataclasses import replace

from django.urls import reverse
from django.utils.html import format_html

from editorial.issues.operations import AvailableIssueMove
from editorial.web.article_places import article_of, article_place
from editorial.workflow.gates import Blocker

PARTS = {"articles": "#articles-title", "edition": "#moves-title", "pdf": "#renditions-title"}


def linked(
    move: AvailableIssueMove, *, opens_articles: bool, hidden: Collection[int] = ()
) -> AvailableIssueMove:
    """The move with each blocker's message as a link; articles are linked for those who may open them."""
    return replace(move, blockers=[linked_blocker(one, opens_articles, hidden) for one in move.blockers])


def linked_blocker(blocker: Blocker, opens_articles: bool, hidden: Collection[int] = ()) -> Blocker:
    """The blocker with its message as a link to the place where it is solved. `hidden` are the articles, as primary keys,
    that nobody here may open: their rows in the order, where they can be taken out, are the only place.
    """
    address, article = place_of(blocker.where), article_of(blocker)
    if article in hidden:
        address = f"#row-{article}"
    elif not address or (article is not None and not opens_articles):
        return blocker
    return replace(blocker, message=format_html('<a href="{}">{}</a>', address, blocker.message))


def place_of(where: str) -> str:
    """The address of the place that `where` names (`issues.gates`), for the issue's page; "" if it names none."""
    if where.startswith("review:"):
        return "#reviews-title"
    if where.startswith("correction:"):
        return reverse("office_correction", args=[where.partition(":")[2]])
    return article_place(where) or PARTS.get(where, "")
