"""The time of every finder grows with the length of a text, not with its square, whatever signs the text is made of.

`python -m benchmarks.linear`: four times the text, side by side in one run.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice, product

from editorial.factcheck.finders import every
from editorial.factcheck.finders.article_text import ArticleText, Passage, Place
from tests.unit.factcheck.finders.test_robustness import _ARCHIVE, built

_SHORT, _LONG = 5_000, 20_000
# Four times the text: a square takes sixteen times as long. What is done in an instant is not measured.
_FACTOR = 9
_INSTANT = 0.35

_UNITS = [
    ".", "!?", "… ", ".” A", "\n", "\xa0", "“", "‘a ", "(", "[…] ", "- ", "1", "1,", "(1)", "A", "A. ", "e\u0301", "\u200b",
    "a@", "http://", "a, ", "… —“$1 ", "A. 1,\u2009", "as of May 2031 ", "The A and ", "ABC DEF GHI. ", "Abidjan, Ghana, ",
]  # fmt: skip


def _names(count: int) -> Iterator[str]:
    parts = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "so", "tu")
    return ("".join(one).capitalize() for one in islice(product(parts, repeat=3), count))


_MADE = {
    "names": " ".join(f"Then {name} {name[:4]} met {name[::-1].capitalize()}." for name in _names(1000)),
    "acronyms": " ".join(
        f"The {''.join(one)} left," for one in islice(product("ABCDEFGHI", repeat=4), 0, 6561, 4)
    ),
    "numbers": " ".join(f"On that day {at} soldiers and {at},{at:03d} men died." for at in range(1000)),
    "future days": " ".join(f"{at % 28 + 1} May {2030 + at % 60}," for at in range(1000)),
    "days": " ".join(f"On {at % 28 + 1} May the envoy {at} met the council." for at in range(1000)),
    "quotations": " ".join(f"“envoy {at} of the ridge,” he said," for at in range(1000)),
}


def _article(text: str) -> ArticleText:
    article = built(text, text, text)
    excerpt = replace(article.excerpts[0], published_on=date(2024, 5, 9))
    own = replace(article.commentary[0], references=((len(text), "i"),))
    caption = Passage(Place("image", "x", "caption"), text[:500], "Caption")
    return replace(
        article,
        commentary=(own,),
        excerpts=(excerpt,),
        captions=(caption,),
        publication_date=date(2024, 6, 1),
    )


def _seconds(finder: every.Finder, text: str) -> float:
    article = _article(text)
    begin = time.process_time()
    list(finder(article, _ARCHIVE))
    return time.process_time() - begin


def _repeated(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def grows(text: str) -> dict[str, float]:
    """By finder: how many times as long it takes for four times the text; only those that take a while."""
    found = {}
    for finder in every.FINDERS:
        long = _seconds(finder, _repeated(text, _LONG))
        if long >= _INSTANT:
            short = min(_seconds(finder, _repeated(text, _SHORT)) for _ in range(2))
            found[getattr(finder, "__name__", str(finder))] = long / max(short, 0.001)
    return found


def main() -> int:
    """Print what grows faster than its text; 1 if anything does."""
    every.find_everything(_article("A line."), _ARCHIVE)
    bad = 0
    for name, text in [*((repr(unit), unit) for unit in _UNITS), *_MADE.items()]:
        for finder, times in grows(text).items():
            bad += times > _FACTOR
            print(f"{name:32} {finder:20} x{times:.1f}{'  TOO FAST GROWING' if times > _FACTOR else ''}")
    print("Every finder grows with the length of its text." if not bad else f"{bad} grow faster than that.")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
