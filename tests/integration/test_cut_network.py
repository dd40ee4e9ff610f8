"""Two machines that share database, Redis and file store: one worker is killed, another loses its network, nothing is lost."""

import contextlib
import copy
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from editorial.content.files import stored_digest
from editorial.content.fingerprints import fingerprint
from editorial.issues.models import Edition, Rendition
from editorial.issues.queries import latest_edition
from editorial.jobs.operations import enqueue, reconcile
from editorial.rendering.operations import render_snapshot
from editorial.states import JobStatus
from oewatch import s3
from oewatch.environment import Environment
from tests import factories as f
from tests.network import KEYS, Machine, Unavailable, forwarded, object_store, port_of
from tests.processes import database_url, make_roles

ISSUES = 12
WITHIN_S = 400.0
BUCKET = "oewatch-test"


def parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def works_for(rendition: Rendition, worker: subprocess.Popen[bytes]) -> bool:
    pid = int(rendition.worker.rpartition(":")[2] or 0)
    return worker.pid in (pid, parent(pid))


@pytest.fixture
def store(settings: Any) -> Iterator[str]:
    try:
        with object_store(BUCKET) as address:
            of_store = Environment()
            of_store.ENVIRON = s3_environment(address)
            settings.STORAGES = settings.STORAGES | {"default": s3.storage(of_store)}
            yield address
    except Unavailable as why:
        pytest.skip(str(why))


def s3_environment(address: str) -> dict[str, str]:
    return {
        "S3_BUCKET": BUCKET, "S3_ENDPOINT_URL": address, "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY_ID": KEYS["aws_access_key_id"], "S3_SECRET_ACCESS_KEY": KEYS["aws_secret_access_key"],
    }  # fmt: skip


@pytest.fixture
def machines(store: str) -> Iterator[list[Machine]]:
    if connection.vendor != "postgresql" or configured.EMBEDDED_QUEUE:
        pytest.skip("needs PostgreSQL and Redis of its own (python -m tests.services --postgresql --redis)")
    ports = [int(connection.settings_dict["PORT"]), port_of(configured.REDIS_URL), port_of(store)]
    try:
        with Machine(1) as one, Machine(2) as two, forwarded([one.gateway, two.gateway], ports):
            yield [one, two]
    except Unavailable as why:
        pytest.skip(str(why))


