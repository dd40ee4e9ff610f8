"""The child process: what it tells, and that nothing outlives a failure, a time-out or its parent."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.pdf import processes
from editorial.rendering.pdf.process import Progress, Typesetter, render_in_child
from editorial.rendering.pdf.processes import ROOT
from tests.unit.rendering import builders
from tests.unit.rendering.conftest import Edition

pytestmark = pytest.mark.serial


def children_of(pid: int) -> list[int]:
    """The processes that any thread of `pid` has started."""
    lists = [path.read_text("ascii") for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for line in lists for child in line.split()]


def children() -> list[str]:
    """Command lines of the rendering children of this process."""
    return [
        command
        for pid in children_of(os.getpid())
        if "editorial.rendering.pdf.child" in (command := command_of(pid))
    ]


def command_of(pid: int) -> str:
    """Its command line; "" for one that has ended. For a moment a process that was just started has none."""
    while not (command := Path(f"/proc/{pid}/cmdline").read_bytes()) and _runs(pid):
        time.sleep(0.005)
    return command.decode()


def test_it_gives_the_same_file_as_the_engine_and_tells_progress(edition: Edition, tmp_path: Path):
    told: list[Progress] = []
    done = render_in_child(
        snapshot=edition.snapshot,
        image_dir=edition.images,
        output=tmp_path / "x.pdf",
        on_progress=told.append,
        timeout_s=120,
    )
    assert (done.pages, done.sha256, done.size) == (
        edition.result.pages, edition.result.sha256, edition.result.size,
    )  # fmt: skip
    assert (tmp_path / "x.pdf").read_bytes() == edition.path.read_bytes()
    assert told[0].stage == "starting"
    assert told[-1].stage == "writing"
    assert [path.name for path in tmp_path.iterdir()] == ["x.pdf"]
    assert children() == []


@pytest.fixture
def ready() -> Iterator[int]:
    """A process that waits; its id."""
    processes.make_ready()
    (pid,) = [
        child for child in children_of(os.getpid()) if "editorial.rendering.pdf.child" in command_of(child)
    ]
    yield pid
    with processes.taken({}):  # whatever waits is ended
        pass


def test_the_one_that_waits_is_taken_once(edition: Edition, ready: int, tmp_path: Path) -> None:
    processes.make_ready()
    assert len(children()) == 1
    with Typesetter(snapshot=edition.snapshot, image_dir=edition.images) as typesetter:
        assert ready in children_of(os.getpid())
        assert typesetter.assemble(tmp_path / "x.pdf").sha256 == edition.result.sha256
    assert not _runs(ready)
    assert children() == []


def test_one_that_has_ended_meanwhile_is_not_taken(edition: Edition, ready: int, tmp_path: Path) -> None:
    os.kill(ready, signal.SIGKILL)
    while _runs(ready):
        time.sleep(0.01)
    done = render_in_child(
        snapshot=edition.snapshot, image_dir=edition.images, output=tmp_path / "x.pdf", timeout_s=120
    )
    assert done.sha256 == edition.result.sha256


def test_one_whose_end_is_not_told_yet_is_replaced(edition: Edition, ready: int, tmp_path: Path) -> None:
    """Between its death and the system's word of it, the process that waits is taken for one that runs."""
    os.kill(ready, signal.SIGSTOP)
    death = threading.Timer(0.5, os.kill, (ready, signal.SIGKILL))
    death.start()
    done = render_in_child(
        snapshot=edition.snapshot, image_dir=edition.images, output=tmp_path / "x.pdf", timeout_s=120
    )
    death.join()
    assert done.sha256 == edition.result.sha256
    assert children() == []


