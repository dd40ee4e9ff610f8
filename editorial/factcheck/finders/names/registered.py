"""Names as the register of people has them: forms that it knows under another name, and people that it keeps apart."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from editorial.factcheck.finders.article_text import ArticleText, RegisteredPerson, Spotted, spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.names.mentions import Mention, words_of_name
from editorial.factcheck.finders.names.words import is_geographic, is_ordinary
from editorial.registers.folding import same_spelling

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of a person's name; `text` from its first to its last word that counts."""

    person: RegisteredPerson
    text: str
    preferred: bool


def _keys(name: str) -> Keys:
    return tuple(word.key for word in words_of_name(name))


class PeopleKnown:
    """The people of the register by their names and forms."""

    def __init__(self, people: tuple[RegisteredPerson, ...]) -> None:
        self._forms: dict[Keys, list[_Form]] = defaultdict(list)
        for person in people:
            for name in (person.name, *person.forms):
                if words := words_of_name(name):
                    text = name[words[0].start : words[-1].end]
                    keys = tuple(word.key for word in words)
                    self._forms[keys].append(_Form(person, text, name == person.name))
        self._longest = max(map(len, self._forms), default=0)

    def who(self, name: str) -> frozenset[RegisteredPerson]:
        """Everybody whose preferred name or other form this is."""
        return frozenset(form.person for form in self._forms.get(_keys(name), ()))

    def is_preferred(self, name: str) -> bool:
        """Whether the register prefers a name of these words."""
        return any(form.preferred for form in self._forms.get(_keys(name), ()))

    def read(self, mention: Mention) -> Iterator[tuple[int, list[_Form]]]:
        """Forms that the mention ends in, the longest first, with the number of the word they begin at.

        What stands before them must be no part of the name: “Transport Minister Omar Hadi”, not “Yusuf Omar Hadi”.
        """
        for first in range(max(0, len(mention.words) - self._longest), len(mention.words)):
            before = mention.words[:first]
            alone = first == len(mention.words) - 1
            if all(is_ordinary(word.text) or is_geographic(word.text) for word in before):
                forms = self._forms.get(mention.keys[first:], [])
                if forms and not (alone and first > 0):
                    yield first, forms


def find_other_forms(article: ArticleText, known: PeopleKnown, mentions: list[Mention]) -> Iterator[Spotted]:
    """`name-register`, once per form and passage: “info” in the words of a source in English, which stay as they are.

    Citations are left alone: they give the names that the source gives.
    """
    english = {one.key for one in article.excerpts if one.language.casefold().startswith("en")}
    told = set()
    for mention in mentions:
        place = mention.passage.place
        if place.field == "citation":
            continue
        for first, forms in known.read(mention):
            text = mention.text(first)
            person = _meant(text, forms)
            if person is not None and (place, text) not in told:
                told.add((place, text))
                quoted = place.kind == "excerpt" and place.key in english
                severity: Severity = "info" if quoted else "warn"
                message = f"The register of people has “{person.name}” for “{text}”. Write it so."
                yield spotted(
                    "name-register", severity, mention.passage, (mention.words[first].start, mention.words[-1].end),
                    message, near=person.name, near_label="register of people", basis=(text, person.name),
                )  # fmt: skip
            break


def _meant(text: str, forms: list[_Form]) -> RegisteredPerson | None:
    """Whose other form `text` is; None where it is as preferred, or where it may be one of two people's."""
    if any(form.preferred and same_spelling(form.text, text) for form in forms):
        return None
    written = [form for form in forms if not form.preferred and same_spelling(form.text, text)]
    likely = written or [form for form in forms if not form.preferred]
    if not written and any(form.preferred for form in forms):
        return None
    people = {form.person for form in likely}
    return next(iter(people)) if len(people) == 1 else None


def kept_apart(known: PeopleKnown, one: Spotted, mentions: list[Mention]) -> bool:
    """Whether the report compares the names of two people of the register.

    A family name alone is theirs whose full name stands in the article.
    """
    here, there = (_people(known, name, mentions) for name in (one.text, one.near))
    return bool(here and there and not here & there)


def _people(known: PeopleKnown, name: str, mentions: list[Mention]) -> frozenset[RegisteredPerson]:
    found = known.who(name)
    keys = _keys(name)
    if found or len(keys) != 1:
        return found
    full = {mention.text() for mention in mentions if len(mention.words) > 1 and mention.keys[-1] == keys[0]}
    return frozenset(person for text in full for person in known.who(text))
