"""One rendered edition for all tests that look at a PDF."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest

from editorial.rendering.pdf.progress import Step
from editorial.rendering.pdf.rendered import Rendered
from editorial.rendering.pdf.typesetting import render
from tests.unit.rendering import builders


class Edition(NamedTuple):
    snapshot: dict[str, Any]
    images: Path
    path: Path
    result: Rendered
    steps: list[Step]


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("edition")
    snapshot = builders.full_snapshot(folder / "images")
    steps: list[Step] = []
    result = render(snapshot, folder / "images", folder / "edition.pdf", on_step=steps.append)
    return Edition(snapshot, folder / "images", folder / "edition.pdf", result, steps)


@pytest.fixture
def pdf(edition: Edition) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(edition.path) as opened:
        yield opened
