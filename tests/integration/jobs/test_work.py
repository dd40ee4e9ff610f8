"""Doing jobs: the lease is kept alive, every ending is on the row, and two workers never both succeed."""

import errno
import threading
import time
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection
from django.utils import timezone

from editorial.jobs import operations
from editorial.jobs.work import JobFailed, Lease, LeaseLost, perform
from editorial.states import JobStatus

from .conftest import TinyJob

RACERS = 8


def in_threads(count, call):
    """Run call(number) in threads that start together; returns what they returned."""
    ready, results = threading.Barrier(count), [None] * count

    def run(number):
        try:
            ready.wait(timeout=10)
            results[number] = call(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.mark.parametrize("round_", range(3))
def test_of_many_racing_claimers_exactly_one_gets_the_job(shared_tiny_job, round_):
    def race(number):
        return operations.claim(
            model=TinyJob, pk=shared_tiny_job.pk, worker=f"w{number}", lease_s=30, at=timezone.now()
        )

    tokens = [token for token in in_threads(RACERS, race) if token is not None]
    assert tokens == [1]
    shared_tiny_job.refresh_from_db()
    assert shared_tiny_job.attempts == 1


def test_of_many_performers_one_works_and_the_others_find_nothing(shared_tiny_job):
    worked = []

    def work(job, lease):
        worked.append(lease.token)
        return {"output": f"by {lease.token}"}

    done = in_threads(RACERS, lambda number: perform(model=TinyJob, pk=shared_tiny_job.pk, work=work))
    assert sorted(done) == [False] * (RACERS - 1) + [True]
    assert worked == [1]


@pytest.mark.serial
def test_the_lease_outlives_work_that_is_longer_than_the_lease(shared_tiny_job):
    taken = []

    def work(job, lease):
        time.sleep(2.5)
        taken.append(operations.reconcile(model=TinyJob, at=timezone.now()).taken_back)
        return {}

    assert perform(model=TinyJob, pk=shared_tiny_job.pk, work=work, lease_s=1)
    assert taken == [0]


def test_a_worker_that_lost_its_lease_stops_and_writes_nothing(tiny_job):
    def work(job, lease):
        later = timezone.now() + timedelta(hours=1)
        assert operations.claim(model=TinyJob, pk=job.pk, worker="other", lease_s=30, at=later)
        with pytest.raises(LeaseLost):
            lease.report("Page 2")
        lease.check()
        return {"output": "never"}

    assert not perform(model=TinyJob, pk=tiny_job.pk, work=work)
    tiny_job.refresh_from_db()
    assert (tiny_job.status, tiny_job.worker, tiny_job.output) == (JobStatus.RUNNING, "other", "")


def test_a_worker_that_never_looked_cannot_finish_somebody_elses_job(tiny_job):
    def work(job, lease):
        later = timezone.now() + timedelta(hours=1)
        operations.claim(model=TinyJob, pk=job.pk, worker="other", lease_s=30, at=later)
        return {"output": "stale"}

    assert not perform(model=TinyJob, pk=tiny_job.pk, work=work)
    tiny_job.refresh_from_db()
    assert (tiny_job.status, tiny_job.output) == (JobStatus.RUNNING, "")


def test_progress_is_on_the_row_while_the_work_goes_on(tiny_job):
    def work(job, lease):
        lease.report("Article 2 of 6", done=2, of=6)
        job.refresh_from_db()
        assert job.as_progress()["progress"] == "Article 2 of 6"
        return {"output": "done"}

    assert perform(model=TinyJob, pk=tiny_job.pk, work=work)
    tiny_job.refresh_from_db()
    assert (tiny_job.progress, tiny_job.output) == ("", "done")


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (JobFailed(reason="The image is gone."), JobStatus.FAILED, "The image is gone."),
        (JobFailed(reason="Disk full.", retry=True), JobStatus.QUEUED, "Disk full."),
        (SoftTimeLimitExceeded(), JobStatus.FAILED, "longer than 15 minutes"),
        (OSError(errno.ENOSPC, "No space left on device"), JobStatus.QUEUED, "the disk is full"),
        (MemoryError(), JobStatus.FAILED, "memory"),
        (ZeroDivisionError("boom"), JobStatus.QUEUED, "error in the program"),
    ],
)
def test_every_ending_is_on_the_row_in_words(tiny_job, error, status, words):
    def work(job, lease):
        raise error

    assert not perform(model=TinyJob, pk=tiny_job.pk, work=work)
    tiny_job.refresh_from_db()
    assert tiny_job.status == status
    assert words in tiny_job.error_reason


def test_a_database_that_is_away_for_a_moment_is_not_a_lost_lease(tiny_job, monkeypatch):
    from django.db import OperationalError

    from editorial.jobs import work as module

    def away(**arguments):
        raise OperationalError("database is locked")

    monkeypatch.setattr(module, "renew", away)
    lease = Lease(model=TinyJob, pk=tiny_job.pk, token=1, lease_s=30, clock=timezone.now)
    lease.beat()
    assert not lease.is_lost
