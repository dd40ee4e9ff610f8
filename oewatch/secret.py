"""The secret key of an embedded installation, made once and kept in the data folder."""

import os
import secrets
import tempfile
from pathlib import Path


def read_or_create_secret(*, path: Path) -> str:
    """Return the key kept at `path` (mode 0600), after making it when there is none.

    Safe when several processes start at once: all of them get the same key. Raises OSError when the folder
    cannot be written.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    # mkstemp makes the file 0600; linking it into place fails when another process was first.
    handle, temporary = tempfile.mkstemp(prefix=".secret-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
    finally:
        os.unlink(temporary)
    return path.read_text(encoding="ascii").strip()
