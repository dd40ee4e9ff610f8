"""Take the pictures of docs/guides/ anew: `python -m demo.guide_pictures` (`make pictures`).

Makes the demo in a folder of its own, serves it, and looks at it in Chromium as its people. Needs Chromium and the packages
for development. Pictures are PNG files of few colors, 1200 pixels wide, or as wide as the part of a page that they show.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from oewatch.children import start_child, stop_child

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "guides" / "pictures"
PASSWORD = "a-demo-password"  # noqa: S105  what manage.py demo gives everybody
COLORS = 96
START_LIMIT_S = 120.0
AUTHOR, EDITOR, CHECKER, OFFICE = "ingrid.halloway", "bertil.quarrie", "samira.voss", "yusuf.tallander"
Act = Callable[[Page], Locator | None]


@dataclass(frozen=True)
class Picture:
    """One picture: who looks, at which address, what they do there. `act` returns the part to show, or None for the page."""

    name: str
    who: str
    address: str
    act: Act = lambda page: None
    height: int = 760


def _follow(*titles: str) -> Act:
    """Follow the links with these words, one after the other."""

    def act(page: Page) -> None:
        for title in titles:
            page.get_by_role("link", name=title).first.click()
            page.wait_for_load_state("networkidle")

    return act


def _paste(page: Page) -> None:
    text = (ROOT / "demo" / "next" / "reviewing.txt").read_text(encoding="utf-8")
    page.get_by_label("The whole article").fill(text)
    page.get_by_role("button", name="Bring in this text").click()
    page.get_by_role("heading", name="Is this your article?").wait_for()


def _write(page: Page) -> None:
    page.get_by_role("link", name="Write : “Vasmara").or_(
        page.get_by_role("link", name="Write “Vasmara")
    ).first.click()
    page.wait_for_load_state("networkidle")
    page.get_by_label("Title", exact=True).first.evaluate("field => scrollTo(0, field.offsetTop - 90)")


def _steps(number: int) -> Act:
    """Open the article in fact-check and go to the entry so many steps down the list."""

    def act(page: Page) -> None:
        _follow("Belvarra")(page)
        for _ in range(number):
            page.keyboard.press("n")
            page.wait_for_timeout(400)

    return act


def _difference(page: Page) -> None:
    _follow("November 2026", "What changed since edition 1")(page)


PICTURES = (
    Picture("my-articles", AUTHOR, "/"),
    Picture("is-this-your-article", AUTHOR, "/imports/new/", _paste),
    Picture("writing", AUTHOR, "/", _write),
    Picture("sent-back", AUTHOR, "/", _follow("Vasmara’s Night Trains")),
    Picture("what-is-missing", AUTHOR, "/", _follow("What is missing"), height=330),
    Picture("news", AUTHOR, "/notifications/settings/", height=560),
    Picture("desk", EDITOR, "/admin/"),
    Picture("review", EDITOR, "/admin/", _follow("Orlanza Puts Its Fog Horns"), height=860),
    Picture("articles", EDITOR, "/admin/editorial/article/", height=620),
    Picture("assembly", EDITOR, "/admin/", _follow("December 2026"), height=860),
    Picture("months-ahead", EDITOR, "/admin/editorial/issue/board/"),
    Picture("invite", EDITOR, "/admin/editorial/invitation/add/", height=560),
    Picture("to-check", CHECKER, "/check/", height=330),
    Picture("checking", CHECKER, "/check/", _follow("Belvarra")),
    Picture("finding", CHECKER, "/check/", _steps(1)),
    Picture("verdict", CHECKER, "/check/", _steps(7)),
    Picture("office", OFFICE, "/office/", height=500),
    Picture("issue-published", OFFICE, "/office/", _follow("November 2026"), height=900),
    Picture("edition", OFFICE, "/office/", _follow("Look at edition 2"), height=800),
    Picture("what-changed", OFFICE, "/office/", _difference, height=420),
    Picture("correct", OFFICE, "/office/", _follow("November 2026", "Correct an article"), height=560),
)  # fmt: skip


def take(names: list[str]) -> None:
    """Take the pictures with these names, or all. Raises `SystemExit` where Chromium is missing or a name is unknown."""
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("Chromium is not installed (Debian package chromium).")
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    if len(wanted) < len(names):
        raise SystemExit(f"Known names: {', '.join(picture.name for picture in PICTURES)}.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory())
        address = _serve(stack, {**os.environ, "OEWATCH_DATA_DIR": data, "LOG_LEVEL": "WARNING"})
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for who in dict.fromkeys(picture.who for picture in wanted):
            page = _sign_in(browser, address, who)
            for picture in wanted:
                if picture.who == who:
                    _take(page, picture)
        browser.close()


def _serve(stack: ExitStack, environment: dict[str, str]) -> str:
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "demo"], env=environment, check=True)
    port = os.environ.get("PORT", "8765")
    served = start_child([*manage, "serve", "--port", port], environment=environment)
    stack.callback(stop_child, served, grace_s=30)
    address, end = f"http://127.0.0.1:{port}", time.monotonic() + START_LIMIT_S
    while True:
        try:
            urlopen(f"{address}/accounts/login/", timeout=5).close()  # noqa: S310  loopback
        except OSError:
            if served.poll() is not None or time.monotonic() > end:
                raise SystemExit("The site did not start.") from None
            time.sleep(0.2)
        else:
            return address


def _sign_in(browser: Browser, address: str, who: str) -> Page:
    context = browser.new_context(base_url=address, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(f"{who}@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").or_(
        page.get_by_role("link", name="Sign out")
    ).first.wait_for()
    return page


def _take(page: Page, picture: Picture) -> None:
    page.set_viewport_size({"width": 1200, "height": picture.height})
    page.goto(picture.address)
    page.wait_for_load_state("networkidle")
    part = picture.act(page)
    page.wait_for_timeout(600)  # what moves has come to rest
    taken = part.screenshot() if part else page.screenshot()
    few = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{picture.name}.png", optimize=True)
    print(f"{picture.name}.png")


if __name__ == "__main__":
    take(sys.argv[1:])
