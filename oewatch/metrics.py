"""Counts of requests for Prometheus. Every web process counts for itself, in a file; who is asked adds them up.

The files are in memory (/dev/shm), not in the data folder: they are mapped, and a process that writes to a mapped file on a full
disk is ended by the kernel. Without METRICS_TOKEN nothing is counted, and the library is not loaded.
"""

import hashlib
import logging
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

logger = logging.getLogger(__name__)

MEMORY = Path("/dev/shm")  # noqa: S108  a folder of our own in it, whose owner is looked at
BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")


class Counts(NamedTuple):
    """The two metrics of requests."""

    requests: Any
    seconds: Any


def counts_folder(*, data_dir: Path) -> Path:
    """Where the processes of this installation on this machine keep their counts; made for this user alone.

    Raises OSError when it cannot be, or belongs to somebody else.
    """
    if given := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        folder = Path(given)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder
    top = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    folder = top / f"oewatch-metrics-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.lstat(folder).st_uid != os.getuid() or folder.is_symlink():
        raise PermissionError(f"{folder} belongs to somebody else.")
    return folder


def clear_counts(*, data_dir: Path) -> None:
    """Remove what ended processes left: before the first web process starts. Those that still run keep theirs."""
    for path in counts_folder(data_dir=data_dir).glob("*_*.db"):
        number = path.stem.rpartition("_")[2]
        if number.isdigit() and not _is_alive(int(number)):
            path.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@cache
def _counts() -> Counts:
    # The library looks for it once, when it is loaded.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts_folder(data_dir=settings.DATA_DIR))
    from prometheus_client import CollectorRegistry, Counter, Histogram

    own = CollectorRegistry()  # what is shown is read from the files of all processes
    return Counts(
        requests=Counter(
            "oewatch_requests", "Requests answered", ["method", "route", "status"], registry=own
        ),
        seconds=Histogram(
            "oewatch_request_seconds", "Time to answer", ["route"], buckets=BUCKETS_S, registry=own
        ),
    )


def note_request(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count an answer by the name of its route and the class of its status, such as 2xx."""
    if not settings.METRICS_TOKEN:
        return
    shown = method if method in _METHODS else "other"
    try:
        counts = _counts()
        counts.requests.labels(shown, route, f"{status // 100}xx").inc()
        counts.seconds.labels(route).observe(seconds)
    except OSError as error:  # no room for one more file: nobody's page fails for that
        logger.warning("a request was not counted: %s", error)


def page() -> tuple[bytes, str]:
    """What Prometheus reads, and its content type: requests of all processes, and the site as the database knows it."""
    _counts()
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_LATEST
    from prometheus_client.multiprocess import MultiProcessCollector

    from oewatch.site_metrics import SiteCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(counts_folder(data_dir=settings.DATA_DIR)))
    registry.register(SiteCollector())
    return generate_latest(registry), CONTENT_TYPE_LATEST
