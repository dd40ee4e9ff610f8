"""A function called in a process of its own, with what it cost: processor seconds and the most memory, its children's too."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 10  # of a processor, all of one file together
BYTES = 1_000_000_000
_PATIENCE_S = 90  # on the clock, where others want the processors too
_CHILD = """
import io, json, resource, sys
sys.path.insert(0, sys.argv[1])
import django
django.setup()
from importlib import import_module
module, _, name = sys.argv[2].partition(":")
call = getattr(import_module(module), name)
data = sys.stdin.buffer.read()
used = resource.getrusage(resource.RUSAGE_SELF)
begun = used.ru_utime + used.ru_stime
try:
    call(io.BytesIO(data))
    said = "taken"
except Exception as error:
    said = f"{type(error).__name__}: {error}"
spent, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({
    "said": said, "seconds": spent.ru_utime + spent.ru_stime - begun + children.ru_utime + children.ru_stime,
    "bytes": 1024 * max(peak, children.ru_maxrss),
}))
"""


@dataclass(frozen=True)
class Cost:
    """What became of a file (“taken”, or the error), seconds of a processor, and the most memory of any one process."""

    said: str
    seconds: float
    bytes: int


def cost_of(function: str, data: bytes, folder: Path) -> Cost:
    """Call “package.module:function” with a file of these bytes; temporary files are in `folder`, where none may be left.

    Raises `subprocess.TimeoutExpired` for what never ends.
    """
    environment = {
        "DJANGO_SETTINGS_MODULE": "oewatch.settings", "PATH": os.environ["PATH"], "TMPDIR": str(folder),
        "OEWATCH_DATA_DIR": os.environ["OEWATCH_DATA_DIR"], "SECRET_KEY": "x" * 60, "LOG_LEVEL": "ERROR",
        "PUBLIC_URL": "",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(ROOT), function],
        input=data, capture_output=True, cwd=ROOT, env=environment, timeout=_PATIENCE_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout, done.stderr.decode()[-2000:]
    return Cost(**json.loads(done.stdout.splitlines()[-1]))
