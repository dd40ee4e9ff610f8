"""The address of an article in the web edition: made from its title, kept once it is published."""

import re
from collections.abc import Iterable

from django.utils.text import slugify

from editorial.content.models import Article

LENGTH = 60  # letters; the column takes 80


def slug_of(article: Article) -> str:
    """The address that the article has, or would have if no other of its issue took it first."""
    return article.slug or _from_title(article)


def slugs_of(articles: Iterable[Article]) -> dict[int, str]:
    """By primary key, an address for each article of an issue, no two alike: those that are kept already first."""
    listed = list(articles)
    found = {article.pk: article.slug for article in listed if article.slug}
    taken = set(found.values())
    for article in listed:
        if article.pk in found:
            continue
        base = _from_title(article)
        slug, number = base, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        found[article.pk] = slug
        taken.add(slug)
    return found


def _from_title(article: Article) -> str:
    """Latin letters, digits and hyphens; a title without any gives the article's key."""
    words = re.sub(r"[-_]+", "-", slugify(article.title))
    if len(words) > LENGTH:
        words = words[: LENGTH + 1].rpartition("-")[0] or words[:LENGTH]
    return words.strip("-") or f"article-{str(article.key)[:8]}"
