"""A picture at the size in which it is printed: fewer pixels, the same shape.

A pure function of the file: where in an edition a picture stands does not matter, so an article keeps its picture's bytes when
it moves. The same file and libraries give the same bytes. It is called in a child process (print_pictures_store.py).
"""

import hashlib
import io
from collections.abc import Iterator
from functools import lru_cache
from math import ceil, floor
from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError, features

from editorial.content.picture_encoding import ACCEPTED, MAX_PIXELS, whole_files_only

DPI = 220
QUALITY = 85
SETTING = f"{DPI}dpi-q{QUALITY}-1"  # the last number is raised when something else is to come out
PRINTED_MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA"}

# The widest and highest places of the style sheets (inches): across a cover of letter paper; in an article what is not wide
# (print_views/articles.py) is at most 4in high. In the engine's 96 pixels an inch a picture stays larger than its place, so
# that its size on the page is what it was.
_PAGE_WIDTH, _TALL_HEIGHT, _WIDE_RATIO = 8.5, 4.0, 1.25
_SHAPE_KEPT = 0.0005  # how much width : height may change: a twentieth of a millimeter across a page
_FEWER = 0.94  # of the pixels that there is room for, where fewer keep the shape better
_KEPT_PIXELS = (
    8_000_000  # a file with more is not kept as it is, even if it has fewer bytes: the engine decodes it
)
_PHOTOGRAPH = 4  # a PNG that is so many times the size of the same picture as JPEG is one of a photograph
_JPEG_MOST = 65_500  # pixels on one side
_STRIP = 64  # rows of the reduced picture made at once


def to_print_size(data: bytes) -> bytes:
    """The file of a picture at print size: JPEG for photographs, PNG for drawings and what is transparent. `data` itself,
    where that is small enough, would not become smaller, or has colors that are not printed.

    Raises `ValueError` for what cannot be read, in words that follow “the image … ”.
    """
    try:
        with whole_files_only(), Pillow.open(io.BytesIO(data), formats=ACCEPTED) as opened:
            width, height = opened.size
            target = print_size(width, height)
            if width * height > MAX_PIXELS or opened.mode not in PRINTED_MODES or target == (width, height):
                return data
            lossy = opened.format == "JPEG" or (opened.format == "WEBP" and "A" not in opened.getbands())
            made = _encode(_scaled(opened, target), lossy=lossy)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Pillow.DecompressionBombError) as error:
        raise ValueError("is not a PNG, JPEG or WebP file, or is damaged") from error
    return data if len(made) >= len(data) and width * height <= _KEPT_PIXELS else made


def is_print_size(data: bytes) -> bool:
    """Whether `to_print_size` gives the same file back because it is small enough; reads no more than its head."""
    try:
        with Pillow.open(io.BytesIO(data), formats=ACCEPTED) as opened:
            return print_size(*opened.size) == opened.size
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Pillow.DecompressionBombError):
        return False


def print_size(width: int, height: int) -> tuple[int, int]:
    """Width and height in pixels for print, of a picture of this size: never more, and of the same shape.

    A shape that fewer pixels do not give (1 × 4000) keeps as many as it needs.
    """
    scale = _PAGE_WIDTH * DPI / width
    if width / height < _WIDE_RATIO:
        scale = min(scale, _TALL_HEIGHT * DPI / height)
    while scale < 1:
        if found := min(_of_shape(width, height, scale), default=None, key=lambda one: one[0]):
            return found[1]
        scale *= 2
    return width, height


def _of_shape(width: int, height: int, scale: float) -> Iterator[tuple[float, tuple[int, int]]]:
    """How far from its shape, and the size, for the sizes about as large as `scale` says; the largest first."""
    longer, shorter = max(width, height), min(width, height)
    most = floor(longer * scale)
    for long in range(most, ceil(most * _FEWER) - 1, -1):
        short = round(long * shorter / longer)
        error = abs(short * longer / (long * shorter) - 1)
        if short and error <= _SHAPE_KEPT:
            yield round(error, 6), ((long, short) if width >= height else (short, long))


def _scaled(opened: Pillow.Image, target: tuple[int, int]) -> Pillow.Image:
    """The picture in this size, its transparency with it. A JPEG is decoded at the size next above, and everything is brought
    down strip by strip: whole copies of the picture would be what costs memory.
    """
    drafted = opened.draft(opened.mode, target) if opened.format == "JPEG" else None
    wide, high = drafted[1][2:] if drafted else opened.size
    opened.load()
    picture: Pillow.Image = opened
    if opened.mode in ("1", "P", "PA") or "transparency" in opened.info:
        picture = opened.convert("L" if opened.mode == "1" else _full_mode(opened))
    factor = max(1, int(min(wide / target[0], high / target[1]) // 2))
    if factor > 1:
        picture = _reduced(picture, factor)
    box = (0.0, 0.0, wide / factor, high / factor)
    return ImageOps.exif_transpose(picture.resize(target, Pillow.Resampling.LANCZOS, box=box))


def _full_mode(picture: Pillow.Image) -> str:
    return "RGBA" if picture.mode == "PA" or "transparency" in picture.info else "RGB"


def _reduced(picture: Pillow.Image, factor: int) -> Pillow.Image:
    """The means of squares of `factor` pixels; transparent pixels lend no color."""
    made = Pillow.new(picture.mode, (ceil(picture.width / factor), ceil(picture.height / factor)))
    made.info = dict(picture.info)
    for top in range(0, picture.height, _STRIP * factor):
        strip = picture.crop((0, top, picture.width, min(picture.height, top + _STRIP * factor)))
        made.paste(strip.reduce(factor), (0, top // factor))
    return made


def _encode(picture: Pillow.Image, *, lossy: bool) -> bytes:
    picture.info = {}
    if lossy:
        return _jpeg(picture)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    plain = out.getvalue()
    if "A" in picture.getbands() or max(picture.size) > _JPEG_MOST:
        return plain
    as_photograph = _jpeg(picture, subsampling=0)
    return as_photograph if len(as_photograph) * _PHOTOGRAPH < len(plain) else plain


def _jpeg(picture: Pillow.Image, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, **options)
    return out.getvalue()


@lru_cache(maxsize=1)
def made_with() -> dict[str, str]:
    """The setting, and the versions of what decodes, scales and encodes; what a PDF says of its pictures."""
    return {
        "setting": SETTING,
        "pillow": Pillow.__version__,
        "jpeg": features.version("libjpeg_turbo") or features.version("jpg") or "",
        "zlib": features.version("zlib") or "",
        "webp": features.version("webp") or "",
    }


@lru_cache(maxsize=1)
def maker() -> str:
    """The setting and a digest of everything that decides about the bytes: this module and the libraries."""
    told = repr(sorted(made_with().items())).encode() + Path(__file__).read_bytes()
    return f"{SETTING}-{hashlib.sha256(told).hexdigest()[:12]}"
