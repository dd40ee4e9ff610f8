"""Is everything there that the site needs? Each question in a thread of its own, and none longer than two seconds."""

import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from redis import Redis

from oewatch import redis_urls
from oewatch.workers import seconds_since_a_worker_was_seen

logger = logging.getLogger(__name__)

PATIENCE_S = 2.0
KEPT_S = 1.0  # an answer is good for as long: whoever asks often costs nothing
SEEN_LATELY_S = 60.0
OK = "ok"
NO_ANSWER = "does not answer"


class Question:
    """One question. `ask` returns what is wrong, or `OK`; whatever it raises means the same as no answer.

    A thread that hangs is waited for, not started again: however often somebody asks, there is one.
    """

    def __init__(self, name: str, ask: Callable[[], str], *, kept_s: float = KEPT_S) -> None:
        self.name, self.ask, self.kept_s = name, ask, kept_s
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._answer, self._answered_at = NO_ANSWER, float("-inf")

    def start(self) -> threading.Thread | None:
        """Ask, unless somebody does already or the last answer is fresh."""
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return self._thread
            if time.monotonic() - self._answered_at < self.kept_s:
                return None
            self._thread = threading.Thread(target=self._run, name=f"ready-{self.name}", daemon=True)
            self._thread.start()
            return self._thread

    def answer(self, thread: threading.Thread | None, *, until: float) -> str:
        """What was answered, by the monotonic time `until` at the latest."""
        if thread is not None:
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                return NO_ANSWER
        return self._answer

    def _run(self) -> None:
        try:
            answer = self.ask()
        except Exception as error:  # a library's: that it does not answer is all that is shown
            logger.warning("not ready, %s: %s", self.name, error)
            answer = NO_ANSWER
        self._answer, self._answered_at = answer, time.monotonic()


def ask_database() -> str:
    """Whether it answers, on a connection of its own, and has the tables that this code expects."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    finally:
        connection.close()
    return f"{len(missing)} migrations are not applied" if missing else OK


def ask_queue() -> str:
    """Whether Redis takes a word: one whose memory or disk is full answers, but takes none."""
    url = redis_urls.with_database(settings.REDIS_URL, 1)  # the cache’s
    with Redis.from_url(url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S) as server:
        server.set("oewatch:ready", 1, ex=60)
    return OK


def ask_files() -> str:
    """Whether the file store can be written; of a bucket, whether we may look into it."""
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.exists("ready")
        return OK
    folder = Path(default_storage.location)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:  # without a name: nothing is left however this ends
        file.write(b"ready")
        file.flush()
    return OK


def ask_disk() -> str:
    """Whether the data folder's disk has room left."""
    free_mb = shutil.disk_usage(settings.DATA_DIR).free // 2**20
    return (
        OK if free_mb >= settings.DISK_FLOOR_MB else f"{free_mb} MB left, less than {settings.DISK_FLOOR_MB}"
    )


def ask_worker() -> str:
    """Whether any worker gave a sign of life."""
    seen = seconds_since_a_worker_was_seen()
    return OK if seen is not None and seen <= SEEN_LATELY_S else "none was seen lately"


NEEDED = [
    Question("database", ask_database),
    Question("queue", ask_queue),
    Question("files", ask_files),
    Question("disk", ask_disk),
]
WISHED = [Question("worker", ask_worker)]  # the site serves people without one, PDFs and e-mails wait


def answers(name: str) -> bool:
    """Whether this part of `NEEDED` answers within two seconds, whatever it answers."""
    question = next(one for one in NEEDED if one.name == name)
    return question.answer(question.start(), until=time.monotonic() + PATIENCE_S) != NO_ANSWER


def look() -> tuple[bool, dict[str, str]]:
    """(whether the site can serve people, the answer to each question)."""
    until = time.monotonic() + PATIENCE_S
    asked = [(question, question.start()) for question in (*NEEDED, *WISHED)]
    found = {question.name: question.answer(thread, until=until) for question, thread in asked}
    return all(found[question.name] == OK for question in NEEDED), found
