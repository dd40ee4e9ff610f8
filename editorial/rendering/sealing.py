"""Files that tell whether they are whole: a line that says what they are, one with their key, one with the SHA-256 of both and
of all that follows.

One that is damaged, cut off, of another kind, or of another key counts as missing and is made again. The rendering process,
which has no settings, reads and writes such files as well: nothing of Django is needed here.
"""

import hashlib


def seal(kind: str, key: str, body: bytes) -> bytes:
    """The file of this kind (a line of text) that holds `body` under a key (a word)."""
    return _head(kind, key, body) + body


def unseal(kind: str, key: str, data: bytes) -> bytes | None:
    """What a file holds; None where it is not as `seal` made it for this kind and key."""
    start = len(_head(kind, key, b""))
    return data[start:] if data[:start] == _head(kind, key, memoryview(data)[start:]) else None


def _head(kind: str, key: str, body: bytes | memoryview) -> bytes:
    about = f"{kind}\n{key}\n".encode()
    digest = hashlib.sha256(about)
    digest.update(body)
    return about + digest.hexdigest().encode() + b"\n"
