"""What a person typed into the search box: words, “exact phrases”, -without. Whatever is typed, nothing is an error."""

import re
from dataclasses import dataclass

from editorial.search.folding import LETTER, Piece, fold, grams, pieces

MAX_LENGTH = 1000  # letters; a page has no more to say
MAX_TERMS = 24
PREFIX_FROM = 2  # letters: a shorter beginning is half of the archive
_QUOTES = '"“”„‟«»‹›「」『』＂'
_PART = re.compile(
    rf"(?P<minus>[-−]?)(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}]?)|(?P<word>[^\s{_QUOTES}]+))"
)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one behind the other, as they are indexed. With `prefix` the last one may go on.

    `pieces` are the same as they stand in a folded text.
    """

    words: tuple[str, ...]
    prefix: bool
    pieces: tuple[Piece, ...]

    @property
    def regex(self) -> re.Pattern[str]:
        """Finds the term in a folded text, within one line."""
        before = "" if self.pieces[0].unspaced else f"(?<!{LETTER})"
        after = "" if self.prefix else f"(?!{LETTER})"
        return re.compile(before + r"[^\w\n]*".join(re.escape(p.text) for p in self.pieces) + after)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: every term of `terms` and none of `without`. `remark` says what was passed over, in words."""

    typed: str
    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    remark: str = ""

    def __bool__(self) -> bool:
        return bool(self.terms or self.without)


def read(typed: str) -> Asked:
    """Read what was typed. The last word counts as a beginning unless a space or a quotation mark follows it."""
    text = typed.replace("\x00", " ")
    remarks = []
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
        remarks.append(f"Only the first {MAX_LENGTH:,} characters were searched for.")
    terms: list[Term] = []
    without: list[Term] = []
    last_at = len(text)
    for match in _PART.finditer(text):
        words, phrase = match["word"], match["phrase"]
        at_end = match.end() == last_at
        going_on = at_end and not match["closed"]
        said = phrase if phrase is not None else words
        starred = phrase is None and said.endswith("*")
        term = _term(said, prefix=starred or (going_on and not match["minus"]))
        if term is not None:
            (without if match["minus"] else terms).append(term)
    if len(terms) + len(without) > MAX_TERMS:
        terms, without = terms[:MAX_TERMS], without[: max(0, MAX_TERMS - len(terms))]
        remarks.append(f"Only the first {MAX_TERMS} words were searched for.")
    asked = Asked(typed, tuple(dict.fromkeys(terms)), tuple(dict.fromkeys(without)))
    if typed.strip() and not asked:
        remarks.append("There is no letter or digit in what you typed, so nothing was searched for.")
    return Asked(typed, asked.terms, asked.without, " ".join(remarks))


def _term(said: str, *, prefix: bool) -> Term | None:
    found = list(pieces(fold(said)))
    if not found:
        return None
    words: list[str] = []
    for number, piece in enumerate(found, 1):
        if piece.unspaced:
            words += grams(piece.text, ends=number < len(found))
        else:
            words.append(piece.text)
    last = found[-1]
    # One letter of a script without spaces is found as the beginning of its pairs.
    goes_on = last.unspaced or (prefix and len(last.text) >= PREFIX_FROM)
    return Term(tuple(words), goes_on, tuple(found))
