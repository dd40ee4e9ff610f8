"""Reads the names of an article: runs of capitalized words, with the small words inside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from editorial.factcheck.finders.article_text import ArticleText, ExcerptText, Passage
from editorial.factcheck.finders.names.words import fold, listed

_LETTERS = r"[^\W\d_]+(?:['’ʼ‘`´][^\W\d_]+)*"
_WORD = re.compile(_LETTERS)
_NO_PROSE = re.compile(r"(?:https?://|www\.)\S+|[#@]\w+|«[^»]{0,1000}»")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
# What may stand between two words of one name.
_JOINTS = frozenset((" ", "-", "\xa0", "‑", "–", " -", "- "))
_ABBREVIATED = frozenset(
    ("gen", "col", "lt", "maj", "capt", "sgt", "adm", "dr", "mr", "mrs", "ms", "st", "gov", "sen", "brig")
)


# A longer run of capitals is a headline or a table, no name.
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name from `start` to `end` of its passage; a possessive ending is left out."""

    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        return fold(self.text)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands. `words` are its words without particles; `own` where the digest wrote it."""

    passage: Passage
    words: tuple[Word, ...]
    own: bool

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(word.key for word in self.words)

    def text(self, first: int = 0, last: int = -1) -> str:
        return self.passage.text[self.words[first].start : self.words[last].end]


def _blanked(passage: Passage, foreign: str) -> str:
    """The text with everything that is no English prose blanked out; positions stay."""
    text = _NO_PROSE.sub(lambda match: " " * len(match.group()), passage.text)
    return text.replace(foreign, "\0" * len(foreign)) if foreign else text


def readable_passages(article: ArticleText) -> Iterator[tuple[Passage, str, bool]]:
    """Passage, its text with foreign titles, links and hashtags blanked, and whether the digest wrote it."""
    for passage in article.own:
        yield passage, _blanked(passage, ""), True
    for excerpt in article.excerpts:
        yield excerpt.citation, _blanked(excerpt.citation, _foreign_title(excerpt)), False
        for passage in excerpt.body:
            yield passage, _blanked(passage, ""), False
    for note in article.notes:
        for passage in note.paragraphs:
            yield passage, _blanked(passage, ""), True
    for passage in article.captions:
        yield passage, _blanked(passage, ""), True


def _foreign_title(excerpt: ExcerptText) -> str:
    english = excerpt.language.casefold().startswith("en")
    return "" if english and not excerpt.translated_title else excerpt.original_title


def _word(match: re.Match[str]) -> Word:
    given = match.group()
    text = _POSSESSIVE.sub("", given) if len(given) > 3 else given
    return Word(text, match.start(), match.start() + len(text))


def _joined(before: Word, between: str) -> bool:
    if between in _JOINTS:
        return True
    short = len(before.text) == 1 or before.key in _ABBREVIATED
    return short and between in (". ", ".", ".\xa0")


def _runs(text: str) -> Iterator[list[Word]]:
    """Runs of capitalized words; particles stay in as long as a capitalized word follows."""
    run: list[Word] = []
    waiting: list[Word] = []
    at = 0
    for match in _WORD.finditer(text):
        word = _word(match)
        between = text[at : match.start()]
        if run and (len(run) >= _LONGEST or not _joined((waiting or run)[-1], between)):
            yield run
            run, waiting = [], []
        at = match.end()
        if word.text[0].isupper():
            run += [*waiting, word]
            waiting = []
            if word.end != match.end():
                yield run
                run = []
        elif run and word.key in listed("particles.txt"):
            waiting.append(word)
        elif run:
            yield run
            run, waiting = [], []
    if run:
        yield run


def read_mentions(article: ArticleText) -> list[Mention]:
    """Every name of the article in order. Titles before a name and function words around it are left out."""
    found = []
    for passage, text, own in readable_passages(article):
        for run in _runs(text):
            words = _core(
                [word for word in run if word.key not in listed("particles.txt") or len(word.text) > 3]
            )
            if words:
                found.append(Mention(passage, tuple(words), own))
    return found


def words_of_name(name: str) -> tuple[Word, ...]:
    """The words of a name that is known to be one, chosen as `read_mentions` chooses them."""
    words = [_word(match) for match in _WORD.finditer(name)]
    return tuple(
        _core([word for word in words if word.key not in listed("particles.txt") or len(word.text) > 3])
    )


def _core(words: list[Word]) -> list[Word]:
    aside = listed("function_words.txt", "titles.txt")
    first, last = 0, len(words)
    while first < last and (words[first].key in aside and len(words) - first > 1):
        first += 1
    while last > first and words[last - 1].key in listed("function_words.txt"):
        last -= 1
    return [word for word in words[first:last] if len(word.text) > 1]


def lowercase_words(article: ArticleText) -> set[str]:
    """The words that the article writes in small letters: they are no names."""
    return {
        fold(match.group())
        for _, text, _ in readable_passages(article)
        for match in _WORD.finditer(text)
        if match.group().islower()
    }
