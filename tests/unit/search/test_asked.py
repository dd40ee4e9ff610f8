"""What is typed is read as people mean it, and nothing that can be typed is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.search.asked import MAX_TERMS, read
from editorial.search.engines import Postgresql, Sqlite


def meant(typed: str) -> str:
    """Terms in a short form: phrases in brackets, a star where a word may go on, a minus for what is not wanted."""
    asked = read(typed)
    terms = [("", term) for term in asked.terms] + [("-", term) for term in asked.without]
    return " ".join(f"{sign}[{' '.join(term.words)}]{'*' if term.prefix else ''}" for sign, term in terms)


@pytest.mark.parametrize(
    "typed, read_as",
    [
        ("harbour closed", "[harbour] [closed]*"),
        ("harbour closed ", "[harbour] [closed]"),
        ("harb* closed ", "[harb]* [closed]"),
        ('"harbour closed"', "[harbour closed]"),
        ("“harbour closed” x", "[harbour closed] [x]"),
        ("„Hafen zu“ «порт закрыт» 「港口」", "[hafen zu] [порт закрыт] [港口]*"),
        ("port -ship -“a quay”", "[port] -[ship] -[a quay]"),
        ("port −ship", "[port] -[ship]"),
        ("port - ship ", "[port] [ship]"),
        ("well-known ", "[well known]"),
        ("“open phra", "[open phra]*"),
        ('"', ""),
        ("port port port ", "[port]"),
        ("OR AND NOT ", "[or] [and] [not]"),
        ("大", "[大]*"),
        ("大学x港 ", "[大学 学 x 港]*"),
        ("الميناءُ مغلق ", "[الميناء] [مغلق]"),
        ("a", "[a]"),
        ("", ""),
    ],
)
def test_reading(typed: str, read_as: str) -> None:
    assert meant(typed) == read_as


def test_what_was_passed_over_is_said() -> None:
    assert "24 words" in read("a " + " ".join(f"word{n}" for n in range(60))).remark
    assert len(read(" ".join(f"word{n}" for n in range(60))).terms) == MAX_TERMS
    assert "1,000 characters" in read("x" * 10_000).remark
    assert "no letter or digit" in read("…!").remark
    assert read("  ").remark == read("fine").remark == ""


@given(st.text(max_size=60))
def test_anything_is_read(typed: str) -> None:
    asked = read(typed)
    for term in (*asked.terms, *asked.without):
        assert term.words
        assert term.regex
    if asked.terms:
        assert Sqlite().matching(asked)[1]
        assert Postgresql().matching(asked)[1]
