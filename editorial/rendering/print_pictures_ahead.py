"""Bringing a picture to print size soon after it was taken in, so that the first proof need not wait for it.

Whoever stores a picture asks for it (jobs/ahead.py). Nothing depends on it: a picture that was not asked for, or whose message
was lost, is made when it is first printed.
"""

import logging

from django.core.files.storage import Storage, default_storage

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.print_pictures_store import kept_print_picture, make_print_picture

logger = logging.getLogger(__name__)


def make_ahead(name: str, storage: Storage = default_storage) -> bool:
    """Make the print size of the picture with this name in the store, unless it is there. False where that is not possible:
    whoever prints it hears why.
    """
    sha256 = name.rpartition("/")[2].partition(".")[0]
    if kept_print_picture(sha256, storage) is not None:
        return True
    try:
        with storage.open(name) as source:
            original = source.read()
        make_print_picture(original, sha256, storage, where=f"Picture {sha256[:12]}")
    except (OSError, RenderingFailed) as error:
        logger.warning("no print size of %s: %s", name, error)
        return False
    return True
