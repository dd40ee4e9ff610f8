"""Files that are no pictures, or more than pictures, each made here; and what must become of them."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image, PngImagePlugin

SECRET = b"THE-SOURCE-LIVES-AT-59.33-18.06"
SCRIPT = b"<script>window.__xss=1</script>"
PHP = b"<?php system($_GET['c']); ?>"


@dataclass(frozen=True)
class Hostile:
    """`refused`: no path takes it. Otherwise a picture may come of it that has its pixels and nothing else."""

    make: Callable[[], bytes]
    refused: bool = True


def picture(kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **save: object) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, kind, **save)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*before_pixels: bytes, size: tuple[int, int] = (8, 8), pixels: bytes | None = None) -> bytes:
    """A PNG in gray with these chunks in it; `pixels` as they are packed."""
    head = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)
    packed = zlib.compress(bytes(size[1] * (size[0] + 1))) if pixels is None else pixels
    body = chunk(b"IHDR", head) + b"".join(before_pixels) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def segment(marker: int, data: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg(*segments: bytes, size: tuple[int, int] = (64, 48), **save: object) -> bytes:
    """A JPEG with these segments behind its first two bytes."""
    plain = picture("JPEG", size, **save)
    return plain[:2] + b"".join(segments) + plain[2:]


def webp_claiming(width: int, height: int) -> bytes:
    """A few bytes that say they are a WebP of this size without loss."""
    bits = (width - 1) | (height - 1) << 14
    body = b"VP8L" + struct.pack("<I", 10) + b"\x2f" + struct.pack("<I", bits) + bytes(5)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def jpeg_claiming(width: int, height: int) -> bytes:
    """A small JPEG whose frame says it is so large."""
    data = bytearray(picture("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def many_scans(number: int, size: tuple[int, int] = (1900, 1900)) -> bytes:
    """A progressive JPEG whose last scan comes `number` times: a decoder goes through all pixels for each."""
    data = picture("JPEG", size, progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * number + b"\xff\xd9"


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue", "green")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=50)
    return out.getvalue()


def zipped(name: str = "index.html", data: bytes = SCRIPT) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()


def with_words(kind: str) -> bytes:
    """A picture that tells in every place for words where it was taken, and has a script there."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x9286] = (SECRET + SCRIPT).decode()
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", (SECRET + SCRIPT).decode())
    words.add_itxt("Description", SECRET.decode(), zip=True)
    options = {
        "PNG": {"pnginfo": words, "exif": exif.tobytes(), "icc_profile": b"ICC" + SECRET},
        "JPEG": {"exif": exif.tobytes(), "comment": SECRET + SCRIPT, "icc_profile": b"ICC" + SECRET, "xmp": SECRET},
        "WEBP": {"exif": exif.tobytes(), "icc_profile": b"ICC" + SECRET, "xmp": SECRET + SCRIPT},
    }[kind]  # fmt: skip
    return picture(kind, **options)


