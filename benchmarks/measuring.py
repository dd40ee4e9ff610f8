"""How a command is measured: wall time of a fresh process, and, in a run apart, the memory of all its processes."""

import os
import platform
import resource
import statistics
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOOK_EVERY_S = 0.04
LIMIT_S = 900


@dataclass(frozen=True)
class Memory:
    """Peaks in MB: of all processes of the command together (shared pages counted once: PSS), and of the largest (RSS)."""

    together: float = 0.0
    largest: float = 0.0


@dataclass(frozen=True)
class Run:
    """Seconds from the start of the process to its end, and of processors that it and its children took; its last word."""

    seconds: float
    computing: float
    said: str = ""


class CommandFailed(Exception):
    """A contestant ended with an error; the text is the end of what it said."""


def run(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Run:
    """One run in a process of its own. Raises `CommandFailed`."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT_S
    )
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise CommandFailed(f"{command[:4]} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    computing = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, computing, (done.stdout.split() or [""])[-1])


def memory_of(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Memory:
    """One run that is only watched: looking at its processes takes time from them. Raises `CommandFailed`."""
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        watch = _Watch(process.pid)
        watch.start()
        _, said = process.communicate(timeout=LIMIT_S)
        watch.join()
    if process.returncode:
        raise CommandFailed(f"{command[:4]} ended with {process.returncode}:\n{said[-2000:]}")
    return Memory(watch.together / 1024, watch.largest / 1024)


class _Watch(threading.Thread):
    """Looks at a process and its descendants until they are gone. In KB."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self.known = {pid}
        self.together = self.largest = 0.0

    def run(self) -> None:
        while alive := self._descendants():
            found = [_memory(pid) for pid in alive]
            self.together = max(self.together, sum(now for now, _most in found))
            self.largest = max(self.largest, *(most for _now, most in found))
            time.sleep(LOOK_EVERY_S)

    def _descendants(self) -> set[int]:
        """Those that are alive of everything that the first process ever started, as far as we saw it start."""
        parents = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                name, _, rest = path.read_text("utf-8", "replace").rpartition(")")
            except OSError:
                continue
            state, parent = rest.split()[:2]
            if state != "Z":
                parents[int(name.split(" ", 1)[0])] = int(parent)
        while more := {pid for pid, parent in parents.items() if parent in self.known} - self.known:
            self.known |= more
        return self.known & parents.keys()


def _memory(pid: int) -> tuple[float, float]:
    """(PSS now, the most RSS until now) in KB; zeros when the process has just ended."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0, 0.0
    return _kilobytes(rollup, "Pss:"), _kilobytes(status, "VmHWM:")


def _kilobytes(text: str, label: str) -> float:
    return next((float(line.split()[1]) for line in text.splitlines() if line.startswith(label)), 0.0)


def median(values: Iterable[float]) -> float:
    """The median; a list of one is allowed."""
    return statistics.median(values)


def machine(*packages: str) -> str:
    """One line on what this ran on, with the versions of the packages."""
    processor = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{os.cpu_count()} cores ({processor}), Python {platform.python_version()}, {versions}"
