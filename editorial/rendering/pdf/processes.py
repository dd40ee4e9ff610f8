"""The rendering processes of this one: started, made ready before they are wanted, ended.

What a process loads before it can set a line takes longer than setting one article. So a worker keeps one that has loaded
it already; it is used once, like every other, for one snapshot.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from editorial.rendering.failures import RenderingFailed

ROOT = Path(__file__).resolve().parents[3]
# What a process has read when it is ready; if any of it changes, it does not render what the files say any more.
_LOADED = (ROOT / "editorial" / "rendering", ROOT / "templates" / "print")

# A process that has said nothing by then is slow; it has not ended.
LOADED_WITHIN_S = 30.0

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


class Process:
    """One child. `lines` are those of its standard output as they come, and None at its end."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "TZ": "UTC"}
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  as long as the child
        self._child = subprocess.Popen(
            [sys.executable, "-m", "editorial.rendering.pdf.child"],
            cwd="/",
            env=environment,
            stdin=subprocess.PIPE,  # kept open; it closes when this process ends, and then the child ends too
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
            start_new_session=True,
        )
        self.lines: queue.Queue[str | None] = queue.Queue()
        self._speaks, self._heard = False, threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def tell(self, command: dict[str, Any]) -> None:
        """Give it a command. If it has ended, its last words are among the lines."""
        with contextlib.suppress(OSError, ValueError):
            assert self._child.stdin
            self._child.stdin.write(json.dumps(command) + "\n")
            self._child.stdin.flush()

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._child.poll() is None

    def ended_unheard(self, within_s: float) -> bool:
        """Whether it has ended without having said anything; waits that long for a word or for the end."""
        return self._heard.wait(within_s) and not self._speaks

    def end(self) -> None:
        """Kill it, and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout, self._log):
            with contextlib.suppress(OSError, ValueError):
                stream and stream.close()

    def ended(self) -> RenderingFailed:
        """It ended without a last word: why, from its exit code and its standard error."""
        try:
            code = self._child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            code = 0
        self._log.seek(0)
        words = self._log.read().decode("utf-8", "replace")[-8000:]
        if code < 0 and -code in _KILLED:
            return RenderingFailed(_KILLED[signal.Signals(-code)], words)
        return RenderingFailed("The rendering process ended without a result.", f"exit code {code}\n{words}")

    def most_memory(self) -> int:
        """The most address space that it has had, in bytes; 0 where the system does not say."""
        try:
            status = Path(f"/proc/{self._child.pid}/status").read_text("ascii", "replace")
        except OSError:
            return 0
        peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmPeak:")), "0")
        return int(peak) * 1024

    def _read(self) -> None:
        assert self._child.stdout
        with contextlib.suppress(ValueError, OSError):
            for line in self._child.stdout:
                self.lines.put(line)
                self._speaks = True
                self._heard.set()
        self.lines.put(None)
        self._heard.set()


@dataclass
class _Ready:
    """The process that waits for its snapshot, whose it is, and what the files were like when it was started."""

    process: Process
    owner: int
    stamp: tuple[tuple[str, int, int], ...]


class _State:
    ready: _Ready | None = None
    lock = threading.Lock()


def make_ready() -> None:
    """Have a process load what it needs, for the next rendering; nothing if one waits already."""
    with _State.lock:
        if _waiting() is None:
            _State.ready = _Ready(Process(), os.getpid(), _stamp())


@contextlib.contextmanager
def taken(spec: dict[str, Any]) -> Iterator[Process]:
    """The process that waits, or a new one, opened with `spec`. It is killed in the end.

    One that ended while it waited is replaced, also if the system has not told of its end yet: it dies of the machine's
    lack of memory like any other, and nothing of this snapshot has been tried then.
    """
    with _State.lock:
        ready = _waiting()
        _State.ready = None
    process = ready.process if ready else Process()
    try:
        process.tell({"do": "open", "spec": spec})
        if ready and process.ended_unheard(LOADED_WITHIN_S):
            process.end()
            process = Process()
            process.tell({"do": "open", "spec": spec})
        yield process
    finally:
        process.end()


def _waiting() -> _Ready | None:
    """The one that waits; None, and the place is free, if it is not ours, has ended, or has read what is changed now."""
    ready = _State.ready
    if ready is None or ready.owner != os.getpid():  # a fork of that process
        return None
    if ready.process.runs and ready.stamp == _stamp():
        return ready
    ready.process.end()
    return None


def _stamp() -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of every file that a process has read."""
    files = (
        path for folder in _LOADED for path in folder.rglob("*") if path.suffix in (".py", ".html", ".css")
    )
    return tuple(sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files))
