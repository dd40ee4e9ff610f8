"""The life of a job, one operation at a time, with the clock in the test's hands."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from editorial.jobs import operations
from editorial.jobs.operations import MACHINE_FAULTS, NotRestartable, Progress
from editorial.states import JobStatus

from .conftest import NOW, TinyJob

LEASE = {"lease_s": 30}
LATER = NOW + timedelta(seconds=31)


def claim(job, *, worker="w1", at=NOW):
    return operations.claim(model=TinyJob, pk=job.pk, worker=worker, at=at, **LEASE)


def succeed(job, token, **fields):
    return operations.succeed(model=TinyJob, pk=job.pk, token=token, at=NOW, **fields)


def fail(job, token, *, retry=False):
    return operations.fail(model=TinyJob, pk=job.pk, token=token, reason="No paper.", retry=retry, at=NOW)


def test_a_job_is_claimed_once(tiny_job):
    assert claim(tiny_job) == 1
    assert claim(tiny_job, worker="w2") is None
    tiny_job.refresh_from_db()
    assert (tiny_job.status, tiny_job.worker, tiny_job.attempts) == (JobStatus.RUNNING, "w1", 1)
    assert tiny_job.lease_expires_at == NOW + timedelta(seconds=30)


def test_an_unknown_job_is_not_claimed(tiny_job):
    assert operations.claim(model=TinyJob, pk=tiny_job.pk + 1, worker="w", at=NOW, **LEASE) is None


def test_an_expired_lease_is_claimed_by_another_and_the_first_can_write_nothing(tiny_job):
    first = claim(tiny_job)
    second = claim(tiny_job, worker="w2", at=LATER)
    assert second == first + 1

    assert not operations.renew(model=TinyJob, pk=tiny_job.pk, token=first, at=LATER, **LEASE)
    assert not succeed(tiny_job, first, output="stale")
    assert not fail(tiny_job, first)

    assert succeed(tiny_job, second, output="fresh")
    tiny_job.refresh_from_db()
    assert (tiny_job.status, tiny_job.output, tiny_job.attempts) == (JobStatus.SUCCEEDED, "fresh", 2)


def test_renewing_extends_the_lease_and_notes_progress(tiny_job):
    token = claim(tiny_job)
    at = NOW + timedelta(seconds=20)
    assert operations.renew(
        model=TinyJob, pk=tiny_job.pk, token=token, at=at, progress=Progress("Page 3 of 9", 3, 9), **LEASE
    )
    tiny_job.refresh_from_db()
    assert tiny_job.lease_expires_at == at + timedelta(seconds=30)
    assert tiny_job.as_progress() == {
        "status": "running",
        "label": "Running",
        "progress": "Page 3 of 9",
        "done": 3,
        "of": 9,
        "reason": "",
    }


def test_a_finished_job_is_not_claimed_again(tiny_job):
    assert succeed(tiny_job, claim(tiny_job))
    assert claim(tiny_job, at=LATER) is None


def test_a_failure_worth_retrying_waits_for_the_reconciler_until_its_attempts_are_used_up(tiny_job, messages):
    for _ in range(tiny_job.max_attempts - 1):
        assert fail(tiny_job, claim(tiny_job), retry=True)
        tiny_job.refresh_from_db()
        assert tiny_job.status == JobStatus.QUEUED
        assert operations.reconcile(model=TinyJob, at=NOW).sent == 1
    assert fail(tiny_job, claim(tiny_job), retry=True)
    tiny_job.refresh_from_db()
    assert (tiny_job.status, tiny_job.error_reason) == (JobStatus.FAILED, "No paper.")
    assert messages == [str(tiny_job.pk)] * 2


def test_a_failure_without_retry_is_final(tiny_job):
    assert fail(tiny_job, claim(tiny_job))
    tiny_job.refresh_from_db()
    assert (tiny_job.status, tiny_job.as_progress()["reason"]) == (JobStatus.FAILED, "No paper.")


def test_restart_gives_a_failed_job_all_its_attempts_again(tiny_job, messages, django_user_model):
    editor = django_user_model.objects.create_user("ed")
    old = claim(tiny_job)
    fail(tiny_job, old)
    operations.restart(job=tiny_job, by=editor, at=LATER)
    assert (tiny_job.status, tiny_job.attempts, tiny_job.error_reason) == (JobStatus.QUEUED, 0, "")
    assert tiny_job.restarted_by == editor
    assert not succeed(tiny_job, old)
    assert claim(tiny_job, at=LATER) > old


@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.SUCCEEDED])
def test_only_a_failed_job_is_restarted(tiny_job, status):
    if status != JobStatus.QUEUED:
        token = claim(tiny_job)
    if status == JobStatus.SUCCEEDED:
        succeed(tiny_job, token)
    with pytest.raises(NotRestartable) as refused:
        operations.restart(job=tiny_job, by=None, at=NOW)
    assert refused.value.status == status


def test_the_message_goes_out_when_the_transaction_commits(
    tiny_job, messages, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        operations.enqueue(job=tiny_job, at=NOW)
        assert messages == []
    assert messages == [str(tiny_job.pk)]
    tiny_job.refresh_from_db()
    assert tiny_job.message_sent_at == NOW


def test_reconciling_sends_what_no_worker_heard_of_lately(tiny_job, messages):
    assert operations.reconcile(model=TinyJob, at=NOW).sent == 1
    assert operations.reconcile(model=TinyJob, at=NOW + timedelta(seconds=59)).sent == 0
    assert operations.reconcile(model=TinyJob, at=NOW + timedelta(seconds=60)).sent == 1


def test_reconciling_leaves_a_living_worker_alone(tiny_job, messages):
    claim(tiny_job)
    done = operations.reconcile(model=TinyJob, at=NOW + timedelta(seconds=29))
    assert (done.taken_back, done.stopped, done.sent) == (0, 0, 0)


def test_reconciling_takes_the_job_of_a_dead_worker_back(tiny_job, messages):
    token = claim(tiny_job)
    done = operations.reconcile(model=TinyJob, at=LATER)
    assert (done.taken_back, done.stopped, done.sent) == (1, 0, 1)
    assert not succeed(tiny_job, token)
    assert claim(tiny_job, worker="w2", at=LATER) == token + 1


def test_a_job_that_kills_its_workers_is_stopped_with_a_reason(tiny_job, messages):
    at = NOW
    for _ in range(tiny_job.max_attempts * MACHINE_FAULTS):
        assert claim(tiny_job, at=at)
        at += timedelta(seconds=31)
        operations.reconcile(model=TinyJob, at=at)
    tiny_job.refresh_from_db()
    assert tiny_job.status == JobStatus.FAILED
    assert "died or went silent" in tiny_job.error_reason
    assert operations.reconcile(model=TinyJob, at=at + timedelta(hours=1)).sent == 0


def test_a_used_up_job_is_not_claimed_before_the_reconciler_came(tiny_job):
    at = NOW
    for _ in range(tiny_job.max_attempts * MACHINE_FAULTS):
        assert claim(tiny_job, at=at)
        at += timedelta(seconds=31)
    assert claim(tiny_job, at=at) is None


def test_faults_of_the_machine_leave_more_attempts_than_its_own(tiny_job, messages):
    """Three killed workers and a full disk end no job; then a fault of its own does."""
    for number in range(tiny_job.max_attempts):
        token = claim(tiny_job, at=NOW + timedelta(minutes=number))
        assert token
    held = {"model": TinyJob, "pk": tiny_job.pk, "token": token, "at": NOW, "retry": True}
    assert operations.fail(**held, reason="Stopped: the disk is full.", machine=True)
    tiny_job.refresh_from_db()
    assert (tiny_job.status, tiny_job.attempts) == (JobStatus.QUEUED, 3)
    token = claim(tiny_job)
    assert operations.fail(**held | {"token": token}, reason="No paper.")
    tiny_job.refresh_from_db()
    assert (tiny_job.status, tiny_job.error_reason) == (JobStatus.FAILED, "No paper.")


def test_faults_of_the_machine_are_waited_for_longer_each_time(tiny_job, messages):
    """A disk that is full for half an hour ends no job: the reconciler passes it over until its pause is over."""
    at, waited = NOW, []
    while token := claim(tiny_job, at=at):
        held = {"model": TinyJob, "pk": tiny_job.pk, "token": token, "at": at, "retry": True}
        operations.fail(**held, reason="Stopped: the disk is full.", machine=True)
        began = at
        while tiny_job.status != JobStatus.FAILED and not operations.reconcile(model=TinyJob, at=at).sent:
            at += timedelta(seconds=10)
            tiny_job.refresh_from_db()
        waited.append(round((at - began).total_seconds() / 60))
    assert waited == [0, 1, 5, 15, 30, 0]
    tiny_job.refresh_from_db()
    assert tiny_job.status == JobStatus.FAILED


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "lost"},
        {"status": JobStatus.RUNNING},
        {"status": JobStatus.FAILED, "finished_at": NOW},
        {"status": JobStatus.SUCCEEDED},
        {"lease_expires_at": NOW},
    ],
)
def test_the_database_refuses_a_row_that_contradicts_itself(tiny_job, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        TinyJob.objects.filter(pk=tiny_job.pk).update(**wrong)
