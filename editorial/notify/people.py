"""Who can hear of something: active people who may know of what it is about."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Q, prefetch_related_objects

from editorial.content.models import Article
from editorial.content.permissions import may_view, roles_of
from editorial.states import Role

ISSUE_READERS = frozenset({Role.EDITOR, Role.FACT_CHECKER, Role.PUBLICATIONS, Role.ADMINISTRATOR})


def people(ids: Iterable[int], roles: Iterable[Role] = ()) -> dict[int, User]:
    """The active ones among these people and those who have one of these roles, by primary key. Two queries; asking for
    the roles of anybody in it takes none.
    """
    wanted = Q(pk__in=set(ids))
    names = [role.value for role in roles]
    if names:
        wanted |= Q(pk__in=User.groups.through.objects.filter(group__name__in=names).values("user_id"))
    found = User.objects.filter(wanted, is_active=True).prefetch_related("groups")
    return {user.pk: user for user in found}


def load_authors(articles: Iterable[Article]) -> None:
    """Load what `may_hear` asks of articles, as many queries for a hundred as for one."""
    prefetch_related_objects(list(articles), "bylines__author")


def may_hear(user: User, article: Article | None) -> bool:
    """Whether this person may know of news about an article; without one it is news of an issue or of the desk's work."""
    if article is not None:
        return may_view(user, article)
    return bool(roles_of(user) & ISSUE_READERS)
