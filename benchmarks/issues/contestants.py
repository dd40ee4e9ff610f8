"""The rows of the table: how each is prepared and started. What is not prepared here is inside the measured time."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.environments import TOOLS, NotHere, python_of
from benchmarks.issues.stage import Stage
from benchmarks.measuring import ROOT, run
from editorial.rendering.pdf import fonts

PLAIN, AGAIN = "plain", "plain-again"
_OURS = [sys.executable, "-m", "benchmarks.issues.ours"]


@dataclass(frozen=True)
class Row:
    """One contestant. `prepare` runs before every run and is not measured; it raises `NotHere`. A `warm` one says itself how long
    it took, from when it had loaded what it needs.
    """

    name: str
    says: str
    command: Callable[[Stage], list[str]]
    prepare: Callable[[Stage], object] = lambda stage: None
    writes: bool = True
    warm: bool = False


def environment() -> Mapping[str, str]:
    """What every contestant inherits: all see the same fonts, those of the print edition, and none looks for others."""
    return os.environ | {"FONTCONFIG_FILE": str(fonts.CONFIGURATION), "TZ": "UTC", "PYTHONUTF8": "1"}


def _ours(stage: Stage, name: str, *, variant: str = "same", workers: int = 1) -> list[str]:
    return [
        *_OURS, str(stage.snapshot(variant)), str(stage.pictures), str(stage.output(name)),
        "--parts", str(stage.parts(name)), "--workers", str(workers),
    ]  # fmt: skip


def _cold(stage: Stage, name: str) -> None:
    stage.empty_parts(name)


def _after(stage: Stage, name: str) -> None:
    """With the parts of an issue that was rendered before, which is not measured."""
    if not stage.parts("before").exists():
        stage.empty_parts("before")
        run(_ours(stage, "before"), environment=environment())
    stage.filled_parts(name, source="before")


def _in_parts(name: str, says: str, *, prepare: Callable[[Stage, str], None], **how: object) -> Row:
    return Row(name, says, lambda stage: _ours(stage, name, **how), lambda stage: prepare(stage, name))  # type: ignore[arg-type]


def _ready(stage: Stage) -> list[str]:
    return [*_ours(stage, "changed-ready", variant="changed"), "--ready"]


def _plain_again(stage: Stage) -> list[str]:
    return [
        sys.executable,
        "-m",
        "benchmarks.issues.plain",
        str(stage.html),
        str(stage.output(AGAIN)),
        "again",
    ]


def _whole(stage: Stage) -> list[str]:
    return [*_OURS, str(stage.snapshot("same")), str(stage.pictures), str(stage.output("whole"))]


def _plain(stage: Stage) -> list[str]:
    return [sys.executable, "-m", "benchmarks.issues.plain", str(stage.html), str(stage.output(PLAIN))]


def _chromium(stage: Stage) -> list[str]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        raise NotHere("chromium is not installed")
    return [
        program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        f"--user-data-dir={stage.folder / 'profile'}", "--no-pdf-header-footer", "--generate-pdf-document-outline",
        f"--print-to-pdf={stage.output('chromium')}", stage.html.as_uri(),
    ]  # fmt: skip


def _typst(stage: Stage) -> list[str]:
    folders = [str(folder) for folder in fonts.folders()]
    script = str(ROOT / "benchmarks" / "issues" / "typst_compile.py")
    return [python_of(TOOLS), script, str(stage.typst), str(stage.output("typst")), *folders]


def _accessibility(stage: Stage) -> list[str]:
    made = next((stage.output(name) for name in ("cold", "whole") if stage.output(name).exists()), None)
    if made is None:
        raise NotHere("no row before it has made a file of ours")
    return [sys.executable, "-m", "benchmarks.issues.accessibility", str(made)]


ROWS = (
    Row(PLAIN, "plain WeasyPrint, the same HTML", _plain),
    Row("whole", "ours, laid out whole", _whole),
    _in_parts("cold", "ours in parts, none there", prepare=_cold),
    _in_parts("cold-2", "ours in parts, none there, 2 workers", prepare=_cold, workers=2),
    _in_parts("warm", "ours, nothing changed", prepare=_after),
    _in_parts("changed", "ours, one word of one article changed", prepare=_after, variant="changed"),
    _in_parts("grown", "ours, one article a page longer", prepare=_after, variant="grown"),
    Row("chromium", "headless Chromium, the same HTML", _chromium),
    Row("typst", "Typst, equivalent markup", _typst),
    Row(AGAIN, "plain WeasyPrint, a second time in one process", _plain_again, warm=True),
    Row(
        "changed-ready",
        "ours, one word changed, a process ready",
        _ready,
        lambda stage: _after(stage, "changed-ready"),
        warm=True,
    ),
    Row("check", "the accessibility check of our file alone", _accessibility, writes=False),
)
