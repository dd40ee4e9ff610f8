"""Doing a job: claim it, keep its lease while the work goes on, write how it ended.

A Celery task is one call::

    @shared_task(name=Rendition.task_name)
    def render(pk: str) -> None:
        perform(model=Rendition, pk=pk, work=render_rendition)
"""

import errno
import logging
import os
import socket
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from editorial.bounded import memory_limited
from editorial.jobs.models import Job
from editorial.jobs.operations import Progress, claim, fail, hand_back, renew, succeed
from editorial.log_context import about_job

logger = logging.getLogger(__name__)

JobModel = TypeVar("JobModel", bound=Job)

BEATS_PER_LEASE = 3  # so that two beats may be late before the lease is lost


class JobFailed(Exception):
    """Raised by the work when it cannot be done: `reason` for people, `detail` for operators.

    `retry` says whether another attempt could end differently, `retry_after_s` how long to wait before it, `machine` that it
    was no fault of the job (`operations.MACHINE_FAULTS`).
    """

    def __init__(
        self,
        *,
        reason: str,
        detail: str = "",
        retry: bool = False,
        retry_after_s: float = 0,
        machine: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail
        self.retry, self.retry_after_s, self.machine = retry, retry_after_s, machine


class JobYielded(Exception):
    """Raised by the work when it makes way for a more urgent job; what it did so far must be kept, for it starts anew."""

    def __init__(self, progress: Progress | None = None) -> None:
        super().__init__(progress.text if progress else "")
        self.progress = progress


class LeaseLost(Exception):
    """Somebody else has the job now: stop, and write nothing."""


class Lease:
    """The hold of one attempt on its job. `token` is its fencing token; put it into names of temporary files."""

    def __init__(
        self, *, model: type[Job], pk: Any, token: int, lease_s: float, clock: Callable[[], datetime]
    ) -> None:
        self.model, self.pk, self.token, self.lease_s, self.clock = model, pk, token, lease_s, clock
        self._lost = threading.Event()

    @property
    def is_lost(self) -> bool:
        """True once a renewal was refused."""
        return self._lost.is_set()

    def report(self, text: str, *, done: int = 0, of: int = 0) -> None:
        """Say what the work is at; renews the lease. Raises LeaseLost."""
        self._renew(Progress(text, done, of))
        self.check()

    def check(self) -> None:
        """Raises LeaseLost when the job is no longer ours."""
        if self.is_lost:
            raise LeaseLost(f"{self.model._meta.label} {self.pk}")

    def beat(self) -> None:
        """Renew without saying anything. A database that is away for a moment is not a lost lease."""
        try:
            self._renew(None)
        except AnyDatabaseError as error:
            logger.warning("lease of %s %s not renewed: %s", self.model._meta.label, self.pk, error)

    def _renew(self, progress: Progress | None) -> None:
        held = renew(
            model=self.model,
            pk=self.pk,
            token=self.token,
            lease_s=self.lease_s,
            at=self.clock(),
            progress=progress,
        )
        if not held:
            self._lost.set()


class Beating(Protocol):
    """What can be kept alive: a lease on a job, or a claim on a part of one."""

    pk: Any
    lease_s: float

    @property
    def is_lost(self) -> bool:
        """True once there is nothing more to renew."""

    def beat(self) -> None:
        """Renew. Raises nothing."""


BeatingT = TypeVar("BeatingT", bound=Beating)


@contextmanager
def kept_alive(lease: BeatingT) -> Iterator[BeatingT]:
    """Renew the lease from a thread until the block ends. The thread has a database connection of its own.

    A test that spends longer than a third of the lease in here needs `django_db(transaction=True)`: the thread
    does not see rows of an open transaction.
    """
    over = threading.Event()

    def beats() -> None:
        try:
            while not over.wait(lease.lease_s / BEATS_PER_LEASE) and not lease.is_lost:
                lease.beat()
                # Nobody else does it in a thread of ours: a connection that was cut would stay cut.
                connection.close_if_unusable_or_obsolete()
        finally:
            connection.close()

    thread = threading.Thread(target=beats, name=f"lease-{lease.pk}", daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        over.set()
        thread.join()


def worker_name() -> str:
    """This process, as operators know it: host and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"


def perform(
    *,
    model: type[JobModel],
    pk: Any,
    work: Callable[[JobModel, Lease], Mapping[str, Any]],
    lease_s: float | None = None,
    clock: Callable[[], datetime] = timezone.now,
) -> bool:
    """Claim the job, call `work(job, lease)`, and store the fields it returns with the success.

    Returns True when this call brought the job to success; False when there was nothing to claim, the lease was
    lost, the work made way for another job or failed (which is on the row then). Raises nothing but what ends the process.
    """
    lease = take(model=model, pk=pk, lease_s=lease_s, clock=clock)
    return lease is not None and carry_out(lease=lease, work=work)


def take(
    *,
    model: type[Job],
    pk: Any,
    lease_s: float | None = None,
    clock: Callable[[], datetime] = timezone.now,
) -> Lease | None:
    """Claim the job for this process. None when there is nothing to claim."""
    lease_s = lease_s or settings.JOB_LEASE_SECONDS
    token = claim(model=model, pk=pk, worker=worker_name(), lease_s=lease_s, at=clock())
    if token is None:
        logger.info("%s %s: nothing to do", model._meta.label, pk)
        return None
    return Lease(model=model, pk=pk, token=token, lease_s=lease_s, clock=clock)


def carry_out(*, lease: Lease, work: Callable[[Any, Lease], Mapping[str, Any]]) -> bool:
    """Do the job that was taken and write how it ended: what `perform` does after the claim."""
    with about_job(lease.model._meta.label, lease.pk):
        return _carry_out(lease, work)


def _carry_out(lease: Lease, work: Callable[[Any, Lease], Mapping[str, Any]]) -> bool:
    held: dict[str, Any] = {"model": lease.model, "pk": lease.pk, "token": lease.token}
    name = f"{lease.model._meta.label} {lease.pk}"
    try:
        with kept_alive(lease), memory_limited(settings.JOB_MEMORY_MB * 2**20):
            fields = work(lease.model._default_manager.get(pk=lease.pk), lease)
        if succeed(**held, at=lease.clock(), **fields):
            return True
        raise LeaseLost(name)
    except LeaseLost as error:
        logger.warning("lease lost, work dropped: %s", error)
    except JobYielded as error:
        logger.info("%s makes way for a more urgent job", name)
        hand_back(**held, at=lease.clock(), progress=error.progress)
    except Exception as error:
        failure = _as_failure(error)
        # What nobody foresaw is an error, which Sentry hears of; what the work itself reported is in its row too.
        foreseen = isinstance(error, JobFailed) or failure.machine
        level = logging.WARNING if foreseen else logging.ERROR
        logger.log(level, "%s failed: %s", name, failure.reason, exc_info=error)
        # One that the database cut (it was started anew) would stay cut, and the row could not be told.
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        try:
            fail(
                **held,
                reason=failure.reason,
                detail=failure.detail,
                retry=failure.retry,
                retry_after_s=failure.retry_after_s,
                machine=failure.machine,
                at=lease.clock(),
            )
        except AnyDatabaseError as away:
            logger.warning("%s: not written, its lease runs out: %s", name, away)
    return False


def is_disk_full(error: BaseException) -> bool:
    """Whether this error, or what it was raised from, says that there is no room left on a disk."""
    found = (one for one in (error, error.__cause__) if isinstance(one, OSError))
    return any(one.errno in (errno.ENOSPC, errno.EDQUOT) for one in found)


def disk_full(detail: str) -> JobFailed:
    """What a job that found no room on a disk ends with: it waits a while, for somebody has to make room."""
    return JobFailed(
        reason="Stopped: the disk is full. Ask the operator to make room, then start it again.",
        detail=detail,
        retry=True,
        retry_after_s=settings.JOB_RESEND_AFTER_SECONDS,
        machine=True,
    )


def _as_failure(error: Exception) -> JobFailed:
    """Put any error into words for people; the traceback goes into the detail."""
    if isinstance(error, JobFailed):
        return error
    detail = "".join(traceback.format_exception(error))
    if isinstance(error, SoftTimeLimitExceeded):
        minutes = max(1, round(settings.JOB_TIME_LIMIT_SECONDS / 60))
        return JobFailed(reason=f"Stopped: it took longer than {minutes} minutes.", detail=detail)
    if isinstance(error, MemoryError):
        return JobFailed(reason="Stopped: it needed more memory than there is.", detail=detail)
    if is_disk_full(error):
        return disk_full(detail)
    if isinstance(error, OperationalError | InterfaceError):
        return JobFailed(
            reason="Stopped: the database did not answer. Start it again once it does.",
            detail=detail,
            retry=True,
            machine=True,
        )
    return JobFailed(
        reason="An error in the program ended the work. The details are in the job's log for the operator.",
        detail=detail,
        retry=True,
    )
