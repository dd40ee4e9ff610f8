"""The pictures of an edition for screens: each in a few widths, as WebP, named by the hash of its bytes.

The same picture and the same Pillow give the same bytes. Pictures were decoded, turned upright and freed of their metadata
when they were taken in (content/pictures.py); here each is checked against the hash that the edition froze.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from editorial.content.picture_encoding import ACCEPTED, MAX_PIXELS
from editorial.rendering.failures import RenderingFailed

WIDTHS = (480, 800, 1200, 1800)
_SHARED_WIDTH = 1200  # of the picture that other sites show with a link
_QUALITY = 82
_WEBP_MOST = 16_383  # pixels on one side
_FEW_COLORS = 2048  # a drawing: kept without loss, which is smaller as well


@dataclass(frozen=True)
class File:
    """A picture in one width (pixels); `path` is from the folder of the edition."""

    path: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class Picture:
    """A picture of the edition. `files` from narrow to wide; `shared` is a JPEG for other sites, if one was asked for."""

    files: tuple[File, ...]
    shared: File | None = None

    @property
    def widest(self) -> File:
        """The one whose size the page names, so that nothing moves while it loads."""
        return self.files[-1]


def for_screens(folder: Path, sha256: str, where: str, *, shared: bool) -> Picture:
    """The picture that `folder` has under its hash. `where` is for people: "an image of the article “…”".

    Raises `RenderingFailed` where the file is missing, is another one, or cannot be opened.
    """
    data = _read(folder, sha256, where)
    try:
        with Pillow.open(io.BytesIO(data), formats=ACCEPTED) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise RenderingFailed(
                    f"In {where}, a picture has more than {MAX_PIXELS // 1_000_000} megapixels."
                )
            opened.draft("RGB", (WIDTHS[-1], 1))  # a JPEG of 60 megapixels is decoded at the size next above
            opened.load()
            whole = _plain(opened)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Pillow.DecompressionBombError) as error:
        raise RenderingFailed(
            f"In {where}, a picture is not a PNG, JPEG or WebP file, or is damaged."
        ) from error
    drawing = whole.getcolors(_FEW_COLORS) is not None
    widths = [width for width in WIDTHS if width < whole.width]
    if whole.width <= WIDTHS[-1]:
        widths.append(whole.width)
    files = tuple(_webp(_scaled(whole, width), drawing=drawing) for width in widths)
    return Picture(files, _jpeg(_scaled(whole, min(_SHARED_WIDTH, whole.width))) if shared else None)


def _read(folder: Path, sha256: str, where: str) -> bytes:
    try:
        data = (folder / sha256).read_bytes()
    except OSError as error:
        raise RenderingFailed(f"In {where}, the file of a picture is missing. Upload it again.") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RenderingFailed(f"In {where}, a picture is not the file that was approved.")
    return data


def _plain(picture: Pillow.Image) -> Pillow.Image:
    """In red, green and blue, with transparency only where there is some; nothing else that the file carried."""
    if picture.mode.startswith("I"):  # 16 bits of gray: Pillow would cut everything above 255 to white
        picture = picture.point(lambda value: value / 256).convert("L")
    transparent = "A" in picture.getbands() or "transparency" in picture.info
    plain = picture.convert("RGBA" if transparent else "RGB")
    plain.info = {}
    return plain


def _scaled(picture: Pillow.Image, width: int) -> Pillow.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Pillow.Resampling.LANCZOS)


def _webp(picture: Pillow.Image, *, drawing: bool) -> File:
    out = io.BytesIO()
    if max(picture.size) > _WEBP_MOST:
        picture.save(out, "PNG", optimize=True)
        return _file(picture, out.getvalue(), "png")
    picture.save(out, "WEBP", quality=_QUALITY, method=4, lossless=drawing, exact=False)
    return _file(picture, out.getvalue(), "webp")


def _jpeg(picture: Pillow.Image) -> File:
    ground = Pillow.new("RGB", picture.size, (255, 255, 255))
    ground.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return _file(picture, out.getvalue(), "jpg")


def _file(picture: Pillow.Image, data: bytes, ending: str) -> File:
    name = hashlib.sha256(data).hexdigest()[:20]
    return File(f"assets/pictures/{name}.{ending}", picture.width, picture.height, data)
