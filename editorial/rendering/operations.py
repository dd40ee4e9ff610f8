"""Making a rendition: from the frozen snapshot to a stored, checked PDF."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from editorial.issues.models import Issue, Rendition
from editorial.issues.queries import latest_edition
from editorial.issues.snapshot import snapshot_of
from editorial.jobs.work import JobFailed, Lease
from editorial.rendering.accessibility import check
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.process import Progress, Rendered, render_in_child
from editorial.rendering.storing import keep_pdf, pictures_of


class NotFrozen(RenderingFailed):
    """The issue has no edition yet. `issue` is the one."""

    def __init__(self, issue: Issue):
        self.issue = issue
        super().__init__(
            f"“{issue}” is not approved yet, so it has no edition. Approve it, or ask for a proof."
        )


def render_rendition(rendition: Rendition, lease: Lease) -> dict[str, Any]:
    """The work of one rendition under its lease: returns the fields to store with its success.

    Raises `JobFailed` with words for people, `LeaseLost` when another worker has taken over.
    """
    snapshot = rendition.edition.snapshot if rendition.edition else rendition.snapshot or {}
    proof = rendition.kind == Rendition.Kind.PROOF

    def report(progress: Progress) -> None:
        lease.report(progress.part, done=progress.done, of=progress.of)

    with tempfile.TemporaryDirectory(prefix="oewatch-rendition-") as folder:
        path = Path(folder) / "issue.pdf"
        try:
            rendered = render_snapshot(snapshot, path, proof=proof, on_progress=report)
            lease.report("Checking accessibility")
            problems = [str(problem) for problem in check(path)]
        except RenderingFailed as error:
            raise JobFailed(reason=error.reason, detail=error.detail) from error
        lease.check()
        name = keep_pdf(path, _file_name(rendition, rendered.sha256))
    return {
        "file": name, "sha256": rendered.sha256, "pages": rendered.pages, "size": rendered.size, "problems": problems,
    }  # fmt: skip


def render_snapshot(
    snapshot: dict[str, Any], output: Path, *, proof: bool, on_progress: Callable[[Progress], None]
) -> Rendered:
    """Render a snapshot to `output` in a child process with bounded time and memory. Raises `RenderingFailed`."""
    with pictures_of(snapshot) as pictures:
        return render_in_child(
            snapshot=snapshot,
            image_dir=pictures,
            output=output,
            proof=proof,
            page_size=settings.PAGE_SIZE,
            on_progress=on_progress,
            timeout_s=settings.JOB_TIME_LIMIT_SECONDS,
        )


def render_issue(
    issue: Issue, output: Path, *, proof: bool, on_progress: Callable[[Progress], None]
) -> Rendered:
    """The latest edition of an issue, or a proof of what stands now, to a file, in the foreground.

    Raises `NotFrozen`, `RenderingFailed`.
    """
    if proof:
        # Whoever may run commands on the machine may see drafts too.
        snapshot = snapshot_of(issue, edition_number=0, drafts=True)
    else:
        edition = latest_edition(issue)
        if edition is None:
            raise NotFrozen(issue)
        snapshot = edition.snapshot
    if not snapshot["sections"]:
        raise RenderingFailed(f"“{issue}” has no articles yet, so there is nothing to print.")
    return render_snapshot(snapshot, output, proof=proof, on_progress=on_progress)


def _file_name(rendition: Rendition, sha256: str) -> str:
    kind = f"edition-{rendition.edition.number}" if rendition.edition else "proof"
    of = rendition.issue.reference if rendition.issue else f"articles/{rendition.article_id}"
    return f"renditions/{of}/{kind}-{sha256}.pdf"
