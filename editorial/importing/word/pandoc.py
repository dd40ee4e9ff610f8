"""The converter as a child process with bounded time, memory and output, that ends when we do."""

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypandoc

HEAP_MB = 512
SECONDS = 60
MAX_OUTPUT = 60_000_000
_READER = "docx+empty_paragraphs"
_PR_SET_PDEATHSIG = 1
_TOO_LARGE = (
    "The text of this Word file is too large or too intricate to be read. Split it, or copy its text into a new "
    "document without tables and drawings, and bring that in."
)


class ConversionFailed(Exception):
    """The file could not be converted: `reason` for people, `detail` for operators, `retry` if another try may help."""

    def __init__(self, reason: str, detail: str = "", *, retry: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.detail, self.retry = reason, detail, retry


def document_of(docx: bytes, *, seconds: int = SECONDS) -> dict[str, Any]:
    """pandoc's model of the document (its JSON). Raises `ConversionFailed`; nothing is left running."""
    with tempfile.TemporaryDirectory(prefix="oewatch-word-") as name:
        folder = Path(name)
        source = folder / "document.docx"
        source.write_bytes(docx)
        out, log = folder / "document.json", folder / "messages"
        command = [
            pypandoc.get_pandoc_path(), "+RTS", f"-M{HEAP_MB}M", "-RTS", "--sandbox", "--track-changes=accept",
            "-f", _READER, "-t", "json", str(source),
        ]  # fmt: skip
        with out.open("wb") as output, log.open("wb") as messages:
            try:
                child = subprocess.Popen(
                    command, cwd=folder, env=_environment(folder), stdin=subprocess.DEVNULL, stdout=output,
                    stderr=messages, start_new_session=True, preexec_fn=_limits(seconds),  # noqa: PLW1509
                )  # fmt: skip
            except OSError as error:
                reason = "The program that reads Word files is not installed. Ask the operator."
                raise ConversionFailed(reason, str(error)) from error
            code = _wait(child, seconds)
        words = log.read_text("utf-8", "replace")[-4000:]
        if code:
            raise _failure(code, words)
        return _loaded(out)


def _loaded(out: Path) -> dict[str, Any]:
    if out.stat().st_size > MAX_OUTPUT:
        raise ConversionFailed(_TOO_LARGE, f"{out.stat().st_size} bytes of output")
    try:
        return dict(json.loads(out.read_bytes()))
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


def _environment(folder: Path) -> dict[str, str]:
    """No secrets, and no settings of whoever runs the server."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "XDG_DATA_HOME": str(folder),
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
