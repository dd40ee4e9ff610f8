"""Who is checking what right now. Kept in the cache for a short while: it is a courtesy, not a record."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.cache import cache

SECONDS = 45  # a page says that it is still there about every 15 s


@dataclass(frozen=True)
class Looking:
    """A person on the page of an article's fact-check; `kind` and `key` name the item before them, blank if none."""

    user_id: int
    name: str
    kind: str
    key: str


def note_presence(*, article_id: int, by: User, kind: str = "", key: str = "") -> None:
    """Say that a person is on the page, at an item."""
    looking = Looking(by.pk, by.get_full_name() or by.get_username(), kind[:12], key[:40])
    cache.set(_name(article_id, by.pk), looking, timeout=SECONDS)


def note_gone(*, article_id: int, by: User) -> None:
    """Say that a person left the page."""
    cache.delete(_name(article_id, by.pk))


def who_is_looking(article_id: int, among: Iterable[int]) -> list[Looking]:
    """Those of the users (primary keys) who are on the page now, by name."""
    found = cache.get_many([_name(article_id, user_id) for user_id in among])
    return sorted(found.values(), key=lambda looking: looking.name)


def _name(article_id: int, user_id: int) -> str:
    return f"checking:{article_id}:{user_id}"
