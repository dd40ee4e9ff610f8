"""Footnotes in the editor: whatever is done to the text, references, notes and printed numbers are the same."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from editorial.content import richtext
from editorial.content.models import Article
from editorial.content.queries import numbered_footnotes
from editorial.issues.snapshot import article_snapshot
from editorial.rendering.html import build
from tests import factories as f
from tests.journeys.editor_pages import caret, open_editor, saved
from tests.processes import make_roles

pytestmark = pytest.mark.serial
OPERATIONS = (Path(__file__).parent / "editor_operations.js").read_text("utf-8")
NAMES = (
    "type note note remove split join bold copy cut cut paste paste foreign plain drag undo undo redo drop put write"
    " copyNote copyNote paste takeWhole"
).split()  # twice what matters more
PLACES = st.integers(0, 999)
SEQUENCES = st.lists(st.tuples(st.sampled_from(NAMES), PLACES, PLACES), min_size=8, max_size=50)


def printed_numbers(article: Article) -> list[str]:
    """The numbers of the references in the printed commentary, in reading order."""
    html = build(article_snapshot(article)).html
    assert "[note missing]" not in html
    return re.findall(r'<sup class="noteref"[^>]*><a [^>]*>([ivxlc]+)</a>', html)


def check_server(article: Article, keys: list[str]) -> None:
    """What the page shows is what is stored, numbered and printed."""
    stored = f.fresh(article)
    notes = {note.key for note in stored.footnotes.all()}
    assert richtext.references(stored.commentary) == keys
    assert set(keys) <= notes
    numbers = richtext.footnote_numbers(stored.commentary, list(notes))
    assert [numbers[key] for key in keys] == list(range(1, len(keys) + 1))
    assert [note.key for note in numbered_footnotes(stored).values()][: len(keys)] == keys
    printed = printed_numbers(stored)
    assert len(printed) == len(keys)
    assert printed == sorted(printed, key=printed.index)
    assert len(set(printed)) == len(keys)


def test_whatever_is_done_references_notes_and_printed_numbers_agree(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.complete_article()
    page = open_editor(page_of(article.created_by), article)
    assert set(page.evaluate(OPERATIONS)) == set(NAMES)

    @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
    @given(SEQUENCES)
    def holds(operations: list[tuple[str, int, int]]) -> None:
        page.evaluate("startAnew()")
        outcome = page.evaluate("(operations) => tryOperations(operations)", operations)
        assert outcome["problems"] == [], outcome
        saved(page)
        check_server(article, outcome["keys"])

    holds()


def test_the_same_by_real_keys(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.complete_article()
    page = open_editor(page_of(article.created_by), article)
    page.evaluate(OPERATIONS)
    page.locator("#commentary").click()
    press = page.keyboard.press

    def right() -> list[str]:
        assert page.evaluate("whatIsWrong()") == []
        return list(page.evaluate("tryOperations([]).keys"))

    caret(page, "Control+Home")
    assert right() == ["one", "two"]
    press("Control+Alt+f")
    page.keyboard.type("A note in front.")
    press("Escape")
    first, *rest = right()
    assert rest == ["one", "two"]
    page.keyboard.type("Behind it ")
    caret(page, "Control+Home", "Shift+ArrowRight")
    press("Control+x")  # the reference in front
    assert right() == ["one", "two"]
    expect(page.locator("#loose-list li")).to_have_count(1)
    caret(page, "Control+End")
    press("Control+v")
    assert right() == ["one", "two", first]
    press("Control+v")
    *known, copy = right()
    assert known == ["one", "two", first]
    expect(page.locator(f"#footnote-{copy}-text")).to_have_text("A note in front.")
    page.wait_for_timeout(600)  # what is done faster than that is undone together
    press("Backspace")
    assert right() == ["one", "two", first]
    press("Control+z")
    assert right() == ["one", "two", first, copy]
    saved(page)
    check_server(article, ["one", "two", first, copy])
