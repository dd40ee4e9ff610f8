"""Taking in a picture file: by its content and not by its name, capped, re-encoded, without its metadata."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image as Pillow
from PIL import ImageCms, ImageFile, ImageOps, UnidentifiedImageError

ACCEPTED = ("PNG", "JPEG", "WEBP")
MAX_BYTES = 25_000_000
MAX_PIXELS = 40_000_000
JPEG_QUALITY = 90


class PictureRefused(ValueError):
    """The file cannot be taken. The words say why and what to do."""


@dataclass(frozen=True)
class Picture:
    """A picture ready to be stored. Width and height in pixels; `format` is png or jpeg."""

    data: bytes
    sha256: str
    format: str
    width: int
    height: int


def read_picture(file: BinaryIO) -> Picture:
    """Decode and encode anew. Raises `PictureRefused` for what is not a PNG, JPEG or WebP picture within the caps."""
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise PictureRefused(f"The file is larger than {MAX_BYTES // 1_000_000} MB. Save it smaller.")
    try:
        with _whole_files_only(), Pillow.open(io.BytesIO(raw), formats=ACCEPTED) as opened:
            _require_size(opened)
            picture = ImageOps.exif_transpose(opened)
            picture.load()
            picture = _in_srgb(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        if isinstance(error, PictureRefused):
            raise
        raise PictureRefused("This is not a PNG, JPEG or WebP picture that can be opened.") from error
    return _encode(picture, opened.format or "PNG")


@contextmanager
def _whole_files_only() -> Iterator[None]:
    """Refuse truncated files: importing WeasyPrint makes Pillow accept them everywhere in the process."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _require_size(picture: Pillow.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureRefused(
            f"The picture has {picture.width} × {picture.height} pixels; "
            f"{MAX_PIXELS // 1_000_000} megapixels is the most. Scale it down."
        )
    if getattr(picture, "n_frames", 1) > 1:
        raise PictureRefused("This is an animation. Save one frame as PNG or JPEG.")


def _in_srgb(picture: Pillow.Image) -> Pillow.Image:
    """The picture in sRGB: its color profile is not kept, so its colors are converted first."""
    profile = picture.info.get("icc_profile")
    if not profile:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if "A" in picture.getbands() else "RGB"
        converted = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError):
        return picture  # a broken profile says nothing about the colors
    return converted or picture


def _encode(picture: Pillow.Image, given: str) -> Picture:
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    as_jpeg = given == "JPEG" or (given == "WEBP" and not transparent)
    mode = "RGB" if as_jpeg else "RGBA" if transparent else "L" if picture.mode == "L" else "RGB"
    if picture.mode.startswith("I"):  # 16 bits of gray: Pillow would cut everything above 255 to white
        picture = picture.point(lambda value: value / 256).convert("L")
    bare = picture.convert(mode)
    bare.info = {}  # Pillow writes comments and color profiles that it finds here, also after a conversion
    out = io.BytesIO()
    if as_jpeg:
        bare.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        bare.save(out, "PNG", optimize=True)
    name = "jpeg" if as_jpeg else "png"
    data = out.getvalue()
    return Picture(data, hashlib.sha256(data).hexdigest(), name, picture.width, picture.height)
