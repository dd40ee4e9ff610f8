"""Anchors of claims: the W3C's TextQuoteSelector, and finding its passage again after the text was changed.

https://www.w3.org/TR/annotation-model/#text-quote-selector. A passage lies within one paragraph; `prefix` and `suffix` are
all the text around it in that paragraph, so that the paragraph is found again wherever it was moved, and a difference word
by word tells what has become of the passage in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from editorial.content.differences import Piece, word_pieces

_ALIKE = 45.0  # rapidfuzz: below, two paragraphs are not one that was edited
_PART = 95.0  # rapidfuzz: above, one paragraph is a piece of the other
_COMPARED = 3  # paragraphs most alike that are looked at word by word
_TRUSTED = 0.6  # of the words around a passage; if so many still stand, it is the place
_ENOUGH = 12  # characters of context that tell one place from another
_LONG = 40  # a passage of this length is not met twice by chance
_PLACES = 500  # of the same words that are looked at


@dataclass(frozen=True, slots=True)
class TextQuoteSelector:
    """The passage `exact` between `prefix` and `suffix`."""

    exact: str
    prefix: str = ""
    suffix: str = ""

    def as_json(self) -> dict[str, str]:
        """The selector as the W3C writes it."""
        return {
            "type": "TextQuoteSelector",
            "exact": self.exact,
            "prefix": self.prefix,
            "suffix": self.suffix,
        }

    @property
    def paragraph(self) -> str:
        return self.prefix + self.exact + self.suffix


@dataclass(frozen=True, slots=True)
class Located:
    """Where the passage stands today: `start` to `end` of the paragraph (from 0), which read `text`. Blank: it is gone."""

    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A run of the older text and what it is in the newer one; `same` where it was not changed."""

    old: tuple[int, int]
    new: tuple[int, int]
    same: bool


def select(paragraphs: Sequence[str], paragraph: int, start: int, end: int) -> TextQuoteSelector:
    """The anchor of `paragraphs[paragraph][start:end]`."""
    text = paragraphs[paragraph]
    return TextQuoteSelector(text[start:end], text[:start], text[end:])


def find_marked(paragraphs: Sequence[str], marked: TextQuoteSelector) -> Located | None:
    """The words that somebody marked: of the places where they stand the one with the most context. None: they stand nowhere."""
    best: Located | None = None
    most = -1
    for number, start in _places(paragraphs, marked.exact):
        agreement = _agreement(paragraphs[number], start, marked)
        if agreement > most:
            best, most = Located(number, start, start + len(marked.exact), marked.exact), agreement
    return best


def locate(paragraphs: Sequence[str], selector: TextQuoteSelector) -> Located | None:
    """The passage as it stands today, unchanged or changed; None where nothing like it is left."""
    return Placing(paragraphs).place(selector)


class Placing:
    """Finds passages in the paragraphs of one field. What was compared once is remembered for the next passage."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self.paragraphs = paragraphs
        self._alike: dict[str, list[int]] = {}
        self._stretches: dict[tuple[str, int], list[_Stretch]] = {}

    def place(self, selector: TextQuoteSelector) -> Located | None:
        """The passage as it stands today.

        Its paragraph comes first, unchanged or with most of the words around it; there the difference tells what the
        passage is now. Then the unchanged words in a piece of that paragraph, then a long passage wherever it stands.
        """
        whole = selector.paragraph
        if whole in self.paragraphs:
            start = len(selector.prefix)
            return Located(self.paragraphs.index(whole), start, start + len(selector.exact), selector.exact)
        found, kept = self._in_its_paragraph(selector)
        if found and found.text and (kept >= _TRUSTED or found.text == selector.exact):
            return found
        return (
            self._in_a_piece(selector)
            or (found if found and found.text else None)
            or self._anywhere(selector)
            or found
        )

    def _in_its_paragraph(self, selector: TextQuoteSelector) -> tuple[Located | None, float]:
        """(the passage in the paragraph that keeps most of the words around it, how much of them it keeps)."""
        span = (len(selector.prefix), len(selector.prefix) + len(selector.exact))
        around = len(selector.prefix) + len(selector.suffix)
        best: tuple[float, int, int] | None = None
        for number in self._candidates(selector):
            stretches = self._compared(selector.paragraph, number)
            within = _kept(stretches, span)
            outside = sum(s.old[1] - s.old[0] for s in stretches if s.same) - within
            if best is None or (outside, within) > best[:2]:
                best = (outside, within, number)
        if best is None:
            return None, 0.0
        number = best[2]
        return self._mapped(selector.paragraph, number, span), best[0] / around if around else 1.0

    def _candidates(self, selector: TextQuoteSelector) -> list[int]:
        """The paragraphs most alike; what was marked whole and stands alone, such as a title, is what stands there now."""
        whole = selector.paragraph
        if whole == selector.exact and len(self.paragraphs) == 1:
            return [0]
        if whole not in self._alike:
            scores = [
                (fuzz.ratio(whole, text), -number) for number, text in enumerate(self.paragraphs) if text
            ]
            ranked = sorted((pair for pair in scores if pair[0] >= _ALIKE), reverse=True)
            self._alike[whole] = [-number for _score, number in ranked[:_COMPARED]]
        return self._alike[whole]

    def _compared(self, whole: str, number: int) -> list[_Stretch]:
        if (whole, number) not in self._stretches:
            self._stretches[whole, number] = list(_stretches(word_pieces(whole, self.paragraphs[number])))
        return self._stretches[whole, number]

    def _mapped(self, whole: str, number: int, span: tuple[int, int]) -> Located:
        """What the older text's span has become. What was inserted just before or behind it does not belong to it."""
        stretches = self._compared(whole, number)
        first = next(s for s in stretches if s.old[0] <= span[0] < s.old[1])
        last = next(s for s in stretches if s.old[0] < span[1] <= s.old[1])
        start = first.new[0] + (span[0] - first.old[0] if first.same else 0)
        end = last.new[0] + span[1] - last.old[0] if last.same else last.new[1]
        text = self.paragraphs[number][start : max(start, end)]
        if not text.strip():
            return Located(number, start, max(start, end), "")
        lead = len(text) - len(text.lstrip())
        return Located(number, start + lead, start + len(text.rstrip()), text.strip())

    def _in_a_piece(self, selector: TextQuoteSelector) -> Located | None:
        """The unchanged words in a paragraph that is a part of the passage's own, as after it was parted."""
        for number, start in _places(self.paragraphs, selector.exact):
            text = self.paragraphs[number]
            if (
                _agreement(text, start, selector) >= _ENOUGH
                and fuzz.partial_ratio(text, selector.paragraph) >= _PART
            ):
                return Located(number, start, start + len(selector.exact), selector.exact)
        return None

    def _anywhere(self, selector: TextQuoteSelector) -> Located | None:
        if len(selector.exact) < _LONG:
            return None
        return next(
            (
                Located(n, at, at + len(selector.exact), selector.exact)
                for n, at in _places(self.paragraphs, selector.exact)
            ),
            None,
        )


