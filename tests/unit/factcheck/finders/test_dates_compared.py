"""Days that the digest gives otherwise than its source. All events are made up."""

import pytest

from editorial.factcheck.finders.article_text import Archive
from editorial.factcheck.finders.dates_compared import find_dates_compared, read_days
from tests.unit.factcheck.finders.numbers_and_dates import article


def reported(commentary: str, *sources: str, notes: dict[str, str] | None = None) -> list[tuple[str, str]]:
    one = article(commentary, *sources, notes=notes or {})
    return [(found.severity, found.text) for found in find_dates_compared(one, Archive())]


@pytest.mark.parametrize(
    ("commentary", "source", "text"),
    [
        (
            "The guild held the regatta “Spring Tide” off Vell from 12 to 14 August together with Arvane.",
            "Nine tugs took part in the regatta, which lasted from 12 to 15 August in the waters off Vell.",
            "12 to 14 August",
        ),
        (
            "On 4 March the harbormaster of Vell resigned after the fire on the quay.",
            "The harbormaster of Vell resigned on March 14 because of the fire on the quay.",
            "4 March",
        ),
        (
            "On 4 March 2024 the harbormaster of Vell resigned after the fire on the quay.",
            "The harbormaster of Vell resigned on 4 May because of the fire on the quay.",
            "4 March",
        ),
    ],
)
def test_another_day_of_the_same_event(commentary: str, source: str, text: str) -> None:
    assert reported(commentary, "The weather was fine.", source) == [("warn", text)]


@pytest.mark.parametrize(
    ("commentary", "source"),
    [
        # Another event, the same day, a day that another source has, and both days told.
        ("On 4 March the strike of the stokers began.", "The harbormaster of Vell resigned on 14 March."),
        ("On 4 March the harbormaster of Vell resigned.", "The harbormaster of Vell resigned on March 4."),
        (
            "The fire in the quay of Vell broke out on 4 March and was out on 14 March.",
            "The fire in the quay of Vell was out on 14 March.",
        ),
    ],
)
def test_nothing_to_say(commentary: str, source: str) -> None:
    assert reported(commentary, source) == []


def test_a_footnote_may_have_the_day() -> None:
    commentary = "On 4 March the harbormaster of Vell resigned after the fire on the quay.[i]"
    source = "The harbormaster of Vell resigned on March 14 because of the fire on the quay."
    assert reported(commentary, source, notes={"i": "The Tollish Herald, 5 March 2024."}) == []


def test_days_are_read_in_either_order() -> None:
    days = [one.days for one in read_days("4 May, May 4–6, 12th and 14th of June, 3 to 5 July 2024, 40 May")]
    assert days == [((5, 4),), ((5, 4), (5, 6)), ((7, 3), (7, 5))]
