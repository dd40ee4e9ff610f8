"""`python -m benchmarks.workers`: one worker process against two, real Celery workers on the embedded queue and SQLite.

The same issues wait as queued proofs; measured is the time from their messages until the last row says that its PDF is
stored and checked. Every run is a site of its own, a copy of one that was prepared, so that nothing is cached from before; a
proof of another issue is made first, so that the workers are up. The two numbers of workers take turns.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.fresh_site import author, fresh_site
from benchmarks.issues.generator import snapshot
from benchmarks.measuring import ROOT, machine, median

LIMIT_S = 600


def prepare(folder: Path, *, issues: int, articles: int) -> None:
    """A site with so many queued proofs, none of which anybody was told about, and one of a single article."""
    from django.core.files.base import File
    from django.core.files.storage import default_storage
    from django.utils import timezone

    from editorial.issues.models import Issue, Rendition
    from editorial.rendering.storing import picture_name

    by = author()
    pictures = folder / "pictures"
    for number in range(issues + 1):
        frozen = snapshot(articles if number else 1, pictures, seed=number + 1)
        frozen["edition"]["number"] = 0
        issue = Issue.objects.create(month=f"2026-{number + 1:02d}-01", volume=4, number=number + 1)
        Rendition.objects.create(
            issue=issue, kind=Rendition.Kind.PROOF, snapshot=frozen, requested_by=by, queued_at=timezone.now()
        )
    for path in pictures.iterdir():
        with path.open("rb") as source:
            default_storage.save(picture_name(path.name, "jpeg"), File(source))
    shutil.rmtree(pictures)


def work(workers: int) -> float:
    """Seconds in which the workers make the proofs of this process's site."""
    from editorial.issues.models import Rendition
    from oewatch.supervisor import background

    first, *others = Rendition.objects.order_by("pk").values_list("pk", flat=True)
    with background(concurrency=workers) as supervisor:
        _make([first], supervisor)
        start = time.perf_counter()
        _make(others, supervisor)
        return time.perf_counter() - start


def _make(wanted: list[int], supervisor: Any) -> None:
    from django.utils import timezone

    from editorial.issues.models import Rendition
    from editorial.jobs.operations import send_message
    from editorial.states import JobStatus

    for pk in wanted:
        send_message(model=Rendition, pk=pk, at=timezone.now())
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        rows = Rendition.objects.filter(pk__in=wanted)
        states = set(rows.values_list("status", flat=True))
        if states == {JobStatus.SUCCEEDED}:
            return
        if JobStatus.FAILED in states:
            reasons = rows.filter(status=JobStatus.FAILED).values_list("error_reason", flat=True)
            raise SystemExit(f"proofs failed: {'; '.join(reasons)}")
        supervisor.look()
        time.sleep(0.1)
    raise SystemExit(f"the proofs were not made within {LIMIT_S} s")


def _apart(*arguments: str, folder: Path) -> str:
    """This module in a process of its own on that data folder; what it printed."""
    environment = os.environ | {"OEWATCH_BENCH_DATA": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.workers", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout


def compare(*, issues: int, articles: int, runs: int) -> None:
    """Print the table."""
    found: dict[int, list[float]] = {1: [], 2: []}
    sizes = ["--issues", str(issues), "--articles", str(articles)]
    with tempfile.TemporaryDirectory(prefix="oewatch-bench-") as name:
        prepared = Path(name) / "prepared"
        prepared.mkdir(mode=0o700)
        _apart("--prepare", *sizes, folder=prepared)
        for _ in range(runs):
            for workers, seconds in found.items():
                site = Path(shutil.copytree(prepared, Path(name) / "site"))
                seconds.append(float(_apart("--workers", str(workers), folder=site).split()[-1]))
                shutil.rmtree(site)
    print(f"{machine('celery', 'weasyprint')}; medians of {runs} turns\n")
    print(f"| workers | seconds for {issues} issues of {articles} articles | ÷ one worker |\n|---|---|---|")
    for workers, seconds in found.items():
        ratio = median(mine / one for mine, one in zip(seconds, found[1], strict=True))
        print(f"| {workers} | {median(seconds):.1f} | {ratio:.2f} |")


def main() -> None:
    """Compare, or do one of the steps in a process of its own."""
    parser = argparse.ArgumentParser(description="One worker against two.")
    parser.add_argument("--issues", type=int, default=4)
    parser.add_argument("--articles", type=int, default=11)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--workers", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if not (chosen.prepare or chosen.workers):
        compare(issues=chosen.issues, articles=chosen.articles, runs=chosen.runs)
        return
    with fresh_site(Path(os.environ["OEWATCH_BENCH_DATA"])) as folder:
        if chosen.prepare:
            prepare(folder, issues=chosen.issues, articles=chosen.articles)
        else:
            print(work(chosen.workers))


if __name__ == "__main__":
    main()
