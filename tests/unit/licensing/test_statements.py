"""Fields that are filled and say nothing are missing."""

import pytest

from editorial.licensing import PUBLIC_DOMAIN, PictureRights, credit_line, judge, rights_problems
from editorial.licensing.statements import is_stated

NOTHING = [
    "", " ", "?", "??", "-", "–", "—", "...", "\u200b", "\ufeff ", "unknown", "Unknown",
    "(unknown)", "UNKNOWN.", "n/a", "N/A", "n.a.",
    "na", "none", "None.", "tbd", "TBC", "todo", "xxx", "null", "no", "not known", "not_stated",
    "unbekannt", "inconnu", "desconocido",
    "неизвестно", "غير معروف", "不明", "k. A.", "unknown source", "no idea",
]  # fmt: skip
SOMETHING = [
    "Unknown author", "anonymous", "Anonyme", "Nadia", "Na Li", "X", "No Borders Archive", "Noé",
    "Nil Okafor", "Harbor Archive", "李",
    "published in 1911", "work of the U.S. Government", "unknown author, published in 1901",
]  # fmt: skip


@pytest.mark.parametrize("text", [None, *NOTHING])
def test_says_nothing(text: str | None) -> None:
    assert not is_stated(text)
    assert judge(PUBLIC_DOMAIN, basis=text).code == judge("CC-PDM-1.0", basis=text).code == "no_basis"
    found = rights_problems(PictureRights("CC-BY-4.0", creator=text or "", source=text or ""))
    assert [(one.code, one.blocks) for one in found] == [("creator_missing", True), ("source_missing", True)]
    assert credit_line(license_id="CC-BY-4.0", creator=text, source=text).missing == ("creator", "source")


@pytest.mark.parametrize("text", SOMETHING)
def test_says_something(text: str) -> None:
    assert is_stated(text) and judge(PUBLIC_DOMAIN, basis=text).may_print
    assert rights_problems(PictureRights("CC-BY-4.0", creator=text, source=text)) == ()
