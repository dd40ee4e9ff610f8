"""What benchmarks print, and what they feed to the importer."""

import sys
from pathlib import Path

import pytest

from benchmarks.importing import house_layout
from benchmarks.issues.__main__ import Measured, table
from benchmarks.issues.generator import snapshot
from benchmarks.measuring import Memory, memory_of, run
from editorial.importing.layout import parse_text
from editorial.issues.snapshot import articles_in


def test_the_ratio_is_that_of_the_same_turn() -> None:
    plain = Measured(11, "plain", "plain", [1.0, 2.0, 4.0], [1.0, 1.0, 1.0], 35, 2_000_000, Memory(100, 90))
    ours = Measured(11, "warm", "ours", [0.5, 0.5, 0.4], [0.2, 0.2, 0.2], 35, 2_100_000, Memory(50, 40))
    gone = Measured(11, "typst", "Typst", missing="not to be had")
    lines = list(table([plain, ours, gone]))
    assert lines[3] == "| 11 | ours | 0.25 | 0.50 | 0.20 | 0.20 | 45 | 35 | 50 | 40 | 2.1 | 1.05 |"
    assert "not measured: not to be had" in lines[4]
    assert {line.count("|") for line in lines} == {13}


def test_the_importer_finds_in_the_text_what_the_snapshot_has(tmp_path: Path) -> None:
    issue = snapshot(5, tmp_path)
    for parsed, made in zip(parse_text(house_layout(issue)).articles, articles_in(issue), strict=True):
        assert parsed.title == made["title"]
        assert parsed.pull_quote == made["pull_quote"]
        assert len(parsed.excerpts) == len(made["excerpts"])
        assert len(parsed.footnotes) == len(made["footnotes"])
        assert parsed.image is not None


@pytest.mark.serial
def test_memory_is_that_of_the_process_and_its_children() -> None:
    child = "x = bytearray(60_000_000); import time; time.sleep(0.4)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    found = memory_of([sys.executable, "-c", code])
    assert 60 < found.largest < found.together + 20 < 200
    assert run([sys.executable, "-c", "pass"]).computing > 0
