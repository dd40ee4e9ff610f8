"""Which articles these pages show to whom."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db.models import Q
from django.http import Http404, HttpRequest

from editorial.content.models import Article, Author, Byline
from editorial.content.permissions import is_author_of, may_follow, roles_of
from editorial.content.writers import PARTS, read_writing
from editorial.factcheck.operations import check_refusal
from editorial.states import Role
from editorial.web.access import person
from editorial.workflow.operations import loaded
from editorial.workflow.reading import read_whole

CHECKERS = (Role.FACT_CHECKER, Role.ADMINISTRATOR)


def article_for(request: HttpRequest, pk: int) -> Article:
    """The article with everything that is checked. Raises `Http404` for what the person may not know of."""
    try:
        found = loaded(pk)
    except Article.DoesNotExist as error:
        raise Http404 from error
    if not may_follow(person(request), found):
        raise Http404
    return found


def article_to_read(request: HttpRequest, pk: int) -> Article:
    """The same for a page that is only read: in few queries, who wrote it among them. Raises `Http404`."""
    found = read_whole(Article.objects.filter(pk=pk))
    if not found or not may_follow(person(request), found[0]):
        raise Http404
    article: Article = found[0]
    read_writing(article)
    return article


def refusals(user: User, articles: Sequence[Article]) -> dict[int, str]:
    """Why this person does not check some of the articles, by primary key. A constant number of queries, and more only
    for articles that they changed at some time.
    """
    may = bool(roles_of(user) & set(CHECKERS))  # who may not is refused by their role, which asks nothing
    touched = _touched(user, articles) if may else {article.pk for article in articles}
    found = {article.pk: check_refusal(user, article) for article in articles if article.pk in touched}
    return {pk: why for pk, why in found.items() if why}


def _touched(user: User, articles: Sequence[Article]) -> set[int]:
    """The articles in whose making this person has any part; nobody else can have written in them."""
    pks = [article.pk for article in articles]
    found = {article.pk for article in articles if is_author_of(user, article)}
    names = Author.history.filter(user=user).values("id")
    changed = Article.history.filter(id__in=pks, history_user=user).order_by().values_list("id")
    others = [
        *(model.history.filter(article_id__in=pks, history_user=user) for model in PARTS),
        Byline.history.filter(article_id__in=pks, author_id__in=names),
    ]
    rows = changed.union(*(other.order_by().values_list("article_id") for other in others))
    return found | {pk for (pk,) in rows}


def who_may_check() -> list[int]:
    """The primary keys of the accounts that record checks."""
    may = Q(groups__name__in=[role.value for role in CHECKERS]) | Q(is_superuser=True)
    return list(User.objects.filter(may, is_active=True).values_list("pk", flat=True).distinct())
