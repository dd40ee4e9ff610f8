"""The same words of a name joined in two ways: “Nasht e Sabh” and “Nasht-e Sabh”, “al-Haddad” and “El Haddad”."""

import re
from collections import defaultdict
from collections.abc import Iterator

from editorial.factcheck.finders.article_text import Spotted, spotted
from editorial.factcheck.finders.names.mentions import Mention, Word
from editorial.factcheck.finders.names.words import fold, in_dictionary, is_geographic, is_ordinary

_ARTICLE = re.compile(r"(?<!\w)(?:al|el|as|ash|ad|ar|ul)[-‑ ]$", re.IGNORECASE)

_ARTICLE_LENGTH = 4


def _aside(word: str) -> bool:
    return is_ordinary(word) or is_geographic(word)


def _joints(mention: Mention, first: int, last: int) -> str:
    """The name with its hyphens and small words, folded, from word `first` to `last`."""
    return fold(mention.text(first, last).replace("‑", "-").replace("\xa0", " "))


def _article(mention: Mention) -> str | None:
    at = mention.words[0].start
    before = _ARTICLE.search(mention.passage.text, max(0, at - _ARTICLE_LENGTH), at)
    return before.group().casefold() if before else None


def _say(here: Mention, there: Mention, span: tuple[int, int], other: str) -> Spotted:
    text, label = here.passage.text[slice(*span)], there.passage.label
    message = f"“{text}” is “{other}” in {label}. Choose one way to write it."
    return spotted(
        "name-joining", "info", here.passage, span, message, near=other, near_label=label, basis=(text, other)
    )


def _odd(groups: dict[str, list[Mention]]) -> tuple[Mention, Mention]:
    """The first mention of the rarest way, and of the most frequent one; the digest's own counts as the odd one."""
    ranked = sorted(groups.values(), key=lambda together: (len(together), not together[0].own))
    return ranked[0][0], ranked[-1][0]


def find_joinings(mentions: list[Mention]) -> Iterator[Spotted]:
    """`name-joining`: hyphens, spaces and Arabic articles of one name that differ, once per name."""
    yield from _hyphens(mentions)
    yield from _articles(mentions)
    yield from _one_word(mentions)


def _hyphens(mentions: list[Mention]) -> Iterator[Spotted]:
    ways: dict[tuple[str, ...], dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for mention in mentions:
        if 2 <= len(mention.words) <= 6 and not all(_aside(word.text) for word in mention.words):
            ways[mention.keys][_joints(mention, 0, -1)].append(mention)
    for groups in ways.values():
        plain = {re.sub(r"[^\w]+", "", way) for way in groups}
        if len(groups) > 1 and len(plain) == 1:
            here, there = _odd(groups)
            yield _say(here, there, (here.words[0].start, here.words[-1].end), there.text())


def _articles(mentions: list[Mention]) -> Iterator[Spotted]:
    ways: dict[str, dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for mention in mentions:
        article = _article(mention)
        if article and not _aside(mention.words[0].text):
            ways[mention.words[0].key][article].append(mention)
    for groups in ways.values():
        if len(groups) > 1:
            here, there = _odd(groups)
            yield _say(here, there, _with_article(here), there.passage.text[slice(*_with_article(there))])


def _with_article(mention: Mention) -> tuple[int, int]:
    first = mention.words[0]
    found = _ARTICLE.search(mention.passage.text, max(0, first.start - _ARTICLE_LENGTH), first.start)
    return (found.start() if found else first.start), first.end


def _one_word(mentions: list[Mention]) -> Iterator[Spotted]:
    """“Abdel Fattah” and “Abdelfattah”."""
    single: dict[str, tuple[Mention, Word]] = {}
    for mention in mentions:
        for word in mention.words:
            single.setdefault(word.key, (mention, word))
    told = set()
    for mention in mentions:
        for one, other in zip(mention.words, mention.words[1:], strict=False):
            joined = one.key + other.key
            if (
                len(joined) < 7
                or joined not in single
                or joined in told
                or in_dictionary(joined)
                or is_geographic(joined)
            ):
                continue
            told.add(joined)
            yield _say(mention, single[joined][0], (one.start, other.end), single[joined][1].text)
