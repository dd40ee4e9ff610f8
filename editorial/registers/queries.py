"""Reading the registers, and what the articles cite that no register knows."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateTimeField, Max, Q, QuerySet, Value

from editorial.content.models import Excerpt
from editorial.registers.countries import country_name
from editorial.registers.folding import folded
from editorial.registers.models import BackIssue, BackIssueArticle, Outlet, Person, Spelling

# Where `factcheck` keeps what it last knew of archive and registers; a change of a register throws it away.
ARCHIVE_TOKEN = "archive-token"  # noqa: S105  a name in the cache
_ROWS_MATCHED = 300


@dataclass(frozen=True)
class OfferedOutlet:
    """An outlet of the register for somebody who is typing. `spelling` is the other spelling they may have meant."""

    name: str
    descriptor: str
    language: str
    country: str
    spelling: str = ""


@dataclass(frozen=True)
class SeenOutlet:
    """An outlet that submitted articles cite and the register lacks. `last` is the newest excerpt that describes it."""

    name: str
    count: int
    spellings: tuple[str, ...]
    last: int


def outlet_names_in(country: str) -> list[str]:
    """Every name and other spelling of the outlets of the country with this ISO code."""
    names = Outlet.objects.filter(country=country).order_by().values_list("name")
    others = Spelling.objects.filter(outlet__country=country).order_by().values_list("text")
    return [name for (name,) in names.union(others)]


def countries_of_outlets(names: Collection[str]) -> dict[str, str]:
    """By the name as it was asked for, the country of the outlet that the register knows by it: under its preferred name or
    another spelling. A name of outlets in several countries is left out. One query, none for no names.
    """
    keys = {name: folded(name) for name in names if name}
    if not keys:
        return {}
    wanted = set(keys.values())
    listed = Outlet.objects.exclude(country="").order_by()
    rows = listed.filter(folded__in=wanted).values_list("folded", "country")
    others = listed.filter(spellings__folded__in=wanted).values_list("spellings__folded", "country")
    found: dict[str, set[str]] = defaultdict(set)
    for key, country in rows.union(others):
        found[key].add(country)
    return {name: next(iter(found[key])) for name, key in keys.items() if len(found.get(key, ())) == 1}


def outlet_countries() -> list[tuple[str, str]]:
    """Code and name of every country that the register has an outlet of, in the order of the names."""
    codes = Outlet.objects.exclude(country="").order_by().values_list("country", flat=True).distinct()
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1])


def outlet_languages() -> list[str]:
    """The language tags of the register's outlets."""
    return list(Outlet.objects.exclude(language="").order_by().values_list("language", flat=True).distinct())


def registers_token() -> str:
    """Changes with every change of outlets, people or back issues. One query."""
    newest = register_marks()
    return token_of_marks(newest[0].union(*newest[1:]))


def register_marks() -> list[QuerySet[Any, dict[str, Any]]]:
    """Of each register, its name and its `last` change (and no `at`): to be asked together with other marks."""
    return [
        model.history.model.objects.order_by()
        .annotate(register=Value(model.__name__), at=Value(None, output_field=DateTimeField()))
        .values("register", "at")
        .annotate(last=Max("history_id"))
        .values("register", "last", "at")
        for model in (Outlet, Person, Spelling, BackIssue, BackIssueArticle)
    ]


def token_of_marks(rows: Iterable[Mapping[str, Any]]) -> str:
    """What stands for the state of the registers, from the rows of `register_marks`."""
    return "-".join(
        f"{row['register']}{row['last']}" for row in sorted(rows, key=lambda row: row["register"])
    )


