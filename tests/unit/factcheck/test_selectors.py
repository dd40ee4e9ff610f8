"""Finding the passage of a claim again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.factcheck.selectors import Located, TextQuoteSelector, find_marked, locate, revert, select

PARAGRAPHS = [
    "The pilots of the lagoon refused to sail after dusk, and the mayor gave way.",
    "A second boat, the mayor said, would come from the island before long.",
]


def reverted(today: list[str], claims: list[tuple[TextQuoteSelector, Located | None]]) -> list[str]:
    return revert(today, claims).paragraphs


def marked(words: str, paragraph: int = 0) -> TextQuoteSelector:
    start = PARAGRAPHS[paragraph].index(words)
    return select(PARAGRAPHS, paragraph, start, start + len(words))


def test_a_selector_is_what_the_w3c_writes() -> None:
    assert marked("refused to sail").as_json() == {
        "type": "TextQuoteSelector", "exact": "refused to sail", "prefix": "The pilots of the lagoon ",
        "suffix": " after dusk, and the mayor gave way.",
    }  # fmt: skip


@pytest.mark.parametrize(
    "today, text",
    [
        (PARAGRAPHS, "refused to sail"),
        (PARAGRAPHS[::-1], "refused to sail"),
        (["Everybody slept.", "The pilots of the lagoon refused to sail.", "After dusk the mayor gave way."], "refused to sail"),
        ([PARAGRAPHS[0].replace("lagoon ", "lagoon, who had not been paid since the spring, ")], "refused to sail"),
        (["The pilots of the lagoon did not want to sail after dusk, and the mayor gave way."], "did not want to sail"),
        (["The pilots of the lagoon after dusk, and the mayor gave way."], ""),
        (["All pilots of the lagoon declined to sail after dusk, and the mayor gave way."], "declined to sail"),
    ],
)  # fmt: skip
def test_a_passage_is_found_where_it_stands_today(today: list[str], text: str) -> None:
    place = locate(today, marked("refused to sail"))
    assert place is not None
    assert place.text == text
    assert today[place.paragraph][place.start : place.end].strip() == text


def test_a_passage_whose_context_is_half_gone_is_never_taken_for_unchanged() -> None:
    place = locate(
        ["The pilots of the lagoon agreed to sail before dawn, then the strike was over."],
        marked("refused to sail"),
    )
    assert place is None or place.text != "refused to sail"


def test_what_is_gone_altogether_is_nowhere() -> None:
    assert locate(["Nothing of the kind."], marked("refused to sail")) is None
    assert locate([], marked("refused to sail")) is None
    gone = locate([""], TextQuoteSelector("Title"))
    assert gone == Located(0, 0, 0, "")


def test_of_the_same_words_those_in_their_context_count() -> None:
    second = marked("the mayor", 1)
    assert locate(PARAGRAPHS, second) == Located(1, 15, 24, "the mayor")
    assert locate(PARAGRAPHS, marked("the mayor")) == Located(0, 57, 66, "the mayor")
    without = [PARAGRAPHS[0], PARAGRAPHS[1].replace("the mayor", "a clerk")]
    assert locate(without, second) == Located(1, 15, 22, "a clerk")


def test_a_part_of_another_word_is_not_the_passage() -> None:
    place = locate(
        ["The women of the town came home."], TextQuoteSelector("men", "The ", " of the town came home.")
    )
    assert place == Located(0, 4, 9, "women")
    within = TextQuoteSelector("men", "The wo", " of the town came home.")
    assert locate(["The women of the town came home."], within) == Located(0, 6, 9, "men")


def test_a_whole_title_is_compared_as_a_whole() -> None:
    title = TextQuoteSelector("A Lagoon Without Pilots")
    for today in ("A Lagoon Without Any Pilots", "Grain Prices Fall"):
        assert locate([today], title) == Located(0, 0, len(today), today)
    assert locate(["Grain prices fall.", "Nobody knows why."], title) is None


def test_texts_that_differ_inside_claims_alone_are_equal_once_reverted() -> None:
    claim = marked("refused to sail")
    today = [PARAGRAPHS[0].replace("refused to sail", "would not sail"), PARAGRAPHS[1]]
    assert reverted(today, [(claim, locate(today, claim))]) == PARAGRAPHS
    gone = [PARAGRAPHS[0].replace("refused to sail ", ""), PARAGRAPHS[1]]
    assert reverted(gone, [(claim, locate(gone, claim))]) == PARAGRAPHS
    other = [PARAGRAPHS[0].replace("lagoon", "harbor"), PARAGRAPHS[1]]
    assert reverted(other, [(claim, locate(other, claim))]) == other


def test_of_overlapping_claims_the_first_is_reverted() -> None:
    first, second = marked("refused to sail"), marked("sail after dusk")
    today = [PARAGRAPHS[0].replace("refused", "declined"), PARAGRAPHS[1]]
    claims = [(one, locate(today, one)) for one in (first, second)]
    assert reverted(today, claims) == PARAGRAPHS


letters = st.text(alphabet="ab .é“", max_size=60)


@given(st.lists(letters, max_size=4), letters, letters, letters)
def test_any_text_is_searched_and_a_place_is_in_it(
    paragraphs: list[str], exact: str, prefix: str, suffix: str
) -> None:
    place = locate(paragraphs, TextQuoteSelector(exact or "a", prefix, suffix))
    if place is not None:
        assert paragraphs[place.paragraph][place.start : place.end].strip() == place.text.strip()
        assert len(reverted(paragraphs, [(TextQuoteSelector(exact, prefix, suffix), place)])) == len(
            paragraphs
        )


@given(st.data())
def test_what_was_marked_in_a_text_is_found_in_that_text(data: st.DataObject) -> None:
    paragraph = data.draw(st.integers(0, 1))
    start = data.draw(st.integers(0, len(PARAGRAPHS[paragraph]) - 1))
    end = data.draw(st.integers(start + 1, len(PARAGRAPHS[paragraph])))
    selector = select(PARAGRAPHS, paragraph, start, end)
    place = locate(PARAGRAPHS, selector)
    assert place == Located(paragraph, start, end, selector.exact)
    edited = [text.replace("the mayor", "a clerk of the town") for text in PARAGRAPHS]
    assert reverted(edited, [(selector, locate(edited, selector))])[1 - paragraph] == edited[1 - paragraph]


def test_what_is_inserted_beside_a_passage_is_not_part_of_it() -> None:
    claim = marked("refused to sail")
    today = [PARAGRAPHS[0].replace("refused to sail", "never refused to sail at all"), PARAGRAPHS[1]]
    place = locate(today, claim)
    assert place is not None
    assert place.text == "refused to sail"
    assert reverted(today, [(claim, place)]) == today


def test_positions_move_with_what_is_reverted() -> None:
    claim = marked("refused to sail")
    today = [PARAGRAPHS[0].replace("refused to sail", "said. They would never sail"), PARAGRAPHS[1]]
    place = locate(today, claim)
    assert place is not None
    back = revert(today, [(claim, place)])
    assert back.paragraphs == PARAGRAPHS
    for words in ("pilots", "after dusk", "gave way"):
        assert back.at(0, today[0].index(words)) == PARAGRAPHS[0].index(words)
    assert back.at(0, place.start + 3) == PARAGRAPHS[0].index(" after")
    assert back.at(1, 7) == 7


def test_a_long_text_is_searched_quickly_enough() -> None:
    """Work, not seconds: a word that stands everywhere is looked at a bounded number of times."""
    text = ["a " * 60_000]
    assert locate(text, TextQuoteSelector("a", "x " * 32, " y" * 32)) is None
    assert find_marked(text, TextQuoteSelector("b")) is None
    assert find_marked(text, TextQuoteSelector("a", "x", "y")) is not None
