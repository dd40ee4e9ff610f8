"""A picture file decoded and encoded anew: upright, in sRGB, nothing but pixels and whose they are. Bytes to bytes, without
settings or database.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image as Pillow
from PIL import ImageCms, ImageFile, ImageOps, PngImagePlugin, UnidentifiedImageError

from editorial.content.picture_rights import Rights, rights_in

ACCEPTED = ("PNG", "JPEG", "WEBP")
MAX_PIXELS = 64_000_000
JPEG_QUALITY = 90

_LARGE = (
    16_000_000  # pixels from which the encoder keeps no second picture to save a few per cent of the bytes
)
UNREADABLE = "This is not a PNG, JPEG or WebP picture that can be opened."


class PictureRefused(ValueError):
    """The file cannot be taken. The words say why and what to do."""


def encode_anew(raw: bytes) -> bytes:
    """The picture of a file that is within the caps as a new file: upright, in sRGB. Nothing but its pixels is kept, and what
    it says of its rights (picture_rights.py).

    Raises `PictureRefused`.
    """
    with as_refusals(), Pillow.open(io.BytesIO(raw), formats=ACCEPTED) as opened:
        require_size(opened)
        opened.load()
        given, rights = str(opened.format), rights_in(opened)
        ImageOps.exif_transpose(opened, in_place=True)
        return _encode(_in_srgb(opened), given, rights)


@contextmanager
def as_refusals() -> Iterator[None]:
    """What a decoder raises becomes `PictureRefused`."""
    try:
        with whole_files_only():
            yield
    except PictureRefused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise PictureRefused(UNREADABLE) from error


@contextmanager
def whole_files_only() -> Iterator[None]:
    """Refuse truncated files: importing WeasyPrint makes Pillow accept them everywhere in the process."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def require_size(picture: Pillow.Image) -> None:
    """Raises `PictureRefused` for too many pixels, and for an animation."""
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
            picture, source, ImageCms.createProfile("sRGB"), outputMode=mode, inPlace=picture.mode == mode
        )
    except (ImageCms.PyCMSError, OSError):
        return picture  # a broken profile says nothing about the colors
    return converted or picture


def _encode(picture: Pillow.Image, given: str, rights: Rights) -> bytes:
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    as_jpeg = given == "JPEG" or (given == "WEBP" and not transparent)
    mode = "RGB" if as_jpeg else "RGBA" if transparent else "L" if picture.mode == "L" else "RGB"
    if picture.mode.startswith("I"):  # 16 bits of gray: Pillow would cut everything above 255 to white
        picture = picture.point(lambda value: value / 256).convert("L")
    large = picture.width * picture.height > _LARGE
    bare = picture if picture.mode == mode else picture.convert(mode)
    bare.info = {}  # Pillow writes comments and color profiles that it finds here, also after a conversion
    out, xmp = io.BytesIO(), rights.as_xmp()
    if as_jpeg:
        bare.save(out, "JPEG", quality=JPEG_QUALITY, optimize=not large, exif=b"", xmp=xmp)
    else:
        words = PngImagePlugin.PngInfo()
        if xmp:
            words.add_itxt("XML:com.adobe.xmp", xmp.decode())
        bare.save(out, "PNG", optimize=not large, exif=b"", pnginfo=words)
    return out.getvalue()
