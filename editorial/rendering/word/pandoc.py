"""The converter: from pandoc's model of a document to a Word file, in a child process with bounded time and memory."""

import json
from typing import Any

import pypandoc

from editorial.bounded import NotStarted, TookTooLong, run_bounded
from editorial.rendering.failures import RenderingFailed

HEAP_MB = 1024
SECONDS = 120
MAX_OUTPUT = 200_000_000


def docx_of(model: dict[str, Any], where: str, *, seconds: int = SECONDS) -> bytes:
    """The Word file of a model. It may open no file and no address. Raises `RenderingFailed`, which names `where`."""
    command = [
        pypandoc.get_pandoc_path(), "+RTS", f"-M{HEAP_MB}M", "-RTS", "--sandbox", "-f", "json", "-t", "docx", "-o", "-",
    ]  # fmt: skip
    source = json.dumps(model, ensure_ascii=False).encode()
    try:
        finished = run_bounded(command, source, seconds=seconds, most_output=MAX_OUTPUT)
    except NotStarted as error:
        raise RenderingFailed(
            "The program that writes Word files is not installed. Ask the operator.", str(error)
        ) from error
    except TookTooLong:
        raise RenderingFailed(
            f"Writing the Word file of {where} took longer than {seconds} seconds."
        ) from None
    if finished.code or not finished.output.startswith(b"PK"):
        detail = f"exit code {finished.code}\n{finished.messages}"
        raise RenderingFailed(f"The Word file of {where} could not be written.", detail)
    return finished.output
