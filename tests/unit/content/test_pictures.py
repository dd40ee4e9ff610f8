"""Pictures are taken by their content, capped, and stored without anything but their pixels."""

import io
import struct
import zlib

import pytest
from PIL import Image as Pillow
from PIL import PngImagePlugin

from editorial.bounded import NotStarted, OutOfMemory, call_bounded
from editorial.content import pictures
from editorial.content.files import NotStored
from editorial.content.pictures import MAX_BYTES, MAX_PIXELS, PictureRefused, read_picture

SECRET = b"GPS-OF-THE-SOURCE"


def file_of(kind: str, mode: str = "RGB", size: tuple[int, int] = (8, 6), **save) -> io.BytesIO:
    file = io.BytesIO()
    Pillow.new(mode, size).save(file, kind, **save)
    file.seek(0)
    return file


@pytest.mark.parametrize(
    "kind, mode, stored",
    [
        ("PNG", "RGB", "png"), ("PNG", "RGBA", "png"), ("PNG", "P", "png"), ("PNG", "L", "png"), ("PNG", "1", "png"),
        ("PNG", "LA", "png"), ("PNG", "I;16", "png"), ("JPEG", "RGB", "jpeg"), ("JPEG", "L", "jpeg"),
        ("JPEG", "CMYK", "jpeg"), ("WEBP", "RGB", "jpeg"), ("WEBP", "RGBA", "png"),
    ],
)  # fmt: skip
def test_png_jpeg_and_webp_are_taken(kind: str, mode: str, stored: str) -> None:
    picture = read_picture(file_of(kind, mode))
    assert (picture.format, picture.width, picture.height) == (stored, 8, 6)
    with Pillow.open(io.BytesIO(picture.data)) as opened:
        opened.load()
        assert opened.format == stored.upper()
    assert len(picture.sha256) == 64


def test_the_same_file_gives_the_same_hash() -> None:
    assert read_picture(file_of("PNG")).sha256 == read_picture(file_of("PNG")).sha256


def eps() -> io.BytesIO:
    return io.BytesIO(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(x) run\n")


def animated(kind: str) -> io.BytesIO:
    frames = [Pillow.new("RGB", (8, 8), color) for color in ("red", "blue", "green")]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=50)
    file.seek(0)
    return file


