"""Making a rendition: from the frozen snapshot to a stored, checked PDF."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from editorial.issues.manifest import CONTENT, content_digests
from editorial.issues.models import Issue, Rendition
from editorial.issues.queries import latest_edition
from editorial.issues.snapshot import snapshot_of
from editorial.jobs.operations import send_hint
from editorial.jobs.work import JobFailed, Lease, disk_full
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.forms import FORMS, Made
from editorial.rendering.pdf.accessibility import Problem, check
from editorial.rendering.pdf.process import Progress, Rendered, Typesetter, render_in_child
from editorial.rendering.pdf.reading import ReadPages
from editorial.rendering.pdf.verapdf import validate
from editorial.rendering.spreading.store import remove_unused
from editorial.rendering.spreading.turns import Turn
from editorial.rendering.spreading.work import PARTS_PER_HELPER, Coordinator, Count, help_set
from editorial.rendering.storing import keep_rendering, pictures_of
from editorial.scratch import remove_abandoned, scratch_folder
from editorial.states import JobStatus

logger = logging.getLogger(__name__)

HELP = "editorial.rendering.tasks.help_render"
PAGES_OF_PROOFS = ReadPages()
HELPERS_MAY_COME_S = 20.0  # then the rendition is done, or asks again


class NotFrozen(RenderingFailed):
    """The issue has no edition yet. `issue` is the one."""

    def __init__(self, issue: Issue):
        self.issue = issue
        super().__init__(
            f"“{issue}” is not approved yet, so it has no edition. Approve it, or ask for a proof."
        )


def render_rendition(rendition: Rendition, lease: Lease) -> dict[str, Any]:
    """The work of one rendition under its lease: returns the fields to store with its success.

    Raises `JobFailed` with words for people, `LeaseLost` when another worker has taken over, `JobYielded` when it makes way
    for a more urgent one.
    """
    snapshot = _snapshot_of(rendition)

    def said(part: str, done: int = 0, of: int = 0) -> None:
        lease.report(part, done=done, of=of)

    remove_abandoned()
    with scratch_folder("rendition") as folder:
        path = folder / "made"
        try:
            if rendition.form == Rendition.Form.PDF:
                made = _render_pdf(rendition, snapshot, path, said)
            else:
                with pictures_of(snapshot, for_print=FORMS[rendition.form].printed) as pictures:
                    made = FORMS[rendition.form].make(snapshot, pictures, path, on_progress=said)
        except RenderingFailed as error:
            if error.disk_full:
                raise disk_full(error.detail) from error
            raise JobFailed(reason=error.reason, detail=error.detail) from error
        lease.check()
        name = keep_rendering(path, _file_name(rendition, made.sha256))
    kept = asdict(made)
    # Says one day which article is not what this file was made of.
    kept["made_with"] |= {CONTENT: content_digests(snapshot)}
    return {"file": name, **kept}


def _render_pdf(
    rendition: Rendition, snapshot: dict[str, Any], path: Path, said: Callable[[str, int, int], None]
) -> Made:
    """The PDF of a rendition, from parts that any worker may have set, and what our check finds in it."""
    count, turn = Count(said), Turn(rendition)

    def call_helpers(wanted: int) -> None:
        for _ in range(wanted):
            if not send_hint(task_name=HELP, pk=rendition.pk, expires_s=HELPERS_MAY_COME_S):
                return

    proof = rendition.kind == Rendition.Kind.PROOF
    with _opened(snapshot, proof=proof, count=count) as (typesetter, parts):
        Coordinator(typesetter, parts, count=count, turn=turn, call_helpers=call_helpers).gather()
        rendered = typesetter.assemble(path)
    count.say("Checking accessibility", done=count.of, of=count.of)
    problems = [str(problem) for problem in problems_of(path, proof=proof)]
    return Made(rendered.sha256, rendered.size, rendered.pages, rendered.made_with, problems)


def help_rendition(pk: str) -> int:
    """Set parts of a rendition that another worker makes, as long as that one goes on. Returns how many.

    Never raises, and never touches the rendition: whatever goes wrong here is left to the coordinator.
    """
    running = Rendition.objects.filter(pk=pk, status=JobStatus.RUNNING, form=Rendition.Form.PDF)
    rendition = running.select_related("edition").first()
    if rendition is None or 0 < rendition.progress_of < rendition.progress_done + PARTS_PER_HELPER:
        return 0
    turn = Turn(rendition, helps=True)
    try:
        with _opened(_snapshot_of(rendition), proof=rendition.kind == Rendition.Kind.PROOF) as opened:
            return help_set(*opened, turn=turn, goes_on=running.exists)
    except (
        Exception
    ) as error:  # of a part, the store, the database: the coordinator sets the parts without us
        logger.warning("no more help with rendition %s: %s", pk, error)
        return 0


def remove_old_parts(*, at: datetime | None = None) -> int:
    """Remove parts that nobody wanted for PART_DAYS, a bounded number; how many."""
    return remove_unused(before=(at or timezone.now()) - timedelta(days=settings.PART_DAYS))


def _snapshot_of(rendition: Rendition) -> dict[str, Any]:
    return rendition.edition.snapshot if rendition.edition else rendition.snapshot or {}


@contextmanager
def _opened(
    snapshot: dict[str, Any], *, proof: bool, count: Count | None = None
) -> Iterator[tuple[Typesetter, Path]]:
    """A typesetter for the snapshot, and the folder of its parts; both gone afterwards."""

    def whole(step: Progress) -> None:  # an article has no parts: then the engine's own steps count
        if count is not None:
            count.say_whole(step.part, done=step.done, of=step.of)

    with (
        pictures_of(snapshot, for_print=True) as pictures,
        scratch_folder("parts") as folder,
        Typesetter(
            snapshot=snapshot,
            image_dir=pictures,
            parts=folder,
            proof=proof,
            on_progress=whole,
            timeout_s=settings.JOB_TIME_LIMIT_SECONDS,
        ) as typesetter,
    ):
        yield typesetter, folder


def problems_of(path: Path, *, proof: bool) -> list[Problem]:
    """What stands in the way of publishing a PDF: our own check, and for an edition veraPDF's where it is installed.

    Raises `RenderingFailed` where veraPDF is named in the settings and cannot be run.
    """
    found = check(path, known=PAGES_OF_PROOFS if proof else None)
    if settings.VERAPDF and not proof:
        found += validate(path, settings.VERAPDF)
    return found


def render_snapshot(
    snapshot: dict[str, Any], output: Path, *, proof: bool, on_progress: Callable[[Progress], None]
) -> Rendered:
    """Render a snapshot to `output` in a child process with bounded time and memory, every part of it anew.

    No part is taken from the store, so that the result shows what this machine makes. Raises `RenderingFailed`.
    """
    with pictures_of(snapshot, for_print=True) as pictures:
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