def xmp(creator: str = "", rights: str = "", head: str = "") -> bytes:
    """An XMP packet that names a creator and a notice of rights."""
    return (
        f'{head}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>{creator}'
        f"</rdf:li></rdf:Seq></dc:creator><dc:rights><rdf:Alt><rdf:li>{rights}</rdf:li></rdf:Alt></dc:rights>"
        f"<dc:description>{SECRET.decode()}</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def overlapping_exif(length: int) -> bytes:
    """EXIF whose entries all claim the same bytes: read one by one they are many times the file."""
    number = min(length // 12, 65_000)
    entries = b"".join(struct.pack("<HHII", tag, 7, length, 8) for tag in range(1, number + 1))
    return b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", number) + entries + bytes(length)


def lying_exif() -> bytes:
    """EXIF whose one entry is said to hold four gigabytes, and whose next directory is itself."""
    return b"II*\x00\x08\x00\x00\x00" + struct.pack("<HHHIII", 1, 0x8298, 2, 0xFFFFFFFF, 8, 8)


def _svg(inside: str, head: str = "") -> bytes:
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>'.encode()


_XXE = '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_ISO = b"\x00\x00\x00\x20ftyp%s\x00\x00\x00\x00%s" + bytes(400)


def _tar() -> bytes:
    return b"../../etc/cron.d/x".ljust(257, b"\0") + b"ustar\x0000" + bytes(248)


def _many_chunks() -> bytes:
    return png(*(chunk(b"prIV", b"") for _ in range(300_000)))


OTHER_KINDS: dict[str, Hostile] = {
    "svg": Hostile(lambda: _svg("<script>window.__xss=1</script>")),
    "svg that loads": Hostile(lambda: _svg('<image href="http://169.254.169.254/latest/meta-data/"/>')),
    "svg with entities": Hostile(lambda: _svg("<text>&x;</text>", _XXE)),
    "svg in gzip": Hostile(lambda: gzip.compress(_svg("<script>window.__xss=1</script>"))),
    "eps": Hostile(lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\n"),
    "eps in dos": Hostile(lambda: b"\xc5\xd0\xd3\xc6" + bytes(26) + b"%!PS-Adobe-3.0 EPSF-3.0\n"),
    "tiff": Hostile(lambda: picture("TIFF")),
    "bmp": Hostile(lambda: picture("BMP")),
    "ico": Hostile(lambda: picture("ICO")),
    "gif": Hostile(lambda: picture("GIF", mode="P")),
    "gif that is a script": Hostile(lambda: b"GIF89a/*" + bytes(20) + b"*/=1;window.__xss=1//"),
    "psd": Hostile(lambda: b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 9, 9, 8, 3) + bytes(90)),
    "avif": Hostile(lambda: _ISO % (b"avif", b"avifmif1")),
    "heic": Hostile(lambda: _ISO % (b"heic", b"heicmif1")),
    "video": Hostile(lambda: _ISO % (b"isom", b"isomavc1")),
    "jpeg 2000": Hostile(lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(90)),
    "tga": Hostile(lambda: picture("TGA")),
    "pcx": Hostile(lambda: picture("PCX")),
    "ppm": Hostile(lambda: picture("PPM")),
    "windows metafile": Hostile(lambda: b"\xd7\xcd\xc6\x9a" + bytes(90)),
    "flash": Hostile(lambda: b"FWS\x08" + bytes(90)),
    "html": Hostile(lambda: b"<!DOCTYPE html><html><body>" + SCRIPT),
    "web archive": Hostile(lambda: b"From: x\nMIME-Version: 1.0\nContent-Type: multipart/related\n\n" + SCRIPT),
    "xml with entities": Hostile(lambda: bytes(f"{_XXE}<s>&x;</s>", "ascii")),
    "script": Hostile(lambda: b"window.__xss=1;fetch('http://127.0.0.1/')"),
    "windows program": Hostile(lambda: b"MZ\x90\x00" + bytes(300)),
    "linux program": Hostile(lambda: b"\x7fELF\x02\x01\x01" + bytes(300)),
    "shell script": Hostile(lambda: b"#!/bin/sh\nid\n"),
    "zip": Hostile(zipped),
    "tar": Hostile(_tar),
    "magick script": Hostile(lambda: b"push graphic-context\nfill 'url(https://x.example/\"|id \")'\npop graphic-context"),
    "nothing": Hostile(bytes),
    "one byte": Hostile(lambda: b"\x89"),
    "noise": Hostile(lambda: bytes(range(256)) * 40),
}  # fmt: skip

BROKEN: dict[str, Hostile] = {
    "cut png": Hostile(lambda: picture("PNG", (400, 400))[:700]),
    "cut jpeg": Hostile(lambda: picture("JPEG", (400, 400))[:900]),
    "cut webp": Hostile(lambda: picture("WEBP", (400, 400))[:300]),
    "head of a png": Hostile(lambda: b"\x89PNG\r\n\x1a\n"),
    "png without pixels": Hostile(lambda: png(pixels=b"")),
    "png with pixels of noise": Hostile(lambda: png(pixels=bytes(range(256)))),
    "png of no width": Hostile(lambda: png(size=(0, 9))),
    "webp that is a sound": Hostile(lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(30)),
}

BOMBS: dict[str, Hostile] = {
    "png of 60,000 × 60,000": Hostile(lambda: png(size=(60_000, 60_000), pixels=zlib.compress(bytes(99)))),
    "png of 2³¹ × 1": Hostile(lambda: png(size=(2**31 - 1, 1), pixels=zlib.compress(bytes(99)))),
    "webp of 16,384 × 16,384": Hostile(lambda: webp_claiming(16_384, 16_384)),
    "jpeg of 65,500 × 65,500": Hostile(lambda: jpeg_claiming(65_500, 65_500)),
    # libjpeg makes the rest of it gray: a picture that costs little, and that its author sees.
    "jpeg that says it is larger than it is": Hostile(lambda: jpeg_claiming(7_900, 7_900), refused=False),
    "png whose text unpacks to 80 MB": Hostile(
        lambda: png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80_000_000))))
    ),
    "png whose international text unpacks to 80 MB": Hostile(
        lambda: png(chunk(b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(b"x" * 80_000_000)))
    ),
    "png with a hundred such texts of 1 MB": Hostile(
        lambda: png(*[chunk(b"zTXt", b"C%d\0\0" % n + zlib.compress(bytes(1_000_000))) for n in range(100)])
    ),
    "png whose profile unpacks to 80 MB": Hostile(
        lambda: png(chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(80_000_000)))), refused=False
    ),
    "png whose pixels unpack to 200 MB": Hostile(
        lambda: png(pixels=zlib.compress(bytes(200_000_000))), refused=False
    ),
    "png of 300,000 pieces": Hostile(_many_chunks),
    "jpeg of 5,000 scans": Hostile(lambda: many_scans(5_000)),
    "jpeg of a million pieces": Hostile(lambda: jpeg(segment(0xEF, b"") * 1_000_000)),
    "jpeg of a million comments": Hostile(lambda: jpeg(segment(0xFE, b"x") * 1_000_000)),
    "jpeg with its exif in 100,000 pieces": Hostile(lambda: jpeg(segment(0xE1, b"Exif\0\0II*\0") * 100_000)),
    "jpeg behind 20 MB of nothing": Hostile(lambda: jpeg(b"\x00" * 20_000_000)),
    "jpeg behind 20 MB of filling": Hostile(lambda: jpeg(b"\xff" * 20_000_000)),
    "jpeg behind two million marks": Hostile(lambda: jpeg(b"\xff\xd0" * 2_000_000)),
    "jpeg that only begins": Hostile(lambda: b"\xff\xd8" + b"\x00" * 20_000_000),
    "png with exif of 2 MB that overlaps": Hostile(lambda: png(chunk(b"eXIf", overlapping_exif(2_000_000)))),
    "webp with exif of 2 MB that overlaps": Hostile(
        lambda: picture("WEBP", exif=overlapping_exif(2_000_000)), refused=False
    ),
    "jpeg with exif that overlaps": Hostile(
        lambda: jpeg(segment(0xE1, b"Exif\0\0" + overlapping_exif(30_000))), refused=False
    ),
    "jpeg with exif of four gigabytes": Hostile(
        lambda: jpeg(segment(0xE1, b"Exif\0\0" + lying_exif())), refused=False
    ),
    "webp with a profile of 8 MB": Hostile(
        lambda: picture("WEBP", icc_profile=b"\x00\x80\x00\x00" + bytes(8_000_000)), refused=False
    ),
    "more than 40 MB": Hostile(lambda: bytes(40_000_001)),
}

