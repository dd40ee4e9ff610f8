"""Two books for all tests that only look at them: an ordinary issue and a hostile one."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import etree

from editorial.rendering.epub.book import make_book
from editorial.rendering.forms import Made
from tests.unit.rendering import builders
from tests.unit.rendering.hostile import hostile_snapshot
from tests.unit.rendering.other_forms import members

SNAPSHOTS = {"ordinary": builders.full_snapshot, "hostile": hostile_snapshot}


class Book(NamedTuple):
    snapshot: dict[str, Any]
    pictures: Path
    path: Path
    made: Made
    files: dict[str, bytes]
    steps: list[tuple[str, int, int]]

    def page(self, name: str) -> etree._Element:
        return etree.fromstring(self.files[f"EPUB/{name}"])

    def pages(self) -> dict[str, etree._Element]:
        return {n: etree.fromstring(data) for n, data in self.files.items() if n.endswith(".xhtml")}


def make(snapshot: dict[str, Any], pictures: Path, path: Path) -> Book:
    steps: list[tuple[str, int, int]] = []
    made = make_book(snapshot, pictures, path, on_progress=lambda *step: steps.append(step))
    return Book(snapshot, pictures, path, made, members(path), steps)


@pytest.fixture(scope="session", params=sorted(SNAPSHOTS))
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp(f"book-{request.param}")
    return make(SNAPSHOTS[request.param](folder / "i"), folder / "i", folder / "book.epub")


@pytest.fixture(scope="session")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("book")
    return make(builders.full_snapshot(folder / "i"), folder / "i", folder / "book.epub")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("hostile")
    return make(hostile_snapshot(folder / "i"), folder / "i", folder / "book.epub")
