"""Colors, pictures and fonts of the web edition."""

import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from editorial.house.colors import contrast
from editorial.rendering.subsets import family_of_language
from editorial.rendering.web.palette import palette
from editorial.rendering.web.pictures import WIDTHS, for_screens
from tests.unit.rendering import builders
from tests.unit.rendering.web import making
from tests.unit.rendering.web.conftest import Site

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@settings(max_examples=150, deadline=None)
@given(primary=COLORS, accent=COLORS)
def test_whatever_the_house_chooses_can_be_read(primary: str, accent: str):
    for tones in palette(primary, accent).values():
        for ground in (tones["paper"], tones["panel"]):
            for name, ratio in (
                ("ink", 7),
                ("muted", 4.5),
                ("primary", 7),
                ("accent", 4.5),
                ("mark", 3),
                ("line", 3),
            ):
                assert contrast(tones[name], ground) >= ratio, (name, tones)
        for name, ratio in (("cover-ink", 7), ("cover-soft", 4.5), ("cover-accent", 4.5)):
            assert contrast(tones[name], tones["cover"]) >= ratio, (name, tones)


def test_without_house_colors_those_of_the_print_edition_are_used():
    light = palette("", "not a color")["light"]
    assert (light["primary"], light["accent"], light["cover"]) == ("#1b2a38", "#a8341f", "#1b2a38")


@pytest.mark.parametrize(
    "width, height, widths",
    [
        (2400, 1600, [480, 800, 1200, 1800]),
        (900, 600, [480, 800, 900]),
        (480, 10, [480]),
        (1, 4000, [1]),
        (1800, 9, [*WIDTHS]),
    ],
)
def test_pictures_come_in_widths_that_they_have(width: int, height: int, widths: list[int], tmp_path: Path):
    image = builders.picture(tmp_path, width, height, "PNG")
    picture = for_screens(tmp_path, image["sha256"], "here", shared=True)
    assert [file.width for file in picture.files] == widths
    for file in [*picture.files, picture.shared]:
        assert file is not None
        with Image.open(io.BytesIO(file.data)) as opened:
            assert opened.size == (file.width, file.height)
            assert not opened.info.get("exif") and not opened.info.get("icc_profile")


@pytest.mark.parametrize(
    "kind, mode",
    [("PNG", "RGBA"), ("PNG", "L"), ("PNG", "P"), ("PNG", "I;16"), ("JPEG", "CMYK"), ("WEBP", "RGBA")],
)
def test_every_kind_of_picture_can_be_cut(kind: str, mode: str, tmp_path: Path):
    out = io.BytesIO()
    Image.new(mode, (900, 500)).save(out, kind)
    name = builders.hashlib.sha256(out.getvalue()).hexdigest()
    (tmp_path / name).write_bytes(out.getvalue())
    picture = for_screens(tmp_path, name, "here", shared=True)
    assert picture.widest.width == 900 and picture.shared is not None


def test_a_picture_too_tall_for_webp_is_kept_as_png(tmp_path: Path):
    image = builders.picture(tmp_path, 3, 17_000, "PNG")
    assert for_screens(tmp_path, image["sha256"], "here", shared=False).widest.path.endswith(".png")


def test_pictures_on_pages_have_sizes_and_wait_until_they_are_wanted(site: Site):
    for path, page in making.pages(site.files).items():
        images = page.xpath("//main//img")
        for image in images:
            assert int(image.get("width")) > 0 and int(image.get("height")) > 0, path
        assert all(
            image.get("loading") == "lazy" for image in images if image.get("fetchpriority") != "high"
        ), path
        assert len(page.xpath("//img[@fetchpriority='high']")) <= 1


def style(files: dict[str, bytes]) -> str:
    return next(data for path, data in files.items() if path.endswith(".css")).decode()


def test_every_foreign_language_has_its_own_font_with_its_letters(site: Site):
    css = style(site.files)
    for tag, words in making.EASTERN.items():
        family = family_of_language(tag) or "Edition Text"
        address = re.search(
            rf'@font-face {{ font-family: "{family}"; font-weight: 400;[^}}]*url\("([^"]+)"\)', css
        )
        assert address, tag
        with TTFont(io.BytesIO(site.files[f"assets/{address[1]}"])) as font:
            assert font.flavor == "woff2"
            assert {ord(c) for c in words if c != " "} <= set(font.getBestCmap()), tag
        if family_of_language(tag):
            assert f'[lang="{tag}"] {{ font-family: "{family}"' in css


def test_fonts_are_small_are_named_by_their_bytes_and_keep_their_license(site: Site):
    fonts = {path: data for path, data in site.files.items() if path.endswith(".woff2")}
    assert max(map(len, fonts.values())) < 60_000
    for data in fonts.values():
        with TTFont(io.BytesIO(data)) as font:
            name = font["name"]
            assert "OFL" in name.getDebugName(14) and name.getDebugName(0)
            assert "Gentium" not in name.getDebugName(1)
    assert b"SIL OPEN FONT LICENSE Version 1.1" in site.files["assets/fonts/OFL.txt"]


def test_a_symbol_that_the_text_face_lacks_gets_a_font(tmp_path: Path):
    files = making.one(lambda s: s["sections"][0]["articles"][0].update(dek="Snow ☃ and ∮"), tmp_path)
    assert any("noto-sans-symbols2" in path for path in files)
    assert any("noto-sans-math" in path for path in files)
    assert '"Noto Sans Symbols2"' in style(files)


def test_a_right_to_left_passage_runs_right_to_left(site: Site):
    page = making.page(site.files, "articles/gardeners-reclaim-the-harbour.html")
    passage = page.xpath("//section[@id='excerpt-1']//blockquote[@lang]")[0]
    assert (passage.get("lang"), passage.get("dir")) == ("ar", "rtl")
    assert page.xpath("//section[@id='excerpt-1']//p[@class='original-title']/cite/@lang") == ["ar"]
