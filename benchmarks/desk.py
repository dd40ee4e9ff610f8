"""`python -m benchmarks.desk`: the desk's pages beside Wagtail's, with the same number of rows, in one run.

Both sites are made anew on SQLite with `--articles` articles, three excerpts each and ten rows of history each (Wagtail:
half revisions, half entries of its log). Then each page is asked in turn, one site after the other, as an editor would ask
it, through Django's test client: what is measured is the server's own time without network and browser. Printed are the
medians, the queries, and the ratio (below 1: the desk is quicker). `scripts/bench-environment` makes Wagtail's.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.environments import WAGTAIL, python_of

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("list", "change", "search", "timeline")
SEARCH = "shi wan"
SLOW_MS, FEW = 3_000, 3  # a page slower than that is asked three times only
Asked = Callable[[str], dict[str, Any]]


@contextmanager
def wagtail(folder: str, sizes: list[int]) -> Iterator[Asked]:
    """Wagtail's site in a process of its own, until the block ends."""
    python = python_of(WAGTAIL)
    environment = os.environ | {"PEER_DATA_DIR": folder}
    process = subprocess.Popen(
        [python, "-m", "benchmarks.wagtail_peer", *map(str, sizes)],
        cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    answers, questions = process.stdout, process.stdin

    def ask(page: str) -> dict[str, Any]:
        questions.write(f"{page}\n")
        questions.flush()
        found: dict[str, Any] = json.loads(answers.readline())
        return found

    try:
        assert json.loads(answers.readline()) == {"ready": True}
        yield ask
    finally:
        questions.close()
        process.wait()


def desk(sizes: list[int]) -> Asked:
    """The desk, in this process; its settings must not be loaded yet."""
    from django.core.management import call_command

    from benchmarks.seed import seed

    call_command("migrate", verbosity=0)
    articles, excerpts, history = sizes
    seed(count=articles, each=excerpts // articles, versions=history, number=5)

    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from editorial.content.models import Article
    from editorial.search.operations import index_waiting

    while index_waiting():
        pass
    client = Client()
    client.force_login(User.objects.get(username="editor0"))
    opened = Article.objects.filter(state="in_review").order_by("pk")[articles // 40].pk
    listed = reverse("admin:editorial_article_changelist")
    addresses = {
        "list": listed,
        "change": reverse("admin:editorial_article_change", args=[opened]),
        "search": f"{listed}?q={SEARCH}",
        "timeline": reverse("admin:editorial_article_timeline", args=[opened]),
    }

    def ask(question: str) -> dict[str, Any]:
        page, _, wanted = question.partition(" ")
        start = time.perf_counter()
        response = client.get(addresses[page])
        took = time.perf_counter() - start
        assert response.status_code == 200, (page, response.status_code)
        answer = {"ms": took * 1000, "bytes": len(response.content)}
        if wanted == "queries":
            with CaptureQueriesContext(connection) as made:
                client.get(addresses[page])
            answer["queries"] = len(made)
        return answer

    return ask


def measure(ours: Asked, theirs: Asked, rounds: int) -> Iterator[str]:
    """Ask both in turn; a line for each page."""
    for page in PAGES:
        queries = [
            side(f"{page} queries")["queries"] for side in (ours, theirs)
        ]  # what is made once is made now
        slowest = max(side(page)["ms"] for side in (ours, theirs))
        pairs = [(ours(page), theirs(page)) for _ in range(rounds if slowest < SLOW_MS else FEW)]
        mine, other = (statistics.median(pair[side]["ms"] for pair in pairs) for side in (0, 1))
        yield f"| {page} | {mine:.0f} | {queries[0]} | {other:.0f} | {queries[1]} | {mine / other:.2f} |"


def main() -> None:
    """Make both sites and print the table."""
    parser = argparse.ArgumentParser(description="The desk beside Wagtail, as ratios.")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=9)
    chosen = parser.parse_args()
    sizes = [chosen.articles, chosen.articles * 3, chosen.articles * 10]
    with tempfile.TemporaryDirectory(prefix="oewatch-bench-") as folder:
        os.environ["OEWATCH_DATA_DIR"] = f"{folder}/desk"
        os.environ.update(DJANGO_SETTINGS_MODULE="oewatch.settings", LOG_LEVEL="ERROR", STATIC_MANIFEST="0")
        Path(folder, "desk").mkdir()
        Path(folder, "peer").mkdir()
        import django

        django.setup()
        from django.conf import settings

        settings.ALLOWED_HOSTS.append("testserver")
        start = time.perf_counter()
        with wagtail(f"{folder}/peer", sizes) as theirs:
            ours = desk(sizes)
            print(
                f"{sizes} articles, excerpts, rows of history; made in {time.perf_counter() - start:.0f} s\n"
            )
            print("| page | desk, ms | queries | Wagtail, ms | queries | ratio |")
            print("|---|---|---|---|---|---|")
            for line in measure(ours, theirs, chosen.rounds):
                print(line, flush=True)


if __name__ == "__main__":
    main()
