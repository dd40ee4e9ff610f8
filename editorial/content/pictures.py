"""Taking in a picture file: by its content and not by its name, capped, re-encoded, without its metadata but for its rights.

A large one is decoded in a child process with bounded memory, so that a photograph of 60 megapixels costs the web process
no more than its bytes (docs/performance.md, “Pictures”).
"""

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image as Pillow

from editorial.bounded import Crashed, NotStarted, OutOfMemory, TookTooLong, call_bounded
from editorial.content.files import NotStored
from editorial.content.picture_encoding import (
    ACCEPTED,
    MAX_PIXELS,
    UNREADABLE,
    PictureRefused,
    as_refusals,
    encode_anew,
    require_size,
)
from editorial.content.picture_headers import require_ordinary

__all__ = ["ACCEPTED", "MAX_BYTES", "MAX_PIXELS", "Picture", "PictureRefused", "read_picture"]

MAX_BYTES = 40_000_000
MEMORY_BYTES = 1_200_000_000  # of address space, for one picture; a WebP file takes most
SECONDS = 90
_MOST_OUTPUT = 100_000_000
_SMALL = 4_000_000  # pixels; so few are decoded where they come in, which is quicker than to start a process
_TOO_DEMANDING = "This picture takes too much memory or time to open. Save it as JPEG, or scale it down."


@dataclass(frozen=True)
class Picture:
    """A picture ready to be stored. Width and height in pixels; `format` is png or jpeg."""

    data: bytes
    sha256: str
    format: str
    width: int
    height: int


def read_picture(file: BinaryIO) -> Picture:
    """Decode and encode anew. Raises `PictureRefused` for what is not a PNG, JPEG or WebP picture within the caps, and
    `content.files.NotStored` where a full disk leaves no room for a large one.
    """
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise PictureRefused(f"The file is larger than {MAX_BYTES // 1_000_000} MB. Save it smaller.")
    require_ordinary(raw)
    with as_refusals(), Pillow.open(io.BytesIO(raw), formats=ACCEPTED) as opened:
        require_size(opened)
        small = opened.width * opened.height <= _SMALL
    data = encode_anew(raw) if small else _elsewhere(raw)
    with Pillow.open(io.BytesIO(data), formats=ACCEPTED) as made:
        kind = str(made.format).lower()
        return Picture(data, hashlib.sha256(data).hexdigest(), kind, made.width, made.height)


def _elsewhere(raw: bytes) -> bytes:
    try:
        return call_bounded(
            "editorial.content.picture_encoding:encode_anew", raw,
            seconds=SECONDS, memory_bytes=MEMORY_BYTES, most_output=_MOST_OUTPUT,
        )  # fmt: skip
    except ValueError as error:
        raise PictureRefused(str(error)) from error
    except (OutOfMemory, TookTooLong) as error:
        raise PictureRefused(_TOO_DEMANDING) from error
    except Crashed as error:
        raise PictureRefused(UNREADABLE) from error
    except (NotStarted, OSError) as error:
        raise NotStored("a picture that was uploaded") from error
