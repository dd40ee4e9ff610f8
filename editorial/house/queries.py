"""Reading the house."""

from dataclasses import dataclass

from django.core.cache import cache

from editorial.house.models import THE_ONLY, House

KNOWN_HOUSE = "known-house"
_KEPT_SECONDS = 60


@dataclass(frozen=True)
class KnownHouse:
    """What pages need to know of the house; at most a minute old."""

    name: str
    page_size: str
    version: int


def the_house() -> House:
    """The house as it is stored; blank and not yet stored where nobody has filled it in. One query."""
    return House.objects.filter(pk=THE_ONLY).first() or House(pk=THE_ONLY, version=0)


def known_house() -> KnownHouse:
    """The house for pages that show it often. No query when it was asked for in the last minute."""
    known: KnownHouse | None = cache.get(KNOWN_HOUSE)
    return known or remember_house(the_house())


def remember_house(house: House) -> KnownHouse:
    """Keep what pages need to know of a house that was just read, for a minute."""
    known = KnownHouse(house.name, house.page_size, house.version)
    cache.set(KNOWN_HOUSE, known, timeout=_KEPT_SECONDS)
    return known
