"""Opening the editor's page in the browser, and waiting for what it does by itself."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from editorial.content.models import Article


def open_editor(page: Page, article: Article, place: str = "") -> Page:
    """The editor's page with everything in it started."""
    page.goto(f"/articles/{article.pk}/edit/{place}")
    expect(page.locator("html[data-ready=true]")).to_have_count(1)
    return page


def saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    page.keyboard.press("Control+s")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")


def caret(page: Page, *keys: str) -> None:
    """Move the cursor as the browser does by itself; the editor hears of it a moment later, as it does from people."""
    page.wait_for_timeout(80)
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(80)


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    """What signing in in another tab does: a new session, and a new token for forms."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


@pytest.fixture
def window_of(
    browser: Browser, live_server: Any, transactional_db: None
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser window of a signed-in person, for journeys in which requests fail: the browser complains about those,
    so only errors of the page's own scripts and of its security policy fail the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(words: str) -> None:
        if "Failed to load resource" not in words and "ERR_" not in words:
            complaints.append(words)

    def open_window(user: User, **options: Any) -> BrowserContext:
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(40_000)
        sign_in(context, user, live_server.url)
        context.on("weberror", lambda error: note(str(error.error)))
        context.on("console", lambda message: message.type == "error" and note(message.text))
        contexts.append(context)
        return context

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []
