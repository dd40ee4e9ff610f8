"""Which articles these pages show to whom."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db.models import Q
from django.http import Http404, HttpRequest

from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.content.permissions import is_author_of, may_follow, roles_of
from editorial.factcheck.operations import check_refusal
from editorial.states import Role
from editorial.web.access import person
from editorial.workflow.operations import loaded

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
    found |= set(Article.history.filter(id__in=pks, history_user=user).values_list("id", flat=True))
    for model in (Excerpt, Footnote, Image, Byline):
        rows = model.history.filter(article_id__in=pks, history_user=user)
        found |= set(rows.values_list("article_id", flat=True))
    names = Author.history.filter(user=user).values("id")
    signed = Byline.history.filter(article_id__in=pks, author_id__in=names)
    return found | set(signed.values_list("article_id", flat=True))


def who_may_check() -> list[int]:
    """The primary keys of the accounts that record checks."""
    may = Q(groups__name__in=[role.value for role in CHECKERS]) | Q(is_superuser=True)
    return list(User.objects.filter(may, is_active=True).values_list("pk", flat=True).distinct())