FRAMES: dict[str, Hostile] = {
    "animated png": Hostile(lambda: animated("PNG")),
    "animated webp": Hostile(lambda: animated("WEBP")),
    "animated gif": Hostile(lambda: animated("GIF")),
    "jpeg of several pictures": Hostile(lambda: animated("MPO")),
}

POLYGLOTS: dict[str, Hostile] = {
    "jpeg and zip": Hostile(lambda: picture("JPEG") + zipped(data=SECRET + SCRIPT), refused=False),
    "png and html": Hostile(lambda: picture("PNG") + b"<html>" + SECRET + SCRIPT, refused=False),
    "webp and script": Hostile(lambda: picture("WEBP") + b"*/" + SECRET + SCRIPT, refused=False),
    "jpeg with php in a comment": Hostile(lambda: jpeg(segment(0xFE, SECRET + PHP + SCRIPT)), refused=False),
    "jpeg with a zip in a comment": Hostile(lambda: jpeg(segment(0xFE, SECRET + zipped())), refused=False),
    "png with html in its text": Hostile(
        lambda: png(chunk(b"tEXt", b"Comment\0" + SECRET + SCRIPT)), refused=False
    ),
    "png with html in a chunk of its own": Hostile(
        lambda: png(chunk(b"scRP", SECRET + SCRIPT)), refused=False
    ),
    "pdf and png": Hostile(lambda: b"%PDF-1.7\n" + picture("PNG")),
    "html and png": Hostile(lambda: b"<!--" + picture("PNG") + b"-->" + SCRIPT),
    "jpeg with words everywhere": Hostile(lambda: with_words("JPEG"), refused=False),
    "png with words everywhere": Hostile(lambda: with_words("PNG"), refused=False),
    "webp with words everywhere": Hostile(lambda: with_words("WEBP"), refused=False),
    "jpeg whose rights load a file": Hostile(
        lambda: picture("JPEG", xmp=xmp("&x;", head='<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/hostname">]>')),
        refused=False,
    ),
    "jpeg whose rights laugh": Hostile(
        lambda: picture(
            "JPEG",
            xmp=xmp("&d;", head="<!DOCTYPE s [<!ENTITY a '" + "x" * 900 + "'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
                    "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>]>"),
        ),
        refused=False,
    ),
    "jpeg whose rights are markup": Hostile(
        lambda: picture("JPEG", xmp=xmp("&lt;script&gt;window.__xss=1&lt;/script&gt;", "&lt;img src=x onerror=1&gt;")),
        refused=False,
    ),
}  # fmt: skip

PICTURES: dict[str, Hostile] = OTHER_KINDS | BROKEN | BOMBS | FRAMES | POLYGLOTS


@cache
def made(name: str) -> bytes:
    """The bytes of one of `PICTURES`, made once in a process."""
    return PICTURES[name].make()
