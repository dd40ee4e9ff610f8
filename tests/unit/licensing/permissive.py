"""What “more permissive” means: written down once, for the table and for the random texts.

A reading is more permissive than the right answer if, going by it, a picture could be printed with less done than
the right answer asks:

- it names a license where the right answer is unclear;
- its license asks or forbids less (credit, title, share alike, no commercial use, no changes, the house's leave, a
  ground for the public domain, further conditions);
- it is certain where the right answer is likely, or likely where it is unclear;
- it lets a person off who has to confirm;
- it states a ground for the public domain where there is none.
"""

from editorial.licensing import PUBLIC_DOMAIN, UNCLEAR, find_terms

RANK = {"unclear": 0, "likely": 1, "certain": 2}


def conditions_of(license_id: str) -> frozenset[str]:
    """What a license asks and forbids, as words that can be compared."""
    terms = find_terms(license_id)
    if terms is None:
        return frozenset({"unknown to the house"})
    asked = {name for name in ("by", "nc", "nd", "sa") if getattr(terms, name)} | set(terms.conditions)
    asked |= {"title"} if terms.title_required_in_credit else set()
    asked |= {"leave of the house"} if terms.ask_house else set()
    asked |= {"basis"} if license_id in {PUBLIC_DOMAIN, "CC-PDM-1.0"} else set()
    return frozenset(asked)


def more_permissive(got: tuple[str, str, bool, str], right: tuple[str, str, bool, str]) -> list[str]:
    """In which ways `got` is more permissive than `right`; both are (license, certainty, confirm, basis)."""
    found = []
    if right[0] == UNCLEAR and got[0] != UNCLEAR:
        found.append("names a license where none can be told")
    elif got[0] != UNCLEAR and not conditions_of(got[0]) >= conditions_of(right[0]):
        found.append(f"leaves out {', '.join(sorted(conditions_of(right[0]) - conditions_of(got[0])))}")
    if RANK[got[1]] > RANK[right[1]]:
        found.append(f"is {got[1]} where {right[1]} is right")
    if right[2] and not got[2]:
        found.append("needs nobody to confirm")
    if got[3] and not right[3]:
        found.append("states a ground that is not there")
    return found
