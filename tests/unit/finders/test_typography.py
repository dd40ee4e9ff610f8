"""Typography rules on single paragraphs: what they catch, and what they must leave alone."""

import pytest

from editorial.factcheck.finders import find_in_text
from editorial.factcheck.finders.quotes import is_wholly_quoted, pair_double


def found(text: str, *severities: str) -> list[tuple[str, str]]:
    return [
        (one.code, one.text) for one in find_in_text(text) if not severities or one.severity in severities
    ]


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("They sang aloud.The crowd left.", ".The"),
        ("It happened last week…Workers left.", "…Workers"),
        ("“We stay in any town…”He then left.", "…”He"),
        ("It cost 40%.Nobody paid.", ".Nobody"),
        ("Who pays?Nobody knows.", "?Nobody"),
        ("It ended in 2021.Then it began.", ".Then"),
        ("They left,then came back.", "t,then"),
        ("The “quay”and the pier.", "”a"),
        ("(It was late.)The crowd left.", None),
        ("Порт открылся.Корабли вошли.", ".Корабли"),
    ],
)
def test_a_lost_space_is_found(text: str, passage: str | None) -> None:
    hits = [passage for code, passage in found(text) if code == "space-missing"]
    assert hits == ([passage] if passage else hits)


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. Army and the "
            "U.S.Army are one.", "J.R.R. Odd and A.B.Vero met.", "See https://example.org/A.Html now.",
        "It rose by 3.5 "
            "percent and 1,200 tons.", "Lenta.Ru and News.Az reported.", "Write to "
                "Ana.Vero@example.org today.",
        "She holds a Ph.D. in law.", "…This begins with "
            "an ellipsis.", "“We won.” He left.", "At 10 a.m. They met.",
        "“One,” “two,” and “three.”", "Use Node.JS for it.", "The agency (S.P.A.) "
            "and co.", "The 1990s… Then came war.",
        "He said “[the] quay.”[i] She agreed.", "Follow @Quay.Watch and "
            "#Port.Now there.", "No.5 is alive; No.7 too.",
    ],
)  # fmt: skip
def test_no_false_alarm_on_spaces_or_marks(text: str) -> None:
    assert found(text, "block", "warn") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("“He left.", 1),
        ("He left,” she said.", 1),
        ("They want two quays,” We will not stop.", 1),
        ("“A “b” c, he said.", 1),
        ("He said “one” and “two”.", 0),
        ('He said "one" and "two".', 0),
        ('He said "one and left.', 1),
        ("„Eins“ und „zwei“", 0),
        ("«Один» и «два»", 0),
        ("«Один и два", 1),
        ('A pipe of 12" and 16" in width.', 0),
        ("The harbor’s quay and the sailors’ pier.", 0),
    ],
)
def test_quotation_marks_must_pair(text: str, count: int) -> None:
    assert [code for code, _ in found(text)].count("quote-unbalanced") == count


def test_a_quotation_may_go_on_in_the_next_paragraph() -> None:
    assert not find_in_text("“He left. He did not return.", continued=True)
    assert find_in_text("He left. “He did not return.", continued=True)


def test_dates_spaces_and_ellipses() -> None:
    assert found("It opened on May 5, 2023, and 6 May 2023.") == [("date-month-first", "May 5, 2023")]
    assert found("In the port , they met.") == [("space-before-mark", " ,")]
    assert [code for code, _ in found("… It ended…. [...] “Yes.”…")] == [
        "ellipsis-leading", "ellipsis-four-dots", "ellipsis-bracketed", "ellipsis-three-dots",
        "ellipsis-after-quote",
    ]  # fmt: skip


def test_spans_lie_in_the_text() -> None:
    text = "He left,” she said.The end , on May 5, 2023."
    for one in find_in_text(text):
        assert text[one.start : one.end] == one.text
        assert one.message.endswith(".")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("“All of it.”", True),
        ("“Part,” he said.", False),
        ("“One” and “two”", False),
        ('"All"', True),
        ("Plain", False),
    ],
)
def test_wholly_quoted(text: str, whole: bool) -> None:
    assert is_wholly_quoted(text) is whole


def test_pairs_nest() -> None:
    assert pair_double("“a “b” c”").pairs == ((3, 5), (0, 8))
