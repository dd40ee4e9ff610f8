"""One folding for all scripts: what people take for the same is the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.search.folding import fold, fold_with_places, same_name, words


@pytest.mark.parametrize(
    "one, other",
    [
        ("Łódź ÜBER Çeşme", "lodz uber cesme"),
        ("İSTANBUL ısı", "istanbul isi"),
        ("Straße Æther Œuvre Þing Øre", "strasse aether oeuvre thing ore"),
        ("ΣΊΣΥΦΟΣ άλφα", "σισυφος αλφα"),
        ("Ёлка Йод Її", "елка иод іі"),
        ("مُحَمَّدٌ", "محمد"),
        ("كتــــاب", "كتاب"),
        ("أحمد إلى آخر ٱلبحر", "احمد الى اخر البحر"),
        ("ی ي ى ې ۍ ے ئ", "ي ي ي ي ي ي ي"),
        ("ک ك ڪ", "ك ك ك"),
        ("ګ گ", "گ گ"),
        ("ه ھ ہ ە ۀ ۂ ة ۃ", "ه ه ه ه ه ه ه ه"),
        ("مدرسة", "مدرسه"),
        ("مؤتمر", "موتمر"),
        ("ﻻ ﷲ", "لا الله"),
        ("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ १२३", "0123456789 0123456789 123"),
        ("می‌شود", "میشود"),
        ("שָׁלוֹם", "שלום"),
        ("ﬁnal ＡＢＣ １２", "final abc 12"),
        ("ʿAbd al-Qādir", "abd al-qadir"),
        ("co\u00adop\u200bera\u2060te", "cooperate"),
        ("한국어", unicodedata.normalize("NFD", "한국어")),
        ("ガ", unicodedata.normalize("NFD", "ガ")),
    ],
)
def test_the_same_is_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "one, other", [("хор", "хорь"), ("سلام", "سلم"), ("ガ", "カ"), ("हिन्दी", "हन्दी"), ("n", "m")]
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "text, found",
    [
        ("U.S. co-operation, l’Été 1,500", "u s co operation l ete 1 500"),
        ("北京大学", "北京 京大 大学 学"),
        ("中", "中"),
        ("COVID疫情x", "covid 疫情 情 x"),
        ("ไทย", "ไท ทย ย"),
        ("हिन्दी समाचार", "हिन्दी समाचार"),
        ("snake_case", "snake case"),
        ("– … ! ﷼", "ريال"),
        ("x" * 100, "x" * 64),
        ("", ""),
    ],
)
def test_words(text: str, found: str) -> None:
    assert words(text) == found.split()


def test_names_are_compared_without_signs() -> None:
    assert same_name(" Al-Marfaʾ  “News” ") == "al marfa news" == same_name("AL MARFA NEWS")
    assert len(same_name("word " * 200)) == 300
    assert same_name("—") == ""


@given(st.text(max_size=80))
def test_folding_twice_changes_no_word(text: str) -> None:
    assert words(fold(text)) == words(text)
    for word in words(text):
        assert word
        assert not set(word) & set(" '\"\\\n\x00")


@given(st.text(alphabet="aé ßﬁمُّـ北ガ한ǅİ\u0301\n", max_size=40))
def test_places_lead_back_into_the_text(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    assert len(places) == len(folded) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)
