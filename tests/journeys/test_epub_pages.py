"""The pages of an EPUB as a browser engine sets them: accessible, within the width of a phone, foreign letters in their font."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from editorial.rendering.epub.book import make_book
from tests.journeys.conftest import violations
from tests.unit.rendering.hostile import hostile_snapshot

pytestmark = pytest.mark.serial


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the pages of a hostile issue."""
    folder = tmp_path_factory.mktemp("epub")
    snapshot = hostile_snapshot(folder / "pictures")
    make_book(snapshot, folder / "pictures", folder / "book.epub", on_progress=lambda *step: None)
    with zipfile.ZipFile(folder / "book.epub") as archive:
        archive.extractall(folder / "book")
    return folder / "book" / "EPUB"


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=request.param)
    yield context.new_page()
    context.close()


def test_every_page_is_accessible_and_fits_a_phone(book: Path, page: Page) -> None:
    found = {}
    pages = sorted(book.rglob("*.xhtml"))
    assert len(pages) == 15
    for path in pages:
        page.goto(path.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth > 320")
        if problems := [*violations(page), *(["it scrolls sideways"] if wide else [])]:
            found[path.name] = problems
    assert found == {}


def test_foreign_letters_are_set_in_the_fonts_of_the_book(book: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((book / "articles" / "article-1-bulbs.xhtml").as_uri())
    page.evaluate("document.fonts.ready")
    families = page.evaluate(
        "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family.replaceAll('\"', ''))"
    )
    assert {"Noto Naskh Arabic", "Noto Serif CJK JP", "Noto Serif CJK TC"} <= set(families)
    page.close()
