"""Where what stands in the way of an issue is solved: the `where` of a blocker as an address."""

from dataclasses import replace

from django.urls import reverse
from django.utils.html import format_html

from editorial.issues.operations import AvailableIssueMove
from editorial.workflow.gates import Blocker

PARTS = {"articles": "#articles-title", "edition": "#moves-title", "pdf": "#renditions-title"}
ITEMS = ("article", "claim", "excerpt", "translation", "footnote", "image")


def linked(move: AvailableIssueMove, *, opens_articles: bool) -> AvailableIssueMove:
    """The move with each blocker's message as a link; articles are linked for those who may open them."""
    return replace(move, blockers=[linked_blocker(one, opens_articles) for one in move.blockers])


def linked_blocker(blocker: Blocker, opens_articles: bool) -> Blocker:
    """The blocker with its message as a link to the place where it is solved."""
    address = place_of(blocker.where)
    if not address or (blocker.where.startswith("article:") and not opens_articles):
        return blocker
    return replace(blocker, message=format_html('<a href="{}">{}</a>', address, blocker.message))


def place_of(where: str) -> str:
    """The address of the place that `where` names (`issues.gates`), for the issue's page; "" if it names none."""
    kind, _, rest = where.partition(":")
    if kind == "review":
        return "#reviews-title"
    if kind != "article" or not rest:
        return PARTS.get(where, "")
    number, _, within = rest.partition(":")
    return reverse("admin:editorial_article_change", args=[number]) + _fragment(within)


def _fragment(within: str) -> str:
    """The part of the article's page: an item with its checks, the findings, the comments, or the form."""
    kind, *rest = within.split(":")
    if kind == "comment":
        return "#comments"
    if rest[-1:] == ["finding"]:
        return "#findings"
    if kind in ITEMS and rest:
        return f"#item-{kind}-{rest[0]}"
    return "#edit" if kind else ""
