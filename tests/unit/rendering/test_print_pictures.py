"""Pictures at print size: as many pixels as print takes, the same shape, the same colors, the same bytes each time."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw

from editorial.bounded import call_bounded
from editorial.rendering.frozen_pictures import write_manifest
from editorial.rendering.print_pictures import (
    DPI,
    is_print_size,
    made_with,
    maker,
    print_size,
    to_print_size,
)
from tests.unit.rendering import builders, layout


def encoded(picture: Image.Image, kind: str, **save: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **save)
    return out.getvalue()


def _largest(difference: Image.Image) -> int:
    return max(high for _, high in difference.getextrema())


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def photograph(width: int = 3000, height: int = 2000) -> Image.Image:
    """Colors that run into each other, and grain."""
    small = Image.effect_noise((30, 20), 120).resize((width, height), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((width, height), 12)
    bands = [ImageChops.add(small.rotate(turn), grain, 1, -128) for turn in (0, 90, 180)]
    return Image.merge("RGB", bands)


def drawing(mode: str = "RGB", width: int = 4500, height: int = 3000) -> Image.Image:
    picture = Image.new("RGBA", (width, height), (255, 255, 255, 0 if mode == "RGBA" else 255))
    pen = ImageDraw.Draw(picture)
    for step in range(0, width, 200):
        pen.line([(step, 0), (width - step, height)], fill=(20, 60, 140, 255), width=9)
    return picture.convert(mode)


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ((9000, 6700), (1800, 1340)),
        ((6000, 4000), (1869, 1246)),
        ((4000, 6000), (586, 879)),
        ((5000, 5000), (880, 880)),
        ((1870, 1200), (1870, 1200)),
        ((1871, 1200), None),
        ((300, 500), (300, 500)),
        ((1, 4000), (1, 4000)),
        ((4000, 1), (4000, 1)),
        ((20_000, 3), None),
        ((65, 900_000), None),
        ((1, 1), (1, 1)),
    ],
)
def test_sizes(given: tuple[int, int], printed: tuple[int, int] | None) -> None:
    width, height = print_size(*given)
    assert printed is None or (width, height) == printed
    assert width <= given[0] and height <= given[1]
    assert width / height == pytest.approx(given[0] / given[1], rel=0.0006)
    assert width * height <= 4_000_000


def test_a_photograph_becomes_smaller_and_stays_what_it_is() -> None:
    before = photograph()
    data = encoded(before, "JPEG", quality=90)
    made = to_print_size(data)
    after = opened(made)
    assert (after.format, after.mode, after.size) == ("JPEG", "RGB", (1869, 1246))
    assert len(made) < len(data) / 2
    difference = ImageChops.difference(after, before.resize(after.size, Image.Resampling.LANCZOS))
    assert _largest(difference.resize((20, 20), Image.Resampling.BOX)) < 6


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_same_bytes_each_time_here_and_elsewhere(kind: str) -> None:
    data = encoded(drawing(), kind)
    function = "editorial.rendering.print_pictures:to_print_size"
    made = call_bounded(function, data, seconds=60, memory_bytes=400_000_000, most_output=10_000_000)
    assert made == to_print_size(data) == to_print_size(data) != data


def test_line_art_stays_without_loss() -> None:
    data = encoded(photograph().convert("L").point(lambda value: 255 if value > 128 else 0), "PNG")
    assert opened(to_print_size(data)).format == "PNG"
    small = encoded(drawing(width=900, height=600), "PNG")
    assert to_print_size(small) is small


def test_a_photograph_in_a_png_becomes_a_jpeg() -> None:
    soft = photograph(24, 16).resize((3000, 2000), Image.Resampling.BICUBIC)
    data = encoded(ImageChops.add(soft, photograph(), 2), "PNG", compress_level=1)
    made = to_print_size(data)
    assert opened(made).format == "JPEG" and len(made) < len(data) / 10


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_stays_where_it_was(mode: str) -> None:
    source = drawing("RGBA")
    data = encoded(source.quantize(32) if mode == "P" else source.convert(mode), "PNG")
    after = opened(to_print_size(data))
    assert after.format == "PNG" and after.size == (1869, 1246)
    assert after.mode == ("LA" if mode == "LA" else "RGBA")
    alpha = after.getchannel("A")
    wanted = source.getchannel("A").resize(after.size, Image.Resampling.LANCZOS)
    assert ImageChops.difference(alpha, wanted).getextrema()[1] < 60
    assert alpha.getextrema() == (0, 255)
    # No color of what is not seen shines through at the edges: full ink is as blue as it was.
    seen = after.convert("RGBA")
    edges = [seen.getpixel((across, 600)) for across in range(seen.width)]
    assert mode == "LA" or all(pixel[2] >= pixel[0] for pixel in edges if pixel[3])


def test_one_transparent_color() -> None:
    data = encoded(drawing(), "PNG", transparency=(255, 255, 255))
    after = opened(to_print_size(data))
    assert after.mode == "RGBA" and after.getchannel("A").getextrema()[0] == 0


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("I;16", "PNG")]
)  # the fetcher refuses them, and names the article
def test_colors_that_are_not_printed_are_left_alone(mode: str, kind: str) -> None:
    data = encoded(Image.new(mode, (3000, 2000)), kind)
    assert to_print_size(data) is data


def test_nothing_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET"
    exif[0x0112] = 3
    data = encoded(photograph(), "JPEG", exif=exif.tobytes(), comment=b"SECRET", dpi=(72, 72))
    made = to_print_size(data)
    assert b"SECRET" not in made and not opened(made).getexif()
    turned = opened(made).rotate(180).resize((30, 20), Image.Resampling.BOX)
    plain = opened(data).resize((30, 20), Image.Resampling.BOX)
    assert _largest(ImageChops.difference(turned, plain)) < 8


@pytest.mark.parametrize("cut", [0, 3, 100, 30_000])
def test_what_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="or is damaged"):
        to_print_size(encoded(photograph(), "JPEG")[:cut])


def test_a_large_file_of_few_bytes_is_not_kept_as_it_is() -> None:
    """It would cost the engine what it has pixels, whatever its bytes."""
    data = encoded(Image.new("1", (9000, 6700)), "PNG")
    assert opened(to_print_size(data)).size == (1800, 1340)
    assert to_print_size(few := encoded(Image.new("1", (2000, 1000)), "PNG")) is few


def test_sixty_megapixels_take_bounded_memory() -> None:
    """What docs/performance.md says, with room for another version of a library."""
    for kind, memory_bytes in (("JPEG", 150_000_000), ("PNG", 500_000_000)):
        data = encoded(Image.new("RGB", (9000, 6700), "gray"), kind)
        made = call_bounded(
            "editorial.rendering.print_pictures:to_print_size", data,
            seconds=60, memory_bytes=memory_bytes, most_output=10_000_000,
        )  # fmt: skip
        assert opened(made).size == (1800, 1340)


def test_what_made_them_is_said() -> None:
    assert made_with()["setting"] in maker() and made_with()["pillow"] == Image.__version__
    assert is_print_size(encoded(Image.new("L", (1, 4000)), "PNG"))
    assert not is_print_size(encoded(Image.new("L", (4000, 3000)), "PNG")) and not is_print_size(b"")


SHAPES = [(2400, 1600), (1600, 2400), (3000, 1000), (2400, 1950), (2000, 2000), (300, 900), (90, 3000)]


def test_every_picture_has_its_size_on_the_page_and_pixels_for_it(tmp_path: Path) -> None:
    images = [builders.picture(tmp_path, *size) for size in SHAPES]
    logo = builders.picture(tmp_path, 3000, 1500, "PNG")
    snapshot = builders.snapshot(("Harbours", [builders.article(images=images)]))
    snapshot["house"]["logo"] = logo | {"alt_text": "The Garden Courier"}
    before = _placed(snapshot, tmp_path)
    for image in [*images, logo]:
        path = tmp_path / image["sha256"]
        path.write_bytes(to_print_size(path.read_bytes()))
    _declare(tmp_path, [image["sha256"] for image in [*images, logo]])
    after = _placed(snapshot, tmp_path)
    assert len(before) == len(SHAPES) + 2  # the cover, the logo
    for one, other in zip(before, after, strict=True):
        assert one[:4] == pytest.approx(other[:4], abs=0.03)
        if (other[4], other[5]) != (one[4], one[5]):
            assert other[4] / (other[2] / 96) > 0.93 * DPI


def _declare(folder: Path, names: list[str]) -> None:
    write_manifest(folder, {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names})


def _placed(snapshot: dict[str, Any], folder: Path) -> list[tuple[float, ...]]:
    """Place and size on the page of each picture (engine pixels), and its own pixels."""
    found = []
    for number, page in enumerate(layout.pages_of(snapshot, folder)):
        for box in page.descendants():
            if replacement := getattr(box, "replacement", None):
                at = (box.position_x, box.position_y + 10_000 * number, box.width, box.height)
                found.append((*at, replacement.width, replacement.height))
    return found
