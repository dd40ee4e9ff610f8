"""Plain text on one line."""

import pytest

from editorial.content.fields import fold


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\u2060\ufeff", "\u202e", "\x01", " \u200f \x07"])
def test_what_nobody_can_see_is_blank(text: str) -> None:
    assert fold(text) == ""


def test_white_space_is_folded_and_letters_stay() -> None:
    assert fold(" a\u00a0\n b\x02c ") == "a bc"
    # Persian and many emoji need characters that are not seen by themselves.
    assert fold("می\u200cخواهم") == "می\u200cخواهم"
