"""Who works on issues, and who may read a PDF."""

from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.content.permissions import DESK, AnyUser, is_author_of, may_view, roles_of
from editorial.errors import NotAllowed
from editorial.issues.models import Rendition
from editorial.states import Role

OFFICE = frozenset({Role.PUBLICATIONS, Role.EDITOR, Role.ADMINISTRATOR})
READERS = OFFICE | {Role.FACT_CHECKER}


def require_role(by: User, roles: frozenset[Role], words: str) -> None:
    """Raise `NotAllowed` with these words unless the person has one of the roles."""
    if not roles_of(by) & roles:
        raise NotAllowed(by, words)


def may_know_of(user: AnyUser, article: Article) -> bool:
    """Whether this person may know of the article as part of an issue: the office knows of everything submitted."""
    office = article.submitted_at is not None and Role.PUBLICATIONS in roles_of(user)
    return office or may_view(user, article)


def may_read(user: AnyUser, rendition: Rendition) -> bool:
    """Whether this person may have the file and know how far it is.

    The desk and the office read every form of an issue, and everybody with a role those of a published edition, also
    after it was corrected. The proof of one article is read by its authors and by those of the desk who may know of it.
    """
    roles = roles_of(user)
    if rendition.article is not None:
        return may_view(user, rendition.article) and (
            bool(roles & DESK) or is_author_of(user, rendition.article)
        )
    assert rendition.issue is not None, "of an issue or of an article"
    if roles & READERS or not roles:
        return bool(roles)
    return rendition.edition is not None and hasattr(rendition.edition, "publication")


def may_read_rights(user: AnyUser, article: Article) -> bool:
    """Whether this person reads the rights report with the article's pictures and their evidence: who reads the issue's
    proofs, once the article was submitted for it.
    """
    return (
        bool(roles_of(user) & READERS) and article.issue_id is not None and article.submitted_at is not None
    )
