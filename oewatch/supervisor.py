"""Runs the processes of an embedded installation together: queue, worker, beat and web server.

A child that dies is started again, later each time; when the supervisor ends, however it ends, so do they.
Celery finds the settings as every process does, in the environment that it inherits.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from django.conf import settings

from oewatch.children import start_child, stop_child
from oewatch.embedded import EmbeddedQueue, EmbeddedQueueError

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
QUEUE_LOOK_EVERY_S = 2.0
BACKOFF_LIMIT_S = 30.0
STEADY_AFTER_S = 30.0  # a child that lived this long starts again without waiting


@dataclass
class Child:
    """One process to keep running: its name for people, its command, the seconds it may take to stop."""

    name: str
    command: Sequence[str]
    grace_s: float = 10.0
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    deaths: int = 0


def worker_child(*, concurrency: int) -> Child:
    """A Celery worker. SIGTERM is remapped so that it ends in bounded time instead of finishing a long job."""
    return Child(
        name="worker",
        command=[
            *_celery("worker"),
            f"--concurrency={concurrency}",
            f"--hostname=oewatch-{os.getpid()}@%h",
            "--without-gossip",
            "--without-mingle",
            # With the queue gone the heartbeat is sent again forever, and the worker never ends.
            "--without-heartbeat",
        ],
        grace_s=settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT + 10,
        environment={"REMAP_SIGTERM": "SIGQUIT"},
    )


def beat_child() -> Child:
    """Celery's clock; the reconciler hangs on it."""
    return Child(name="beat", command=[*_celery("beat"), "--pidfile="])


def web_child(*, host: str, port: int) -> Child:
    """gunicorn; threads, because requests wait for the database more than they compute."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = ["--bind", bind, "--workers", "2", "--threads", "4", "--graceful-timeout", "10"]
    return Child(
        name="web",
        command=[
            sys.executable,
            "-m",
            "gunicorn",
            "oewatch.wsgi:application",
            "--config",
            "python:oewatch.gunicorn",
            *options,
            "--no-control-socket",
        ],
        grace_s=15,
    )


def _celery(command: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "celery",
        "--app=oewatch",
        "--quiet",
        command,
        f"--loglevel={settings.LOG_LEVEL}",
    ]


class Supervisor:
    """Keeps children running. As a context manager: started on entry, all ended on exit.

    Inside a `with` block nothing looks after the children by itself: call `look` now and then, or `run`.
    """

    def __init__(
        self,
        *,
        children: Sequence[Child],
        say: Callable[[str], None] = logger.info,
        folder: Path | None = None,
    ) -> None:
        self.children = list(children)
        self.say = say
        self.folder = folder or settings.BASE_DIR
        self.queue = EmbeddedQueue(data_dir=settings.DATA_DIR) if settings.EMBEDDED_QUEUE else None
        self._end = threading.Event()
        self._queue_looked_at = 0.0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the queue, then the children. Raises EmbeddedQueueError."""
        if self.queue is not None:
            self.queue.start()
            self._queue_looked_at = time.monotonic()
        try:
            for child in self.children:
                self._spawn(child)
        except BaseException:
            self.stop()
            raise

    def look(self) -> None:
        """Start again what died, when its time has come."""
        self._look_at_queue()
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._note_death(child, now=now)
            if child.process is None and now >= child.start_again_at:
                self._spawn(child)

    def run(self) -> None:
        """Look after the children until Ctrl-C, SIGTERM or SIGHUP, then end them. For the main thread only."""
        before = {number: signal.signal(number, self._ask_to_end) for number in _ENDING}
        try:
            self.start()
            while not self._end.wait(LOOK_EVERY_S):
                self.look()
        finally:
            # Still handled while stopping: a second Ctrl-C must not leave half of them behind.
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def end(self) -> None:
        """Make `run` return. May be called from any thread."""
        self._end.set()

    def stop(self) -> None:
        """End the children, last started first and all at once, and then the queue if it is ours."""
        stoppers = [
            threading.Thread(target=stop_child, args=(child.process,), kwargs={"grace_s": child.grace_s})
            for child in reversed(self.children)
            if child.process is not None
        ]
        for stopper in stoppers:
            stopper.start()
        for stopper in stoppers:
            stopper.join()
        for child in self.children:
            child.process = None
        if self.queue is not None:
            self.queue.stop()

    def _ask_to_end(self, number: int, frame: FrameType | None) -> None:
        self._end.set()

    def _spawn(self, child: Child) -> None:
        child.process = start_child(
            child.command, environment={**os.environ, **child.environment}, folder=self.folder
        )
        child.started_at = time.monotonic()
        logger.debug("%s started, process %s", child.name, child.process.pid)

    def _note_death(self, child: Child, *, now: float) -> None:
        """Clear away what a dead child left of its group, and set when it starts again: 1, 2, 4 … 30 s."""
        assert child.process is not None
        code = child.process.returncode
        stop_child(child.process, grace_s=0)
        child.process = None
        child.deaths = 1 if now - child.started_at > STEADY_AFTER_S else child.deaths + 1
        wait_s = min(2.0 ** (child.deaths - 1), BACKOFF_LIMIT_S)
        child.start_again_at = now + wait_s
        self.say(f"The {child.name} process ended (code {code}); it starts again in {wait_s:.0f} s.")

    def _look_at_queue(self) -> None:
        """A queue that died, or that another process ended, is started again."""
        if self.queue is None or time.monotonic() - self._queue_looked_at < QUEUE_LOOK_EVERY_S:
            return
        self._queue_looked_at = time.monotonic()
        if self.queue.is_running():
            return
        self.say("The queue does not answer; starting it again.")
        try:
            self.queue.start()
        except EmbeddedQueueError as error:
            self.say(str(error))


_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def background(*, concurrency: int | None = None, say: Callable[[str], None] = logger.info) -> Supervisor:
    """Queue (when REDIS_URL is not set), worker and beat, without the web server: for `demo` and for tests.

    ``with background(): …`` starts them and ends them.
    """
    worker = worker_child(concurrency=concurrency or settings.WORKER_CONCURRENCY)
    return Supervisor(children=[worker, beat_child()], say=say)
