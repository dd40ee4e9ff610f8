"""That work grows with the length of a text and not with its square, told by two lengths beside each other in one process.

A ratio and not seconds: whatever else the machine does slows both. How long things take is for `benchmarks/`.
"""

import time
from collections.abc import Callable
from typing import Any

# Ten times the text: a square would take a hundred times as long, each time.
TIMES = 10
AT_MOST = 40
TRIES = 3
# Below this a clock tells nothing.
NOISE_S = 0.02


def computing_s(work: Callable[..., Any], *given: Any) -> float:
    """Processor seconds of this process alone for `work(*given)`."""
    start = time.process_time()
    work(*given)
    return time.process_time() - start


def require_linear(work: Callable[[Any], Any], sample: Callable[[int], Any], size: int) -> None:
    """Fail where `work(sample(size))` takes out of proportion longer than with a tenth of it, three times in turn."""
    short, long = sample(size // TIMES), sample(size)
    work(sample(TIMES))  # what is read or compiled once
    tries = []
    for _ in range(TRIES):
        tries.append((max(computing_s(work, short), NOISE_S), computing_s(work, long)))
        if tries[-1][1] < AT_MOST * tries[-1][0]:
            return
    raise AssertionError(f"{TIMES} times the length, but seconds of computing: {tries}")
