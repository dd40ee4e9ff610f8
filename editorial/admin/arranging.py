"""Reading an arrangement of an issue from a form: what the script sends as a whole, or the numbers typed in without one."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, QueryDict

from editorial.errors import EditorialError
from editorial.issues.arrangement import Arrangement, Group
from editorial.issues.assembly import ArrangementWrong

MOST_CHARACTERS = 200_000
LARGEST_KEY = 2**62


class OrderUnreadable(EditorialError):
    """The places typed in do not make an order. `places` is what was typed."""

    def __init__(self, places: dict[str, str]):
        self.places = places
        super().__init__("Give each article a place: 1, 2, 3 and so on, each number once.")


def wanted_arrangement(request: HttpRequest) -> Arrangement:
    """The arrangement that the form asks for. Raises `ArrangementWrong`, `OrderUnreadable`."""
    sent = request.POST.get("arrangement", "")
    wanted = read_arrangement(sent) if sent else _typed(request.POST)
    for name in ("add_section", "new_section"):
        if added := request.POST.get(name, ""):
            wanted = _with_section(wanted, _key(added))
    return wanted


def typed_places(posted: QueryDict, prefix: str = "place-") -> list[int]:
    """Primary keys in the order of the numbers typed in. Raises `OrderUnreadable`."""
    typed = {name[len(prefix) :]: str(value) for name, value in posted.items() if name.startswith(prefix)}
    try:
        places = {int(key): int(place) for key, place in typed.items() if place.strip()}
    except ValueError as error:
        raise OrderUnreadable(typed) from error
    if len(set(places.values())) != len(places) or not all(0 < key < LARGEST_KEY for key in places):
        raise OrderUnreadable(typed)
    return sorted(places, key=places.__getitem__)


def read_arrangement(sent: str) -> Arrangement:
    """From JSON: a list of groups with `section`, `listed` and `articles`. Raises `ArrangementWrong`."""
    try:
        groups = json.loads(sent) if len(sent) <= MOST_CHARACTERS else None
        if not isinstance(groups, list):
            raise TypeError("not a list")
        return tuple(_group(group) for group in groups)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ArrangementWrong("The arrangement cannot be read. Reload the page and try again.") from error


def as_json(arrangement: Arrangement) -> str:
    """What `read_arrangement` reads."""
    return json.dumps(
        [{"section": g.section, "listed": g.listed, "articles": list(g.articles)} for g in arrangement]
    )


def put_together(shown: Arrangement, now: Arrangement, wanted: Arrangement) -> Arrangement:
    """What the person wanted, with the articles and sections that others added meanwhile and without what they took out."""
    before, today = set(_keys(shown)), set(_keys(now))
    there = set(_keys(wanted))
    groups = {
        group.section: replace(
            group, articles=tuple(pk for pk in group.articles if pk in today or pk not in before)
        )
        for group in wanted
    }
    known = {group.section for group in shown}
    for group in now:
        more = tuple(pk for pk in group.articles if pk not in before and pk not in there)
        mine = groups.get(group.section)
        if mine is not None:
            groups[group.section] = replace(mine, articles=mine.articles + more)
        elif more or group.section not in known:
            groups[group.section] = replace(group, articles=more)
    return tuple(sorted(groups.values(), key=lambda group: not group.listed))


def _keys(arrangement: Arrangement) -> Iterable[int]:
    return (pk for group in arrangement for pk in group.articles)


def _group(sent: dict[str, Any]) -> Group:
    section, listed, articles = sent["section"], sent["listed"], sent["articles"]
    numbers = [*articles, *([] if section is None else [section])]
    if not isinstance(listed, bool) or not isinstance(articles, list):
        raise TypeError("not a group")
    if any(isinstance(n, bool) or not isinstance(n, int) or not 0 < n < LARGEST_KEY for n in numbers):
        raise ValueError("not a primary key")
    return Group(section, tuple(articles), listed)


def _typed(posted: QueryDict) -> Arrangement:
    sections = typed_places(posted, "sectionplace-")
    groups: dict[int | None, list[int]] = {section: [] for section in sections}
    for article in typed_places(posted):
        value = posted.get(f"section-{article}", "")
        groups.setdefault(_key(value) if value else None, []).append(article)
    return tuple(
        Group(section, tuple(articles), listed=section in sections)
        for section, articles in sorted(groups.items(), key=lambda pair: pair[0] is None)
    )


def _with_section(wanted: Arrangement, section: int) -> Arrangement:
    """With this section at the end of those that are listed."""
    mine = next((group for group in wanted if group.section == section), Group(section))
    if mine in wanted and mine.listed:
        return wanted
    rest = [group for group in wanted if group.section != section]
    listed = [group for group in rest if group.listed]
    return (*listed, replace(mine, listed=True), *(group for group in rest if not group.listed))


def _key(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and 0 < int(typed[:20]) < LARGEST_KEY):
        raise ArrangementWrong("The form was not filled in on this page. Reload it and try again.")
    return int(typed)
