"""A picture cut to the widths of screens, in colors that all screens show. Bytes to bytes with Pillow alone, so that a child
process can do it; the same picture and the same Pillow give the same bytes.
"""

import io
import json
from dataclasses import dataclass

from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from editorial.content.picture_encoding import ACCEPTED, whole_files_only

WIDTHS = (480, 800, 1200, 1800)
_SHARED_WIDTH = 1200  # of the picture that other sites show with a link
_QUALITY = 82
_WEBP_MOST = 16_383  # pixels on one side
_FEW_COLORS = 2048  # a drawing: kept without loss, which is smaller as well
_UNREADABLE = "is not a PNG, JPEG or WebP file, or is damaged"
_BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, Pillow.DecompressionBombError)


@dataclass(frozen=True)
class Cut:
    """A file of the picture: webp, png or jpg; width and height in pixels."""

    ending: str
    width: int
    height: int
    data: bytes


def pixels_of(data: bytes) -> int:
    """How many the picture has; reads no more than its head. Raises `ValueError` in words that follow “a picture … ”."""
    try:
        with Pillow.open(io.BytesIO(data), formats=ACCEPTED) as opened:
            return opened.width * opened.height
    except _BROKEN as error:
        raise ValueError(_UNREADABLE) from error


def for_pages(data: bytes) -> bytes:
    """The picture in its widths, from narrow to wide, packed (see `unpacked`). Raises `ValueError` as `pixels_of` does."""
    whole, drawing = _opened(data)
    return _packed(_widths(whole, drawing=drawing))


def for_pages_and_links(data: bytes) -> bytes:
    """The same, and in the end a JPEG that other sites show with a link."""
    whole, drawing = _opened(data)
    shared = _jpeg(_scaled(whole, min(_SHARED_WIDTH, whole.width)))
    return _packed([*_widths(whole, drawing=drawing), shared])


def unpacked(made: bytes) -> list[Cut]:
    """The files that one of the functions above has packed: a line of JSON that says what they are, then their bytes."""
    start = made.index(b"\n") + 1
    cuts = []
    for ending, width, height, size in json.loads(made[:start]):
        cuts.append(Cut(ending, width, height, made[start : start + size]))
        start += size
    return cuts


def _packed(cuts: list[Cut]) -> bytes:
    head = json.dumps([[one.ending, one.width, one.height, len(one.data)] for one in cuts])
    return b"".join([head.encode(), b"\n", *(one.data for one in cuts)])


def _opened(data: bytes) -> tuple[Pillow.Image, bool]:
    """The picture, and whether it is a drawing. Its colors are counted at the size at which it is decoded."""
    try:
        with whole_files_only(), Pillow.open(io.BytesIO(data), formats=ACCEPTED) as opened:
            opened.draft("RGB", (WIDTHS[-1], 1))  # a JPEG of 60 megapixels is decoded at the size next above
            opened.load()
            whole = _plain(opened)
    except _BROKEN as error:
        raise ValueError(_UNREADABLE) from error
    return whole, whole.getcolors(_FEW_COLORS) is not None


def _plain(picture: Pillow.Image) -> Pillow.Image:
    """In red, green and blue, with transparency only where there is some; nothing else that the file carried."""
    if picture.mode.startswith("I"):  # 16 bits of gray: Pillow would cut everything above 255 to white
        picture = picture.point(lambda value: value / 256).convert("L")
    transparent = "A" in picture.getbands() or "transparency" in picture.info
    mode = "RGBA" if transparent else "RGB"
    plain = picture if picture.mode == mode else picture.convert(mode)  # a copy would cost as much again
    plain.info = {}
    return plain


def _widths(whole: Pillow.Image, *, drawing: bool) -> list[Cut]:
    widths = [width for width in WIDTHS if width < whole.width]
    if whole.width <= WIDTHS[-1]:
        widths.append(whole.width)
    return [_webp(_scaled(whole, width), drawing=drawing) for width in widths]


def _scaled(picture: Pillow.Image, width: int) -> Pillow.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Pillow.Resampling.LANCZOS)


def _webp(picture: Pillow.Image, *, drawing: bool) -> Cut:
    out = io.BytesIO()
    if max(picture.size) > _WEBP_MOST:
        picture.save(out, "PNG", optimize=True)
        return Cut("png", *picture.size, out.getvalue())
    picture.save(out, "WEBP", quality=_QUALITY, method=4, lossless=drawing, exact=False)
    return Cut("webp", *picture.size, out.getvalue())


def _jpeg(picture: Pillow.Image) -> Cut:
    ground = Pillow.new("RGB", picture.size, (255, 255, 255))
    ground.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Cut("jpg", *picture.size, out.getvalue())
