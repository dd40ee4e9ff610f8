"""Snapshot and pictures -> a ZIP file with one Word document per article, named by its slug."""

from pathlib import Path
from typing import Any

import pypandoc

from editorial.rendering.archive import Archive, sha256_of
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.forms import Made, OnProgress
from editorial.rendering.html import fingerprint
from editorial.rendering.made_with import made_with
from editorial.rendering.naming import all_articles, authors_of, day_of, file_stems, issue_names, title_of
from editorial.rendering.snapshots import current
from editorial.rendering.word.finish import Properties, finish
from editorial.rendering.word.model import article_model
from editorial.rendering.word.pandoc import docx_of
from editorial.scratch import scratch_folder

Snapshot = dict[str, Any]


def make_documents(snapshot: Snapshot, pictures: Path, output: Path, *, on_progress: OnProgress) -> Made:
    """Write the Word files of an edition to `output`, whole or not at all; `pictures` are named by their SHA-256.

    Raises `RenderingFailed` with a reason that names the article.
    """
    frozen, snapshot = snapshot, current(snapshot)
    content, names = fingerprint(frozen), issue_names(snapshot)
    articles = all_articles(snapshot)
    sections = {a["key"]: section["name"] for section in snapshot["sections"] for a in section["articles"]}
    problems: list[str] = []
    with scratch_folder("word") as folder, Archive(output) as archive:
        for number, (article, stem) in enumerate(zip(articles, file_stems(articles), strict=True), 1):
            title = title_of(article)
            on_progress(f"Article {number} of {len(articles)}: {title}", number - 1, len(articles))
            try:
                model, found = article_model(
                    article, sections[article["key"]], snapshot, names, content, pictures
                )
            except (KeyError, TypeError, AttributeError) as error:
                raise RenderingFailed(
                    "The snapshot of this edition is incomplete or damaged.", repr(error)
                ) from error
            problems += found
            properties = Properties(
                title, authors_of([article]), names.title, day_of(snapshot), f"{article['key']} {content}"
            )
            path = folder / "article.docx"
            docx = docx_of(model, f"the article “{title}”")
            finish(docx, path, properties, snapshot["house"]["page_size"])
            archive.put(f"{stem}.docx", path.read_bytes())
    made = made_with(libraries=["pypandoc_binary"]) | {"pandoc": pypandoc.get_pandoc_version()}
    return Made(sha256_of(output), output.stat().st_size, 0, made, problems)
