"""The site in numbers when Prometheus asks: a query for each kind of job, three for the record, one visit to the queue."""

import platform
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import django
from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.db.models import Avg, Count, F, Max, Min, Q
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis import Redis
from redis.exceptions import RedisError

from editorial.jobs.models import Job
from editorial.jobs.queries import job_models
from editorial.record.queries import head, waiting, waiting_since
from editorial.states import JobStatus
from oewatch.readiness import answers
from oewatch.workers import seconds_since_a_worker_was_seen

LATELY = timedelta(hours=1)


class SiteCollector(Collector):
    """What is asked of database, queue and disk. One that does not answer is left out, and said to be."""

    def collect(self) -> Iterator[Any]:
        """All families; each part by itself."""
        answers = GaugeMetricFamily(
            "oewatch_part_answers", "1 when this part of the site answered", labels=["part"]
        )
        for part, families in (("database", _from_database), ("queue", _from_queue), ("disk", _from_disk)):
            try:
                found = families()
            except (DatabaseError, RedisError, OSError):
                found = []
                answers.add_metric([part], 0)
            else:
                answers.add_metric([part], 1)
            yield from found
        yield answers
        yield _build()


def _gauge(name: str, words: str, value: float) -> Any:
    return GaugeMetricFamily(f"oewatch_{name}", words, value=value)


def _build() -> Any:
    family = GaugeMetricFamily(
        "oewatch_build_info", "What runs, always 1", labels=["release", "python", "django"]
    )
    family.add_metric([settings.RELEASE, platform.python_version(), django.get_version()], 1)
    return family


def _from_database() -> list[Any]:
    if not answers("database"):  # Prometheus would not wait as long as a connection does
        raise OperationalError
    now = timezone.now()
    since = waiting_since()
    return [
        *_jobs(now),
        _gauge("record_entries", "Sealed entries of the record", head().number),
        _gauge("record_unsealed", "Entries of the record that wait for their seal", waiting()),
        _gauge(
            "record_unsealed_seconds",
            "How long the first of them waits",
            (now - since).total_seconds() if since else 0,
        ),
    ]


def _jobs(now: datetime) -> list[Any]:
    count = GaugeMetricFamily("oewatch_jobs", "Jobs by kind and status", labels=["kind", "status"])
    oldest = GaugeMetricFamily(
        "oewatch_jobs_oldest_seconds", "How long the job that waits longest does", labels=["kind"]
    )
    done = GaugeMetricFamily(
        "oewatch_jobs_done_lately", "Jobs that succeeded in the last hour", labels=["kind"]
    )
    mean = GaugeMetricFamily(
        "oewatch_jobs_mean_seconds", "Mean duration of these, of the last attempt", labels=["kind"]
    )
    longest = GaugeMetricFamily("oewatch_jobs_longest_seconds", "Longest duration of these", labels=["kind"])
    for model in job_models():
        kind, found = model._meta.model_name or "", _numbers(model, now)
        for status in JobStatus.values:
            count.add_metric([kind, status], found[status])
        oldest.add_metric([kind], (now - found["oldest"]).total_seconds() if found["oldest"] else 0)
        done.add_metric([kind], found["lately"])
        mean.add_metric([kind], found["mean"].total_seconds() if found["mean"] else 0)
        longest.add_metric([kind], found["longest"].total_seconds() if found["longest"] else 0)
    return [count, oldest, done, mean, longest]


def _numbers(model: type[Job], now: datetime) -> dict[str, Any]:
    """Counts by status, since when one waits, and how long those of the last hour took. One query."""
    lately = Q(status=JobStatus.SUCCEEDED, finished_at__gt=now - LATELY, started_at__isnull=False)
    took = F("finished_at") - F("started_at")
    return model._default_manager.aggregate(
        oldest=Min("queued_at", filter=Q(status=JobStatus.QUEUED)),
        lately=Count("pk", filter=lately),
        mean=Avg(took, filter=lately),
        longest=Max(took, filter=lately),
        **{status: Count("pk", filter=Q(status=status)) for status in JobStatus.values},
    )


def _from_queue() -> list[Any]:
    if not answers("queue"):
        raise RedisError
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    with Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=1) as server:
        pipeline = server.pipeline(transaction=False)
        for name in names:
            pipeline.llen(name)
        lengths = pipeline.execute()
    family = GaugeMetricFamily(
        "oewatch_queue_messages", "Messages that no worker has taken yet", labels=["queue"]
    )
    for name, length in zip(names, lengths, strict=True):
        family.add_metric([name], length)
    seen = seconds_since_a_worker_was_seen()
    if seen is None:
        return [family]
    return [family, _gauge("worker_seen_seconds", "Seconds since any worker gave a sign of life", seen)]


def _from_disk() -> list[Any]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return [_gauge("disk_free_bytes", "What is left on the disk of the data folder", free)]
