"""Whatever happens to a text, every word of it is in the result, and reading it takes time in proportion to
its length.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial.importing.layout import parse_text
from editorial.importing.parsed import NotAnArticle
from tests.growth import require_linear

from .samples import CITATION, article, read

BASE = (article() + "\n" + article(title="Coast Guard Receives Its First Icebreaker", image=None)).split("\n")
STRAY = [
    "", "Image: x", "Source: y z", "[ii] note", "12", "http://x.example/a", "“Q”", "Image Information:",
    "By A. B.", "Порт открылся", "Title of Something", "“One,” Two (three), 5 May 2020.", "Attribution:",
    "“", "(", "[i]",
]  # fmt: skip

edits = st.lists(
    st.tuples(
        st.sampled_from(["drop", "copy", "insert", "swap", "cut"]), st.integers(0, 200), st.integers(0, 200)
    ),
    max_size=12,
)


def edited(changes: list[tuple[str, int, int]]) -> list[str]:
    lines = list(BASE)
    for what, first, second in changes:
        index, other = first % len(lines), second % len(lines)
        if what == "drop" and len(lines) > 1:
            del lines[index]
        elif what == "copy":
            lines.insert(index, lines[other])
        elif what == "insert":
            lines.insert(index, STRAY[second % len(STRAY)])
        elif what == "swap":
            lines[index], lines[other] = lines[other], lines[index]
        elif what == "cut":
            at = second % (len(lines[index]) + 1)
            lines[index : index + 1] = [lines[index][:at], lines[index][at:]]
    return lines


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "findings":
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


@settings(max_examples=150, deadline=None)
@given(edits)
def test_every_word_of_the_input_is_in_the_output(changes: list[tuple[str, int, int]]) -> None:
    lines = edited(changes)
    try:
        data = read("\n".join(lines))
    except NotAnArticle:
        return
    kept = {word for text in texts(data) for word in re.findall(r"\w+", text)}
    assert set(re.findall(r"\w+", " ".join(lines))) <= kept
    found = [one for part in data["articles"] for one in part["findings"]]
    assert all(1 <= one["line"] <= len(lines) and one["message"] for one in found)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(NotAnArticle):
        parse_text(text)


HOSTILE = {
    "letters": "a", "openers": "“", "closers": "”", "straight": "\"a\" ", "parentheses": "(", "dots": ".",
    "sentences": "a.A", "digits": "5 ", "dates": "5 Nov ", "commas": "a, ", "quoted": "“A,” ",
    "licenses": "CC BY ", "markers": "[i]", "addresses": "http://a", "names": "Abc ", "singles": "‘a’ ",
    "foreign": ", 12 Ocak ", "days": ", ۱۲ دی ۱۴۰۳ ", "supers": "a¹ ", "numbered": "1. a ",
    "titles": "see: “Abcdefgh ijk” Xyz ",
}  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("part", ["excerpts", "notes", "image"])
def test_reading_time_grows_with_the_length_not_its_square(unit: str, part: str) -> None:
    def sample(size: int) -> str:
        long = unit * (size // len(unit))
        whole = {
            "excerpts": f"{CITATION}\n\n{long}",
            "notes": f"[i] {long}",
            "image": f"Image Information:\n\nImage: A\nSource: {long}\nAttribution: {long}",
        }
        return article(**{part: whole[part]})

    parse_text(article())
    require_linear(parse_text, sample, 40_000)
