"""Who may have the file that somebody brought in."""

from editorial.content.permissions import DESK, AnyUser, is_author_of, roles_of
from editorial.content.queries import bylines_with_authors
from editorial.importing.models import Import
from editorial.states import Role


def may_have_original(user: AnyUser, record: Import) -> bool:
    """Whether this person may have the original: it may hold other drafts, comments and changes beside an article.

    Its owner always. Of the others the desk, once every article made of it was submitted, and who is an author of all
    of them. That an article is published opens nothing: readers of the article are no readers of the file.
    """
    roles = roles_of(user)
    if record.by_id == user.pk and roles:
        return True
    if record.confirmed_at is None or not roles & (DESK | {Role.AUTHOR}):
        return False
    articles = list(record.articles.prefetch_related(bylines_with_authors()))
    if not articles:
        return False
    if Role.ADMINISTRATOR in roles or (roles & DESK and all(one.submitted_at for one in articles)):
        return True
    return Role.AUTHOR in roles and all(is_author_of(user, one) for one in articles)
