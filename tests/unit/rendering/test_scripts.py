import pytest

from editorial.rendering.scripts import (
    Run,
    direction_of_language,
    language_name,
    runs,
    script_of,
    valid_tag,
)


def marked(text: str, base: str = "Latn", hints: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    return [(run.text, run.lang, run.direction) for run in runs(text, base, hints) if run.lang]


@pytest.mark.parametrize(
    ("text", "lang", "direction"),
    [
        ("السلام عليكم", "ar", "rtl"),
        ("په ښار کې", "ps", "rtl"),
        ("گزارش تازه", "fa", "rtl"),
        ("شہر میں", "ur", "rtl"),
        ("Новости дня", "ru", "ltr"),
        ("їжак", "uk", "ltr"),
        ("Ελλάδα", "el", "ltr"),
        ("שלום", "he", "rtl"),
        ("नमस्ते", "hi", "ltr"),
        ("图书馆", "zh", "ltr"),
        ("としょかん", "ja", "ltr"),
        ("도서관", "ko", "ltr"),
    ],
)
def test_a_run_gets_its_language_and_direction(text: str, lang: str, direction: str):
    assert marked(f"They call it “{text}” there.") == [(text, lang, direction)]


@pytest.mark.parametrize("text", ["", "plain", "a “سوق” b خطة 2030 c", "x́ ۴۸ y", "\u200f؟", "图 a 图"])
def test_runs_joined_are_the_text(text: str):
    assert "".join(run.text for run in runs(text)) == text


def test_digits_and_spaces_between_letters_stay_in_the_run():
    assert marked("plan خطة 2030 الوطنية ends") == [("خطة 2030 الوطنية", "ar", "rtl")]


def test_arabic_digits_alone_are_a_run():
    assert marked("at ۴۸ hours") == [("۴۸", "ar", "rtl")]


def test_marks_and_joiners_stay_with_their_letter():
    assert marked("a می\u200cخواهیم b")[0][0] == "می\u200cخواهیم"
    assert marked("a كَتَبَ b")[0][0] == "كَتَبَ"


def test_quotation_marks_in_and_out_part_two_runs():
    assert [text for text, _, _ in marked("“سوق” (زهور)")] == ["سوق", "زهور"]


def test_a_declared_language_of_the_same_script_wins():
    assert marked("the word کتاب", hints=("ps",)) == [("کتاب", "ps", "rtl")]
    assert marked("the word سوق", hints=("fa",))[0][1] == "fa"
    assert marked("the word ښار", hints=("ar",))[0][1] == "ps"


def test_inside_another_script_latin_words_are_left_alone():
    assert marked("قالت BBC News اليوم", base="Arab") == []
    assert marked("قالت слово", base="Arab") == [("слово", "ru", "ltr")]


def test_plain_latin_has_no_runs():
    assert list(runs("Plain, with 12 and é.")) == [Run("Plain, with 12 and é.")]


def test_shared_arabic_punctuation_counts_as_arabic():
    assert [script_of(character) for character in "؟،؛"] == ["Arab"] * 3


@pytest.mark.parametrize(
    ("tag", "direction"), [("ar-EG", "rtl"), ("az-Arab", "rtl"), ("az", "ltr"), ("uz-Cyrl", "ltr")]
)
def test_direction_follows_language_and_script(tag: str, direction: str):
    assert direction_of_language(tag) == direction


def test_language_names_are_not_guessed():
    assert (language_name("ps-AF"), language_name("qaa")) == ("Pashto", "")


@pytest.mark.parametrize(("tag", "kept"), [("zh-Hans", "zh-Hans"), ('x" onload', ""), ("", "")])
def test_malformed_tags_are_dropped(tag: str, kept: str):
    assert valid_tag(tag) == kept