def test_one_that_has_read_what_is_changed_now_is_not_taken(
    ready: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pages.css").write_text("p {}", "utf-8")
    monkeypatch.setattr(processes, "_LOADED", (*processes._LOADED, tmp_path))
    with processes.taken({}) as process:
        assert process.runs
        assert not _runs(ready)


def test_parts_may_be_set_one_by_one(edition: Edition, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    with Typesetter(snapshot=edition.snapshot, image_dir=edition.images, parts=parts) as typesetter:
        first = typesetter.needs()
        assert [part.title for part in first][1] == "Article 2 of 3: Kites over the Dunes"
        typesetter.render(first[1].key)
        assert [part.key for part in typesetter.needs()] == [
            part.key for part in first if part is not first[1]
        ]
        while lacking := typesetter.needs():
            for part in lacking:
                typesetter.render(part.key)
        assert typesetter.assemble(tmp_path / "x.pdf").sha256 == edition.result.sha256
    # Nothing is set again, and so a picture that is gone is not missed.
    with Typesetter(snapshot=edition.snapshot, image_dir=tmp_path, parts=parts) as again:
        assert again.needs() == []
        assert again.assemble(tmp_path / "y.pdf").sha256 == edition.result.sha256


def test_a_refusal_comes_back_in_words(tmp_path: Path):
    frozen = builders.snapshot(("S", [builders.article("Sunflowers", commentary="<p>A 🌻.</p>")]))
    with pytest.raises(RenderingFailed, match=r"SUNFLOWER.*Sunflowers") as failure:
        render_in_child(snapshot=frozen, image_dir=tmp_path, output=tmp_path / "x.pdf", timeout_s=60)
    assert "GlyphMissing" in failure.value.detail
    assert not (tmp_path / "x.pdf").exists()


def test_too_slow_is_stopped(edition: Edition, tmp_path: Path):
    before = time.monotonic()
    with pytest.raises(RenderingFailed, match="within 1 seconds"):
        render_in_child(
            snapshot=builders.snapshot(*[("S", [builders.article(f"T{i}")]) for i in range(400)]),
            image_dir=edition.images,
            output=tmp_path / "x.pdf",
            timeout_s=1,
        )
    assert time.monotonic() - before < 10
    assert children() == []


@pytest.mark.parametrize("memory_bytes", [180_000_000, 250_000_000])
def test_too_much_memory_is_stopped(edition: Edition, tmp_path: Path, memory_bytes: int):
    """Whether it is Python, a C library or a thread that gets no memory: the reason says memory."""
    entry = builders.picture(tmp_path, 6000, 6000, "PNG", mode="RGBA")
    with pytest.raises(RenderingFailed, match="memory"):
        render_in_child(
            snapshot=builders.snapshot(("S", [builders.article(images=[entry])])),
            image_dir=tmp_path,
            output=tmp_path / "x.pdf",
            timeout_s=60,
            memory_bytes=memory_bytes,
        )


def test_an_exception_in_the_callback_cancels(edition: Edition, tmp_path: Path):
    class Cancelled(BaseException):
        pass

    def cancel(progress: Progress) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        render_in_child(
            snapshot=edition.snapshot,
            image_dir=edition.images,
            output=tmp_path / "x.pdf",
            on_progress=cancel,
            timeout_s=60,
        )
    assert children() == []


def test_the_child_has_no_secrets_in_its_environment(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    seen: list[bytes] = []

    def look(progress: Progress) -> None:
        seen.extend(Path(f"/proc/{pid}/environ").read_bytes() for pid in children_of(os.getpid()))

    render_in_child(
        snapshot=builders.snapshot(),
        image_dir=edition.images,
        output=tmp_path / "x.pdf",
        on_progress=look,
        timeout_s=60,
    )
    assert seen
    assert not any(b"not for the child" in environment for environment in seen)


def test_the_child_ends_when_its_parent_is_killed(tmp_path: Path):
    frozen = builders.snapshot(*[("S", [builders.article(f"T{i}")]) for i in range(300)])
    (tmp_path / "snapshot.json").write_text(json.dumps(frozen), "utf-8")
    code = (
        "import json,sys; from pathlib import Path; from editorial.rendering.pdf.process import render_in_child;"
        "render_in_child(snapshot=json.load(open(sys.argv[1])), image_dir=Path(sys.argv[2]), timeout_s=300,"
        "output=Path(sys.argv[2])/'x.pdf', on_progress=lambda p: print('alive', flush=True))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "snapshot.json"), str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert parent.stdout
    assert parent.stdout.readline() == b"alive\n"
    (child,) = children_of(parent.pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 10
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    try:
        assert not _runs(child)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
