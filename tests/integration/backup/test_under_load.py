"""A backup that is made while people write, restored on an empty machine: the moment that it says, and a site that works."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from editorial.backup.folders import FILES, FINGERPRINTS, MANIFEST
from editorial.content import operations as content
from editorial.content.models import Article
from editorial.issues.models import Issue, Rendition
from editorial.issues.planned import plan_publication
from editorial.issues.queries import latest_edition
from editorial.jobs.work import perform
from editorial.mail.operations import queue_email
from editorial.record.models import Seal
from editorial.rendering.operations import render_rendition
from editorial.states import JobStatus
from tests import factories as f
from tests.integration.backup.sites import STATE, VISIT, empty_site, rows_when_sealed, this_site
from tests.processes import make_roles

pytestmark = [pytest.mark.serial, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough pass phrase"


def published_issue(author: Any) -> tuple[Issue, Rendition]:
    """An issue with a real PDF that `author` wrote in."""
    section = f.section()
    articles = [
        f.walked_to("approved", f.complete_article(author, section=section), author=author) for _ in range(2)
    ]
    issue = f.approved_issue(articles)
    pdf = f.pdf_of(issue)
    assert perform(model=Rendition, pk=pdf.pk, work=render_rendition)
    return f.move_issue(issue, "publish", f.publications()), Rendition.objects.get(pk=pdf.pk)


@contextmanager
def writers(*acts: Callable[[], Any]) -> Iterator[list[int]]:
    """Threads that do their act again and again while the block runs; how often each did, and nothing went wrong."""
    stop, counts, wrong = threading.Event(), [0] * len(acts), []

    def write(number: int, act: Callable[[], Any]) -> None:
        try:
            while not stop.is_set():
                act()
                counts[number] += 1
        except Exception as error:  # the test says which
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    try:
        while not all(counts) and not wrong:
            time.sleep(0.05)
        yield counts
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert not wrong, wrong


def acts() -> list[Callable[[], Any]]:
    """Saving words, exchanging a picture, writing and submitting new articles: through the operations."""
    saved, shown = f.complete_article(), f.complete_article()

    def save() -> None:
        one = f.fresh(saved)
        one.dek = f"Written at {time.monotonic()}"
        content.save_item(item=one, by=saved.created_by)

    def exchange() -> None:
        image = shown.images.get()
        content.put_picture(image, f.picture_file())
        content.save_item(item=image, by=shown.created_by)

    def submit() -> None:
        f.walked_to("in_review")

    return [save, exchange, submit, submit]


def test_a_backup_under_load_restores_to_the_same_fingerprints_and_log_head(tmp_path: Path) -> None:
    make_roles()
    author = f.author(password=PASSWORD)
    issue, pdf = published_issue(author)
    waiting = f.approved_issue()
    f.finish_rendition(f.pdf_of(waiting))
    edition = latest_edition(waiting)
    assert edition is not None
    plan_publication(edition=edition, publish_at=timezone.now() + timedelta(hours=1), by=f.publications())
    queue_email(recipient="ines@example.org", sender="oewatch@example.org", subject="News", text="Words")

    folder = tmp_path / "backup"
    with writers(*acts()) as counts:
        before = list(counts)
        said = this_site().manage("backup", folder)
        during = [now - then for now, then in zip(counts, before, strict=True)]
    assert all(during), f"nobody wrote while the backup was made: {during}"

    manifest = json.loads((folder / MANIFEST).read_text())
    lines = (folder / FINGERPRINTS).read_text().splitlines()
    # A moment that was: its last seal is in the chain, and what came later is not in it.
    number, digest = manifest["log_head"].split(":")
    assert Seal.objects.get(number=int(number)).hash == digest
    assert 0 < len(lines) < Article.objects.count() + 2 + 1
    assert manifest["missing"] == [], said
    assert manifest["rows"]["editorial_seal"] == int(number)

    with empty_site(tmp_path / "new") as site:
        said = site.manage("restore", folder)
        state = site.ask(STATE)
        assert state["lines"] == lines
        assert f"Log           {manifest['log_head']}, as then" in said
        assert state["rows"] == rows_when_sealed(manifest["rows"])
        assert "1 e-mails" in said and "1 planned publications" in said
        held = site.ask(
            "import json; from editorial.models import Email, PlannedPublication\n"
            "print(json.dumps([list(Email.objects.values_list('status', flat=True)), "
            "list(PlannedPublication.objects.values_list('outcome', flat=True))]))"
        )
        assert held[0].count(JobStatus.QUEUED) == 0 and held[1] == ["failed"]
        for name in ("images", "renditions"):
            assert any((folder / FILES / name).rglob("*.*"))

        article = issue.articles.first()
        assert article is not None
        visit = site.ask(VISIT.format(given=(author.email, PASSWORD, article.pk, pdf.pk)))
        assert (visit["signed in"], visit["page"], visit["pdf"], visit["same"]) == (302, 200, 200, True)
        assert article.title in visit["text"]
        assert "pdf: the same" in site.manage("verify_edition", issue.reference)
        assert "not empty" in site.tried("restore", folder)[1]
