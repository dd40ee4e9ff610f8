"""What a picture file is made of, looked at before a decoder allocates for it: refused is what was built to cost.

Decoders keep a note of every block of a file and go through all pixels for every scan of a JPEG, so a few bytes that are
repeated a million times take minutes or gigabytes whatever the size of the picture. Files of cameras and programs are far
below these bounds.
"""

import re
import struct

from editorial.content.picture_encoding import PictureRefused

MOST_SCANS = 100  # of a progressive JPEG; libjpeg's own script has 10
MOST_SEGMENTS = 4_000  # of a JPEG; 40 MB in segments of 64 KB are 610
MOST_BETWEEN = (
    200_000  # bytes before the pixels of a JPEG that are part of nothing; decoders go through them one by one
)
MOST_EXIF = 65_533  # bytes: one segment of a JPEG
MOST_CHUNKS = 1_000  # of a PNG, beside the pixels
MOST_PIXEL_CHUNKS = 40_000  # of 8 KB each, as libpng writes them, are 320 MB
ODD = (
    "This picture is not built as cameras and programs build them, so it is not opened. Open it in a picture program, save "
    "it as a new PNG or JPEG, and upload that."
)
_PNG = b"\x89PNG\r\n\x1a\n"
_MARKER = re.compile(rb"\xff[^\x00\xff]")
_BEHIND_A_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # RST0 to RST7 are part of the pixels
_ALONE = frozenset((0x01, *range(0xD0, 0xDA)))  # markers without a length: TEM, RST0 to RST7, SOI, EOI
_SCAN, _END, _APP1 = 0xDA, 0xD9, 0xE1


def require_ordinary(raw: bytes) -> None:
    """Raises `PictureRefused` for a JPEG or PNG of too many pieces. Says nothing of any other file, or a broken one."""
    if raw.startswith(b"\xff\xd8"):
        _require_ordinary_jpeg(raw)
    elif raw.startswith(_PNG):
        _require_ordinary_png(raw)


def _require_ordinary_jpeg(raw: bytes) -> None:
    """Walks from marker to marker (ITU-T T.81, B.1.1), through the scans to the end of the first picture."""
    at, segments, scans, exif, between = 2, 0, 0, 0, 0
    while at < len(raw):
        found = (_BEHIND_A_SCAN if scans else _MARKER).search(raw, at)
        start = found.start() if found else len(raw)
        between += 0 if scans else start - at
        marker, at = raw[start + 1] if found else _END, start + 2
        if marker == _END and scans:
            return
        segments += 1
        if marker not in _ALONE:
            length = int.from_bytes(raw[at : at + 2])
            scans += marker == _SCAN
            if marker == _APP1 and raw[at + 2 : at + 6] == b"Exif":
                exif += length
            at += max(length, 2)
        if segments > MOST_SEGMENTS or scans > MOST_SCANS or exif > MOST_EXIF or between > MOST_BETWEEN:
            raise PictureRefused(ODD)


def _require_ordinary_png(raw: bytes) -> None:
    """Walks from chunk to chunk (PNG, 5.3)."""
    at, others, pixels = len(_PNG), 0, 0
    while at + 8 <= len(raw):
        length, kind = struct.unpack_from(">I4s", raw, at)
        at += length + 12
        if kind == b"IDAT":
            pixels += 1
        else:
            others += 1
        if others > MOST_CHUNKS or pixels > MOST_PIXEL_CHUNKS or (kind == b"eXIf" and length > MOST_EXIF):
            raise PictureRefused(ODD)
        if kind == b"IEND":
            return
