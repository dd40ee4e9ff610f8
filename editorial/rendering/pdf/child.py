"""The rendering process: `python -m editorial.rendering.pdf.child`.

Standard input has one command a line. First {"do": "open", "spec": {"snapshot": path, "images": dir, "parts": dir,
"proof": bool, "page_size": "letter"|"a4"|"", "memory_bytes": int, "cpu_s": int}}, of which the last two may be left out; then
{"do": "needs"}, {"do": "render", "key": …}, {"do": "assemble", "output": path}.

Standard output has one JSON object a line: progress, {"stage": "layout", "part": …, "done": 3, "of": 14} …; errors for the
parent's log, {"stage": "logged", "words": …}; and for each command {"stage": "done", …}, or {"stage": "failed", "reason": …,
"detail": …}, after which the process ends.

It has no settings and no database, and ends itself when its standard input closes: that is how it learns that
its parent is gone.
"""

import errno
import json
import logging
import os
import queue
import resource
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

MEMORY_BYTES = 3 * 1024**3
CPU_S = 600
OUT_OF_MEMORY = "The edition needs more memory than is allowed. An image or a paragraph is too large."


def main() -> int:
    """Obey until standard input ends; the exit code if something failed before."""
    report = _claim_stdout()
    logging.getLogger("editorial").addHandler(_ToParent(report))
    commands = _commands()
    try:
        # Before there is anything to do: whoever asks does not wait for it.
        from editorial.rendering.pdf.commands import Commands, warm_up

        warm_up()
        spec = commands.get()["spec"]
        _limit(int(spec.get("memory_bytes") or MEMORY_BYTES), int(spec.get("cpu_s") or CPU_S))
        report({"stage": "starting", "part": "Starting", "done": 0, "of": 1})
        obey = Commands(spec, report)
        while True:
            report({"stage": "done", **obey(commands.get())})
    except MemoryError:
        report({"stage": "failed", "reason": OUT_OF_MEMORY, "detail": "MemoryError"})
    except BaseException as error:  # WeasyPrint's fatal errors are BaseExceptions; nothing may be lost
        reason = getattr(error, "reason", "") or "Typesetting stopped with an unexpected error."
        detail = "\n".join(part for part in (getattr(error, "detail", ""), traceback.format_exc()) if part)
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        report({"stage": "failed", "reason": str(reason), "detail": detail[-8000:], "disk_full": full})
    return 1


class _ToParent(logging.Handler):
    """Tells the parent of errors that are logged here: it reads standard error only when this process dies."""

    def __init__(self, report: Callable[[dict[str, Any]], None]):
        super().__init__(logging.ERROR)
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        """Send the words with their traceback."""
        self._report({"stage": "logged", "words": self.format(record)[-8000:]})


def _claim_stdout() -> Any:
    """Keep standard output for our lines: what a library prints goes to standard error."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def report(message: dict[str, Any]) -> None:
        channel.write(json.dumps(message, ensure_ascii=False) + "\n")
        channel.flush()

    return report


def _commands() -> "queue.Queue[dict[str, Any]]":
    """The lines of standard input as they come. At its end this process ends at once."""
    commands: queue.Queue[dict[str, Any]] = queue.Queue()

    def read() -> None:
        with os.fdopen(0, encoding="utf-8", closefd=False) as lines:
            for line in lines:
                commands.put(json.loads(line))
        os._exit(0)

    threading.Thread(target=read, daemon=True, name="commands").start()
    return commands


def _limit(memory_bytes: int, cpu_s: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
