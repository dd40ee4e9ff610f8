"""What happens to a job: queued, claimed, renewed, handed back, finished, failed, restarted, put right.

The row is the job; a Celery message only wakes a worker, so a lost message costs time and a doubled one nothing.
Every write is one conditional UPDATE: whoever holds an older fencing token changes nothing and is told so. The
clock is passed in as `at` (aware datetimes); leases are in seconds.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q, QuerySet

from editorial.jobs.models import Job
from editorial.states import JobStatus

logger = logging.getLogger(__name__)

MESSAGES_PER_ROUND = 200  # of one reconciling; the rest waits for the next
# A job of which every attempt fails by its own fault has `max_attempts`. What befalls it from outside (its worker was killed,
# the disk was full, the database away) may befall many jobs several times on a bad day: that ends it only after so many times
# as many (docs/decisions/0030-faults-of-the-machine-count-half.md).
MACHINE_FAULTS = 2
# How long it waits after the first, second, … of these, in JOB_RESEND_AFTER_SECONDS: a database that is started anew is back
# at once; for a full disk somebody has to make room. With 60 seconds that is about fifty minutes in all.
MACHINE_PAUSES = (0, 1, 5, 15, 30)


class NotRestartable(Exception):
    """Only a failed job can be started again. `status` is what it is."""

    def __init__(self, *, status: str) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Progress:
    """How far a job is: words, and a count of a total (0 when the total is unknown)."""

    text: str
    done: int = 0
    of: int = 0

    def as_fields(self) -> dict[str, Any]:
        """The columns that hold it."""
        width = Job._meta.get_field("progress").max_length
        return {"progress": self.text[:width], "progress_done": self.done, "progress_of": self.of}


@dataclass(frozen=True)
class Reconciled:
    """What one reconciling did, in numbers of jobs."""

    taken_back: int = 0
    stopped: int = 0
    sent: int = 0


def enqueue(*, job: Job, at: datetime) -> None:
    """Tell a worker about a queued job once the transaction commits. Never raises, never waits for long.

    When no message gets through, the reconciler sends one later.
    """
    model, pk = type(job), job.pk
    transaction.on_commit(lambda: send_message(model=model, pk=pk, at=at))


def send_message(*, model: type[Job], pk: Any, at: datetime) -> bool:
    """Send the wake-up for one job now. Returns False, with a line in the log, when the queue is away."""
    try:
        current_app.send_task(model.task_name, args=[str(pk)], ignore_result=True, retry=False)
    except Exception as error:  # the queue's failure must never become the request's
        logger.warning("no message sent for %s %s: %s", model._meta.label, pk, error)
        return False
    model._default_manager.filter(pk=pk, status=JobStatus.QUEUED).update(message_sent_at=at)
    logger.info(
        "%s %s: a worker is told", model._meta.label, pk
    )  # the line has the id of the request that asked for it
    return True


def claim(*, model: type[Job], pk: Any, worker: str, lease_s: float, at: datetime) -> int | None:
    """Take a job that is queued, or whose lease has run out, and return the fencing token of this attempt.

    None when there is nothing to take: somebody else has it, it is over, or its attempts are used up.
    """
    fence = model._default_manager.filter(pk=pk).values_list("fence", flat=True).first()
    if fence is None:
        return None
    free = Q(status=JobStatus.QUEUED) | Q(status=JobStatus.RUNNING, lease_expires_at__lte=at)
    # `fence` is compared and raised in one statement: of two claimers only one finds it unchanged.
    taken = model._default_manager.filter(free, _may_go_on(machine=True), pk=pk, fence=fence).update(
        status=JobStatus.RUNNING,
        fence=fence + 1,
        attempts=F("attempts") + 1,
        worker=worker[:200],
        started_at=at,
        lease_expires_at=at + timedelta(seconds=lease_s),
        **Progress("").as_fields(),
    )
    return fence + 1 if taken else None


def _may_go_on(*, machine: bool) -> Q:
    """Jobs with another attempt left after one that ended by their own fault, or (`machine`) by none of theirs."""
    return Q(attempts__lt=F("max_attempts") * (MACHINE_FAULTS if machine else 1))


def _held(*, model: type[Job], pk: Any, token: int) -> QuerySet[Job]:
    """The row, while the attempt with this token still holds it."""
    return model._default_manager.filter(pk=pk, fence=token, status=JobStatus.RUNNING)


def renew(
    *, model: type[Job], pk: Any, token: int, lease_s: float, at: datetime, progress: Progress | None = None
) -> bool:
    """Extend the lease and note the progress. False when the lease is lost: stop working."""
    fields = progress.as_fields() if progress else {}
    expires = at + timedelta(seconds=lease_s)
    return bool(_held(model=model, pk=pk, token=token).update(lease_expires_at=expires, **fields))


def succeed(*, model: type[Job], pk: Any, token: int, at: datetime, **fields: Any) -> bool:
    """Finish a job and write `fields` of the concrete model with it.

    False when the lease was lost: nothing is written.
    """
    return bool(
        _held(model=model, pk=pk, token=token).update(
            status=JobStatus.SUCCEEDED,
            finished_at=at,
            lease_expires_at=None,
            error_reason="",
            error_detail="",
            **Progress("").as_fields(),
            **fields,
        )
    )


def fail(
    *,
    model: type[Job],
    pk: Any,
    token: int,
    reason: str,
    at: datetime,
    detail: str = "",
    retry: bool = False,
    retry_after_s: float = 0,
    machine: bool = False,
) -> bool:
    """End an attempt that went wrong: `reason` in words for people, `detail` for operators; `machine` says that it was no fault
    of the job (MACHINE_FAULTS).

    With `retry` and attempts left the job is queued again; the reconciler sends the message, which is the pause
    before the next attempt, and with `retry_after_s` it waits that long at least, after faults of the machine longer each
    time (MACHINE_PAUSES). False when the lease was lost: nothing is written.
    """
    held = _held(model=model, pk=pk, token=token)
    if machine and retry:
        attempt = held.values_list("attempts", flat=True).first() or 1
        pause = MACHINE_PAUSES[min(attempt, len(MACHINE_PAUSES)) - 1]
        retry_after_s = max(retry_after_s, pause * settings.JOB_RESEND_AFTER_SECONDS)
    words = {"error_reason": reason, "error_detail": detail, "lease_expires_at": None}
    # The reconciler passes over what was told of lately: a pause is a message noted as that much younger.
    pause_s = retry_after_s - settings.JOB_RESEND_AFTER_SECONDS
    told_at = at + timedelta(seconds=pause_s) if retry_after_s else None
    if retry and held.filter(_may_go_on(machine=machine)).update(
        status=JobStatus.QUEUED, message_sent_at=told_at, **words
    ):
        return True
    return bool(held.update(status=JobStatus.FAILED, finished_at=at, **words))


def hand_back(
    *, model: type[Job], pk: Any, token: int, at: datetime, progress: Progress | None = None
) -> bool:
    """Queue a job again that makes way for another one. It is no attempt: nothing went wrong.

    What it has done must be kept by the work itself. `started_at` stays, so that among equals it waits for its next
    turn. False when the lease was lost: nothing is written.
    """
    fields = progress.as_fields() if progress else {}
    changed = _held(model=model, pk=pk, token=token).update(
        status=JobStatus.QUEUED,
        attempts=F("attempts") - 1,
        lease_expires_at=None,
        message_sent_at=None,
        worker="",
        **fields,
    )
    if changed:
        send_message(model=model, pk=pk, at=at)
    return bool(changed)


def summon(*, model: type[Job], pk: Any, sent_at: datetime, at: datetime) -> bool:
    """Before making way for a waiting job: note it as told of just now, so that of many workers one makes way.

    `sent_at` is its `message_sent_at` as it was read. It is told of again, for the message may be lost. False when another
    worker was quicker, when it waits no more, or when the queue is away: then nobody would take it.
    """
    waiting = model._default_manager.filter(pk=pk, status=JobStatus.QUEUED, message_sent_at=sent_at)
    return bool(waiting.update(message_sent_at=at)) and send_message(model=model, pk=pk, at=at)


def send_hint(*, task_name: str, pk: Any, expires_s: float) -> bool:
    """Ask whichever worker is free to take part in a job that runs already. Returns False when the queue is away.

    Nothing depends on it, so it runs out: a worker that is busy until then is not bothered.
    """
    try:
        current_app.send_task(task_name, args=[str(pk)], ignore_result=True, retry=False, expires=expires_s)
    except Exception as error:  # the same as above
        logger.warning("no hint sent for %s %s: %s", task_name, pk, error)
        return False
    return True


def restart(*, job: Job, by: AbstractBaseUser | None, at: datetime) -> None:
    """Queue a failed job again, with all its attempts. `by` is who asked, None for the system.

    Raises NotRestartable. The instance is refreshed from the database.
    """
    model = type(job)
    with transaction.atomic():
        changed = model._default_manager.filter(pk=job.pk, status=JobStatus.FAILED).update(
            status=JobStatus.QUEUED,
            fence=F("fence") + 1,
            attempts=0,
            queued_at=at,
            message_sent_at=None,
            started_at=None,
            finished_at=None,
            worker="",
            error_reason="",
            error_detail="",
            restarted_by=by,
            **Progress("").as_fields(),
        )
        job.refresh_from_db()
        if not changed:
            raise NotRestartable(status=job.status)
        enqueue(job=job, at=at)


def stop_waiting(*, model: type[Job], reason: str, at: datetime) -> int:
    """End every job of a kind that is not over, before or in its attempt: failed with `reason`. Returns how many.

    Each can be started again. Whoever holds a lease has lost it.
    """
    waiting = model._default_manager.filter(status__in=(JobStatus.QUEUED, JobStatus.RUNNING))
    return waiting.update(
        status=JobStatus.FAILED,
        fence=F("fence") + 1,
        finished_at=at,
        lease_expires_at=None,
        error_reason=reason,
        error_detail="",
    )


def reconcile(*, model: type[Job], at: datetime) -> Reconciled:
    """Put right what dead workers and lost messages left behind.

    Running jobs whose lease ran out are queued again, or failed once their attempts are used up; queued jobs
    whose message is missing or older than JOB_RESEND_AFTER_SECONDS are sent again.
    """
    expired = model._default_manager.filter(status=JobStatus.RUNNING, lease_expires_at__lte=at)
    stopped = expired.exclude(_may_go_on(machine=True)).update(
        status=JobStatus.FAILED,
        finished_at=at,
        lease_expires_at=None,
        error_reason="Stopped: attempt after attempt, the worker that did it died or went silent. "
        "The work may be too large for the machine. Start it again once the cause is found.",
    )
    taken_back = expired.update(status=JobStatus.QUEUED, lease_expires_at=None, message_sent_at=None)
    if stopped or taken_back:
        logger.warning("%s: %d taken back, %d stopped for good", model._meta.label, taken_back, stopped)
    return Reconciled(taken_back=taken_back, stopped=stopped, sent=_send_stale(model=model, at=at))


def _send_stale(*, model: type[Job], at: datetime) -> int:
    """Send what no worker was told of lately, oldest first, until the queue turns out to be away."""
    stale = at - timedelta(seconds=settings.JOB_RESEND_AFTER_SECONDS)
    unheard = Q(message_sent_at__isnull=True) | Q(message_sent_at__lte=stale)
    waiting = model._default_manager.filter(unheard, status=JobStatus.QUEUED).order_by("queued_at", "pk")
    sent = 0
    for pk in list(waiting.values_list("pk", flat=True)[:MESSAGES_PER_ROUND]):
        if not send_message(model=model, pk=pk, at=at):
            break
        sent += 1
    return sent
