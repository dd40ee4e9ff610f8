"""Two writers' changes of one rich text put together where they touch different paragraphs: a three-way merge.

The method is that of diff3 (Khanna, Kunal and Pierce, “A Formal Investigation of Diff3”, 2007) with paragraphs for lines,
except that changes of neighboring paragraphs are no conflict: in prose they rarely have to do with each other.
"""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)


class _Hunk(NamedTuple):
    """Paragraphs `start` to `end` of the base (none: an insertion) become `texts`."""

    start: int
    end: int
    texts: tuple[str, ...]


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of `base` in one text; None when they touch the same place. All in canonical rich text."""
    paragraphs = _PARAGRAPH.findall(base)
    hunks = sorted({*_hunks(paragraphs, mine), *_hunks(paragraphs, theirs)})
    for first, second in zip(hunks, hunks[1:], strict=False):
        same_place = first.start == first.end == second.start
        if second.start < first.end or same_place or (second.start == second.end == first.start):
            return None
    out: list[str] = []
    at = 0
    for hunk in hunks:
        out += paragraphs[at : hunk.start]
        out += hunk.texts
        at = hunk.end
    return "".join([*out, *paragraphs[at:]])


def _hunks(base: list[str], changed: str) -> list[_Hunk]:
    texts = _PARAGRAPH.findall(changed)
    found = []
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, base, texts, autojunk=False
    ).get_opcodes():
        if tag == "replace" and end - start == new_end - new_start:
            # As many paragraphs as before: each was changed by itself.
            found += [_Hunk(start + i, start + i + 1, (texts[new_start + i],)) for i in range(end - start)]
        elif tag != "equal":
            found.append(_Hunk(start, end, tuple(texts[new_start:new_end])))
    return found
