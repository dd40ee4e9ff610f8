"""The rendering process: `python -m editorial.rendering.pdf.child SPEC.json`.

SPEC.json is {"snapshot": path, "images": dir, "output": path, "proof": bool, "page_size": "letter"|"a4"|"",
"memory_bytes": int, "cpu_s": int}; the last two may be left out. Standard output has one JSON object a line:
{"stage": "layout", "part": …, "done": 3, "of": 14} … and last {"stage": "done", "pages": …, "sha256": …,
"size": …} or {"stage": "failed", "reason": …, "detail": …}. The exit code is 0 only after "done".

It has no settings and no database, and ends itself when its standard input closes: that is how it learns that
its parent is gone.
"""

import json
import os
import resource
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

MEMORY_BYTES = 3 * 1024**3
CPU_S = 600
OUT_OF_MEMORY = "The edition needs more memory than is allowed. An image or a paragraph is too large."


def main(arguments: list[str]) -> int:
    """Run one rendering; the exit code."""
    spec = json.loads(Path(arguments[0]).read_text("utf-8"))
    report = _claim_stdout()
    _end_with_parent()
    _limit(int(spec.get("memory_bytes") or MEMORY_BYTES), int(spec.get("cpu_s") or CPU_S))
    try:
        report(_render(spec, report))
        return 0
    except MemoryError:
        report({"stage": "failed", "reason": OUT_OF_MEMORY, "detail": "MemoryError"})
    except BaseException as error:  # WeasyPrint's fatal errors are BaseExceptions; nothing may be lost
        reason = getattr(error, "reason", "") or "Typesetting stopped with an unexpected error."
        detail = "\n".join(part for part in (getattr(error, "detail", ""), traceback.format_exc()) if part)
        report({"stage": "failed", "reason": str(reason), "detail": detail[-8000:]})
    return 1


def _render(spec: dict[str, Any], report: Any) -> dict[str, Any]:
    # Imported here: the limits hold already, and a failing import is reported like every other failure.
    report({"stage": "starting", "part": "Starting", "done": 0, "of": 1})
    from editorial.rendering.pdf.engine import render

    result = render(
        json.loads(Path(spec["snapshot"]).read_text("utf-8")),
        Path(spec["images"]),
        Path(spec["output"]),
        proof=bool(spec.get("proof")),
        page_size=spec.get("page_size", ""),
        on_step=lambda step: report(step.__dict__),
    )
    return {"stage": "done", **result.__dict__}


def _claim_stdout() -> Any:
    """Keep standard output for our lines: what a library prints goes to standard error."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def report(message: dict[str, Any]) -> None:
        channel.write(json.dumps(message, ensure_ascii=False) + "\n")
        channel.flush()

    return report


def _end_with_parent() -> None:
    """End this process at once when standard input reaches its end."""

    def wait() -> None:
        while os.read(0, 4096):
            pass
        os._exit(3)

    threading.Thread(target=wait, daemon=True, name="parent-watch").start()


def _limit(memory_bytes: int, cpu_s: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
