"""How outlets are described."""

import pytest

from editorial.factcheck.finders.article_text import Archive, ExcerptText
from tests.unit.factcheck.finders.test_names import article, excerpt, found


def cited(number: int, outlet: str, descriptor: str) -> ExcerptText:
    citation = f"“Rain,” {outlet} ({descriptor}), 3 May 2024."
    return excerpt(number, "It rained.", citation=citation, outlet=outlet, outlet_descriptor=descriptor)


@pytest.mark.parametrize(
    ("own", "descriptor", "expected"),
    [
        (
            "the Oman-aligned daily Sawt Zenda says",
            "Omani-aligned daily",
            ("info", "outlet-descriptor", "Oman-aligned"),
        ),
        (
            "the state-run daily Sawt Zenda says",
            "independent daily",
            ("warn", "outlet-descriptor", "state-run"),
        ),
        ("the Sawt Zenda monitoring site says", "news aggregator", ("info", "outlet-descriptor", "site")),
        ("the independent daily Sawt Zenda says", "independent daily", None),
        ("the Oman-based newspaper Sawt Zenda says", "Muscat, Oman-based daily", None),
        ("the news outlet Sawt Zenda says", "private news site", None),
        ("Sawt Zenda says", "private news site", None),
        ("the state-run agency says, and Sawt Zenda agrees", "independent daily", None),
    ],
)
def test_the_commentary_against_the_citation(
    own: str, descriptor: str, expected: tuple[str, str, str] | None
) -> None:
    assert found(article(own, cited(1, "Sawt Zenda", descriptor))) == ([expected] if expected else [])


def test_two_citations_of_one_outlet() -> None:
    made = article(
        "It rained.", cited(1, "Sawt Zenda", "independent daily"), cited(2, "Sawt Zenda", "weekly paper")
    )
    assert found(made) == [("info", "outlet-descriptor", "weekly paper")]


def test_two_citations_that_cannot_both_be_true() -> None:
    made = article(
        "It rained.", cited(1, "Sawt Zenda", "independent daily"), cited(2, "Sawt Zenda", "state-owned daily")
    )
    assert found(made) == [("warn", "outlet-contradiction", "state-owned daily")]


@pytest.mark.parametrize(
    ("descriptor", "count"),
    [("Omani-aligned daily", 0), ("daily", 0), ("business weekly", 1), ("independent paper", 1)],
)
def test_a_citation_against_back_issues(descriptor: str, count: int) -> None:
    archive = Archive(outlets={"Sawt Zenda": ("Omani-aligned daily",)})
    assert len(found(article("It rained.", cited(1, "Sawt Zenda", descriptor)), archive)) == count


@pytest.mark.parametrize(
    ("own", "outlet", "text"),
    [
        ("As the Zenda Tribunne says, it rained.", "Zenda Tribune", "Zenda Tribunne"),
        ("As the Harbor Observor says, it rained.", "Harbor Observer", "Harbor Observor"),
    ],
)
def test_an_outlet_in_two_spellings(own: str, outlet: str, text: str) -> None:
    assert found(article(own, cited(1, outlet, "daily"))) == [("warn", "outlet-spelling", text)]
