"""Which pictures of a proof nobody may publish yet: told to whoever gives the proof to somebody outside."""

from collections.abc import Iterator
from typing import Any

from editorial.content.models import Article
from editorial.issues.models import Rendition
from editorial.issues.snapshot import articles_in
from editorial.workflow.gates import Case, images_cleared
from editorial.workflow.reading import CONTENT, STATED, read_whole


def uncleared_pictures(rendition: Rendition) -> list[tuple[str, int]]:
    """The articles of a proof that have such pictures: their titles as printed, and how many.

    A picture is one of them that the gates of today would stop, or that was taken out or exchanged since. Four queries,
    however many articles.
    """
    snapshot: dict[str, Any] = rendition.snapshot or {"sections": []}
    printed = [article for article in articles_in(snapshot) if article["images"]]
    if not printed:
        return []
    stored = read_whole(Article.objects.filter(key__in=[one["key"] for one in printed]), *CONTENT, *STATED)
    cleared = {str(article.key): set(_cleared(article)) for article in stored}
    counted = [
        (
            one["title"],
            sum(
                (image["key"], image["sha256"]) not in cleared.get(one["key"], set())
                for image in one["images"]
                if image["sha256"]
            ),
        )
        for one in printed
    ]
    return [(title, number) for title, number in counted if number]


def _cleared(article: Article) -> Iterator[tuple[str, str]]:
    """Key and SHA-256 of each picture of an article that nothing stands in the way of."""
    stopped = {
        found.where.split(":")[1]
        for found in images_cleared(Case(article))
        if found.where.startswith("image:")
    }
    yield from ((one.key, one.sha256) for one in article.images.all() if one.key not in stopped)
