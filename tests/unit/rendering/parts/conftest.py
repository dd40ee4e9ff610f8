"""A small issue in parts: set once, for all tests that take its parts away, change or reuse them."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from editorial.rendering.pdf.parts.session import Session
from editorial.rendering.pdf.typesetting import put_together
from tests.unit.rendering import builders


class Issue(NamedTuple):
    """A snapshot, its pictures, a folder with all of its parts, and the finished file."""

    snapshot: dict[str, Any]
    images: Path
    parts: Path
    data: bytes

    def copy(self, folder: Path) -> Path:
        """A folder with all parts, for a test that changes it."""
        return Path(shutil.copytree(self.parts, folder / "parts"))


def typeset(
    snapshot: dict[str, Any], images: Path, parts: Path, *, proof: bool = False
) -> tuple[bytes, list[str]]:
    """The file, and the titles of the parts that were set for it."""
    parts.mkdir(exist_ok=True)
    session = Session(snapshot, images, parts, proof=proof)
    steps: list[str] = []
    put_together(session, parts.with_name("made.pdf"), lambda step: steps.append(step.part))
    assert steps.pop() == "Putting the parts together"
    return parts.with_name("made.pdf").read_bytes(), steps


def make(session: Session, titles: Iterable[str]) -> None:
    """Make those of the parts that are needed now."""
    wanted = set(titles)
    for needed in session.needs():
        if needed.title in wanted:
            session.make(needed.key)


@pytest.fixture(scope="session")
def issue(tmp_path_factory: pytest.TempPathFactory) -> Issue:
    folder = tmp_path_factory.mktemp("issue")
    images = folder / "images"
    one = builders.article("Bulbs", images=[builders.picture(images)])
    two = builders.article(
        "Kites", images=[builders.picture(images)], excerpts=[builders.excerpt(country="FR")]
    )
    three = builders.article("Passes", authors=[])
    snapshot = builders.snapshot(("Harbours", [one, two]), ("Mountains", [three]))
    data, _titles = typeset(snapshot, images, folder / "parts")
    return Issue(snapshot, images, folder / "parts", data)
