"""Where on an article's page at the desk something is solved that a gate found: the `where` of a blocker as an address."""

from django.urls import reverse

from editorial.workflow.gates import Blocker

ITEMS = ("article", "claim", "excerpt", "translation", "footnote", "image")


def article_of(blocker: Blocker) -> int | None:
    """The article that a blocker of an issue is about, as a primary key."""
    kind, _, rest = blocker.where.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == "article" and number.isdecimal() else None


def article_place(where: str) -> str:
    """The address of `article:PK` or `article:PK:` and a place within (`workflow.gates`); "" if it names no article."""
    kind, _, rest = where.partition(":")
    number, _, within = rest.partition(":")
    if kind != "article" or not number:
        return ""
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