@contextlib.contextmanager
def worker(machine: Machine, store: str, folder: Path, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker with nothing of ours but what can be reached over its cable."""

    def there(address: str) -> str:
        return address.replace("127.0.0.1", machine.gateway).replace("localhost", machine.gateway)

    data = folder / name
    data.mkdir()
    environment = {**os.environ, **s3_environment(there(store))} | {
        "DJANGO_SETTINGS_MODULE": "oewatch.settings", "OEWATCH_DATA_DIR": str(data),
        "DATABASE_URL": there(database_url()), "REDIS_URL": there(configured.REDIS_URL),
        "JOB_LEASE_SECONDS": "6", "PART_CLAIM_SECONDS": "6", "JOB_RESEND_AFTER_SECONDS": "5", "LOG_LEVEL": "INFO",
        "REMAP_SIGTERM": "SIGQUIT",
    }  # fmt: skip
    command = [sys.executable, "-m", "celery", "--app=oewatch", "--quiet", "worker", "--concurrency=1"]
    options = [
        f"--hostname={name}@%h",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "--loglevel=INFO",
    ]
    log = folder / f"{name}.log"
    process = machine.start([*command, *options], environment, log)
    try:
        yield process
    except BaseException:
        print(f"-- What the worker {name} said last:\n{log.read_text(errors='replace')[-3000:]}")
        raise
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def twelve_editions() -> list[Rendition]:
    """One issue through the whole workflow, and eleven like it."""
    section = f.section()
    first = f.approved_issue([f.walked_to("approved", f.complete_article(section=section)) for _ in range(4)])
    edition = latest_edition(first)
    assert edition is not None
    Rendition.objects.exclude(form="pdf").delete()
    asked = edition.renditions.get(form="pdf")
    enqueue(job=asked, at=timezone.now())
    return [asked, *(like(edition.snapshot, number) for number in range(1, ISSUES))]


def thirteenth(first: Rendition) -> Rendition:
    assert first.edition is not None
    return like(first.edition.snapshot, ISSUES)


def like(snapshot: dict[str, Any], number: int) -> Rendition:
    """An edition of an issue like this one, every article but the first another, and its PDF asked for."""
    snapshot, by = copy.deepcopy(snapshot), f.publications()
    articles = [article for part in snapshot["sections"] for article in part["articles"]]
    for article in articles[1:]:
        article["title"] += f" ({number})"
    issue = f.issue_of([])
    frozen = Edition.objects.create(
        issue=issue,
        number=1,
        attempt=1,
        snapshot=snapshot,
        fingerprint=fingerprint(snapshot),
        by=by,
        at=timezone.now(),
    )
    rendition = Rendition.objects.create(
        issue=issue, edition=frozen, kind="edition", requested_by=by, queued_at=timezone.now()
    )
    enqueue(job=rendition, at=timezone.now())
    return rendition


def until(holds: Callable[[], bool], *, end: float, what: str) -> None:
    """Wait, and do meanwhile what beat would: what dead workers left is queued again."""
    while not holds():
        assert time.monotonic() < end, (
            f"{what}: {list(Rendition.objects.values_list('pk', 'status', 'progress'))}"
        )
        reconcile(model=Rendition, at=timezone.now())
        time.sleep(0.3)


def is_at_work(process: subprocess.Popen[bytes]) -> bool:
    running = Rendition.objects.filter(status=JobStatus.RUNNING, progress_done__gte=1)
    return any(works_for(rendition, process) for rendition in running.defer("snapshot"))


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_twelve_issues_whoever_dies_and_whatever_is_cut(
    machines: list[Machine], store: str, tmp_path: Path
) -> None:
    make_roles()
    renditions = twelve_editions()
    end = time.monotonic() + WITHIN_S
    succeeded = Rendition.objects.filter(status=JobStatus.SUCCEEDED)
    with (
        worker(machines[0], store, tmp_path, "one") as killed,
        worker(machines[0], store, tmp_path, "two") as left,
        worker(machines[1], store, tmp_path, "three") as cut_off,
    ):
        until(lambda: is_at_work(killed), end=end, what="the first worker works")
        os.killpg(killed.pid, signal.SIGKILL)
        until(lambda: is_at_work(cut_off), end=end, what="the third worker works")
        machines[1].cut()
        before = succeeded.count()
        assert before < ISSUES - 1, "too quick to be disturbed"
        until(
            lambda: succeeded.count() >= min(before + 4, ISSUES),
            end=end,
            what="the second worker goes on alone",
        )
        machines[1].mend()
        until(lambda: succeeded.count() == ISSUES, end=end, what="all are made")
        os.killpg(left.pid, signal.SIGKILL)
        last = thirteenth(renditions[0])
        until(lambda: succeeded.count() == ISSUES + 1, end=end, what="the one that was cut off works again")
        last.refresh_from_db()
        assert works_for(last, cut_off)

    assert {one.pk for one in succeeded} == {one.pk for one in [*renditions, last]}
    assert {one.problems == [] for one in succeeded} == {True}
    for made in succeeded.select_related("edition"):
        assert stored_digest(made.file) == made.sha256
        again = render_snapshot(
            made.edition.snapshot, tmp_path / "again.pdf", proof=False, on_progress=lambda step: None
        )
        assert again.sha256 == made.sha256, "another PDF than this machine makes alone"
    stored = [f"renditions/{folder}/{name}" for folder in default_storage.listdir("renditions")[0] for name in
              default_storage.listdir(f"renditions/{folder}")[1]]  # fmt: skip
    assert sorted(stored) == sorted(made.file for made in succeeded), "one file for each, and nothing besides"
