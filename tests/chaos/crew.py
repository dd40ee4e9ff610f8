"""Two workers of two processes each and the clock, on the servers of this run; they are killed and started again."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import Error as AnyDatabaseError
from django.db import connection

from editorial.jobs.models import Job
from editorial.states import JobStatus
from oewatch.supervisor import Child, Supervisor, beat_child, worker_child
from tests.chaos.servers import Servers
from tests.processes import database_url

LEASE_S = 4
OVER = (JobStatus.SUCCEEDED, JobStatus.FAILED)


class Crew:
    """The processes, and what is done to them. `folder`: where their temporary files are."""

    def __init__(self, supervisor: Supervisor, folder: Path) -> None:
        self.supervisor, self.folder = supervisor, folder

    @property
    def workers(self) -> list[Child]:
        return self.supervisor.children[:2]

    def kill(self, which: int) -> None:
        """SIGKILL for a worker with all its processes; a new one starts within a second or two."""
        process = self.workers[which].process
        if process is None or process.poll() is not None:
            return
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.workers[which].deaths = 0  # none of its own

    def kill_whoever_does(self, job: Job) -> bool:
        """SIGKILL for the one process that does this job now, as when memory runs out. False when nobody does."""
        job.refresh_from_db()
        if job.status != JobStatus.RUNNING or not job.worker:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(job.worker.rpartition(":")[2]), signal.SIGKILL)
        return True

    def until(self, holds: Callable[[], bool], *, within_s: float, what: Callable[[], Any]) -> None:
        """Look after the processes until it holds; a database that is away for a moment does not matter."""
        end = time.monotonic() + within_s
        while True:
            self.supervisor.look()
            with contextlib.suppress(AnyDatabaseError):
                if holds():
                    return
            connection.close_if_unusable_or_obsolete()
            assert time.monotonic() < end, what()
            time.sleep(0.02)

    def processes(self) -> list[str]:
        """Command lines of everything that works in our folder for temporary files, however it came to be.

        Servers that were started again meanwhile have inherited the folder's name from us.
        """
        found, others = [], {os.getpid(), Servers.redis.pid, Servers.postgresql.pid}
        for environment in Path("/proc").glob("[0-9]*/environ"):
            with contextlib.suppress(OSError):
                if f"TMPDIR={self.folder}".encode() in environment.read_bytes():
                    line = environment.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode()
                    if int(environment.parent.name) not in others and line:
                        found.append(line)
        return found


@contextlib.contextmanager
def crew(monkeypatch: pytest.MonkeyPatch, folder: Path, *, module: str = "", **more: str) -> Iterator[Crew]:
    """Workers and clock; `module` is one that workers import, `more` goes into their environment."""
    environment = {
        "DATABASE_URL": database_url(), "JOB_LEASE_SECONDS": str(LEASE_S), "PART_CLAIM_SECONDS": str(LEASE_S),
        "JOB_RECONCILE_SECONDS": "1", "JOB_RESEND_AFTER_SECONDS": "4", "TMPDIR": str(folder),
        "OEWATCH_CHAOS_WORKER": "1", "LOG_LEVEL": "WARNING", **more,
    }  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    folder.mkdir(exist_ok=True)
    workers = [worker_child(concurrency=2) for _ in range(2)]
    for number, child in enumerate(workers):
        command = [word.replace("oewatch-", f"chaos{number}-") for word in child.command]
        child.command = [*command, *(["--include", module] if module else [])]
    with Supervisor(children=[*workers, beat_child()]) as supervisor:
        yield Crew(supervisor, folder)
