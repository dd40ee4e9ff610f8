"""That `violations` sees what is wrong, at any time, on a page or in a part of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests import factories
from tests.journeys.conftest import LOOKS, violations, widths_of

pytestmark = pytest.mark.serial
WRONG = """<!doctype html><html lang="en"><title>A page</title><main>
<h1>A page</h1><p style="color: #999; background: #aaa">Pale</p><div id="box"><input></div></main></html>"""


def test_what_is_wrong_with_a_page_is_found(page_of: Callable[..., Page]) -> None:
    page = page_of(factories.author())
    page.set_content(WRONG)
    for _ in range(2):  # axe is brought into a page once
        assert {found.split(":")[0] for found in violations(page)} == {"color-contrast", "label"}
    assert {found.split(":")[0] for found in violations(page, "#box")} == {"label"}
    assert violations(page, "h1") == []
    page.goto("/notifications/")
    assert violations(page) == []
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert {found.split(":")[0] for found in violations(page)} == {"label"}


def test_every_width_is_looked_at_and_the_widest_in_both_schemes() -> None:
    assert {width for width, _ in LOOKS} == {320, 768, 1280}
    assert widths_of("light")[-1] == widths_of("dark")[-1] == 1280
