"""Whatever stretch of an excerpt is quoted, and however it is printed: nothing is said unless a word was changed."""

import re

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.unit.factcheck.finders.quotation_texts import FLEET, HARBOR, article, excerpt, reports

WORDS_OF = [paragraph.split(" ") for paragraph in (*HARBOR, *FLEET)]
CONTENT = re.compile(r"[A-Za-z]{5,}")
NEW = ["lanterns", "violins", "eleven", "parliament", "never", "glass", "orchards", "Marrek"]
SMALL = frozenset(
    "their there which where until before about could would under asked without every those".split()
)
quick = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@st.composite
def slices(draw: st.DrawFn, shortest: int = 1) -> list[str]:
    paragraph = draw(st.sampled_from(WORDS_OF))
    start = draw(st.integers(0, len(paragraph) - shortest))
    length = draw(st.integers(shortest, 25))
    return paragraph[start : start + length]


def plain(words: list[str]) -> str:
    """The words as they stand, without marks that would end the quotation and brackets cut in half."""
    return re.sub(r"[“”()\[\]]", "", " ".join(words)).strip()


@st.composite
def printed(draw: st.DrawFn) -> str:
    """A slice with words left out, brackets, another first letter, other spaces, apostrophes and dashes."""
    words = draw(slices())
    if len(words) > 4 and draw(st.booleans()):
        start = draw(st.integers(1, len(words) - 3))
        end = draw(st.integers(start + 1, len(words) - 1))
        words = [
            *words[:start],
            draw(st.sampled_from(["…", "...", "[…]", "[...]", ". . .", "….", "(…)"])),
            *words[end:],
        ]
    text = plain(words) if not any("[" in one or "(…" in one for one in words) else " ".join(
        word if word in {"[…]", "[...]", "(…)"} else plain([word]) for word in words
    )  # fmt: skip
    if draw(st.booleans()) and " " in text:
        at = draw(st.sampled_from([match.start() for match in re.finditer(" ", text)]))
        text = f"{text[:at]} [that is, the coast]{text[at:]}"
    if draw(st.booleans()) and text[:1].isalpha():
        text = f"[{text[0].swapcase()}]{text[1:]}"
    text = text.replace(" ", draw(st.sampled_from([" ", "\u00a0", "  ", "\u202f"])))
    return text.replace("’", draw(st.sampled_from(["’", "'", "ʼ"])))


@quick
@given(
    printed(),
    st.sampled_from(["“{}”", '"{}"', "«{}»", "„{}“", "“{},”", "“{}.”"]),
    st.sampled_from(["said", "wrote"]),
)
def test_a_slice_of_an_excerpt_is_never_reported(text: str, marks: str, verb: str) -> None:
    assume(text.strip("…. ,;"))
    found = reports(article(f"The captain {verb}: {marks.format(text)} The rest follows."))
    assert [one for one in found if one.severity != "info"] == [], text
    assert [
        one for one in found if one.code not in {"quotation-case", "quotation-altered", "quotation-cut"}
    ] == [], text


@quick
@given(slices(), st.booleans())
def test_an_untouched_slice_is_silent(words: list[str], capital: bool) -> None:
    text = plain(words)
    assume(text.strip("…., ;"))
    if capital and text[0].isalpha():
        text = f"{text[0].upper()}{text[1:]}"
    found = reports(article(f"The captain said: “{text}” The rest follows."))
    assert {one.code for one in found} <= {"quotation-case"}, text


@quick
@given(slices(6), st.data())
def test_a_replaced_content_word_is_always_reported(words: list[str], data: st.DataObject) -> None:
    places = [
        at for at, word in enumerate(words) if CONTENT.fullmatch(word.strip("“”,.;…")) and word.strip("“”,.;…") not in SMALL
    ]  # fmt: skip
    assume(places)
    at = data.draw(st.sampled_from(places))
    new = data.draw(st.sampled_from(NEW))
    assume(new not in words)
    changed = [*words[:at], new, *words[at + 1 :]]
    # Where every word but the small ones is capitalized, as in “when they are in Marrek There”, it is taken for a title.
    bare = [word.strip("“”,.;…") for word in changed]
    assume(any(word.islower() and CONTENT.fullmatch(word) and word not in SMALL for word in bare))
    found = reports(article(f"The captain said: “{plain(changed)}” The rest follows."))
    assert [one.severity for one in found if one.code != "quotation-case"] in (["block"], ["warn"])
    assert found[0].near or found[0].code == "quotation-not-found"


@quick
@given(slices(), st.text(max_size=60))
def test_any_text_in_marks_is_survived(words: list[str], noise: str) -> None:
    text = f"{plain(words)}{noise}"
    for made in (
        article(f"He said: “{text}” and “{noise}"),
        article("Nothing.", pull_quote=text, title=noise),
    ):
        for one in reports(made):
            passage = next(passage for passage in made.own if passage.place == one.place)
            assert passage.text[one.start : one.end] == one.text


@quick
@given(slices(5), st.integers(0, 4))
def test_it_does_not_matter_which_excerpt_it_stands_in(words: list[str], before: int) -> None:
    others = [
        excerpt(number, [f"Nothing of the kind happened in year {number} of the drought."])
        for number in range(1, before + 1)
    ]
    made = article(
        f"He said: “{plain(words)}” The rest follows.",
        excerpts=[*others, excerpt(before + 1, HARBOR), excerpt(before + 2, FLEET)],
    )
    assert {one.code for one in reports(made)} <= {"quotation-case"}
