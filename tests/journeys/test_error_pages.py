"""Pages for what goes wrong, ours and those of nginx, as they look in a browser: with axe, at every width, in both schemes."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import factories as f
from tests.hostile import test_error_pages as pages
from tests.journeys.conftest import LOOKS, violations

pytestmark = pytest.mark.serial
NGINX = Path(__file__).parents[2] / "docker" / "nginx.conf"
HTML = {"content-type": "text/html; charset=utf-8"}


def ours(status: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """How the browser is answered: with what the site says, policy and all."""
    make = pages.PAGES[status]
    answer: Any = make(monkeypatch) if make is pages.broken else make()
    headers = HTML | {"content-security-policy": answer["Content-Security-Policy"]}
    body = answer.content.decode()
    return lambda route: route.fulfill(body=body, headers=headers)


def nginx(status: int) -> Callable[[Any], None]:
    """The same with what nginx says where the site does not answer, as the file is written."""
    (body,) = re.findall(rf'return {status} "(<!doctype.*?)\\n";', NGINX.read_text())
    return lambda route: route.fulfill(body=body, headers=HTML)


def look_at(page: Page) -> None:
    # Without a style sheet a browser paints text and ground in colors of its own, and axe takes the ground for white.
    plain = page.locator("link[rel=stylesheet], style").count() == 0
    for width, scheme in LOOKS:
        if plain and scheme == "dark":
            continue
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  one of LOOKS
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], (width, scheme)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (width, scheme)
    assert page.title()
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("status", pages.PAGES)
def test_what_the_site_says_is_read_by_everybody(
    status: int, page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ours(status, monkeypatch)
    page = page_of(f.author())
    page.route("**/what-went-wrong/", answer)
    page.goto("/what-went-wrong/")
    look_at(page)


@pytest.mark.parametrize("status", [413, 500, 503])
def test_what_nginx_says_is_read_by_everybody(status: int, page_of: Callable[..., Page]) -> None:
    page = page_of(f.author())
    page.route("**/what-went-wrong/", nginx(status))
    page.goto("/what-went-wrong/")
    look_at(page)
