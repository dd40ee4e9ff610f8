"""Languages that are written in several scripts, and tags that name the script: fonts, directions and marks follow."""

from pathlib import Path

import pikepdf
import pytest
from lxml import html as lxml_html

from editorial.rendering.html import build
from editorial.rendering.pdf.accessibility import check
from editorial.rendering.pdf.typesetting import render
from editorial.rendering.scripts import (
    direction_of_language,
    language_as_written,
    runs,
    script_in,
    script_of_language,
)
from editorial.rendering.subsets import family_of_language
from tests.unit.rendering import builders

TRADITIONAL = "舊城區的花卉市場開業"


@pytest.mark.parametrize(
    ("tag", "script", "direction", "family"),
    [
        ("zh-Hant-TW", "Hani", "ltr", "Noto Serif CJK TC"),
        ("zh-cmn-Hant", "Hani", "ltr", "Noto Serif CJK TC"),
        ("zh-Hant-HK", "Hani", "ltr", "Noto Serif CJK HK"),
        ("zh-MO", "Hani", "ltr", "Noto Serif CJK HK"),
        ("yue", "Hani", "ltr", "Noto Serif CJK HK"),
        ("zh-Hans-HK", "Hani", "ltr", "Noto Serif CJK SC"),
        ("ja-Jpan", "Hani", "ltr", "Noto Serif CJK JP"),
        ("ko-Kore", "Hani", "ltr", "Noto Serif CJK KR"),
        ("sr-Latn", "Latn", "ltr", ""),
        ("az-Arab", "Arab", "rtl", "Noto Naskh Arabic"),
        ("ur-Aran", "Arab", "rtl", "Noto Naskh Arabic"),
        ("iw", "Hebr", "rtl", "Noto Serif Hebrew"),
        ("lrc", "Arab", "rtl", "Noto Naskh Arabic"),
        ("de-1996", "Latn", "ltr", ""),
        ("en-x-arab", "Latn", "ltr", ""),
        ("mn", "Cyrl", "ltr", ""),
        ("mn-Mong", "Mong", "ltr", "Noto Sans Mongolian"),
    ],
)
def test_a_tag_gives_script_direction_and_font(tag: str, script: str, direction: str, family: str):
    found = (script_of_language(tag), direction_of_language(tag), family_of_language(tag))
    assert found == (script, direction, family)


def test_the_script_in_a_tag_is_the_one_it_names():
    assert [script_in(tag) for tag in ("zh-hant-tw", "zh", "de-1996", "en-u-nu-latn")] == ["Hant", "", "", ""]


def test_a_declared_language_with_its_script_marks_the_runs():
    assert [run.lang for run in runs(TRADITIONAL, hints=("zh-Hant-TW",))] == ["zh-Hant-TW"]
    assert [run.lang for run in runs(TRADITIONAL, script_of_language("zh-Hant-TW"))] == [""]


@pytest.mark.parametrize(
    ("text", "hint", "lang"),
    [
        ("пред љубов", "mk", "mk"),  # љ is Serbian too, but the source is Macedonian
        ("їжак", "ru", "uk"),
        ("Гул бозори", "uz", "uz-Cyrl"),
        ("پنجاب ٹھیک", "pa", "pa-Arab"),
        ("سوق", "fr", "ar"),
    ],
)
def test_a_run_is_in_a_language_that_has_its_letters(text: str, hint: str, lang: str):
    assert [run.lang for run in runs(text, hints=(hint,))] == [lang]


@pytest.mark.parametrize(
    ("tag", "text", "written"),
    [
        ("ku", "بازاڕی گوڵ", "ku-Arab"),
        ("ku", "Bazara gulan", "ku"),
        ("fr", "سوق", "fr"),
        ("", "سوق الزهور", "ar"),
        ("xyz", "سوق", "xyz-Arab"),
        ("zh-Hant", TRADITIONAL, "zh-Hant"),
        ("ar", "", "ar"),
    ],
)
def test_a_language_is_told_with_the_script_it_is_written_in(tag: str, text: str, written: str):
    assert language_as_written(tag, text) == written


def test_kurdish_in_arabic_letters_runs_from_the_right():
    title = "بازاڕی گوڵ"
    excerpt = builders.excerpt(original_language="ku", original_title=title, original_text=f"<p>{title}.</p>")
    page = lxml_html.document_fromstring(
        build(builders.snapshot(("S", [builders.article(excerpts=[excerpt])]))).html
    )
    (passage,) = page.xpath("//div[@class='original']/blockquote")
    assert (passage.get("lang"), passage.get("dir")) == ("ku-Arab", "rtl")
    assert not passage.xpath(".//span")
    (cited,) = page.xpath("//p[contains(@class, 'original-title')]/cite")
    assert (cited.get("lang"), cited.get("dir")) == ("ku-Arab", "rtl")


def test_each_is_set_in_its_own_face_and_passes_the_check(tmp_path: Path):
    texts = {
        "zh-Hant-TW": TRADITIONAL,
        "zh-MO": TRADITIONAL,
        "ku": "بازاڕی گوڵ",
        "uz": "Гул бозори",
        "th": "ตลาดดอกไม้",
    }
    excerpts = [
        builders.excerpt(
            key=tag, original_language=tag, original_title=text, original_text=f"<p>{text}</p>", authors=[]
        )
        for tag, text in texts.items()
    ]
    snapshot = builders.snapshot(("S", [builders.article(excerpts=excerpts, commentary="<p>Words.</p>")]))
    render(snapshot, tmp_path, tmp_path / "made.pdf", on_step=lambda step: None)
    assert check(tmp_path / "made.pdf") == []
    with pikepdf.open(tmp_path / "made.pdf") as pdf:
        fonts = {
            str(font["/BaseFont"])
            for page in pdf.pages
            for font in page.obj["/Resources"].get("/Font", {}).values()
        }
    for family in ("CJK-TC", "CJK-HK", "Naskh-Arabic", "Serif-Thai"):
        assert any(family in font for font in fonts), (family, fonts)
    assert not any("CJK-SC" in font for font in fonts)
