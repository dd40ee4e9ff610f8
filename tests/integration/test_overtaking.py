"""The proof of one article overtakes an archive run: a real worker makes way, and what it has done is kept."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from editorial.content.files import stored_digest
from editorial.content.fingerprints import fingerprint
from editorial.issues.models import Edition, Rendition
from editorial.issues.operations import request_article_proof
from editorial.jobs.operations import enqueue
from editorial.rendering.models import RenderedPart
from editorial.rendering.pdf.process import Typesetter
from editorial.rendering.spreading import store
from editorial.states import JobStatus
from oewatch.supervisor import Supervisor
from tests import factories as f
from tests.processes import make_roles, workers
from tests.unit.rendering import builders

ARTICLES = 24
IN_ALL = "An article of the whole run"
WITHIN_S = 120.0  # of a machine that has much else to do


def edition_pdf(number: int) -> Rendition:
    """The PDF of a large edition, not yet told of to any worker. One article is the same in all editions."""
    articles = [builders.article(f"Piece {index} of issue {number}") for index in range(1, ARTICLES)]
    snapshot = builders.snapshot(("Harbours", [builders.article(IN_ALL), *articles]))
    issue, by, now = f.issue_of([]), f.publications(), timezone.now()
    edition = Edition.objects.create(
        issue=issue, number=1, attempt=1, snapshot=snapshot, fingerprint=fingerprint(snapshot), by=by, at=now
    )
    return Rendition.objects.create(
        issue=issue, edition=edition, kind="edition", requested_by=by, queued_at=now
    )


@contextmanager
def held_back(snapshot: dict[str, Any], folder: Path) -> Iterator[None]:
    """The article of all editions is being set by another worker, until the block ends: nothing of the run can end before.

    So it does not depend on how quick this machine is whether the run is still under way when the proof is asked for.
    """
    with Typesetter(snapshot=snapshot, image_dir=folder) as typesetter:
        key = next(part.key for part in typesetter.needs() if IN_ALL in part.title)
    now = timezone.now()
    row = RenderedPart.objects.create(key=key, used_at=now)
    claim = store.claim(row, worker="another machine", lease_s=3600, at=now)
    assert claim is not None
    yield
    store.release(claim)


def until(holds: Callable[[], bool], supervisor: Supervisor, what: str) -> None:
    """Wait, and look after the worker meanwhile."""
    end = time.monotonic() + WITHIN_S
    while not holds():
        stand = list(Rendition.objects.values_list("pk", "kind", "status", "progress", "error_reason"))
        assert time.monotonic() < end, f"{what}: {stand}"
        supervisor.look()
        time.sleep(0.1)


def made_parts() -> dict[str, tuple[str, datetime]]:
    """Who made each part, and when: both change if it is made anew."""
    made = RenderedPart.objects.filter(made_at__isnull=False)
    return {row.key: (row.token, row.made_at) for row in made if row.made_at is not None}


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_the_proof_of_an_article_overtakes_an_archive_run(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    make_roles()
    settings.WORKER_CONCURRENCY = 1
    author = f.author()
    article = f.complete_article(author, images=0)
    run = [edition_pdf(number) for number in (1, 2)]
    large = run[0]
    assert large.edition is not None
    of_run = Rendition.objects.filter(pk__in=[one.pk for one in run])
    over = {JobStatus.SUCCEEDED, JobStatus.FAILED}

    with workers(monkeypatch, lease_s=30) as supervisor:
        with held_back(large.edition.snapshot, tmp_path):
            enqueue(job=large, at=timezone.now())
            under_way = of_run.filter(pk=large.pk, status=JobStatus.RUNNING, progress_done__gte=2)
            until(under_way.exists, supervisor, "the large edition is under way")
            enqueue(job=run[1], at=timezone.now())
            proof = request_article_proof(article=article, by=author)
            ended = Rendition.objects.filter(pk=proof.pk, status__in=over)
            until(ended.exists, supervisor, "the proof is made")
            kept = made_parts()
            assert not of_run.filter(status__in=over).exists(), "the run was not to end before the proof"
        until(lambda: of_run.filter(status__in=over).count() == 2, supervisor, "the run is made")
        worker = supervisor.children[0].process
        assert worker is not None
        os.killpg(worker.pid, signal.SIGKILL)  # if it still does anything, it would be waited for

    proof.refresh_from_db()
    assert (proof.status, proof.error_reason) == (JobStatus.SUCCEEDED, "")
    assert len(kept) >= 2, "nothing was done when the proof came"
    assert made_parts().items() >= kept.items(), "parts were set twice"
    for made in of_run.select_related("issue"):
        assert (made.status, made.attempts, made.problems) == (JobStatus.SUCCEEDED, 1, [])
        assert proof.finished_at < made.finished_at
        assert stored_digest(made.file) == made.sha256
        assert made.issue.renditions.count() == 1
        folder, _, name = made.file.rpartition("/")
        assert default_storage.listdir(folder)[1] == [name], "one file, and nothing half written"
    large.refresh_from_db()
    assert large.fence > 1, "it did not make way"
