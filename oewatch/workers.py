"""Signs of life of workers: a file for whoever watches the process, a word in the shared cache for the site.

A worker touches `workers/NAME` in the data folder while its main loop runs, so that a container's health check needs no Python:
`test -n "$(find /data/workers -name "worker@$HOSTNAME" -mmin -1)"`.
"""

import logging
import time
from pathlib import Path
from typing import Any

from celery import bootsteps
from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)

EVERY_S = 10.0
_SEEN = "worker-seen-at"
_KEPT_S = 24 * 60 * 60


def sign_of(name: str) -> Path:
    """The file of the worker with this name (Celery's node name, such as worker@host)."""
    return Path(settings.DATA_DIR) / "workers" / name.replace("/", "_")


def seconds_since_a_worker_was_seen() -> float | None:
    """Of whichever worker on whichever machine; None when none was seen in a day, or the cache is away."""
    seen = cache.get(_SEEN)
    return max(0.0, time.time() - seen) if isinstance(seen, int | float) else None


def give_sign(name: str) -> None:
    """Say that this worker lives. Raises nothing: a full disk is no reason for a worker to end."""
    path = sign_of(name)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch()
        cache.set(_SEEN, time.time(), _KEPT_S)
    except Exception as error:  # whatever a disk or a cache has to say
        logger.warning("no sign of life written: %s", error)


def forget_old_signs() -> None:
    """Remove the files of workers that ended in the night a day ago and could not do it themselves."""
    before = time.time() - _KEPT_S
    for path in sign_of("any").parent.glob("*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


class SignOfLife(bootsteps.StartStopStep):
    """Part of every worker: gives the sign on the timer of its main loop."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.entry: Any = None

    def start(self, parent: Any) -> None:
        """Begin, with the first sign at once."""
        try:
            forget_old_signs()
        except OSError as error:
            logger.warning("old signs of life are left: %s", error)
        give_sign(parent.hostname)
        self.entry = parent.timer.call_repeatedly(EVERY_S, give_sign, (parent.hostname,))

    def stop(self, parent: Any) -> None:
        """End: whoever watches sees at once that it is gone."""
        if self.entry is not None:
            self.entry.cancel()
        try:
            sign_of(parent.hostname).unlink(missing_ok=True)
        except OSError as error:
            logger.warning("the sign of life is left: %s", error)
