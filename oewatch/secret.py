"""The secret key of an embedded installation, made once and kept in the data folder."""

import os
import secrets
import tempfile
from pathlib import Path

_ONE_FOR_ALL = "All processes need the same one."


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


def secret_or_problem(*, path: Path) -> tuple[str, tuple[str, str] | None]:
    """(the key, None), or (a key for this process alone, (what is wrong, what to do)) where none can be kept."""
    try:
        if key := read_or_create_secret(path=path):
            return key, None
        found = f"The file {path} is empty."
    except (OSError, UnicodeDecodeError):
        found = f"The key in {path} cannot be read or written."
    advice = f"Give the file to this user, or remove it (everybody signs in again then), or set SECRET_KEY. {_ONE_FOR_ALL}"
    return secrets.token_urlsafe(64), (found, advice)


def folder_problem(*, folder: Path) -> tuple[str, str] | None:
    """Make the folder for this user alone where it is not there. Returns what is wrong and what to do, or None."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return (
            f"The data folder {folder} cannot be made: {reason}.",
            "Change the owner of the folder above it, or set OEWATCH_DATA_DIR to a folder of your own.",
        )
    return None
