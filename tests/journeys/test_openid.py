"""Signing in at an organization's issuer in a real browser: there and back between two hosts, under our strict policy."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from editorial.accounts.openid import issuer as asking
from editorial.states import Role
from tests import factories
from tests.integration.accounts.openid.conftest import set_up
from tests.journeys.conftest import LOOKS, violations
from tests.openid_issuer import TestIssuer, running_issuer
from tests.processes import make_roles

pytestmark = pytest.mark.serial


@pytest.fixture
def site_with_issuer(settings: Any) -> Iterator[TestIssuer]:
    """The site is at localhost, the issuer at 127.0.0.1: another host for the browser, as in the world."""
    with running_issuer() as server:
        set_up(settings, server)
        asking.forget()
        yield server
        asking.forget()


@pytest.fixture
def page(browser: Browser, live_server: Any, transactional_db: None) -> Iterator[Page]:
    """A page of nobody yet; what the browser complains about fails the test, but for a refusal that is answered with 403."""
    context = browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"))
    complaints: list[str] = []
    shown = context.new_page()
    shown.set_default_timeout(20_000)
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    yield shown
    context.close()
    assert [said for said in complaints if "403 (Forbidden)" not in said] == []


def look(page: Page) -> None:
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, scheme)


def test_there_and_back_by_keyboard(site_with_issuer: TestIssuer, page: Page) -> None:
    issuer = site_with_issuer
    make_roles()
    # Organizations' servers pass people on to others: our policy must not stop them on the way either.
    issuer.passes_through = issuer.url.replace("127.0.0.1", "localhost")
    page.goto("/accounts/login/?next=/accounts/email/")
    look(page)
    button = page.get_by_role("button", name="Sign in with Example ID")
    button.focus()
    assert button.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
    # An answer without content: the browser was led on, and stays where it is.
    page.route(f"{issuer.url}/authorize*", lambda route: route.fulfill(status=204))
    with page.expect_request(f"{issuer.url}/authorize*"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="On the way to Example ID")).to_be_visible()
    expect(page.get_by_role("link", name="go on to Example ID")).to_be_visible()
    look(page)
    page.unroute(f"{issuer.url}/authorize*")
    page.get_by_role("link", name="go on to Example ID").click()
    expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
    expect(page.get_by_text("no account here for ines@example.org")).to_be_visible()
    look(page)
    assert "/past" in [path for path, _sent in issuer.asked]

    factories.person(Role.AUTHOR, email="ines@example.org")
    page.get_by_role("link", name="Back to sign-in").click()
    page.get_by_role("button", name="Sign in with Example ID").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert page.url.endswith("/")
    page.go_back()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