def truncated(kind: str) -> io.BytesIO:
    data = io.BytesIO()
    Pillow.effect_noise((120, 120), 90).convert("RGB").save(data, kind)
    return io.BytesIO(data.getvalue()[: len(data.getvalue()) // 2])


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(side: int) -> io.BytesIO:
    """A PNG of a few kilobytes that says it has side × side pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)))


@pytest.mark.parametrize(
    "file, said",
    [
        (eps(), "not a PNG, JPEG or WebP"),
        (file_of("GIF"), "not a PNG, JPEG or WebP"),
        (animated("GIF"), "not a PNG, JPEG or WebP"),
        (animated("PNG"), "animation"),
        (animated("WEBP"), "animation"),
        (file_of("TIFF"), "not a PNG, JPEG or WebP"),
        (file_of("BMP"), "not a PNG, JPEG or WebP"),
        (truncated("PNG"), "can be opened"),
        (truncated("JPEG"), "can be opened"),
        (truncated("WEBP"), "can be opened"),
        (io.BytesIO(b""), "not a PNG, JPEG or WebP"),
        (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), "not a PNG"),
        (io.BytesIO(b"GIF89a/*<script>*/=alert(1)//"), "not a PNG"),
        (io.BytesIO(b"%PDF-1.7\n" + file_of("PNG").getvalue()), "not a PNG"),
        (bomb(9_000), "Scale it down"),
        (bomb(60_000), "not a PNG|Scale it down"),
        (io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"\0" * 100), "not a PNG"),
        (io.BytesIO(b"x" * (MAX_BYTES + 1)), "larger than 40 MB"),
    ],
)
def test_everything_else_is_refused_with_words(file: io.BytesIO, said: str) -> None:
    with pytest.raises(PictureRefused, match=said):
        read_picture(file)


def test_the_cap_is_on_pixels_and_not_on_the_side() -> None:
    assert read_picture(file_of("PNG", "1", (MAX_PIXELS // 100, 100))).height == 100


def with_everything(kind: str) -> io.BytesIO:
    exif = Pillow.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0131] = SECRET.decode()
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    options = {
        "PNG": {"pnginfo": text, "exif": exif.tobytes(), "icc_profile": b"ICC" + SECRET, "dpi": (300, 300)},
        "JPEG": {"exif": exif.tobytes(), "comment": SECRET, "icc_profile": b"ICC" + SECRET, "xmp": SECRET},
        "WEBP": {"exif": exif.tobytes(), "icc_profile": b"ICC" + SECRET, "xmp": SECRET},
    }[kind]
    file = file_of(kind, **options)
    assert SECRET in file.getvalue()
    return file


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_metadata_is_dropped(kind: str) -> None:
    picture = read_picture(with_everything(kind))
    assert SECRET not in picture.data
    with Pillow.open(io.BytesIO(picture.data)) as opened:
        assert not opened.getexif()
        assert not set(opened.info) & {"exif", "xmp", "comment", "icc_profile", "Comment"}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_is_glued_to_a_picture_does_not_come_in_with_it(kind: str) -> None:
    file = io.BytesIO(file_of(kind).getvalue() + b"PK\x03\x04<script>alert(1)</script>" + SECRET)
    picture = read_picture(file)
    assert SECRET not in picture.data
    assert b"<script>" not in picture.data


def test_a_picture_taken_sideways_is_turned_upright() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    picture = read_picture(file_of("JPEG", size=(8, 4), exif=exif.tobytes()))
    assert (picture.width, picture.height) == (4, 8)


def large(kind: str = "JPEG", mode: str = "RGB", **save) -> io.BytesIO:
    """60 megapixels."""
    quick = {"method": 0} if kind == "WEBP" else {}
    return file_of(kind, mode, (9_000, 6_700), **quick | save)


@pytest.mark.parametrize(
    ("kind", "mode", "memory_bytes"),
    [("JPEG", "RGB", 400_000_000), ("PNG", "RGB", 400_000_000), ("WEBP", "RGB", 1_100_000_000)],
)
def test_sixty_megapixels_take_bounded_memory(kind: str, mode: str, memory_bytes: int) -> None:
    """What docs/performance.md says, with room for another version of a library."""
    made = call_bounded(
        "editorial.content.picture_encoding:encode_anew", large(kind, mode).getvalue(),
        seconds=60, memory_bytes=memory_bytes, most_output=100_000_000,
    )  # fmt: skip
    with Pillow.open(io.BytesIO(made)) as opened:
        assert opened.size == (9_000, 6_700)


def test_a_large_picture_is_not_decoded_where_it_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "encode_anew", None)
    exif = Pillow.Exif()
    exif[0x0112] = 6
    picture = read_picture(large(exif=exif.tobytes(), comment=SECRET))
    assert (picture.format, picture.width, picture.height) == ("jpeg", 6_700, 9_000)
    assert SECRET not in picture.data


def test_a_large_picture_that_is_damaged_is_refused_in_the_same_words() -> None:
    data = large("PNG", "L").getvalue()
    with pytest.raises(PictureRefused, match="can be opened"):
        read_picture(io.BytesIO(data[: len(data) // 2]))


@pytest.mark.parametrize(
    ("error", "refusal", "said"),
    [
        (OutOfMemory(), PictureRefused, "too much memory"),
        (NotStarted(), NotStored, "could not be stored"),
        (OSError(28, "No space left on device"), NotStored, "the disk may be full"),
    ],
)
def test_what_goes_wrong_beside_the_picture(
    monkeypatch: pytest.MonkeyPatch, error: Exception, refusal: type[Exception], said: str
) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise error

    monkeypatch.setattr(pictures, "call_bounded", fail)
    with pytest.raises(refusal, match=said):
        read_picture(file_of("PNG", "1", (3_000, 3_000)))


@pytest.mark.parametrize("size", [(20, 10), (3_000, 2_000)])
def test_here_and_elsewhere_the_same_comes_out(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for most in (0, 10**9):
        monkeypatch.setattr(pictures, "_SMALL", most)
        made.append(read_picture(file_of("JPEG", "CMYK", size)))
    assert made[0] == made[1]
