"""Changes of different paragraphs are put together; of the same place they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.content.merging import merge


def text(words: str) -> str:
    """“a b c” as three paragraphs."""
    return "".join(f"<p>{word}</p>" for word in words.split())


@pytest.mark.parametrize(
    "base, mine, theirs, together",
    [
        ("a b c", "A b c", "a b C", "A b C"),
        ("a b", "A b", "a B", "A B"),  # neighbors
        ("a b c", "a b c d", "a B c", "a B c d"),
        ("a b c", "b c", "a b c d", "b c d"),  # one removes, one adds
        ("a b", "A b", "A b", "A b"),  # the same change twice
        ("a b", "A b", "A B", "A B"),  # one of them had both already
        ("a b", "a n b", "a b", "a n b"),
        ("a b c", "c a b", "a B c", "c a B"),  # one moves a paragraph, one changes another
        ("a b", "A b", "X b", None),
        ("a b", "b", "X b", None),  # removed here, changed there
        ("a", "a x", "a y", None),  # both go on at the same place
        ("", "x", "y", None),
        ("", "x", "x", "x"),
    ],
)
def test_merge(base: str, mine: str, theirs: str, together: str | None) -> None:
    found = merge(text(base), text(mine), text(theirs))
    assert found == (None if together is None else text(together))
    assert merge(text(base), text(theirs), text(mine)) == found


paragraphs = st.lists(st.sampled_from("abcdef"), max_size=6).map(" ".join)


@given(paragraphs, paragraphs, paragraphs)
def test_nothing_that_either_wrote_is_lost_and_repeating_changes_nothing(
    base: str, mine: str, theirs: str
) -> None:
    found = merge(text(base), text(mine), text(theirs))
    if found is None:
        return
    for new in ({*mine.split()} | {*theirs.split()}) - {*base.split()}:
        assert f"<p>{new}</p>" in found
    assert merge(text(base), text(mine), text(base)) == text(mine)
    assert merge(text(base), text(base), text(theirs)) == text(theirs)
