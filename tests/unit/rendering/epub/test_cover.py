"""The cover as a picture."""

import io

import pytest
from PIL import Image

from editorial.rendering.epub.cover import HEIGHT, PLAIN, WIDTH, cover_picture
from editorial.rendering.naming import IssueNames


def names(masthead: str, subtitle: str = "Autumn Bulbs") -> IssueNames:
    return IssueNames(masthead, subtitle, "Volume 4", "Number 11", "November 2026", "edition 1", "", masthead)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize(
    "masthead", ["The Garden Courier", "سوق الزهور", "花新聞", "Tulpenzwiebel" * 12, "☃"]
)
def test_every_name_is_drawn_within_the_cover(masthead: str):
    image = opened(cover_picture(names(masthead), "#123456"))
    assert image.size == (WIDTH, HEIGHT)
    assert image.getpixel((5, 5)) == (0x12, 0x34, 0x56)
    top = image.crop((100, 200, WIDTH - 100, 900)).convert("L")
    assert top.getextrema() == (top.getextrema()[0], 255)


@pytest.mark.parametrize("color", ["", "no color", "#ffff00"])
def test_a_color_that_cannot_carry_white_letters_gives_way(color: str):
    assert "#{:02x}{:02x}{:02x}".format(*opened(cover_picture(names("X"), color)).getpixel((5, 5))) == PLAIN


def test_equal_names_give_equal_bytes():
    assert cover_picture(names("The Garden Courier"), "") == cover_picture(names("The Garden Courier"), "")
