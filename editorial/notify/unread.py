"""The number on the bell, kept in the cache for a moment: it is on every page, and must not cost each of them a query."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction

from editorial.notify.queries import unread_count

SECONDS = 30  # so long the number may be behind, such as after a role was taken away


def counted(user: User, *, anew: bool = False) -> int:
    """How many this person has not read: as counted a moment ago, unless it is to be counted `anew`."""
    known = None if anew else cache.get(_name(user))
    if known is None:
        known = unread_count(user)
        cache.set(_name(user), known, timeout=SECONDS)
    return int(known)


def forget_counts(users: Iterable[User]) -> None:
    """Something changed for these people: count anew, now and once it is committed."""
    names = [_name(user) for user in users]
    cache.delete_many(names)
    transaction.on_commit(lambda: cache.delete_many(names))


def _name(user: User) -> str:
    # The second part because a number may be given again, in a database that was set up anew.
    return f"unread-notifications:{user.pk}:{user.date_joined.timestamp()}"
