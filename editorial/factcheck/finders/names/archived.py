"""A name that the article spells in another way than back issues do."""

from collections import defaultdict
from collections.abc import Iterator

from editorial.factcheck.finders.article_text import Archive, Spotted, spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.names.likeness import Likeness, likeness, sounds
from editorial.factcheck.finders.names.mentions import Mention
from editorial.factcheck.finders.names.words import (
    fold,
    in_dictionary,
    is_geographic,
    is_ordinary,
    listed,
)

# This many articles make a spelling the house's own.
_FREQUENT = 3

Entry = tuple[tuple[str, ...], str, int]


def _parts(name: str) -> tuple[str, ...]:
    words = name.replace("-", " ").replace("‑", " ").split()
    aside = listed("titles.txt", "particles.txt")
    kept = [word.strip(".,") for word in words if fold(word.strip(".,")) not in aside]
    return tuple(word for word in kept if len(word) > 1)


class _Index:
    """The archive's names by everything but one of their words, and single names by their sound."""

    def __init__(self, names: dict[str, int]) -> None:
        self.spellings: set[tuple[str, ...]] = set()
        self.by_rest: dict[tuple[int, tuple[str, ...]], list[Entry]] = defaultdict(list)
        self.by_sound: dict[str, list[Entry]] = defaultdict(list)
        for name, count in names.items():
            parts = _parts(name)
            self.spellings.add(tuple(part.casefold() for part in parts))
            folded = tuple(fold(part) for part in parts)
            if len(parts) == 1:
                self.by_sound[sounds(parts[0])].append((parts, name, count))
            for at in range(len(parts) if len(parts) > 1 else 0):
                self.by_rest[at, folded[:at] + folded[at + 1 :]].append((parts, name, count))

    def near(self, words: tuple[str, ...]) -> tuple[Likeness, str, int] | None:
        """The most frequent name that `words` are likely another spelling of."""
        found = list(self._single(words[0]) if len(words) == 1 else self._whole(words))
        return max(found, key=lambda one: one[2], default=None)

    def _single(self, word: str) -> Iterator[tuple[Likeness, str, int]]:
        if len(word) < 5 or is_ordinary(word) or is_geographic(word):
            return
        for parts, name, count in self.by_sound.get(sounds(word), ()):
            kind = likeness(word, parts[0])
            if kind and not (in_dictionary(word) and in_dictionary(parts[0])):
                yield kind, name, count

    def _whole(self, words: tuple[str, ...]) -> Iterator[tuple[Likeness, str, int]]:
        folded = tuple(fold(word) for word in words)
        if all(is_ordinary(word) or is_geographic(word) for word in words):
            return
        for at, word in enumerate(words):
            rest = folded[:at] + folded[at + 1 :]
            if all(is_ordinary(one) or is_geographic(one) for one in rest):
                continue
            for parts, name, count in self.by_rest.get((at, rest), ()):
                kind = likeness(word, parts[at])
                if kind and not (is_ordinary(word) and in_dictionary(parts[at])):
                    yield kind, name, count


def find_unlike_archive(archive: Archive, mentions: list[Mention]) -> Iterator[Spotted]:
    """`name-archive`, once per spelling, at the digest's own words if they have it."""
    if not archive.names:
        return
    index, told = _Index(archive.names), set()
    for mention in sorted(mentions, key=lambda one: not one.own):
        words = tuple(word.text for word in mention.words)
        key = tuple(word.casefold() for word in words)
        if key in told or key in index.spellings or len(words) > 6:
            continue
        told.add(key)
        if found := index.near(words):
            kind, name, count = found
            severity: Severity = "warn" if count >= _FREQUENT and kind not in ("marks", "doubled") else "info"
            articles = "an article" if count == 1 else f"{count} articles"
            message = f"“{mention.text()}” is “{name}” in {articles} of back issues. If it is the same name, spell it so."
            span = mention.words[0].start, mention.words[-1].end
            yield spotted(
                "name-archive", severity, mention.passage, span, message,
                near=name, near_label="back issues", basis=(mention.text(), name),
            )  # fmt: skip
