"""Sentences, clauses and the words of a clause that carry its content."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise

Span = tuple[int, int]

# A run of marks is read from its first one and never given back: ten thousand dots are looked at once each.
_END = re.compile(r"(?:(?<![.!?…])[.!?…]++[”\"’')\]]{0,4}(?=\s++[“\"‘'(\[…]{0,4}[A-Z0-9À-ÞА-Я])|\n)")
_LAST_WORD = re.compile(r"[\w.]{1,20}$")
# A period behind these ends no sentence.
_ABBREVIATIONS = frozenset([
    "mr", "mrs", "ms", "dr", "prof", "gen", "col", "maj", "capt", "lt", "sgt", "adm", "gov", "sen", "rep",
    "st", "no", "nos", "vol", "art", "u.s", "u.k", "u.n", "approx", "ca", "vs", "fig", "jr", "sr", "rs",
    "brig", "cmdr", "cpl", "pvt", "comdr", "rev", "hon", "pres", "amb", "messrs", "mt", "ft", "e.g", "i.e", "cf",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "p", "pp",
])  # fmt: skip
_CLAUSE_END = re.compile(r"[,;:](?=\s)|—|\s–\s|\s\(|\)|\b(?:while|whereas|but)\b")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
# Words that say nothing about what a sentence is about, and those of every commentary.
_EMPTY = frozenset(
    """
a an the this that these those such some any each every all both either neither no not only own same other others
another more most much many few less least several about around over under above below up down out off into onto from
of to in on at by for with without within between among amid during before after since until till against through
toward towards across along behind beyond near per via upon than then as so too very just even still yet already also
again now here there where when while whereas because if unless although though whether which who whom whose what how
why and or nor but it its he his him she her they their them we our us you your i my me one ones be is are was were
been being am do does did done have has had having will would shall should can could may might must say says said
saying told tell tells according article articles excerpt excerpts excerpted accompanying report reports reported
reportedly note notes noted added add adding first second third last next new approximately nearly almost roughly
including include includes included well hundred thousand million billion trillion
""".split()
)
_ENDINGS = (
    "ations",
    "ation",
    "ings",
    "ing",
    "ies",
    "ied",
    "ans",
    "an",
    "ers",
    "er",
    "ed",
    "es",
    "s",
    "e",
    "y",
    "a",
)


def sentence_spans(text: str) -> list[Span]:
    """Where each sentence of `text` stands, white space around it left out. Together they hold every word."""
    spans, start = [], 0
    for match in _END.finditer(text):
        word = _LAST_WORD.search(text, max(0, match.start() - 20), match.start())
        if match.group() == "." and word:
            last = word.group().lower()
            if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()):
                continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = []
    for begin, end in spans:
        part = text[begin:end]
        if part.strip():
            trimmed.append((begin + len(part) - len(part.lstrip()), begin + len(part.rstrip())))
    return trimmed


def span_around(spans: list[Span], at: int) -> Span:
    """The one of the ordered `spans` that `at` lies in, or the nearest before it."""
    return spans[max(0, bisect_right(spans, (at, 10**9)) - 1)]


def sentences_around(text: str, start: int, end: int) -> str:
    """The whole sentences of `text` in which `start` to `end` lies; both neighbors of what stands between two."""
    spans = _kept_spans(text)
    first = bisect_right(spans, start, key=lambda span: span[0]) - 1
    last = bisect_left(spans, end, key=lambda span: span[1])
    begin = spans[first][0] if first >= 0 else 0
    return text[begin : spans[last][1] if last < len(spans) else len(text)].strip()


@lru_cache(maxsize=32)
def _kept_spans(text: str) -> tuple[Span, ...]:
    """Many findings lie in one passage."""
    return tuple(sentence_spans(text))


def clause_span(text: str, sentence: Span, at: int, *, least: int = 5) -> Span:
    """The clause around `at`, with its neighbors while it has fewer than `least` words of content."""
    begin = sentence[0]
    cuts, stems = _clauses(text[begin : sentence[1]])
    low = min(max(0, bisect_right(cuts, at - begin) - 1), len(stems) - 1)
    high = low + 1
    near = set(stems[low])
    while len(near) < least and (low > 0 or high < len(stems)):
        if low > 0:
            low -= 1
            near |= stems[low]
        else:
            near |= stems[high]
            high += 1
    return begin + cuts[low], begin + cuts[high]


@lru_cache(maxsize=8)
def _clauses(sentence: str) -> tuple[tuple[int, ...], tuple[frozenset[str], ...]]:
    """Where the clauses of a sentence begin, with its end behind them, and the stems of each: many claims share one."""
    cuts = (0, *(match.end() for match in _CLAUSE_END.finditer(sentence)), len(sentence))
    return cuts, tuple(frozenset(content_stems(sentence[low:high])) for low, high in pairwise(cuts))


def stem(word: str) -> str:
    """A rough stem: good enough to see that “Africa” and “African”, “attack” and “attacked” belong together."""
    word = word.lower().replace("’", "'").removesuffix("'s").rstrip("'")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:7]


def content_stems(text: str) -> set[str]:
    """Stems of the words that carry content; numbers are left out."""
    words = (match.group() for match in _WORD.finditer(text))
    return {stem(word) for word in words if word.lower().replace("’s", "") not in _EMPTY and len(word) > 1}
