"""Child processes with bounded time and output, that end when we do: a program of others, or a function of ours. And a limit
on memory for this process itself, while it does a job.
"""

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from editorial.bounded_child import NO_MEMORY, REFUSED

_PR_SET_PDEATHSIG = 1
_MESSAGES = 4000
_CHILD = Path(__file__).with_name("bounded_child.py")


class NotStarted(Exception):
    """The program is not on this machine, or may not be run."""


class TookTooLong(Exception):
    """The program did not end in time and was stopped."""


class OutOfMemory(Exception):
    """The function wanted more memory than it may have."""


class Crashed(Exception):
    """The function ended without a result. `str()` is for operators."""


@dataclass(frozen=True)
class Finished:
    """What a program left: its exit code (negative: the signal that ended it), its output, the end of its messages."""

    code: int
    output: bytes
    messages: str


def run_bounded(command: list[str], source: bytes, *, seconds: int, most_output: int) -> Finished:
    """Run `command` with `source` as its standard input. Nothing is left running or on the disk.

    What it reads and writes are files without a name, so that nothing stays of them whatever ends the process. It has no
    secrets, no home, and nothing that it opens outside its input and output is needed. Output beyond `most_output` bytes ends
    it (SIGXFSZ). Raises `NotStarted`, `TookTooLong`.
    """
    with TemporaryFile() as given, TemporaryFile() as output, TemporaryFile() as messages:
        given.write(source)
        given.seek(0)
        try:
            child = subprocess.Popen(
                command, cwd="/", env=_environment(), stdin=given, stdout=output, stderr=messages,
                start_new_session=True, preexec_fn=_limits(seconds, most_output),  # noqa: PLW1509
            )  # fmt: skip
        except OSError as error:
            raise NotStarted(str(error)) from error
        code = _wait(child, seconds)
        output.seek(0)
        messages.seek(0)
        return Finished(code, output.read(), messages.read().decode("utf-8", "replace")[-_MESSAGES:])


def call_bounded(function: str, source: bytes, *, seconds: int, memory_bytes: int, most_output: int) -> bytes:
    """What a function of ours, named "package.module:function", makes of `source`, called in a Python of its own.

    It has `memory_bytes` of address space, and neither settings nor database. Raises `ValueError` with its words when it
    does; `OutOfMemory`, `TookTooLong`, `NotStarted`, `Crashed`.
    """
    command = [sys.executable, "-I", str(_CHILD), function, str(memory_bytes)]
    finished = run_bounded(command, source, seconds=seconds, most_output=most_output)
    if finished.code == REFUSED:
        raise ValueError(finished.messages)
    if finished.code == NO_MEMORY:
        raise OutOfMemory
    if finished.code == -signal.SIGXCPU:
        raise TookTooLong
    if finished.code:
        raise Crashed(f"{function} ended with {finished.code}\n{finished.messages}")
    return finished.output


@contextlib.contextmanager
def memory_limited(most: int) -> Iterator[None]:
    """This process has at most so many bytes of data (RLIMIT_DATA) until the block ends; more raises `MemoryError`.

    What it starts meanwhile has the same limit, unless it sets one of its own. Linux only: elsewhere there is no limit.
    """
    if sys.platform != "linux":
        yield
        return
    before, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (before, hard))


def _wait(child: subprocess.Popen[bytes], seconds: int) -> int:
    try:
        return child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise TookTooLong from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _environment() -> dict[str, str]:
    """No secrets, and no settings of whoever runs the server."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "XDG_DATA_HOME": "/nonexistent",
    }


def _limits(seconds: int, most_output: int) -> Callable[[], None]:
    """What the child does before it becomes the program: give up what it may not use, and die with its parent."""
    watched = sys.platform == "linux" and threading.current_thread() is threading.main_thread()
    prctl = ctypes.CDLL(None, use_errno=True).prctl if watched else None
    parent = os.getpid()

    def before() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_output + 1, most_output + 1))
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return before
