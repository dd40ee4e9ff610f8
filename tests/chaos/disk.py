"""A disk of the file store that is full for a while: a small file system in memory, or where that may not be had, a worker
that is told so. A worker imports this module for the latter (`celery worker --include`).
"""

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

SIZE_MB = 200
_TOLD = "OEWATCH_CHAOS_FULL"  # names a file: while it is there, the disk is full


class Disk:
    """The store's folder. `module` is what workers import, "" for none."""

    module = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """No room until the block ends."""
        ballast = self.folder / "ballast"
        try:
            for size in (2**16, 1):  # to the last byte
                with ballast.open("ab", buffering=0) as out, contextlib.suppress(OSError):
                    while True:
                        out.write(b"\0" * size)
            yield
        finally:
            ballast.unlink(missing_ok=True)


class ToldDisk(Disk):
    """Where nothing can be mounted: workers are told that every write fails."""

    module = "tests.chaos.disk"

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        told = Path(os.environ[_TOLD])
        told.touch()
        try:
            yield
        finally:
            told.unlink()


@contextlib.contextmanager
def small_disk(folder: Path, flag: Path) -> Iterator[Disk]:
    """A disk of SIZE_MB at `folder`; `flag` is a path for the other way."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    try:
        mounted = os.getuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:  # no such program
        mounted = False
    if not mounted:
        os.environ[_TOLD] = str(flag)
        try:
            yield ToldDisk(folder)
        finally:
            del os.environ[_TOLD]
        return
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _refuse_when_told() -> None:
    from editorial.content import files

    stock = files._write_whole

    def write(source, target, mode):  # type: ignore[no-untyped-def]
        if Path(os.environ[_TOLD]).exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        stock(source, target, mode)

    files._write_whole = write


if _TOLD in os.environ and os.environ.get("OEWATCH_CHAOS_WORKER"):
    _refuse_when_told()
