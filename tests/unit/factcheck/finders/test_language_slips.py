"""Months and peoples that are nearly right, “it’s” for “its”, counted plurals; one report for each word."""

import pytest

from editorial.factcheck.finders import every
from editorial.factcheck.finders.article_text import Archive, ArticleText
from tests.unit.factcheck.finders.test_language import in_commentary, passage


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The quay opened on 14 Febuary 2025.", [("spelling", "Febuary")]),
        ("The quay opened on Wensday.", [("spelling", "Wensday")]),
        ("The chinese ambassador left.", [("spelling", "chinese")]),
        ("Arvane has been a member since it’s foundation.", [("grammar", "it’s")]),
        ("The guild bought two dozens of tugs.", [("grammar", "two dozens of")]),
        ("The guild lost three millions of crowns.", [("grammar", "three millions of")]),
        ("In Augusta, Augustin met April Novem.", []),
        ("Dozens of tugs and millions of crowns were lost.", []),
        ("They say that it’s founded on sand.", []),
    ],
)
def test_slips(text: str, expected: list[tuple[str, str]]) -> None:
    assert in_commentary(text) == expected


def test_one_word_one_report() -> None:
    article = ArticleText(commentary=(passage("Tugs left Kazahkstan in the spring."),))
    found = every.find_everything(article, Archive())
    assert [(one.code, one.text) for one in found] == [("place-spelling", "Kazahkstan")]
