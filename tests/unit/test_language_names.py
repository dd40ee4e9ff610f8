"""Languages on pages have names."""

import pytest

from editorial.web.language_names import in_english


@pytest.mark.parametrize(
    ("tag", "name"), [("ar", "Arabic"), ("fa-AF", "Persian"), ("ps", "Pashto"), ("qqq", "qqq"), ("", "")]
)
def test_a_tag_is_read_as_a_name_where_there_is_one(tag: str, name: str) -> None:
    assert in_english(tag) == name
