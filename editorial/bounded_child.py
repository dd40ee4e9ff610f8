"""Run as a script by `bounded.call_bounded`: one function of ours, bytes to bytes, with bounded memory.

Arguments: "package.module:function", bytes of address space. Standard input is what the function gets, standard output what
it returns. Only the standard library is loaded before the limit holds.
"""

import resource
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFUSED, NO_MEMORY = 10, 11  # exit codes


def main(function: str, memory_bytes: int) -> int:
    """Call the function; the exit code. What it says when it raises `ValueError` goes to standard error."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    sys.path.insert(0, str(ROOT))
    module, _, name = function.partition(":")
    try:
        made = getattr(import_module(module), name)(sys.stdin.buffer.read())
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    except MemoryError:
        return NO_MEMORY
    except ValueError as error:
        sys.stderr.write(str(error))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
