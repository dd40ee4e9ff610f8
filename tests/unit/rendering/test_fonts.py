from pathlib import Path

import pytest

from editorial.rendering.failures import FontsMissing, GlyphMissing
from editorial.rendering.pdf import fonts


def test_every_needed_family_is_installed():
    fonts.check_installed()


def test_missing_families_are_named_with_their_packages(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fonts, "files", lambda: (Path("/x/NotoSans-Regular.ttf"),))
    with pytest.raises(FontsMissing, match=r"Gentium Book Plus.*apt-get install fonts-noto-cjk") as failure:
        fonts.check_installed()
    assert "fonts-sil-gentiumplus" in failure.value.packages


def test_the_scripts_of_our_sources_are_covered():
    text = "ټډړږښګڼېۍ ۰۱۲۳۴۵۶۷۸۹ شہرںے گزارش‌ها Єїґў Ωμέγα שָׁלוֹם ज्ञान 图書館 カタカナ 한국 ქართ Հայ አማ ไทย"
    assert fonts.uncovered(text) == []


def test_a_character_without_a_glyph_is_an_error_that_names_it_and_the_article():
    with pytest.raises(GlyphMissing, match=r"U\+1F33B, SUNFLOWER.*the article “Bulbs”") as failure:
        fonts.check_coverage("A sunflower 🌻 here", "the article “Bulbs”")
    assert failure.value.character == "🌻"


def test_only_the_listed_fonts_are_seen():
    names = {path.name for path in fonts.files()}
    assert "GentiumBookPlus-Regular.ttf" in names
    assert not any("DejaVu" in name or "Mono" in name for name in names)
