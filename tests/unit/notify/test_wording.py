"""Sentences in pieces, and what may stand in one line."""

import pytest

from editorial.notify.wording import one_line, parts


@pytest.mark.parametrize(
    "text, found",
    [
        ("Kim returned “المرفأ مغلق”.", [(False, "Kim returned "), (True, "المرفأ مغلق"), (False, ".")]),
        ("“A” and “B”", [(True, "A"), (False, " and "), (True, "B")]),
        ("No title", [(False, "No title")]),
        ("“never closed", [(False, "“never closed")]),
        ("“”", []),
        ("", []),
    ],
)
def test_what_stands_in_quotation_marks_is_apart(text: str, found: list[tuple[bool, str]]) -> None:
    assert parts(text) == found


def test_one_line_has_no_breaks_and_nothing_that_turns_the_direction() -> None:
    assert one_line("a\r\nBcc: x\tb\u2028c\u202ed\u2067e\x00f\x1b[1m") == "a Bcc: x b cdef[1m"
    assert one_line("نص عربي") == "نص عربي"
