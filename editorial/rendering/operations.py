"""Making a rendition: from the frozen snapshot to a stored, checked PDF."""

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from editorial.issues.manifest import CONTENT, content_digests
from editorial.issues.models import Issue, Rendition
from editorial.issues.queries import latest_edition
from editorial.issues.snapshot import snapshot_of
from editorial.jobs.work import JobFailed, Lease
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.forms import FORMS, Made
from editorial.rendering.pdf.accessibility import Problem, check
from editorial.rendering.pdf.process import Progress, Rendered, render_in_child
from editorial.rendering.pdf.verapdf import validate
from editorial.rendering.storing import keep_rendering, pictures_of


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

    def said(part: str, done: int = 0, of: int = 0) -> None:
        lease.report(part, done=done, of=of)

    with tempfile.TemporaryDirectory(prefix="oewatch-rendition-") as folder:
        path = Path(folder) / "made"
        try:
            if rendition.form == Rendition.Form.PDF:
                rendered = render_snapshot(snapshot, path, proof=proof, on_progress=report)
                lease.report("Checking accessibility")
                problems = [str(problem) for problem in problems_of(path, proof=proof)]
                made = Made(rendered.sha256, rendered.size, rendered.pages, rendered.made_with, problems)
            else:
                with pictures_of(snapshot) as pictures:
                    made = FORMS[rendition.form].make(snapshot, pictures, path, on_progress=said)
        except RenderingFailed as error:
            raise JobFailed(reason=error.reason, detail=error.detail) from error
        lease.check()
        name = keep_rendering(path, _file_name(rendition, made.sha256))
    kept = asdict(made)
    # Says one day which article is not what this file was made of.
    kept["made_with"] |= {CONTENT: content_digests(snapshot)}
    return {"file": name, **kept}


def problems_of(path: Path, *, proof: bool) -> list[Problem]:
    """What stands in the way of publishing a PDF: our own check, and for an edition veraPDF's where it is installed.

    Raises `RenderingFailed` where veraPDF is named in the settings and cannot be run.
    """
    found = check(path)
    if settings.VERAPDF and not proof:
        found += validate(path, settings.VERAPDF)
    return found


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
    if rendition.form == Rendition.Form.PDF:
        return f"renditions/{of}/{kind}-{sha256}.pdf"
    return f"renditions/{of}/{kind}-{rendition.form}-{sha256}.{FORMS[rendition.form].ending}"
