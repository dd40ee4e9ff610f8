"""Who may see and who may edit an article's content: a user's roles and the article's state, nothing else.

Moves are a different matter: see `workflow.transitions`.
"""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from editorial.errors import NotAllowed
from editorial.states import ArticleState, Role

if TYPE_CHECKING:
    from editorial.content.models import Article

AnyUser = User | AnonymousUser

EDITABLE_BY: dict[str, frozenset[Role]] = {
    ArticleState.DRAFT: frozenset({Role.AUTHOR}),
    ArticleState.IN_REVIEW: frozenset({Role.EDITOR}),
    ArticleState.FACT_CHECK: frozenset({Role.EDITOR}),
    ArticleState.APPROVED: frozenset(),
    ArticleState.PUBLISHED: frozenset(),
    ArticleState.WITHDRAWN: frozenset(),
}
WHY_NOBODY: dict[str, str] = {
    ArticleState.APPROVED: "Nobody edits an approved article. Reopen or return it first.",
    ArticleState.PUBLISHED: "Nobody edits a published article. An editor opens a correction of it first.",
    ArticleState.WITHDRAWN: "Nobody edits a withdrawn article. Restore it first.",
}
DESK = frozenset({Role.EDITOR, Role.FACT_CHECKER, Role.ADMINISTRATOR})


def roles_of(user: AnyUser | None) -> frozenset[Role]:
    """The roles of an active user, from the names of their groups; a superuser is an administrator. Cached on the user."""
    if user is None or not user.is_authenticated or not user.is_active:
        return frozenset()
    cached: frozenset[Role] | None = getattr(user, "_editorial_roles", None)
    if cached is None:
        names = {group.name for group in user.groups.all()}  # no query for who was loaded with their groups
        cached = frozenset(role for role in Role if role.value in names)
        if user.is_superuser:
            cached |= {Role.ADMINISTRATOR}
        user.__dict__["_editorial_roles"] = cached
    return cached


def is_author_of(user: AnyUser, article: "Article") -> bool:
    """Whether the article is this person's: they created it or have a byline in it."""
    if not user.is_authenticated:
        return False
    return article.created_by_id == user.pk or any(
        byline.author.user_id == user.pk for byline in article.bylines.all()
    )


def edit_refusal(user: AnyUser, article: "Article") -> str | None:
    """Why this person may not edit the article's content now, in one sentence; None when they may."""
    allowed = EDITABLE_BY[article.state]
    roles = roles_of(user)
    if not allowed:
        return WHY_NOBODY[article.state]
    if allowed & roles and (Role.AUTHOR not in allowed or is_author_of(user, article)):
        return None
    if Role.AUTHOR in allowed:
        return "Only its authors edit a draft."
    return "Only editors edit an article while it is in review or in fact-check."


def require_edit(user: AnyUser, article: "Article") -> None:
    """Raise `NotAllowed` unless the user may edit the article's content now."""
    refusal = edit_refusal(user, article)
    if refusal:
        raise NotAllowed(user, refusal)


def visible_articles(user: AnyUser, articles: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the articles that this person may know of (design, section 2)."""
    roles = roles_of(user)
    if Role.ADMINISTRATOR in roles:
        return articles
    seen = Q(state=ArticleState.PUBLISHED)
    if roles & DESK:
        seen |= Q(submitted_at__isnull=False)
    if Role.AUTHOR in roles:
        own = articles.model.objects.filter(Q(created_by=user) | Q(authors__user=user)).values("pk")
        seen |= Q(pk__in=own)
    return articles.filter(seen) if roles else articles.none()


def may_view(user: AnyUser, article: "Article") -> bool:
    """Whether this person may know of the article."""
    roles = roles_of(user)
    if Role.ADMINISTRATOR in roles:
        return True
    if article.state == ArticleState.PUBLISHED and roles:
        return True
    if roles & DESK and article.submitted_at is not None:
        return True
    return Role.AUTHOR in roles and is_author_of(user, article)


def may_follow(user: AnyUser, article: "Article") -> bool:
    """Whether this person follows how the article is checked: the desk and its authors; others read what is published."""
    inside = bool(roles_of(user) & DESK) or is_author_of(user, article)
    return inside and may_view(user, article)
