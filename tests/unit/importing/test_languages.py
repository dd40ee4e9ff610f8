"""The language of titles."""

import pytest

from editorial.importing.languages import detect_language, is_language_uncertain, main_script

TRANSLATED = {
    "El gobierno anuncia nuevas medidas contra la minería": "es",
    "Governo anuncia novas medidas contra o garimpo": "pt",
    "Le gouvernement annonce un nouveau plan pour le port": "fr",
    "Yeni savaş gemisi denize indirildi": "tr",
    "Pemerintah akan membangun pelabuhan baru": "id",
    "Bundeswehr bestellt neue Schiffe": "de",
    "Армия получит новые ракетные комплексы": "ru",
    "Україна отримає нові системи оборони": "uk",
    "Қазақстан армиясы жаңа дрондар алды": "kk",
    "Кыргызстан жаңы чек ара заставасын ачты": "ky",
    "Тоҷикистон сарҳадро таҳким мебахшад": "tg",
    "ایران از موشک جدید خود رونمایی کرد": "fa",
    "رزمایش مشترک در خلیج فارس آغاز شد": "fa",
    "الجيش يعزز قواته على الحدود": "ar",
    "افغانستان: نوی چارواکی وټاکل شو": "ps",
    "په کابل کې چاودنه وشوه": "ps",
    "پاکستان نے نیا میزائل تجربہ کیا ہے": "ur",
    "سوپای عێراق هێرشی کردە سەر داعش": "ckb",
    "中国海军新型航母下水": "zh",
    "自衛隊が新しい護衛艦を配備": "ja",
    "북한이 미사일을 발사했다": "ko",
    "צה״ל מחזק את כוחותיו בגבול": "he",
    "भारतीय सेना ने नए हथियार खरीदे": "hi",
    "ኢትዮጵያ አዲስ ስምምነት ተፈራረመች": "am",
}


@pytest.mark.parametrize(("title", "language"), TRANSLATED.items())
def test_a_title_with_a_translation(title: str, language: str) -> None:
    assert detect_language(title, has_translation=True) == language


@pytest.mark.parametrize(
    "title",
    [
        "Army Deploys New Drones",
        "Junta Leader Meets Déby",
        "Taliban Ban Poppies",
        "Guyana, Venezuela Presidents Meet",
        "Putin, Xi Talk",
    ],
)
def test_a_title_without_translation_is_english_unless_it_clearly_is_not(title: str) -> None:
    assert detect_language(title) == "en"


def test_a_foreign_title_without_translation_keeps_its_language() -> None:
    assert detect_language("Le gouvernement annonce un nouveau plan pour le port") == "fr"


def test_no_letters_no_language() -> None:
    assert (detect_language("2023!"), main_script("…")) == ("und", None)


@pytest.mark.parametrize(
    ("title", "outlet", "language", "uncertain"),
    [
        ("Порт закрыт", "Kazakh news site", "kk", True),
        ("Порт снова открыт", "Mongolian daily", "mn", True),
        ("Қазақстан армиясы жаңа дрондар алды", "Kazakh news site", "kk", False),
        ("Армия получит новые ракетные комплексы", "Kazakh news site", "ru", False),
    ],
)
def test_a_title_without_a_letter_of_its_language_is_a_guess(
    title: str, outlet: str, language: str, uncertain: bool
) -> None:
    assert detect_language(title, has_translation=True, outlet=outlet) == language
    assert is_language_uncertain(title, has_translation=True, outlet=outlet) is uncertain
