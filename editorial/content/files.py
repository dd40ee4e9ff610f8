"""Files in the store, looked at again: is this still what was put there?"""

import hashlib
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import Storage, default_storage


def digest_of(stream: BinaryIO | File) -> str:
    """SHA-256 of what is left to read."""
    digest = hashlib.sha256()
    for block in iter(lambda: stream.read(1 << 20), b""):
        digest.update(block)
    return digest.hexdigest()


def stored_digest(name: str, storage: Storage = default_storage) -> str | None:
    """SHA-256 of a stored file as it is now; None when it is gone."""
    if not storage.exists(name):
        return None
    with storage.open(name) as stored:
        return digest_of(stored)
