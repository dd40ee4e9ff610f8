"""The converter as a child process with bounded time, memory and output, that ends when we do."""

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import pypandoc

from editorial.importing.word.failures import ConversionFailed

HEAP_MB = 512
SECONDS = 60
MAX_OUTPUT = 60_000_000
_READER = "docx+empty_paragraphs"
_PR_SET_PDEATHSIG = 1
_TOO_LARGE = (
    "The text of this Word file is too large or too intricate to be read. Split it, or copy its text into a new "
    "document without tables and drawings, and bring that in."
)


def document_of(docx: bytes, *, seconds: int = SECONDS) -> dict[str, Any]:
    """pandoc's model of the document (its JSON). Raises `ConversionFailed`; nothing is left running or on the disk.

    What it reads and writes are files without a name, so that nothing stays of them whatever ends the process.
    """
    with TemporaryFile() as source, TemporaryFile() as output, TemporaryFile() as messages:
        source.write(docx)
        source.seek(0)
        command = [
            pypandoc.get_pandoc_path(), "+RTS", f"-M{HEAP_MB}M", "-RTS", "--sandbox", "--track-changes=accept",
            "-f", _READER, "-t", "json",
        ]  # fmt: skip
        try:
            child = subprocess.Popen(
                command, cwd="/", env=_environment(), stdin=source, stdout=output, stderr=messages,
                start_new_session=True, preexec_fn=_limits(seconds),  # noqa: PLW1509
            )  # fmt: skip
        except OSError as error:
            reason = "The program that reads Word files is not installed. Ask the operator."
            raise ConversionFailed(reason, str(error)) from error
        code = _wait(child, seconds)
        if code:
            messages.seek(0)
            raise _failure(code, messages.read().decode("utf-8", "replace")[-4000:])
        return _loaded(output)


def _loaded(out: BinaryIO) -> dict[str, Any]:
    size = out.seek(0, os.SEEK_END)
    if size > MAX_OUTPUT:
        raise ConversionFailed(_TOO_LARGE, f"{size} bytes of output")
    out.seek(0)
    try:
        return dict(json.loads(out.read()))
    except (ValueError, RecursionError) as error:
        raise ConversionFailed(_TOO_LARGE, str(error)) from error


def _wait(child: subprocess.Popen[bytes], seconds: int) -> int:
    try:
        return child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        words = (
            f"Reading the Word file took longer than {seconds} seconds and was stopped. Split the document."
        )
        raise ConversionFailed(words) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _failure(code: int, words: str) -> ConversionFailed:
    # 251 is the exit code of a Haskell program whose heap is exhausted.
    if code == 251 or -code in (signal.SIGXCPU, signal.SIGXFSZ, signal.SIGKILL):
        return ConversionFailed(_TOO_LARGE, f"exit code {code}\n{words}")
    reason = (
        "This Word file cannot be read. Open it in Word, save it as a new Word document and bring that in."
    )
    return ConversionFailed(reason, f"exit code {code}\n{words}")


def _environment() -> dict[str, str]:
    """No secrets, and no settings of whoever runs the server."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "XDG_DATA_HOME": "/nonexistent",
    }


def _limits(seconds: int) -> Callable[[], None]:
    """What the child does before it becomes the converter: give up what it may not use, and die with its parent."""
    watched = sys.platform == "linux" and threading.current_thread() is threading.main_thread()
    prctl = ctypes.CDLL(None, use_errno=True).prctl if watched else None
    parent = os.getpid()

    def before() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_OUTPUT + 1, MAX_OUTPUT + 1))
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return before