def _stretches(pieces: Sequence[Piece]) -> Iterator[_Stretch]:
    """The pieces as stretches of the older text; what stands between two unchanged ones is one stretch."""
    old = new = from_old = from_new = 0
    for piece in (*pieces, Piece("same", "")):
        if piece.kind == "gone":
            old += len(piece.text)
        elif piece.kind == "new":
            new += len(piece.text)
        else:
            if old > from_old or new > from_new:
                yield _Stretch((from_old, old), (from_new, new), same=False)
            end = len(piece.text)
            yield _Stretch((old, old + end), (new, new + end), same=True)
            old, new = old + end, new + end
            from_old, from_new = old, new


def _kept(stretches: Sequence[_Stretch], span: tuple[int, int]) -> int:
    """How many of the span's characters were not changed."""
    return sum(max(0, min(span[1], s.old[1]) - max(span[0], s.old[0])) for s in stretches if s.same)


def _places(paragraphs: Sequence[str], words: str) -> Iterator[tuple[int, int]]:
    """Where the words stand, not as a part of other words (“men” in “women”), a bounded number of times."""
    if not words:
        return
    before = r"(?<!\w)" if re.match(r"\w", words) else ""
    behind = r"(?!\w)" if re.search(r"\w\Z", words) else ""
    pattern = re.compile(before + re.escape(words) + behind)
    found = 0
    for number, text in enumerate(paragraphs):
        for match in pattern.finditer(text):
            if found == _PLACES:
                return
            found += 1
            yield number, match.start()


def _agreement(text: str, start: int, selector: TextQuoteSelector) -> int:
    """How many characters around the place are those around the passage."""
    end = start + len(selector.exact)
    before, after = text[max(0, start - 100) : start], text[end : end + 100]
    return _common(before[::-1], selector.prefix[-100:][::-1]) + _common(after, selector.suffix[:100])


def _common(one: str, other: str) -> int:
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


@dataclass(frozen=True, slots=True)
class Reverted:
    """The paragraphs with each claim's passage as it was marked, and where positions of today's text are in them."""

    paragraphs: list[str]
    _replaced: dict[
        int, list[tuple[int, int, int]]
    ]  # by paragraph: start and end today, and the change of length

    def at(self, paragraph: int, position: int) -> int:
        """A position of today's paragraph in the reverted one; one inside a claim is at the claim's end."""
        moved = position
        for start, end, longer in self._replaced.get(paragraph, []):
            if position >= end:
                moved += longer
            elif position > start:
                moved += end - position + longer
        return moved


def revert(paragraphs: Sequence[str], claims: Sequence[tuple[TextQuoteSelector, Located | None]]) -> Reverted:
    """Put each claim's passage back to what it was when it was marked, the oldest claim first.

    Two texts that differ only inside claims become equal. A passage that overlaps one before it is left as it is.
    """
    kept: dict[int, list[tuple[Located, TextQuoteSelector]]] = {}
    for selector, place in claims:
        if place is None:
            continue
        others = kept.setdefault(place.paragraph, [])
        if not any(other.start < place.end and place.start < other.end for other, _ in others):
            others.append((place, selector))
    texts = list(paragraphs)
    replaced: dict[int, list[tuple[int, int, int]]] = {}
    for number, placed in kept.items():
        text = texts[number]
        for place, selector in sorted(placed, key=lambda pair: pair[0].start, reverse=True):
            before, after, words = text[: place.start], text[place.end :], selector.exact
            if not place.text:
                # Deleting the passage took one of the spaces around it along.
                before, after = before.rstrip(), after.lstrip()
                words = _space_end(selector.prefix) + words + _space_start(selector.suffix)
            longer = len(before) + len(words) + len(after) - len(text)
            replaced.setdefault(number, []).append((place.start, place.end, longer))
            text = before + words + after
        texts[number] = text
    return Reverted(texts, replaced)


def _space_end(text: str) -> str:
    return text[len(text.rstrip()) :]


def _space_start(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]
