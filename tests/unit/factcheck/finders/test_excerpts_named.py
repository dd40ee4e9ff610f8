"""Commentary that counts more excerpts than there are."""

import pytest

from editorial.factcheck.finders.article_text import Archive
from editorial.factcheck.finders.excerpts_named import find_excerpts_named
from tests.unit.factcheck.finders.numbers_and_dates import article


@pytest.mark.parametrize(
    ("commentary", "expected"),
    [
        ("As the third accompanying article notes, tugs rust.", ["the third accompanying article"]),
        ("The three accompanying excerpts agree.", ["The three accompanying excerpts"]),
        ("The second accompanying article disagrees. The two excerpted articles are old.", []),
        # The third of something else.
        ("It is the third article of the treaty, and the third report in a year.", []),
    ],
)
def test_more_than_there_are(commentary: str, expected: list[str]) -> None:
    one = article(commentary, "Tugs rust.", "Tugs do not rust.")
    found = list(find_excerpts_named(one, Archive()))
    assert [(x.severity, x.text) for x in found] == [("warn", text) for text in expected]


def test_nothing_is_said_before_there_is_an_excerpt() -> None:
    assert not list(find_excerpts_named(article("The third accompanying article is long."), Archive()))
