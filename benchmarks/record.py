"""`python -m benchmarks.record`: what the append-only record costs, and how long `verify_log` takes.

On a database of its own. First the same moves with the record and without it in turns (`note` does nothing): the ratio of their
medians. Then as many entries as `--entries` says are sealed and verified: seconds and memory of
`verify_log` in a process of its own. DATABASE_URL chooses the database; SQLite without it.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.fresh_site import author, fresh_site

BATCH = 5000


def moves(count: int) -> tuple[list[float], list[float]]:
    """Seconds of each withdrawal of a draft and of each restoring, with the record and without."""
    from editorial.content.operations import create_article
    from editorial.record import operations
    from editorial.record.models import Seal
    from editorial.workflow.models import LogEntry
    from editorial.workflow.operations import move_article

    by = author()
    articles = [create_article(by=by, title=f"Article {number}").pk for number in range(count)]
    noted = operations.note
    taken: tuple[list[float], list[float]] = ([], [])
    for turn, pk in enumerate(articles):
        for name in ("withdraw", "restore"):
            operations.note = noted if turn % 2 == 0 else (lambda *_rows: None)
            act = partial(move_article, article_id=pk, move=name, by=by, reason="Bench")
            taken[turn % 2].append(timed(act))
    operations.note = noted
    sealed = Seal.objects.values("entry_id")
    operations.note(*LogEntry.objects.exclude(pk__in=sealed))
    return taken


def fill(entries: int) -> float:
    """Seconds that it took to seal so many checks; storing them is not counted."""
    from django.contrib.auth.models import User
    from django.db import transaction
    from django.utils import timezone

    from editorial.content.models import Article
    from editorial.factcheck.models import Check
    from editorial.record.operations import note, seal_what_waits

    by, article, seconds = User.objects.all()[0], Article.objects.all()[0], 0.0
    while entries > 0:
        rows = [
            Check(
                article=article, item_kind="excerpt", item_key="x", fingerprint="0" * 64, verdict="verified", by=by,
                at=timezone.now(), content={"text": "A passage of a usual length, with its words. " * 12},
                note="Seen at the source",
            )
            for _ in range(min(entries, BATCH))
        ]  # fmt: skip
        with transaction.atomic():
            Check.objects.bulk_create(rows)
            note(*rows)
            transaction.get_connection().run_on_commit.clear()
        seconds += timed(seal_what_waits)
        entries -= len(rows)
    return seconds


def timed(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def verify_log() -> tuple[float, float]:
    """Seconds and MB of `manage.py verify_log` in a process of its own, which says that all is whole."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "verify_log", "--skip-checks"], stdout=subprocess.DEVNULL
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    assert status == 0, "the record is broken"
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description="The cost of the record, and verify_log's.")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--moves", type=int, default=200)
    chosen = parser.parse_args()
    with fresh_site():
        from django.db import connection

        from editorial.record.queries import head

        with_it, without = (statistics.median(part) for part in moves(chosen.moves))
        print(
            f"{connection.vendor}: a move {1000 * with_it:.1f} ms with the record, {1000 * without:.1f} ms without: "
            f"ratio {with_it / without:.2f}, {1 / with_it:.0f} and {1 / without:.0f} moves a second"
        )
        few, (_seconds, least) = head().number, verify_log()
        sealing = fill(chosen.entries)
        print(f"sealing {chosen.entries} entries: {sealing:.1f} s, {chosen.entries / sealing:.0f} a second")
        seconds, megabytes = verify_log()
        print(
            f"verify_log: {seconds:.1f} s and {megabytes:.0f} MB; of a record of {few} entries {least:.0f} MB"
        )


if __name__ == "__main__":
    main()
