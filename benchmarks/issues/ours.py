"""The product's road, as a process of its own: `python -m benchmarks.issues.ours SNAPSHOT PICTURES OUTPUT …`.

With `--parts FOLDER` the issue is set in parts, which lie in that folder afterwards; `--workers` child processes share them,
as workers of a deployment share their store. Without, it is laid out whole. With `--ready` a child process waits, as in a worker
that has rendered before, and the seconds from there on are printed.
"""

import argparse
import contextlib
import json
import threading
import time
from pathlib import Path
from typing import Any

from editorial.rendering.pdf import process, processes

TIMEOUT_S = 600
LOADING_S = 4.0  # more than a process needs to load the engine
Snapshot = dict[str, Any]


def whole(snapshot: Snapshot, pictures: Path, output: Path) -> None:
    """The whole document in this process, as the product did before and does where a file put together does not verify."""
    from editorial.rendering.pdf.engine import render

    render(snapshot, pictures, output)


def in_parts(snapshot: Snapshot, pictures: Path, output: Path, *, parts: Path, workers: int) -> None:
    """Part by part: who has nothing to do takes the first part that nobody took."""
    taken: set[str] = set()
    lock = threading.Lock()
    failed: list[BaseException] = []

    def take(key: str) -> bool:
        with lock:
            free = key not in taken
            taken.add(key)
        return free

    def work(setter: Any) -> None:
        try:
            while not failed and (needed := setter.needs()):
                was_free = False
                for part in needed:
                    if not failed and take(part.key):
                        setter.render(part.key)
                        was_free = True
                if not was_free:
                    time.sleep(0.02)  # what is left is being set by another worker
        except BaseException as error:
            failed.append(error)

    with contextlib.ExitStack() as stack:
        made = [
            stack.enter_context(
                process.Typesetter(
                    snapshot=snapshot, image_dir=pictures, parts=parts, proof=False, timeout_s=TIMEOUT_S
                )
            )
            for _ in range(workers)
        ]
        others = [threading.Thread(target=work, args=(setter,)) for setter in made[1:]]
        for other in others:
            other.start()
        work(made[0])
        for other in others:
            other.join()
        if failed:
            raise failed[0]
        made[0].assemble(output)


def main() -> None:
    """Read the arguments and render."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--parts", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--ready", action="store_true")
    chosen = parser.parse_args()
    if chosen.ready:
        processes.make_ready()
        time.sleep(LOADING_S)
    start = time.perf_counter()
    snapshot = json.loads(chosen.snapshot.read_text("utf-8"))
    if chosen.parts is None:
        whole(snapshot, chosen.pictures, chosen.output)
    else:
        in_parts(snapshot, chosen.pictures, chosen.output, parts=chosen.parts, workers=chosen.workers)
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
