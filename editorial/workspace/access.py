"""The article that a page is about, and who takes part in it."""

from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest

from editorial.content.models import Article
from editorial.content.permissions import DESK, is_author_of, may_view, roles_of
from editorial.content.queries import with_content
from editorial.web.access import person
from editorial.workflow.queue import with_days
from editorial.workflow.reading import read_whole


def article_for(request: HttpRequest, pk: int) -> Article:
    """The article with its content. Raises `Http404` for what the person may not know of."""
    found = with_content(Article.objects.filter(pk=pk)).first()
    if found is None or not may_view(person(request), found):
        raise Http404
    return found


def article_to_read(request: HttpRequest, pk: int) -> Any:
    """The same for a page that is only read: with everything that belongs to it (`workflow.reading`), and its day
    (`workflow.queue.with_days`), in few queries. Raises `Http404`.
    """
    found = read_whole(with_days(Article.objects.filter(pk=pk)))
    if not found or not may_view(person(request), found[0]):
        raise Http404
    return found[0]


def is_inside(user: User, article: Article) -> bool:
    """Whether this person takes part in making the article: others read it, without its comments and record."""
    return bool(roles_of(user) & DESK) or is_author_of(user, article)
