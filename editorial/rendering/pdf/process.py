"""Rendering in a child process with bounded memory and time, as the rest of the product calls it."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.pdf.rendered import Rendered

ROOT = Path(__file__).resolve().parents[3]
MEMORY_BYTES = 3 * 1024**3

# The child gets no secrets: it has no database and no store to open with them.
_PASSED_ON = ("PATH", "HOME", "LANG", "XDG_CACHE_HOME", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_CRASHED = "The typesetting engine crashed, most likely because it needed more memory than is allowed."
_KILLED = {
    signal.SIGXCPU: "Typesetting took more computing time than is allowed. A paragraph may be too long.",
    signal.SIGKILL: "The rendering process was killed, most likely because the machine ran out of memory.",
    signal.SIGSEGV: _CRASHED,
    signal.SIGABRT: _CRASHED,
    signal.SIGTRAP: _CRASHED,  # GLib, when it gets no memory for a thread
}


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
            folder = opening.enter_context(tempfile.TemporaryDirectory(prefix="oewatch-render-"))
            self._work = Path(folder)
            parts = self._parts or self._work / "parts"
            parts.mkdir(exist_ok=True)
            (self._work / "snapshot.json").write_text(json.dumps(self._snapshot, ensure_ascii=False), "utf-8")
            spec = self._spec | {
                "snapshot": str(self._work / "snapshot.json"),
                "images": str(self._images),
                "parts": str(parts),
                "cpu_s": self._timeout_s + 5,
            }
            (self._work / "spec.json").write_text(json.dumps(spec), "utf-8")
            self._child = opening.enter_context(_child(self._work))
            self._lines: queue.Queue[str | None] = queue.Queue()
            threading.Thread(target=_read, args=(self._child.stdout, self._lines), daemon=True).start()
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
        """Make one of those parts and put it into the folder, whole or not at all."""
        self._ask({"do": "render", "key": key})

    def assemble(self, output: Path) -> Rendered:
        """The finished PDF, whole or not at all. What the folder lacks is made before."""
        made = self._work / "edition.pdf"
        done = self._ask({"do": "assemble", "output": str(made)})
        _put(made, output)
        return Rendered(done["pages"], done["sha256"], done["size"], done["made_with"])

    def _ask(self, command: dict[str, str]) -> dict[str, Any]:
        """Give the child a command and pass progress on until it has done it; its answer."""
        with contextlib.suppress(OSError):  # it has ended; its last words are waiting
            self._child.stdin.write(json.dumps(command) + "\n")  # type: ignore[union-attr]
            self._child.stdin.flush()  # type: ignore[union-attr]
        deadline = time.monotonic() + self._timeout_s
        while True:
            message = self._next(deadline)
            if message["stage"] == "done":
                return message
            if message["stage"] == "failed":
                raise RenderingFailed(message["reason"], message.get("detail", ""))
            self._on_progress(Progress(message["stage"], message["part"], message["done"], message["of"]))

    def _next(self, deadline: float) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            words = f"Typesetting did not finish within {self._timeout_s} seconds and was stopped."
            if _most_memory(self._child.pid) > 0.9 * self._memory_bytes:
                # A library that gets no memory in one of its threads may wait for that thread for ever.
                words += " It had come close to its limit of memory."
            raise RenderingFailed(words) from None
        if line is None:
            raise _ended(self._child, self._work / "stderr.log")
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


@contextlib.contextmanager
def _child(work: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "TZ": "UTC"}
    with (work / "stderr.log").open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "editorial.rendering.pdf.child", str(work / "spec.json")],
            cwd=work,
            env=environment,
            stdin=subprocess.PIPE,  # kept open; it closes when this process ends, and then the child ends too
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
            start_new_session=True,
        )
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for stream in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                stream and stream.close()


def _read(stream: IO[str], lines: "queue.Queue[str | None]") -> None:
    with contextlib.suppress(ValueError, OSError):
        for line in stream:
            lines.put(line)
    lines.put(None)


def _most_memory(pid: int) -> int:
    """The most address space that a process has had, in bytes; 0 where the system does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmPeak:")), "0")
    return int(peak) * 1024


def _ended(child: subprocess.Popen[str], log: Path) -> RenderingFailed:
    """The child ended without a last word: say why, from its exit code and its standard error."""
    try:
        code = child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        code = 0
    words = log.read_text("utf-8", "replace")[-8000:]
    if code < 0 and -code in _KILLED:
        return RenderingFailed(_KILLED[signal.Signals(-code)], words)
    return RenderingFailed("The rendering process ended without a result.", f"exit code {code}\n{words}")
