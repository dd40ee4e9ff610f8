"""Fonts cut to the letters of a text."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import html

from editorial.rendering import subsets
from editorial.rendering.failures import FontsMissing
from editorial.rendering.subsets import (
    Face,
    family_of_language,
    foreign_letters,
    languages_by_family,
    subset_fonts,
)
from tests.unit.rendering import builders

LANGUAGES = [
    ("ar", "Noto Naskh Arabic"), ("fa-IR", "Noto Naskh Arabic"), ("az-Arab", "Noto Naskh Arabic"),
    ("und-Arab", "Noto Naskh Arabic"), ("yi", "Noto Serif Hebrew"), ("mr", "Noto Serif Devanagari"),
    ("zh", "Noto Serif CJK SC"), ("zh-Hant-TW", "Noto Serif CJK TC"), ("zh-TW", "Noto Serif CJK TC"),
    ("zh-HK", "Noto Serif CJK HK"), ("ja", "Noto Serif CJK JP"), ("ko-KR", "Noto Serif CJK KR"),
    ("und-Hani", "Noto Serif CJK SC"), ("am", "Noto Serif Ethiopic"), ("en", ""), ("ru", ""), ("el", ""), ("", ""),
    ("zh-Latn", ""),
]  # fmt: skip
PAGE = html.document_fromstring(
    '<html lang="en"><body><h2><cite lang="ar">سوق <b>x</b></cite></h2><p>Hi <span lang="ja">花 <em lang="en">flower</em>'
    '市</span> <strong><span lang="ar">زهور</span></strong> <!-- no --> <span lang="ru">мир</span></p></body></html>'
)


@pytest.mark.parametrize("tag, family", LANGUAGES)
def test_each_language_has_its_family(tag: str, family: str):
    assert family_of_language(tag) == family


def test_letters_are_found_where_their_language_is():
    found = foreign_letters([PAGE])
    assert found == {
        Face("Noto Naskh Arabic", 700): set("سوق زهور") | {"x"},
        Face("Noto Serif CJK JP"): set("花 市"),
    }
    assert languages_by_family([PAGE]) == {"Noto Naskh Arabic": ["ar"], "Noto Serif CJK JP": ["ja"]}


def test_a_subset_has_its_letters_its_joins_and_its_license():
    (made,) = subset_fonts({Face("Noto Naskh Arabic"): [builders.ARABIC_TITLE, "قال"]})
    font = TTFont(io.BytesIO(made.data))
    assert set(map(ord, builders.ARABIC_TITLE)) <= font.getBestCmap().keys()
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina"} <= features
    assert "SIL Open Font License" in font["name"].getDebugName(13)
    assert len(made.data) < 20_000 and made.media_type == "font/woff2"
    assert made.rule("fonts/").startswith('@font-face { font-family: "Noto Naskh Arabic"; font-weight: 400;')
    assert f'url("fonts/{made.name}")' in made.rule("fonts/")


def test_a_reserved_name_is_not_used_by_what_was_cut():
    made = subset_fonts({Face("Gentium Book Plus", 700, italic=True): "abc"})[0]
    assert made.family == "Edition Text" and (made.weight, made.italic) == (700, True)
    names = TTFont(io.BytesIO(made.data))["name"]
    assert [names.getDebugName(number) for number in (1, 4, 6)] == [
        "Edition Text", "Edition Text BoldItalic", "EditionText-BoldItalic",
    ]  # fmt: skip
    assert "SIL International" in names.getDebugName(0)


def test_the_right_face_of_a_collection_is_taken():
    made = subset_fonts({Face(f"Noto Serif CJK {place}"): "花" for place in ("SC", "TC", "HK", "JP", "KR")})
    names = [TTFont(io.BytesIO(one.data))["name"].getDebugName(1) for one in made]
    assert names == [one.family for one in made] == sorted(names)


def test_what_a_font_does_not_have_is_left_out_and_equal_letters_give_equal_bytes():
    face = Face("Noto Serif Hebrew")
    assert (
        subset_fonts({face: "abc花 "}) == []
        or ord("花") not in TTFont(io.BytesIO(subset_fonts({face: "abc花 "})[0].data)).getBestCmap()
    )
    subsets._subset.cache_clear()
    first = subset_fonts({face: "שלום"})
    subsets._subset.cache_clear()
    assert subset_fonts({face: ["ם", "ול", "ש"]}) == first


def test_a_weight_that_is_not_there_becomes_the_regular_one(monkeypatch: pytest.MonkeyPatch):
    made = subset_fonts({Face("Noto Naskh Arabic", 400, italic=True): "ا", Face("Noto Naskh Arabic"): "ب"})
    assert [(one.weight, one.italic) for one in made] == [(400, False)]
    monkeypatch.setattr(subsets, "_file_of", lambda face: None)
    with pytest.raises(FontsMissing, match="fonts-noto-cjk"):
        subset_fonts({Face("Noto Serif CJK JP"): "花"})
    assert Path(subsets.__file__).exists()
