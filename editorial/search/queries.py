"""Asking: which articles have these words, in which order, and where in them. Callers pass what the person may see."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from editorial.content.models import Article
from editorial.registers.models import Outlet
from editorial.registers.queries import outlet_names_in
from editorial.search.asked import Asked
from editorial.search.engines import default_engine
from editorial.search.folding import same_name
from editorial.search.models import CitedOutlet, SavedFilter, SearchDocument, Unindexed
from editorial.search.snippets import Snippet, snippet

COUNTED_TO = 10_000


def matching(articles: QuerySet[Article], asked: Asked) -> QuerySet[Article]:
    """Those of the articles that have what is asked for; all of them where nothing is."""
    engine = default_engine()
    if asked.terms:
        return articles.filter(pk__in=RawSQL(*engine.matching(asked)))  # noqa: S611  what was typed is a parameter
    if asked.without:
        return articles.exclude(pk__in=RawSQL(*engine.excluded(asked)))  # noqa: S611
    return articles


def ranked(articles: QuerySet[Article], asked: Asked, start: int = 0, stop: int | None = None) -> list[int]:
    """The ids of those articles that have what is asked for, best first, from place `start` to before `stop`.

    `asked` must have terms: without any there is no better and worse.
    """
    try:
        among = articles.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    sql, parameters = default_engine().ranked(asked, (among[0], list(among[1])))
    limit = "" if stop is None else f" LIMIT {int(stop) - int(start)} OFFSET {int(start)}"
    with connection.cursor() as cursor:
        cursor.execute(sql + limit, parameters)
        return [row[0] for row in cursor.fetchall()]


def snippets(ids: list[int], asked: Asked) -> dict[int, Snippet]:
    """For each article in which it can be shown, the passage with what is asked for."""
    if not asked.terms or not ids:
        return {}
    patterns = [term.regex for term in asked.terms]
    found = {}
    for row in SearchDocument.objects.filter(pk__in=ids):
        made = snippet((row.body, row.citations), patterns)
        if made is not None:
            found[row.pk] = made
    return found


def waiting() -> int:
    """How many articles wait to be indexed; counted to 10,000 notes."""
    noted = Unindexed.objects.order_by("pk")[:COUNTED_TO].values_list("article_id", "author_id")
    return len(set(noted))


def citing(articles: QuerySet[Article], names: set[str]) -> QuerySet[Article]:
    """Those of the articles that cite an outlet with one of these folded names."""
    return articles.filter(pk__in=CitedOutlet.objects.filter(name__in=names).values("article_id"))


def names_of_outlet(text: str) -> set[str]:
    """The folded names under which an outlet is cited: what was typed, and every spelling that the register has of it."""
    name = same_name(text)
    if not name:
        return set()
    found = {name}
    for outlet in _register():
        names = _names(outlet)
        if name in names:
            found |= names
    return found


def names_in_country(country: str) -> set[str]:
    """The folded names, with every spelling, of the outlets that the register has in a country (ISO 3166)."""
    return {same_name(text) for text in outlet_names_in(country)} - {""}


def _register() -> QuerySet[Outlet]:
    return Outlet.objects.only("name").prefetch_related("spellings")


def _names(outlet: Outlet) -> set[str]:
    return {same_name(text) for text in (outlet.name, *(s.text for s in outlet.spellings.all()))} - {""}


def filters_of(user: User) -> QuerySet[SavedFilter]:
    """The saved filters that a person sees: their own, and what others share."""
    shared: Any = Q(shared=True)
    return SavedFilter.objects.filter(Q(by=user) | shared).select_related("by")
