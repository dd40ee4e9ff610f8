"""One web edition for all tests that only look at it."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from editorial.rendering.forms import Made
from tests.unit.rendering.web import making


class Site(NamedTuple):
    snapshot: dict[str, Any]
    pictures: Path
    path: Path
    made: Made
    files: dict[str, bytes]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site")
    snapshot = making.full(folder / "pictures")
    made = making.make(snapshot, folder / "pictures", folder / "site.zip")
    return Site(
        snapshot, folder / "pictures", folder / "site.zip", made, making.files_of(folder / "site.zip")
    )
