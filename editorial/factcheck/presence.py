"""Who is on the page of an article right now. Kept in the cache for a short while: it is a courtesy, not a record."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.cache import cache

SECONDS = 45  # a page says that it is still there about every 15 s
CHECK, DESK = "check", "desk"


@dataclass(frozen=True)
class Looking:
    """A person on a page of an article: that of its fact-check, or the desk's. `kind` and `key` name the item before
    them, blank if none.
    """

    user_id: int
    name: str
    kind: str
    key: str
    page: str = CHECK


def note_presence(*, article_id: int, by: User, kind: str = "", key: str = "", page: str = CHECK) -> None:
    """Say that a person is on the page, at an item."""
    looking = Looking(by.pk, by.get_full_name() or by.get_username(), kind[:12], key[:40], page)
    cache.set(_name(article_id, by.pk, page), looking, timeout=SECONDS)
    # Two who come at the same moment may miss each other here: 15 seconds later both are in it.
    known = cache.get(_people(article_id), frozenset())
    cache.set(_people(article_id), known | {by.pk}, timeout=SECONDS * 4)


def note_gone(*, article_id: int, by: User, page: str = CHECK) -> None:
    """Say that a person left the page."""
    cache.delete(_name(article_id, by.pk, page))


def who_is_looking(article_id: int, among: Iterable[int] | None = None) -> list[Looking]:
    """Who is on a page of the article now, by name, each person once; of the users `among` (primary keys) if given."""
    return look_at([article_id], among)[article_id]


def look_at(article_ids: Iterable[int], among: Iterable[int] | None = None) -> dict[int, list[Looking]]:
    """The same for several articles, with two questions to the cache."""
    wanted = list(article_ids)
    if among is None:
        known = cache.get_many([_people(article_id) for article_id in wanted])
        people = {article_id: known.get(_people(article_id), ()) for article_id in wanted}
    else:
        people = dict.fromkeys(wanted, tuple(among))
    # Who is on both pages is shown on the one that says where.
    pages = {
        (article_id, user_id): [_name(article_id, user_id, page) for page in (DESK, CHECK)]
        for article_id, users in people.items()
        for user_id in users
    }
    seen = cache.get_many([name for names in pages.values() for name in names])
    found: dict[int, list[Looking]] = {article_id: [] for article_id in wanted}
    for (article_id, _user), names in pages.items():
        here = [seen[name] for name in names if name in seen]
        found[article_id] += here[-1:]
    return {
        article_id: sorted(people, key=lambda one: (one.name, one.user_id))
        for article_id, people in found.items()
    }


def _name(article_id: int, user_id: int, page: str) -> str:
    return f"looking:{page}:{article_id}:{user_id}"


def _people(article_id: int) -> str:
    return f"looking:{article_id}"
