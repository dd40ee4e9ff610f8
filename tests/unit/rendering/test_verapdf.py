"""The reference validator, where it is at hand (../shared/tools/verapdf beside the checkout)."""

import shutil
import subprocess
from pathlib import Path

import pytest

from editorial.rendering.engine import render
from tests.unit.rendering import builders
from tests.unit.rendering.conftest import Edition

VERAPDF = Path(__file__).resolve().parents[3].parent / "shared" / "tools" / "verapdf"

pytestmark = [
    pytest.mark.serial,
    pytest.mark.skipif(not VERAPDF.exists(), reason="../shared/tools/verapdf is not on this machine"),
    pytest.mark.skipif(not shutil.which("java"), reason="veraPDF needs Java"),
]


def test_edition_and_proof_comply_with_pdf_ua_1(edition: Edition, tmp_path: Path):
    render(
        builders.full_snapshot(tmp_path / "i"),
        tmp_path / "i",
        tmp_path / "proof.pdf",
        proof=True,
        page_size="a4",
    )
    done = subprocess.run(
        [VERAPDF, "ua1", edition.path, tmp_path / "proof.pdf"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(" 0 clauses failed") == 2
