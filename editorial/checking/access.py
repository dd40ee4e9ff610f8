"""Which articles these pages show to whom."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db.models import Q
from django.http import Http404, HttpRequest

from editorial.content.models import Article, Author, Byline
from editorial.content.permissions import is_author_of, may_follow, roles_of
from editorial.content.writers import PARTS, read_writing, read_writings
from editorial.factcheck.operations import check_refusal
from editorial.states import Role
from editorial.web.access import person
from editorial.workflow.models import Comment
from editorial.workflow.operations import loaded
from editorial.workflow.reading import load_lists, load_people_and

CHECKERS = (Role.FACT_CHECKER, Role.ADMINISTRATOR)
MAY_CHECK = Q(is_active=True) & (Q(groups__name__in=[role.value for role in CHECKERS]) | Q(is_superuser=True))


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
    """The same for a page that is only read: in few queries, who wrote it and who may check it among them. Raises
    `Http404`.
    """
    found = list(Article.objects.filter(pk=pk).select_related("section", "issue", "created_by"))
    lists = load_lists(found)
    if not found or not may_follow(person(request), found[0]):
        raise Http404
    article: Article = found[0]
    article.__dict__["_checkers"] = [one.pk for one in load_people_and(found, lists, MAY_CHECK)]
    read_writing(article)
    return article


def refusals(user: User, articles: Sequence[Article]) -> dict[int, str]:
    """Why this person does not check some of the articles, by primary key. Three queries, however many articles there are
    and however many of them they changed.
    """
    may = bool(roles_of(user) & set(CHECKERS))  # who may not is refused by their role, which asks nothing
    touched = _touched(user, articles) if may and articles else {article.pk for article in articles}
    if may:
        read_writings(
            [article for article in articles if article.pk in touched and not is_author_of(user, article)]
        )
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
        Comment.objects.filter(article_id__in=pks, by=user, decision=Comment.Decision.ACCEPTED),
    ]
    rows = changed.union(*(other.order_by().values_list("article_id") for other in others))
    return found | {pk for (pk,) in rows}


def who_may_check(article: Article) -> list[int]:
    """The primary keys of the accounts that record checks. No query for an article that is from `article_to_read`."""
    known: list[int] | None = article.__dict__.get("_checkers")
    return (
        list(User.objects.filter(MAY_CHECK).values_list("pk", flat=True).distinct())
        if known is None
        else known
    )
