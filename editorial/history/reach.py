"""How far back somebody reads an article's history: what its authors wrote before they first submitted it is theirs."""

from datetime import datetime

from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.content.permissions import is_author_of, roles_of
from editorial.states import Role
from editorial.workflow.models import LogEntry


def reads_beginning(user: User, article: Article) -> bool:
    """Whether this person reads the history from its beginning: who could know of the draft while nobody had submitted it."""
    roles = roles_of(user)
    return Role.ADMINISTRATOR in roles or (Role.AUTHOR in roles and is_author_of(user, article))


def readable_from(user: User, article: Article) -> datetime | None:
    """The moment from which on this person reads the history, the first submission; None: all of it. One query at most."""
    if reads_beginning(user, article):
        return None
    submitted = LogEntry.objects.filter(article=article, move="submit").order_by("at", "pk")
    return submitted.values_list("at", flat=True).first() or article.submitted_at
