"""People of the register for somebody who is writing a text, by the words before the cursor."""

from dataclasses import dataclass

from django.db.models import Q

from editorial.registers.folding import folded
from editorial.registers.models import Person

SHORTEST = 4  # characters: “The” begins many a sentence, and some names
MOST_WORDS = 4
_ROWS_MATCHED = 300


@dataclass(frozen=True)
class OfferedPerson:
    """A person by the preferred name. `form` is another form that they were found by, `typed` the words to be replaced."""

    name: str
    original: str
    description: str
    form: str
    typed: str


def offered_people(words: str, *, limit: int) -> list[OfferedPerson]:
    """People whose name, or another form of it, has the end of `words` from the beginning of a word on; those who share
    most with it first, and nobody whose name stands there already. One query.
    """
    parts = words.split()[-MOST_WORDS:]
    ends = [" ".join(parts[first:]) for first in range(len(parts))]
    ends = [end for end in ends if len(end) >= SHORTEST]
    if not ends:
        return []
    key = folded(ends[-1])
    has_it = Q(folded__contains=key) | Q(spellings__folded__contains=key)
    columns = (
        "pk",
        "name",
        "name_in_original",
        "description",
        "folded",
        "spellings__text",
        "spellings__folded",
    )
    best: dict[int, tuple[tuple[int, bool, str], OfferedPerson]] = {}
    for row in Person.objects.filter(has_it).order_by("name", "pk").values(*columns)[:_ROWS_MATCHED]:
        for text, text_key in (("", row["folded"]), (row["spellings__text"], row["spellings__folded"])):
            place = next(
                (at for at, end in enumerate(ends) if f" {folded(end)}" in f" {text_key or ''}"), None
            )
            if place is None:
                continue
            rank = (place, bool(text), row["name"])
            offer = OfferedPerson(row["name"], row["name_in_original"], row["description"], text, ends[place])
            if row["pk"] not in best or rank < best[row["pk"]][0]:
                best[row["pk"]] = (rank, offer)
    offers = [offer for _rank, offer in sorted(best.values(), key=lambda found: found[0])]
    return [offer for offer in offers if not words.endswith(offer.name)][:limit]
