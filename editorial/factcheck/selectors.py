"""Anchors of claims: the W3C's TextQuoteSelector, and finding its passage again after the text was changed.

https://www.w3.org/TR/annotation-model/#text-quote-selector. A passage lies within one paragraph; `prefix` and `suffix` are
the text around it in the same paragraph, so that a paragraph may be moved. At the paragraph's beginning the prefix is
blank, at its end the suffix.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

CONTEXT = 32  # characters on each side, as annotation tools keep them
_ENOUGH = 12  # characters of context that tell one place from another
_LONG = 40  # a passage of this length is not met twice by chance
_ALIKE = 65.0  # rapidfuzz: below, two passages are not one that was edited
_TOLD_APART = 5000  # places of one short word; beyond, the text is not an article's
_WORD = re.compile(r"\w+")


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


@dataclass(frozen=True, slots=True)
class Located:
    """Where the passage stands today: `start` to `end` of the paragraph (from 0), which read `text`. Blank: it is gone."""

    paragraph: int
    start: int
    end: int
    text: str


def select(paragraphs: Sequence[str], paragraph: int, start: int, end: int) -> TextQuoteSelector:
    """The anchor of `paragraphs[paragraph][start:end]`."""
    text = paragraphs[paragraph]
    return TextQuoteSelector(
        text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    )


def locate(paragraphs: Sequence[str], selector: TextQuoteSelector) -> Located | None:
    """The passage as it stands today, unchanged or changed; None where nothing like it is left.

    An unchanged passage in its context comes first; then what stands between the prefix and the suffix; then the
    unchanged words elsewhere, if they cannot be others by chance; then the words most like it.
    """
    same, agreement = _best_same(paragraphs, selector)
    whole = len(selector.prefix) + len(selector.suffix)
    if same and (agreement >= min(_ENOUGH, whole)):
        return same
    between = _between(paragraphs, selector)
    if between:
        return between
    if same and len(selector.exact) >= _LONG:
        return same
    return _most_like(paragraphs, selector)


def _best_same(paragraphs: Sequence[str], selector: TextQuoteSelector) -> tuple[Located | None, int]:
    """The unchanged passage with the most context, and how many characters of context agree."""
    best: Located | None = None
    most = -1
    for number, start in _places(paragraphs, selector.exact):
        text, end = paragraphs[number], start + len(selector.exact)
        if _inside_a_word(text, start, end) and not _inside_a_word(_in_context(selector), *_span(selector)):
            continue
        agreement = _common_end(text[:start], selector.prefix) + _common_start(text[end:], selector.suffix)
        if not selector.prefix and start == 0:
            agreement += _ENOUGH
        if not selector.suffix and end == len(text):
            agreement += _ENOUGH
        if agreement > most:
            best, most = Located(number, start, end, selector.exact), agreement
    return best, most


def _places(paragraphs: Sequence[str], words: str) -> Iterator[tuple[int, int]]:
    found = 0
    for number, text in enumerate(paragraphs):
        at = text.find(words) if words else -1
        while at >= 0 and found < _TOLD_APART:
            found += 1
            yield number, at
            at = text.find(words, at + 1)


def _inside_a_word(text: str, start: int, end: int) -> bool:
    """Whether a passage begins or ends in the middle of a word, as “men” does in “women”."""
    return ((text[:start][-1:] + text[start : start + 1]).isalnum() and start > 0) or (
        (text[end - 1 : end] + text[end : end + 1]).isalnum() and end < len(text)
    )


def _in_context(selector: TextQuoteSelector) -> str:
    return selector.prefix + selector.exact + selector.suffix


def _span(selector: TextQuoteSelector) -> tuple[int, int]:
    return len(selector.prefix), len(selector.prefix) + len(selector.exact)


def _common_end(text: str, prefix: str) -> int:
    length = 0
    while length < min(len(text), len(prefix)) and text[-1 - length] == prefix[-1 - length]:
        length += 1
    return length


def _common_start(text: str, suffix: str) -> int:
    length = 0
    while length < min(len(text), len(suffix)) and text[length] == suffix[length]:
        length += 1
    return length


def _between(paragraphs: Sequence[str], selector: TextQuoteSelector) -> Located | None:
    """What stands between the prefix and the suffix, in the paragraph where most of them is found."""
    if not _context(selector):
        return None
    longest = 3 * len(selector.exact) + 80
    best: tuple[int, int, Located] | None = None
    for number, text in enumerate(paragraphs):
        starts = list(_ends_of(text, selector.prefix.rstrip()))
        ends = list(_starts_of(text, selector.suffix.lstrip()))
        for start, before in starts:
            for end, after in ends:
                if not start <= end <= start + longest or before + after < min(_ENOUGH, _context(selector)):
                    continue
                # Of two places with the same context the one whose words are more like it.
                likeness = round(fuzz.ratio(text[start:end], selector.exact))
                if best is None or (before + after, likeness) > best[:2]:
                    best = (before + after, likeness, _trimmed(number, text, start, end))
    return best[2] if best else None


def _context(selector: TextQuoteSelector) -> int:
    return len(selector.prefix.strip()) + len(selector.suffix.strip())


def _ends_of(text: str, prefix: str) -> Iterator[tuple[int, int]]:
    """(position behind the prefix, how many of its characters agree); the beginning of the text for a blank one."""
    if not prefix:
        yield 0, 0
        return
    for length in dict.fromkeys((len(prefix), 20, 10)):
        tail = prefix[-length:]
        found = [at + len(tail) for _number, at in _places([text], tail)]
        if found:
            yield from ((at, len(tail)) for at in found[:20])
            return


def _starts_of(text: str, suffix: str) -> Iterator[tuple[int, int]]:
    if not suffix:
        yield len(text), 0
        return
    for length in dict.fromkeys((len(suffix), 20, 10)):
        head = suffix[:length]
        found = [at for _number, at in _places([text], head)]
        if found:
            yield from ((at, len(head)) for at in found[:20])
            return


def _trimmed(number: int, text: str, start: int, end: int) -> Located:
    words = text[start:end]
    lead = len(words) - len(words.lstrip())
    if not words.strip():
        return Located(number, start, end, "")
    return Located(number, start + lead, start + len(words.rstrip()), words.strip())


def _most_like(paragraphs: Sequence[str], selector: TextQuoteSelector) -> Located | None:
    best: tuple[float, Located] | None = None
    for number, text in enumerate(paragraphs):
        if not selector.prefix and not selector.suffix:
            # A whole paragraph (or a title): it is compared as one.
            score, span = fuzz.ratio(selector.exact, text), (0, len(text))
        else:
            found = fuzz.partial_ratio_alignment(selector.exact, text)
            score, span = (found.score, (found.dest_start, found.dest_end)) if found else (0.0, (0, 0))
        if score >= _ALIKE and (best is None or score > best[0]):
            best = (score, _trimmed(number, text, *_whole_words(text, *span)))
    return best[1] if best else None


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    for word in _WORD.finditer(text, max(0, start - 100), min(len(text), end + 100)):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    return start, end


def reverted(
    paragraphs: Sequence[str], claims: Sequence[tuple[TextQuoteSelector, Located | None]]
) -> list[str]:
    """The paragraphs with each claim's passage as it was marked, whatever it reads today.

    Two texts that differ only inside claims become equal. Overlapping passages after the first are left as they are.
    """
    texts = list(paragraphs)
    placed = [(place, selector) for selector, place in claims if place]
    taken: list[tuple[int, int, int]] = []
    kept = []
    for place, selector in placed:
        span = (place.paragraph, place.start, place.end)
        if not any(span[0] == p and span[1] < end and start < span[2] for p, start, end in taken):
            taken.append(span)
            kept.append((place, selector))
    for place, selector in sorted(kept, key=lambda pair: pair[0].start, reverse=True):
        text = texts[place.paragraph]
        before, after = text[: place.start], text[place.end :]
        words = selector.exact
        if not place.text:
            # Deleting the passage took one of the spaces around it along.
            before, after = before.rstrip(), after.lstrip()
            words = _space_end(selector.prefix) + words + _space_start(selector.suffix)
        texts[place.paragraph] = before + words + after
    return texts


def _space_end(text: str) -> str:
    return text[len(text.rstrip()) :]


def _space_start(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]
