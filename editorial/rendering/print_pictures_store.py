"""Pictures at print size in the file store: made once for each picture and setting, checked whenever they are read.

A file is `print/<setting and maker>/<2>/<SHA-256 of the original>`, sealed (sealing.py): one that is damaged, cut off or of
another picture counts as missing. The whole folder may be deleted at any time; it costs the time to make them again, and
nothing else. Folders of makers that are gone are removed by print_pictures_unused.py.
"""

import hashlib
import logging

from django.core.files.storage import Storage

from editorial.bounded import call_bounded
from editorial.content.files import keep_bytes
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.picture_children import MEMORY_BYTES, SECONDS, told
from editorial.rendering.print_pictures import is_print_size, maker
from editorial.rendering.sealing import seal, unseal

FOLDER = "print"
_MOST_OUTPUT = 100_000_000
_FUNCTION = "editorial.rendering.print_pictures:to_print_size"

logger = logging.getLogger(__name__)


def print_name(sha256: str) -> str:
    """Where the file store keeps the print size of a picture, named by the SHA-256 of its original."""
    return f"{FOLDER}/{maker()}/{sha256[:2]}/{sha256}"


def kept_print_picture(sha256: str, storage: Storage) -> bytes | None:
    """The print size of a picture, if it is in the store and whole."""
    try:
        with storage.open(print_name(sha256)) as stored:
            data: bytes = stored.read()
    except OSError:
        return None
    picture = unseal(_kind(), sha256, data)
    if picture is None:
        logger.warning("print size of picture %s is damaged in the file store: it is made again", sha256)
    return picture


def make_print_picture(original: bytes, sha256: str, storage: Storage, *, where: str) -> bytes:
    """The print size of a picture, made in a child process with bounded memory, and kept for the next time.

    One that is small enough already is not kept a second time. `where` is for people: “Image 2 of the article …”. Raises
    `RenderingFailed`. A store that does not take the file (a full disk) is no failure.
    """
    if hashlib.sha256(original).hexdigest() != sha256:
        raise RenderingFailed(
            f"{where} is not the file that was approved: its content has another fingerprint.", sha256
        )
    if is_print_size(original):
        return original
    with told(where, sha256, use="print", act="be brought to print size"):
        made = call_bounded(
            _FUNCTION, original, seconds=SECONDS, memory_bytes=MEMORY_BYTES, most_output=_MOST_OUTPUT
        )
    kept = seal(_kind(), sha256, made)
    try:
        keep_bytes(print_name(sha256), kept, hashlib.sha256(kept).hexdigest(), storage)
    except Exception as error:  # a full disk, a store that is away: nothing depends on it
        logger.warning("print size of picture %s could not be kept: %s", sha256, error)
    return made


def _kind() -> str:
    return f"oewatch print picture {maker()}"
