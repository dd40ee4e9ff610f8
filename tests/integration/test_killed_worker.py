"""A worker that is killed in the middle of a rendering: the work is taken up again and ends in one PDF."""

import contextlib
import os
import signal
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from demo.story import tell
from editorial.content.files import stored_digest
from editorial.issues.models import Rendition
from editorial.states import IssueState, JobStatus
from tests.processes import make_roles, workers


def parents() -> dict[int, int]:
    """The parent of every process that renders, or may have started one that does."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # ended in the meantime
            found[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    return found


def renders(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return b"editorial.rendering.pdf.child" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def renderers_of(worker: int) -> set[int]:
    """Process ids of the children that render for this worker: other tests on this machine have their own."""
    above = parents()

    def below(pid: int) -> bool:
        while pid in above and pid != worker:
            pid = above[pid]
        return pid == worker

    return {pid for pid in above if renders(pid) and below(pid)}


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_rendering_survives_a_killed_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    shades = iter(range(200))  # drawing the demo's pictures takes as long as all the rest
    for place in ("demo.story.draw", "demo.next_month.draw"):
        monkeypatch.setattr(place, lambda _name: Image.new("RGB", (900, 600), (next(shades), 80, 90)))
    make_roles()
    killed: list[int] = []
    with workers(monkeypatch) as supervisor:

        def look() -> None:
            rendition = Rendition.objects.filter(form="pdf").first()
            assert rendition is not None
            worker = supervisor.children[0].process
            rendering = renderers_of(worker.pid) if worker is not None and not killed else set()
            if worker is not None and rendition.status == JobStatus.RUNNING and rendering:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
                killed.extend(rendering)
            supervisor.look()

        rendition = tell(lambda words: None, look)

    assert killed, "the worker was to be killed while it rendered"
    assert not any(map(renders, killed)), "a renderer outlived the worker that started it"
    pdfs = Rendition.objects.filter(form="pdf").order_by("pk")
    assert {made.status for made in pdfs} == {JobStatus.SUCCEEDED}
    first = pdfs[0]
    assert first.attempts == 2
    assert first.problems == []
    assert stored_digest(first.file) == first.sha256
    folder = os.path.dirname(default_storage.path(first.file))
    kept = Rendition.objects.filter(issue=first.issue).exclude(file="")
    assert set(os.listdir(folder)) == {
        os.path.basename(made.file) for made in kept
    }  # and nothing half written
    assert rendition.issue is not None and rendition.issue.state == IssueState.PUBLISHED
