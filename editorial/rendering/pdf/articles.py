"""Snapshot and pictures -> a ZIP file with one PDF per article, named by its slug. Each is set in a child process."""

from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from editorial.rendering.archive import Archive, sha256_of
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.forms import Made, OnProgress
from editorial.rendering.html import fingerprint
from editorial.rendering.naming import all_articles, file_stems, title_of
from editorial.rendering.pdf.accessibility import check
from editorial.rendering.pdf.problems import Problem
from editorial.rendering.pdf.process import Progress, render_in_child
from editorial.rendering.pdf.verapdf import validate
from editorial.rendering.print_views.article_of_edition import cut
from editorial.rendering.snapshots import current
from editorial.scratch import scratch_folder

Snapshot = dict[str, Any]


def make_article_pdfs(snapshot: Snapshot, pictures: Path, output: Path, *, on_progress: OnProgress) -> Made:
    """Write the PDFs of an edition's articles to `output`, whole or not at all; `pictures` are named by their SHA-256.

    `Made.pages` is the sum of theirs, `Made.problems` is what the accessibility check found (and veraPDF, where it is
    installed), with the article's title. Raises `RenderingFailed` with a reason that names the article.
    """
    content, snapshot = fingerprint(snapshot), current(snapshot)
    articles = all_articles(snapshot)
    pages, made_with, problems = 0, dict[str, Any](), list[str]()
    with scratch_folder("articles") as folder, Archive(output) as archive:
        for number, (article, stem) in enumerate(zip(articles, file_stems(articles), strict=True), 1):
            title = title_of(article)
            say = partial(
                _say, on_progress, f"Article {number} of {len(articles)}: {title}", number - 1, len(articles)
            )
            say()
            path = folder / "article.pdf"
            try:
                rendered = render_in_child(
                    snapshot=cut(snapshot, article["key"], content),
                    image_dir=pictures,
                    output=path,
                    on_progress=say,
                    timeout_s=settings.JOB_TIME_LIMIT_SECONDS,
                )
            except RenderingFailed as error:
                raise RenderingFailed(f"“{title}”: {error.reason}", error.detail) from error
            problems += [f"“{title}”: {problem}" for problem in _found(path)]
            pages, made_with = pages + rendered.pages, rendered.made_with
            archive.put(f"{stem}.pdf", path.read_bytes())
    return Made(sha256_of(output), output.stat().st_size, pages, made_with, problems)


def _found(path: Path) -> list[Problem]:
    """What our own check finds, and veraPDF's where it is installed."""
    return check(path) + (validate(path, settings.VERAPDF) if settings.VERAPDF else [])


def _say(on_progress: OnProgress, part: str, done: int, of: int, _within: Progress | None = None) -> None:
    """Said again at every step of the engine, so that whoever waits sees that it is alive, and may stop it."""
    on_progress(part, done, of)
