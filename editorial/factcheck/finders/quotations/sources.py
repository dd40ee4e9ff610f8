"""The texts that a quotation may come from, as words, and as letters that stand for words.

A text in which every word is one letter is searched by Python's own string search, and aligned by RapidFuzz word by
word.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from editorial.factcheck.finders.article_text import ArticleText, Passage
from editorial.factcheck.finders.quotations.words import is_function, stem, words

# Letters beyond the basic plane: none of them is special in a regular expression or a surrogate.
_FIRST_LETTER = 0x10000
_LAST_LETTER = 0x10FFFF


@dataclass(slots=True)
class Letters:
    """Gives every word a letter of its own."""

    known: dict[str, str] = field(default_factory=dict)

    def of(self, key: str) -> str:
        letter = self.known.get(key)
        if letter is None:
            at = min(_FIRST_LETTER + len(self.known), _LAST_LETTER)
            letter = self.known[key] = chr(at)
        return letter

    def spelled(self, keys: Iterable[str]) -> str:
        return "".join(map(self.of, keys))


@dataclass(frozen=True, slots=True)
class Source:
    """A text that may be quoted: `keys` are its words, each in `passages[passage_of[i]]` at `spans[i]`.

    `code` is the same as letters; `content` has a letter for each word that carries meaning (by its stem), which is
    word `content_at[i]`.
    """

    label: str
    passages: tuple[Passage, ...]
    keys: tuple[str, ...]
    passage_of: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    code: str
    content: str
    content_at: tuple[int, ...]

    def text(self, first: int, last: int) -> str:
        """The text from word `first` up to word `last`, exclusive, paragraphs parted by a line break."""
        if first >= last:
            return ""
        start, end = self.passage_of[first], self.passage_of[last - 1]
        if start == end:
            return self.passages[start].text[self.spans[first][0] : self.spans[last - 1][1]]
        between = [passage.text for passage in self.passages[start + 1 : end]]
        return "\n".join([
            self.passages[start].text[self.spans[first][0] :],
            *between,
            self.passages[end].text[: self.spans[last - 1][1]],
        ])  # fmt: skip

    def gap(self, after: int) -> str:
        """What stands between word `after` and the next; a line break where a paragraph ends."""
        if after + 1 >= len(self.keys):
            return self.passages[self.passage_of[after]].text[self.spans[after][1] :]
        mine, following = self.passage_of[after], self.passage_of[after + 1]
        end, start = self.spans[after][1], self.spans[after + 1][0]
        if mine == following:
            return self.passages[mine].text[end:start]
        return self.passages[mine].text[end:] + "\n" + self.passages[following].text[:start]

    def word(self, at: int) -> str:
        start, end = self.spans[at]
        return self.passages[self.passage_of[at]].text[start:end]

    def paragraphs(self, first: int, last: int) -> tuple[str, ...]:
        """The whole paragraphs that hold the words from `first` up to `last`, exclusive."""
        if first >= last:
            return ()
        found = self.passages[self.passage_of[first] : self.passage_of[last - 1] + 1]
        return tuple(passage.text for passage in found)


def source_of(label: str, passages: Iterable[Passage], letters: Letters) -> Source:
    """`passages` as one text to be searched."""
    kept = tuple(passages)
    keys: list[str] = []
    passage_of: list[int] = []
    spans: list[tuple[int, int]] = []
    for number, passage in enumerate(kept):
        for word in words(passage.text):
            keys.append(word.key)
            passage_of.append(number)
            spans.append((word.start, word.end))
    content_at = tuple(at for at, key in enumerate(keys) if not is_function(key))
    return Source(
        label, kept, tuple(keys), tuple(passage_of), tuple(spans), letters.spelled(keys),
        letters.spelled(f"~{stem(keys[at])}" for at in content_at), content_at,
    )  # fmt: skip


def excerpt_sources(article: ArticleText, letters: Letters) -> list[Source]:
    """The excerpts of `article`, each once in translation and once in its own language where that is kept."""
    found = []
    for excerpt in article.excerpts:
        if excerpt.body:
            found.append(source_of(excerpt.label, excerpt.body, letters))
        if excerpt.original:
            found.append(source_of(f"{excerpt.label} (original)", excerpt.original, letters))
    return found


def other_sources(article: ArticleText, letters: Letters) -> list[Source]:
    """What else of `article` may hold a quoted text: titles of its sources, notes, captions."""
    found = [source_of(excerpt.citation.label, [excerpt.citation], letters) for excerpt in article.excerpts]
    found += [source_of(f"Footnote {note.number}", note.paragraphs, letters) for note in article.notes]
    found += [source_of(caption.label, [caption], letters) for caption in article.captions]
    return found
