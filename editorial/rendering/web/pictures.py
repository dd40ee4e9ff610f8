"""The pictures of an edition for screens: each in a few widths, as WebP, named by the hash of its bytes.

The same picture and the same Pillow give the same bytes. Pictures were decoded, turned upright and freed of their metadata
when they were taken in (content/pictures.py); here each is checked against the hash that the edition froze. A large one is
decoded in a child process with bounded memory (cutting.py).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from editorial.bounded import call_bounded
from editorial.content.picture_encoding import MAX_PIXELS
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.picture_children import MEMORY_BYTES, SECONDS, told
from editorial.rendering.web.cutting import (
    WIDTHS,
    Cut,
    for_pages,
    for_pages_and_links,
    pixels_of,
    unpacked,
)

__all__ = ["WIDTHS", "File", "Picture", "for_screens"]

_MOST_OUTPUT = 300_000_000  # what is too tall for WebP is kept as PNG
_SMALL = 4_000_000  # pixels; so few are decoded here, which is quicker than to start a process


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

    Raises `RenderingFailed` where the file is missing, is another one, cannot be opened, or takes too much.
    """
    data = _read(folder, sha256, where)
    with told(f"In {where}, a picture", sha256, use="be cut for screens", act="be cut for screens"):
        files = [_file(cut) for cut in _cut(data, where, shared=shared)]
    return Picture(tuple(files[:-1]), files[-1]) if shared else Picture(tuple(files))


def _read(folder: Path, sha256: str, where: str) -> bytes:
    try:
        data = (folder / sha256).read_bytes()
    except OSError as error:
        raise RenderingFailed(f"In {where}, the file of a picture is missing. Upload it again.") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RenderingFailed(f"In {where}, a picture is not the file that was approved.")
    return data


def _cut(data: bytes, where: str, *, shared: bool) -> list[Cut]:
    """The files of the picture; the one for other sites comes last."""
    pixels = pixels_of(data)
    if pixels > MAX_PIXELS:
        raise RenderingFailed(f"In {where}, a picture has more than {MAX_PIXELS // 1_000_000} megapixels.")
    cut = for_pages_and_links if shared else for_pages
    if pixels <= _SMALL:
        return unpacked(cut(data))
    function = f"{cut.__module__}:{cut.__name__}"
    return unpacked(
        call_bounded(function, data, seconds=SECONDS, memory_bytes=MEMORY_BYTES, most_output=_MOST_OUTPUT)
    )


def _file(cut: Cut) -> File:
    name = hashlib.sha256(cut.data).hexdigest()[:20]
    return File(f"assets/pictures/{name}.{cut.ending}", cut.width, cut.height, cut.data)
