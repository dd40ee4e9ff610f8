"""What stands in quotation marks in the digest's own texts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from editorial.factcheck.finders.article_text import ArticleText, Passage
from editorial.factcheck.finders.quotes import DOUBLE, OPENERS, is_wholly_quoted, pair_double

Form = Literal["paired", "pull-quote", "single", "loose"]

# ‘…’ as an outer pair: it opens after a space and closes before one; an apostrophe stands between letters.
_SINGLE = re.compile(r"(?<![^\s(\[—–-])‘(?=\S)([^‘“”\n]{1,600}?)(?<=\S)’(?!\w)")
# Marks that stand alone are a slip here and there, or a text in which nothing can be told from them.
_MOST_LOOSE = 12
_LONGEST_SENTENCE = 600
_SENTENCE_END = re.compile(r"[.!?…][”\"’)\]]*\s")


@dataclass(frozen=True, slots=True)
class Quoted:
    """`passage.text[start:end]` stands in quotation marks, or is a pull quote.

    A “loose” one has only one of its marks: where it ends or begins is a guess. `parts` are the stretches that are
    quoted, where a name or a verb of speech stands between or behind them; empty where it is all of it.
    """

    passage: Passage
    start: int
    end: int
    form: Form
    parts: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def _outer(pairs: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """`pairs` without those inside another one."""
    outer: list[tuple[int, int]] = []
    for opened, closed in sorted(pairs):
        if not outer or opened > outer[-1][1]:
            outer.append((opened, closed))
    return outer


def _goes_on(following: Passage | None) -> bool:
    """True where the next paragraph begins with an opening mark, as a quotation of several paragraphs does."""
    return following is not None and following.text.lstrip()[:1] in {*OPENERS, '"'}


def _loose(passage: Passage, following: Passage | None) -> Iterator[Quoted]:
    """Quotations with one mark: up to the paragraph's end where the next goes on, else the sentence beside it."""
    text = passage.text
    pairing = pair_double(text)
    for at in pairing.unclosed[:_MOST_LOOSE]:
        limit = min((opened for opened, _closed in pairing.pairs if opened > at), default=len(text))
        if limit == len(text) and len(pairing.unclosed) == 1 and _goes_on(following):
            yield Quoted(passage, at + 1, limit, "paired")
            continue
        stop = _SENTENCE_END.search(text, at + 1, limit)
        yield Quoted(passage, at + 1, stop.start() + 1 if stop else limit, "loose")
    for at in pairing.unopened[:_MOST_LOOSE]:
        begin = max((closed + 1 for _opened, closed in pairing.pairs if closed < at), default=0)
        begin = max(begin, at - _LONGEST_SENTENCE)
        for stop in _SENTENCE_END.finditer(text, begin, max(begin, at - 1)):
            begin = stop.end()
        yield Quoted(passage, begin, at, "loose")


def _singles(passage: Passage, taken: list[tuple[int, int]]) -> Iterator[Quoted]:
    for match in _SINGLE.finditer(passage.text):
        if not any(opened < match.start() < closed for opened, closed in taken):
            yield Quoted(passage, match.start(1), match.end(1), "single")


def quoted_in(passage: Passage, following: Passage | None = None) -> Iterator[Quoted]:
    """The quotations of one paragraph in their order; a quotation inside another is part of that one."""
    pairs = _outer(pair_double(passage.text).pairs)
    found = [Quoted(passage, opened + 1, closed, "paired") for opened, closed in pairs]
    loose = list(_loose(passage, following))
    whole = [one for one in loose if one.form == "paired"]
    found = [one for one in found if not any(two.start <= one.start <= two.end for two in whole)]
    found += loose
    found += _singles(passage, pairs)
    yield from sorted(found, key=lambda one: one.start)


def pull_quote(passage: Passage) -> Quoted:
    """The whole pull quote without its outer marks; what stands outside of any marks is not part of the quotation."""
    text = passage.text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if is_wholly_quoted(text):
        closing = [match.start() for match in DOUBLE.finditer(text)][-1]
        return Quoted(passage, start + 1, closing, "pull-quote")
    pairs = _outer(pair_double(text).pairs)
    if pairs and pairs[0][0] == start:
        parts = tuple((opened + 1, closed) for opened, closed in pairs)
        return Quoted(passage, start + 1, pairs[-1][1], "pull-quote", parts)
    if start < end and DOUBLE.match(text, start):
        start += 1
    if start < end and DOUBLE.match(text, end - 1):
        end -= 1
    return Quoted(passage, start, end, "pull-quote")


def quotations(article: ArticleText) -> Iterator[Quoted]:
    """Every quotation of title, dek, pull quote and commentary, in that order."""
    for head in (article.title, article.dek):
        if head:
            yield from quoted_in(head)
    if article.pull_quote and article.pull_quote.text.strip():
        yield pull_quote(article.pull_quote)
    paragraphs = article.commentary
    for number, passage in enumerate(paragraphs):
        yield from quoted_in(passage, paragraphs[number + 1] if number + 1 < len(paragraphs) else None)
