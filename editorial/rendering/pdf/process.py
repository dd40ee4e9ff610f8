"""Rendering in a child process with bounded memory and time, as the rest of the product calls it."""

import contextlib
import json
import logging
import os
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.pdf import processes
from editorial.rendering.pdf.rendered import Rendered
from editorial.scratch import scratch_folder

logger = logging.getLogger(__name__)
MEMORY_BYTES = 3 * 1024**3


@dataclass(frozen=True)
class Progress:
    """How far a rendering is. `stage` is "starting", "layout" or "writing"; `done` of `of` parts are
    finished.
    """

    stage: str
    part: str
    done: int
    of: int


def render_in_child(
    *,
    snapshot: dict[str, Any],
    image_dir: Path,
    output: Path,
    proof: bool = False,
    page_size: str = "",
    on_progress: Callable[[Progress], None] = lambda progress: None,
    timeout_s: int = 300,
    memory_bytes: int = MEMORY_BYTES,
) -> Rendered:
    """Write the PDF of `snapshot` to `output`; the images lie in `image_dir`, named by their SHA-256.

    `on_progress` is called in this thread; when it raises, the child is killed and the exception goes on:
    this is how to cancel. Raises `RenderingFailed`; `output` is then untouched. Nothing is left running in
    any case.
    """
    with Typesetter(
        snapshot=snapshot, image_dir=image_dir, proof=proof, page_size=page_size, on_progress=on_progress,
        timeout_s=timeout_s, memory_bytes=memory_bytes,
    ) as typesetter:  # fmt: skip
        return typesetter.assemble(output)


@dataclass(frozen=True)
class Part:
    """A part of an issue that has to be made: its key (64 hexadecimal digits), and its name for people."""

    key: str
    title: str


class PartNotSet(RenderingFailed):
    """A fault of ours, which is logged, kept a part from being made. What can be done is `assemble`, in one piece."""


class Typesetter:
    """A child process that sets the parts of a snapshot into a folder and puts them together; use it in a `with` block.

    `parts` is the folder; without one, the child has a folder of its own, for nothing but this rendering. All of it together may
    take `timeout_s` seconds of computing, and one step as many on the clock. A snapshot of one article has no parts.
    """

    def __init__(
        self,
        *,
        snapshot: dict[str, Any],
        image_dir: Path,
        parts: Path | None = None,
        proof: bool = False,
        page_size: str = "",
        on_progress: Callable[[Progress], None] = lambda progress: None,
        timeout_s: int = 300,
        memory_bytes: int = MEMORY_BYTES,
    ):
        self._snapshot, self._parts, self._images = snapshot, parts, image_dir
        self._spec: dict[str, Any] = {"proof": proof, "page_size": page_size, "memory_bytes": memory_bytes}
        self._on_progress, self._timeout_s, self._memory_bytes = on_progress, timeout_s, memory_bytes
        self._open = contextlib.ExitStack()

    def __enter__(self) -> "Typesetter":
        with contextlib.ExitStack() as opening:
            self._work = opening.enter_context(scratch_folder("render"))
            parts = self._parts or self._work / "parts"
            parts.mkdir(exist_ok=True)
            (self._work / "snapshot.json").write_text(json.dumps(self._snapshot, ensure_ascii=False), "utf-8")
            spec = self._spec | {
                "snapshot": str(self._work / "snapshot.json"),
                "images": str(self._images),
                "parts": str(parts),
                "cpu_s": self._timeout_s + 5,
            }
            self._child = opening.enter_context(processes.taken(spec))
            self._open = opening.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def needs(self) -> list[Part]:
        """What the folder lacks, as far as that is known: asked again when it is there, there may be more. Empty in the end.

        Raises `RenderingFailed`, like every method here; the child is of no use afterwards.
        """
        return [Part(*pair) for pair in self._ask({"do": "needs"})["parts"]]

    def render(self, key: str) -> None:
        """Make one of those parts and put it into the folder, whole or not at all.

        Raises `PartNotSet` besides; there are no parts to be made then any more, but the child can still assemble.
        """
        if not self._ask({"do": "render", "key": key})["made"]:
            raise PartNotSet("A part of this issue could not be set.", detail=key)

    def assemble(self, output: Path) -> Rendered:
        """The finished PDF, whole or not at all. What the folder lacks is made before."""
        made = self._work / "edition.pdf"
        done = self._ask({"do": "assemble", "output": str(made)})
        _put(made, output)
        return Rendered(done["pages"], done["sha256"], done["size"], done["made_with"])

    def _ask(self, command: dict[str, str]) -> dict[str, Any]:
        """Give the child a command and pass progress on until it has done it; its answer."""
        self._child.tell(command)
        deadline = time.monotonic() + self._timeout_s
        while True:
            message = self._next(deadline)
            if message["stage"] == "done":
                return message
            if message["stage"] == "failed":
                full = message.get("disk_full", False)
                raise RenderingFailed(message["reason"], message.get("detail", ""), disk_full=full)
            if message["stage"] == "logged":
                logger.error("rendering process: %s", message["words"])
                continue
            self._on_progress(Progress(message["stage"], message["part"], message["done"], message["of"]))

    def _next(self, deadline: float) -> dict[str, Any]:
        try:
            line = self._child.lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            words = f"Typesetting did not finish within {self._timeout_s} seconds and was stopped."
            if self._child.most_memory() > 0.9 * self._memory_bytes:
                # A library that gets no memory in one of its threads may wait for that thread for ever.
                words += " It had come close to its limit of memory."
            raise RenderingFailed(words) from None
        if line is None:
            raise self._child.ended()
        message: dict[str, Any] = json.loads(line)
        return message


def _put(made: Path, output: Path) -> None:
    """Move the file to its place in one step, also from another file system."""
    neighbour = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    try:
        neighbour.write_bytes(made.read_bytes())
        os.replace(neighbour, output)
    finally:
        neighbour.unlink(missing_ok=True)
