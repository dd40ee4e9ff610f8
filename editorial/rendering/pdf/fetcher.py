"""What the engine may load: the images of this edition, by their hash, and nothing else.

No file, http, data or any other address is opened. Every refusal ends the rendering: an edition with a hole
in it must not come out.
"""

import hashlib
import io
import re
import warnings
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from editorial.content.picture_encoding import MAX_PIXELS
from editorial.rendering.frozen_pictures import read_manifest
from editorial.rendering.print_pictures import PRINTED_MODES

MEDIA = re.compile(r"media:([0-9a-f]{64})")
# The pictures of a page: in a tag, where texts cannot be. A text may have the words “media:…” in it.
SHOWN = re.compile(r'<img\b[^>]*\bsrc="media:([0-9a-f]{64})"')
MAX_BYTES = 30_000_000
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


class ImageRefused(ValueError):
    """An image cannot be used. `str()` says why, in words that can follow “the image … ”."""


class Refused(FatalURLFetchingError):
    """Stops WeasyPrint (a BaseException on purpose: it swallows others). `reason` says what was asked for and
    why not.
    """

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


def inspect(data: bytes) -> str:
    """The MIME type of image bytes; reads the header only. Raises `ImageRefused`."""
    if len(data) > MAX_BYTES:
        raise ImageRefused(f"has {len(data) / 1e6:.0f} MB; {MAX_BYTES // 1_000_000} MB is the limit")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(FORMATS)) as picture:
                width, height, kind, mode = picture.width, picture.height, picture.format, picture.mode
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ImageRefused("is not a PNG, JPEG or WebP file, or is damaged") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageRefused(f"has more than {MAX_PIXELS // 1_000_000} million pixels") from error
    if width * height > MAX_PIXELS:
        raise ImageRefused(f"is {width} × {height} pixels; {MAX_PIXELS // 1_000_000} million is the limit")
    # An upload is made sRGB; PDF/A-2a (ISO 19005-2, 6.2.4.3) has no place for others beside it.
    if mode not in PRINTED_MODES:
        raise ImageRefused(f"has colors that cannot be printed ({mode}). Save it in RGB and upload it again")
    return FORMATS[str(kind)]


class EditionFetcher(URLFetcher):
    """Serves `media:<sha256>` for the hashes of one snapshot, from files in `folder` named by their hash.

    A file may be called by the hash alone or with any extension. Its content is what the folder's manifest says
    (frozen_pictures.py); without one it is the original. Raises `RenderingFailed` for a manifest that is none.
    """

    def __init__(self, folder: Path, allowed: frozenset[str]):
        super().__init__(allowed_protocols={"media"}, allow_redirects=False, fail_on_errors=True)
        self._folder = folder
        self._allowed = allowed
        self._digests = read_manifest(folder)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The image behind a `media:` address. Raises `Refused` for everything else and for bad images."""
        match = MEDIA.fullmatch(url)
        if not match or match[1] not in self._allowed:
            raise Refused(f"The edition asked for something it may not load: {url[:120]}")
        try:
            data = self.read(match[1])
            return URLFetcherResponse(url, data, {"Content-Type": inspect(data)})
        except ImageRefused as error:
            raise Refused(f"The image {match[1][:12]}… {error}.") from error

    def open(self, url: Any, data: Any = None, timeout: Any = None) -> URLFetcherResponse:
        """The way around `fetch` that the base class has is closed too."""
        return self.fetch(url if isinstance(url, str) else url.full_url)

    def read(self, sha256: str) -> bytes:
        """The bytes of an image of this edition. Raises `ImageRefused` if it is missing or altered."""
        candidates = [self._folder / sha256, *sorted(self._folder.glob(f"{sha256}.*"))]
        path = next((candidate for candidate in candidates if candidate.is_file()), None)
        expected = sha256 if self._digests is None else self._digests.get(sha256)
        if path is None or expected is None:
            raise ImageRefused("is missing: its file was not handed over for printing")
        if path.stat().st_size > MAX_BYTES:
            raise ImageRefused(f"has more than {MAX_BYTES // 1_000_000} MB")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != expected:
            raise ImageRefused("is not the file that was approved: its content has another fingerprint")
        return data
