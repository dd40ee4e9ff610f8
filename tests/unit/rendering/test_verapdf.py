"""The reference validator: how the product asks it, and what it says where it is at hand (../shared/tools/verapdf beside the
checkout, or VERAPDF in the environment).
"""

import json
import os
import shutil
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generator import snapshot as generated
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.pdf.accessibility import check
from editorial.rendering.pdf.typesetting import render
from editorial.rendering.pdf.verapdf import validate
from tests.unit.rendering import builders
from tests.unit.rendering.conftest import Edition
from tests.unit.rendering.hostile import hostile_snapshot
from tests.unit.rendering.torture import torture_snapshot

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "tools" / "verapdf"
VERAPDF = os.environ.get("VERAPDF") or (str(SHARED) if SHARED.exists() else "")

at_hand = [
    pytest.mark.serial,
    pytest.mark.skipif(
        not VERAPDF, reason="no veraPDF: ../shared/tools/verapdf is not there and VERAPDF is not set"
    ),
    pytest.mark.skipif(not shutil.which("java"), reason="veraPDF needs Java"),
]


class TestTheReferenceValidator:
    """One file is PDF/UA-1 and PDF/A-2a, whatever is in it."""

    pytestmark = at_hand

    def test_an_edition(self, edition: Edition):
        assert validate(edition.path, VERAPDF) == []

    def test_a_proof_on_the_other_paper(self, tmp_path: Path):
        path = tmp_path / "proof.pdf"
        render(builders.full_snapshot(tmp_path / "i"), tmp_path / "i", path, proof=True, page_size="a4")
        assert validate(path, VERAPDF) == []

    @pytest.mark.parametrize("make", [torture_snapshot, hostile_snapshot])
    def test_what_goes_wrong(self, tmp_path: Path, make: Any):
        path = tmp_path / "x.pdf"
        render(make(tmp_path / "i"), tmp_path / "i", path)
        assert validate(path, VERAPDF) == []

    def test_sixty_articles(self, tmp_path: Path):
        (tmp_path / "i").mkdir()
        path = tmp_path / "x.pdf"
        result = render(generated(60, tmp_path / "i"), tmp_path / "i", path)
        assert result.pages > 150
        assert validate(path, VERAPDF) == []
        assert check(path) == []

    def test_a_file_that_is_not_accessible(self, tmp_path: Path):
        from weasyprint import HTML

        path = tmp_path / "plain.pdf"
        HTML(string="<p>Nothing is tagged.</p>").write_pdf(path)
        found = validate(path, VERAPDF)
        assert {problem.code.split("-")[1] for problem in found} == {"ua1", "2a"}
        assert any(problem.message.startswith("veraPDF, PDF/UA-1, clause 6.2-1") for problem in found)


def program(folder: Path, body: str) -> str:
    """A program that answers like veraPDF."""
    path = folder / "verapdf"
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def report(*rules: dict[str, Any], compliant: bool = False) -> str:
    """A report of veraPDF's own command."""
    result = {"compliant": compliant, "details": {"ruleSummaries": list(rules)}}
    return json.dumps({"report": {"jobs": [{"itemDetails": {"name": "x"}, "validationResult": [result]}]}})


RULE = {"specification": "ISO 14289-1:2014", "clause": "7.3", "testNumber": 1, "status": "failed", "failedChecks": 2,
        "description": "Figure tags shall include an\n alternative text", "checks": []}  # fmt: skip


def own_command(folder: Path, answer: str) -> str:
    (folder / "answer.json").write_text(answer, "utf-8")
    return program(
        folder, f'[ "$1" = --version ] && echo "veraPDF 1.28.1" && exit\ncat "{folder}/answer.json"\nexit 1'
    )


def test_the_report_of_its_own_command_becomes_problems(tmp_path: Path):
    found = validate(tmp_path / "x.pdf", own_command(tmp_path, report(RULE)))
    assert [str(problem) for problem in found] == [
        "veraPDF, PDF/UA-1, clause 7.3-1, 2 times: Figure tags shall include an alternative text",
        "veraPDF, PDF/A-2a, clause 7.3-1, 2 times: Figure tags shall include an alternative text",
    ]


def test_no_rule_failed(tmp_path: Path):
    assert (
        validate(
            tmp_path / "x.pdf", own_command(tmp_path, report(RULE | {"status": "passed"}, compliant=True))
        )
        == []
    )


def test_not_compliant_without_a_reason_is_still_a_problem(tmp_path: Path):
    assert len(validate(tmp_path / "x.pdf", own_command(tmp_path, report()))) == 2


@pytest.mark.parametrize(
    "answer",
    ["", "Exception in thread main", '{"report": {"jobs": [{"taskException": {"exception": "…"}}]}}'],
)
def test_an_answer_that_is_none_stops_the_job(tmp_path: Path, answer: str):
    with pytest.raises(RenderingFailed, match="veraPDF could not check the file"):
        validate(tmp_path / "x.pdf", own_command(tmp_path, answer))


def test_a_wrapper_with_lines_of_json(tmp_path: Path):
    lines = [
        {"flavour": "ua1", "compliant": True, "failed": {}},
        {"flavour": "2a", "compliant": False, "failed": {"6.1.3-1": {"n": 1, "ex": "no ID"}}},
    ]
    body = (
        "[ $# -ge 2 ] || exit 64\n" + "\n".join(f"echo '{json.dumps(line)}'" for line in lines) + "\nexit 1"
    )
    assert [str(p) for p in validate(tmp_path / "x.pdf", program(tmp_path, body))] == [
        "veraPDF, PDF/A-2a, clause 6.1.3-1: no ID"
    ]


def test_a_program_that_is_not_there(tmp_path: Path):
    with pytest.raises(RenderingFailed, match="removes VERAPDF from the settings"):
        validate(tmp_path / "x.pdf", str(tmp_path / "nothing"))


def test_a_program_that_does_not_end(tmp_path: Path):
    slow = program(tmp_path, '[ "$1" = --version ] && exit 64\nsleep 60 & wait')
    began = time.monotonic()
    with pytest.raises(RenderingFailed, match="did not finish within 1 seconds"):
        validate(tmp_path / "x.pdf", slow, timeout_s=1)
    assert time.monotonic() - began < 10
