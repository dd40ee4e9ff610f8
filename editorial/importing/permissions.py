"""Who may have the file that somebody brought in."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from editorial.content.models import Article, Author, Byline
from editorial.content.permissions import DESK, AnyUser, is_author_of, roles_of
from editorial.content.together import put_list, rows_together
from editorial.importing.models import Import
from editorial.states import Role


def may_have_original(user: AnyUser, record: Import) -> bool:
    """Whether this person may have the original: it may hold other drafts, comments and changes beside an article.

    Its owner always. Of the others the desk, once every article made of it was submitted, and who is an author of all
    of them. That an article is published opens nothing: readers of the article are no readers of the file.
    """
    return record.pk in originals_for(user, [record])


def originals_for(user: AnyUser, records: Sequence[Import]) -> set[int]:
    """The primary keys of those records whose originals this person may have. One query at most, none for one's own."""
    links = Import.articles.through.objects

    def made_of(others: list[int]) -> dict[int, list[Article]]:
        return _by_record(*rows_together(*_made_with(links.filter(import_id__in=others)))) if others else {}

    return _opened(user, records, made_of)


def _opened(
    user: AnyUser, records: Sequence[Import], made_of: Callable[[list[int]], dict[int, list[Article]]]
) -> set[int]:
    roles = roles_of(user)
    own = {record.pk for record in records if record.by_id == user.pk and roles}
    if not roles & (DESK | {Role.AUTHOR}):
        return own
    others = [record.pk for record in records if record.pk not in own and record.confirmed_at is not None]
    made = made_of(others)
    return own | {pk for pk in others if pk in made and _opens(user, made[pk])}


def files_of(user: AnyUser, article: Article) -> list[Import]:
    """What the article was brought in from, with who did it, as far as this person may have it. One query."""
    links = Import.articles.through.objects
    records = links.filter(article=article).values("import_id")
    brought, people, *made = rows_together(
        Import.objects.filter(pk__in=records).defer("text", "marked_up"),
        User.objects.filter(pk__in=Import.objects.filter(pk__in=records).values("by_id")).only(
            "username", "first_name", "last_name"
        ),
        *_made_with(links.filter(import_id__in=records)),
    )
    names = {one.pk: one for one in people}
    articles = _by_record(*made)
    for record in brought:
        record.by = names[record.by_id]
    return [
        one for one in brought if not one.file or one.pk in _opened(user, [one], lambda _others: articles)
    ]


def _opens(user: AnyUser, articles: Sequence[Article]) -> bool:
    roles = roles_of(user)
    if Role.ADMINISTRATOR in roles or (roles & DESK and all(one.submitted_at for one in articles)):
        return True
    return Role.AUTHOR in roles and all(is_author_of(user, one) for one in articles)


def _made_with(links: QuerySet[Any]) -> list[QuerySet[Any]]:
    """Which articles were made of which records, and the articles with their bylines, to be asked together."""
    pks = links.values("article_id")
    bylines = Byline.objects.filter(article_id__in=pks)
    return [
        links,
        Article.objects.filter(pk__in=pks).defer("commentary", "dek", "pull_quote"),
        bylines,
        Author.objects.filter(pk__in=bylines.values("author_id")),
    ]


def _by_record(made: list[Any], *rest: list[Any]) -> dict[int, list[Article]]:
    """By record the articles that were made of it; nothing for one of which none was made."""
    articles, bylines, authors = rest
    names = {author.pk: author for author in authors}
    signed: dict[int, list[Byline]] = defaultdict(list)
    for byline in bylines:
        byline.author = names[byline.author_id]
        signed[byline.article_id].append(byline)
    for article in articles:
        put_list(article, "bylines", Byline, signed[article.pk])
    by_key = {article.pk: article for article in articles}
    found: dict[int, list[Article]] = defaultdict(list)
    for link in made:
        found[link.import_id].append(by_key[link.article_id])
    return dict(found)
