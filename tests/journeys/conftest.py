"""Real Chromium for the journeys: Debian's, driven by Playwright. Skips, saying so, where it is not installed."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

# Pages ask for news every ten seconds, and three tests share two processors, at times with something else.
expect.set_options(timeout=30_000)
# Chromium prepares two pages for its address bar for each window, which nobody sees here and which takes longer than many
# a page of ours. Of two such lists it takes the last one alone: the others are those of Playwright that matter here.
WITHOUT = [
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]  # fmt: skip
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    f"--disable-features={','.join(WITHOUT)}",
]
# Without preloading axe leaves style sheets alone; with it, it injects styles that the page's policy refuses.
# All rules are asked, but what they find in order is not described node by node: that takes longer than asking.
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "preload": False,
    "resultTypes": ["violations"],
}
# How a page is looked at: every width, both schemes where most of it shows. Widths decide what shows and where, schemes
# only the colors of it, so that not each width is scanned in both.
LOOKS = [(320, "light"), (768, "dark"), (1280, "light"), (1280, "dark")]
_ASK = "([within, options]) => axe.run(within || document, options).then((found) => found.violations)"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed (Debian package chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page_of(browser: Browser, live_server: Any, transactional_db: None) -> Iterator[Callable[..., Page]]:
    """A signed-in page of a person; what the browser complains about fails the test at its end."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(user: User, **options: Any) -> Page:
        client = Client()
        client.force_login(user)
        context = browser.new_context(base_url=live_server.url, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(40_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def widths_of(scheme: str) -> list[int]:
    """At which widths `LOOKS` has this scheme."""
    return [width for width, one in LOOKS if one == scheme]


def violations(page: Page, within: str = "") -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it is shown, or in the part of it with this selector."""
    if page.evaluate("typeof axe") == "undefined":  # once for each page that is opened
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_ASK, [within, WCAG])
    return [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]]
