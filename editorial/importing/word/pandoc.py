"""The converter: from a Word file to pandoc's model of the document, in a child process with bounded time and memory."""

import json
import signal
from typing import Any

import pypandoc

from editorial.bounded import NotStarted, TookTooLong, run_bounded
from editorial.importing.word.failures import ConversionFailed

HEAP_MB = 512
SECONDS = 60
MAX_OUTPUT = 60_000_000
_READER = "docx+empty_paragraphs"
_TOO_LARGE = (
    "The text of this Word file is too large or too intricate to be read. Split it, or copy its text into a new "
    "document without tables and drawings, and bring that in."
)


def document_of(docx: bytes, *, seconds: int = SECONDS) -> dict[str, Any]:
    """pandoc's model of the document (its JSON). Raises `ConversionFailed`; nothing is left running or on the disk."""
    command = [
        pypandoc.get_pandoc_path(), "+RTS", f"-M{HEAP_MB}M", "-RTS", "--sandbox", "--track-changes=accept",
        "-f", _READER, "-t", "json",
    ]  # fmt: skip
    try:
        finished = run_bounded(command, docx, seconds=seconds, most_output=MAX_OUTPUT)
    except NotStarted as error:
        reason = "The program that reads Word files is not installed. Ask the operator."
        raise ConversionFailed(reason, str(error)) from error
    except TookTooLong:
        words = (
            f"Reading the Word file took longer than {seconds} seconds and was stopped. Split the document."
        )
        raise ConversionFailed(words) from None
    if finished.code:
        raise _failure(finished.code, finished.messages)
    return _loaded(finished.output)


def _loaded(output: bytes) -> dict[str, Any]:
    if len(output) > MAX_OUTPUT:
        raise ConversionFailed(_TOO_LARGE, f"{len(output)} bytes of output")
    try:
        return dict(json.loads(output))
    except (ValueError, RecursionError) as error:
        raise ConversionFailed(_TOO_LARGE, str(error)) from error


def _failure(code: int, words: str) -> ConversionFailed:
    # 251 is the exit code of a Haskell program whose heap is exhausted.
    if code == 251 or -code in (signal.SIGXCPU, signal.SIGXFSZ, signal.SIGKILL):
        return ConversionFailed(_TOO_LARGE, f"exit code {code}\n{words}")
    reason = (
        "This Word file cannot be read. Open it in Word, save it as a new Word document and bring that in."
    )
    return ConversionFailed(reason, f"exit code {code}\n{words}")