def offered_outlets(words: str, *, limit: int) -> tuple[list[OfferedOutlet], set[str]]:
    """Outlets whose name or other spelling has `words`, those that begin with them first; and every spelling of theirs
    that has them, folded. One query."""
    key = folded(words)
    rows = list(
        Outlet.objects.filter(
            Q(name__icontains=words)
            | Q(folded__contains=key)
            | Q(spellings__text__icontains=words)
            | Q(spellings__folded__contains=key)
        )
        .order_by("name", "pk")
        .values(
            "pk",
            "name",
            "descriptor",
            "language",
            "country",
            "folded",
            "spellings__text",
            "spellings__folded",
        )[:_ROWS_MATCHED]
    )
    best: dict[int, tuple[int, OfferedOutlet]] = {}
    for row in rows:
        by_name = _nearness(row["name"], row["folded"], words, key)
        by_spelling = _nearness(row["spellings__text"] or "", row["spellings__folded"] or "", words, key)
        spelling = row["spellings__text"] if by_spelling < by_name else ""
        offer = OfferedOutlet(row["name"], row["descriptor"], row["language"], row["country"], spelling)
        nearness = min(by_name, by_spelling)
        if row["pk"] not in best or nearness < best[row["pk"]][0]:
            best[row["pk"]] = (nearness, offer)
    ranked = sorted(best.values(), key=lambda found: found[0])
    known = {key for row in rows for key in (row["folded"], row["spellings__folded"]) if key}
    return [offer for _, offer in ranked[:limit]], known


def _nearness(text: str, text_key: str, words: str, key: str) -> int:
    """0 the same, 1 begins so, 2 has it, 3 has it not."""
    plain, asked = text.casefold(), words.casefold()
    if text and key == text_key:
        return 0
    if text and (plain.startswith(asked) or text_key.startswith(key)):
        return 1
    return 2 if text and (asked in plain or key in text_key) else 3


def known_outlet_keys() -> set[str]:
    """The names and other spellings of every outlet, folded."""
    names = set(Outlet.objects.order_by().values_list("folded", flat=True))
    return names | set(
        Spelling.objects.filter(outlet__isnull=False).order_by().values_list("folded", flat=True)
    )


def unregistered_outlets() -> list[SeenOutlet]:
    """Outlets of submitted articles that the register does not know under any spelling, the most cited first."""
    rows = (
        Excerpt.objects.filter(article__submitted_at__isnull=False)
        .exclude(outlet="")
        .order_by()
        .values_list("outlet")
        .annotate(count=Count("pk"), last=Max("pk"), described=Max("pk", filter=~Q(outlet_descriptor="")))
    )
    known = known_outlet_keys()
    spelled: dict[str, Counter[str]] = {}
    newest: dict[str, tuple[bool, int]] = {}
    for name, count, last, described in rows:
        key = folded(name)
        if key in known:
            continue
        spelled.setdefault(key, Counter())[name] += count
        newest[key] = max(newest.get(key, (False, 0)), (described is not None, described or last))
    seen = [
        SeenOutlet(
            name=counted.most_common(1)[0][0],
            count=counted.total(),
            spellings=tuple(text for text, _ in counted.most_common()[1:]),
            last=newest[key][1],
        )
        for key, counted in spelled.items()
    ]
    return sorted(seen, key=lambda one: (-one.count, one.name))


def seen_outlet(name: str) -> SeenOutlet | None:
    """What submitted articles say about this outlet, if the register lacks it."""
    key = folded(name)
    return next((one for one in unregistered_outlets() if folded(one.name) == key), None)


def spelled_like(register: type[Outlet] | type[Person], words: str) -> Q:
    """Whether an entry's name or another spelling has `words`, with or without accents and case."""
    key = folded(words)
    spelled = Spelling.objects.filter(Q(text__icontains=words) | Q(folded__contains=key)).order_by()
    link = "outlet" if register is Outlet else "person"
    owners = spelled.filter(**{f"{link}__isnull": False}).values(link)
    return Q(name__icontains=words) | Q(folded__contains=key) | Q(pk__in=owners)


def alike(entry: Outlet | Person, words: str, *, limit: int) -> QuerySet[Any]:
    """Others of the same register whose name or spelling has `words`."""
    rows: QuerySet[Any] = type(entry)._default_manager.exclude(pk=entry.pk)
    return rows.filter(spelled_like(type(entry), words)).prefetch_related("spellings")[:limit]
