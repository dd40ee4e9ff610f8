"""A worker that is killed in the middle of a rendering: the work is taken up again and ends in one PDF."""

import contextlib
import os
import signal
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from demo.story import tell
from editorial.content.files import stored_digest
from editorial.issues.models import Rendition
from editorial.states import IssueState, JobStatus
from tests.processes import make_roles, workers


def renderers() -> set[int]:
    """Process ids of the child processes that render."""
    found = set()
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # ended in the meantime
            if b"editorial.rendering.child" in command.read_bytes():
                found.add(int(command.parent.name))
    return found


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_rendering_survives_a_killed_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    make_roles()
    before = renderers()
    killed: list[int] = []
    with workers(monkeypatch) as supervisor:

        def look() -> None:
            rendition = Rendition.objects.get()
            rendering = renderers() - before
            if not killed and rendition.status == JobStatus.RUNNING and rendering:
                worker = supervisor.children[0].process
                assert worker is not None
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
                killed.extend(rendering)
            supervisor.look()

        rendition = tell(lambda words: None, look)

    assert killed, "the worker was to be killed while it rendered"
    assert not renderers() & set(killed), "a renderer outlived the worker that started it"
    assert list(Rendition.objects.values_list("status", flat=True)) == [JobStatus.SUCCEEDED]
    assert rendition.attempts == 2
    assert rendition.problems == []
    assert stored_digest(rendition.file) == rendition.sha256
    folder = os.path.dirname(default_storage.path(rendition.file))
    assert os.listdir(folder) == [os.path.basename(rendition.file)]
    assert rendition.issue is not None and rendition.issue.state == IssueState.PUBLISHED
