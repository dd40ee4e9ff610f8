"""Numbers in figures and in English words."""

import re
from decimal import Decimal

_UNITS = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = (
    {"zero": 0}
    | {word: number for number, word in enumerate(_UNITS, 1)}
    | {word: number for number, word in enumerate(_TEENS, 10)}
    | {word: 10 * number for number, word in enumerate(_TENS, 2)}
)
SCALES = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
_SCALE = r"(?:hundred|thousand|millions?|billions?|trillions?|lakhs?|crores?)"
_WORD = "|".join(sorted([*_SMALL, *SCALES, "dozen"], key=len, reverse=True))
# Letters glued to figures: 3bn, 25mn. A lone m is a million only behind a currency sign.
_SHORT = {"bn": 10**9, "mn": 10**6, "mln": 10**6, "mio": 10**6, "tn": 10**12, "trn": 10**12, "k": 10**3}
FIGURE = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,2}(?:,\d{2})+,\d{3}|\d{1,3}(?:[ \u00a0\u2009\u202f’']\d{3})+(?!\d)"
    r"|\d{1,18}(?:\.\d{1,6})?)"
)
FIGURES = (
    rf"(?<![\w.,/:@#+])(?<![^\W\d]-)(?P<figure>{FIGURE})(?!\d|[.,]\d)"
    rf"(?:(?:\s|-)?(?P<scale>{_SCALE}(?:\s{_SCALE})?)\b|\s?(?P<short>bn|mn|mln|mio|tn|trn|k)\b|(?P<m>m)\b)?"
)
WORDS = (
    rf"(?<![\w-])(?P<article>half\s+an?\s+|an?\s+half\s+|half-|an?\s+)?(?P<words>(?:{_WORD})"
    rf"(?:(?:\s+|-)(?:and\s+)?(?:{_WORD})){{0,24}})(?P<half>\s+and\s+a\s+half(?P<scale2>\s+{_SCALE})?)?(?![\w’'])"
)
_PIECE = re.compile(r"[a-z]+", re.IGNORECASE)


def figure_value(figure: str, scale: str | None, short: str | None) -> Decimal:
    """“1.7” and “million” → 1700000; `figure` as `FIGURE` matches it."""
    value = Decimal(re.sub(r"[,\s’']", "", figure))
    for word in (scale or "").lower().split():
        value *= SCALES[word if word in SCALES else word[:-1]]
    return value * _SHORT[short.lower()] if short else value


def scale_of(text: str) -> int:
    """The scale that a number ends in: “2.5 million” → 1000000, “40” → 1. It is that of a range's first number too."""
    word = re.split(r"[\s\d.-]", text.lower())[-1]
    return (
        SCALES.get(word) or SCALES.get(word.rstrip("s")) or _SHORT.get(word) or (10**6 if word == "m" else 1)
    )


class NumberWords:
    """Reads number words one after the other and keeps what they come to.

    `take` answers False where a word does not continue the number: then the number ends before it.
    """

    def __init__(self) -> None:
        self._total = 0
        self._current = 0
        self._least_scale = 10**15
        self._taken = 0
        self._closed = False

    @property
    def value(self) -> int:
        return self._total + self._current

    def take(self, word: str, *, after_and: bool = False) -> bool:
        word = word.lower()
        if self._closed or (after_and and (self._current % 100 or not self._taken or word in SCALES)):
            return False
        taken = self._scale(word) if word in SCALES or word == "dozen" else self._small(_SMALL[word])
        self._taken += taken
        return taken

    def _small(self, number: int) -> bool:
        tail = self._current % 100
        fits = not tail and (self._current or not self._taken or self._total)
        if 1 <= number <= 9 and tail >= 20 and not tail % 10:
            fits = True
        if number == 0:
            fits, self._closed = not self._taken, True
        self._current += number if fits else 0
        return bool(fits)

    def _scale(self, word: str) -> bool:
        if word == "dozen":
            fits = not self._total and self._current < 100
            self._current, self._closed = max(self._current, 1) * 12, True
            return fits
        scale = SCALES[word]
        if word == "hundred":
            fits = 0 < self._current < 100
            self._current *= 100 if fits else 1
            return fits
        # “hundred thousand” multiplies, “two million three million” does not add up.
        if not self._current or scale >= self._least_scale:
            return False
        self._total, self._current, self._least_scale = self._total + self._current * scale, 0, scale
        return True


def words_value(match: re.Match[str]) -> tuple[Decimal, int] | None:
    """The value of a match of `WORDS` and where the number ends; None where the words are no number of their own
    (“the hundred”, “dozens”).
    """
    article = (match["article"] or "").lower().replace("-", " ").split()
    reader, end, last = NumberWords(), match.start("words"), match.start("words")
    text = match.string
    first = True
    for piece in _PIECE.finditer(text, *match.span("words")):
        word = piece.group()
        if word.lower() == "and":
            continue
        if first and word.lower() in SCALES:
            if not article:
                return None
            reader.take("one")
        between = text[last : piece.start()].lower()
        if not reader.take(word, after_and="and" in between):
            break
        first, end, last = False, piece.end(), piece.end()
    value = Decimal(reader.value)
    if "half" in article:
        value /= 2
    if match["half"] and end == match.end("words"):
        scale = (match["scale2"] or "").lower().strip()
        value = (value + Decimal("0.5")) * (SCALES[scale.rstrip("s")] if scale else 1)
        end = match.end("half")
    return value, end
