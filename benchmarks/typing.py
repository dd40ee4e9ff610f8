"""`python -m benchmarks.typing`: how long a key press keeps the editor busy, in real Chromium with real keys.

Two articles side by side in one run, in turn: a long one (3,000 words, 40 notes) and a short one (300 words, 4 notes), with
autosave running. Printed for each place: how long a key kept the page busy (median and slowest), the slowest handler and the
slowest key until its frame (Event Timing, in steps of 8 ms; the frame also waits for other work of the machine), how many
tasks took more than 50 ms and the longest of these. The ratio of the medians says whether typing gets slower with the
article. Needs Chromium and the development packages.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
KEYS = "the harbor was quiet that night, and nobody asked why. "
SIZES = {"long": (3_000, 40), "short": (300, 4)}
OBSERVE = """() => {
  window.measured = {events: [], long: []}
  const keep = (list, entries) => list.push(...entries)
  new PerformanceObserver((list) => keep(measured.events, list.getEntries()
    .filter((e) => e.name === "keydown" || e.name === "keypress" || e.name === "beforeinput" || e.name === "input")
    .map((e) => ({name: e.name, whole: e.duration, handler: e.processingEnd - e.processingStart}))))
    .observe({type: "event", durationThreshold: 16})
  new PerformanceObserver((list) => keep(measured.long, list.getEntries().map((e) => e.duration))).observe({type: "longtask"})
}"""
# From a key press to the moment when the page is done with it, without waiting for the screen: the browser's next task.
BUSY = """() => {
  window.busy = []
  const channel = new MessageChannel()
  let start = 0
  channel.port1.onmessage = () => busy.push(performance.now() - start)
  addEventListener("keydown", () => { start = performance.now(); channel.port2.postMessage(0) }, true)
}"""


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The site on a data folder of its own, until the block ends."""
    address = "127.0.0.1:8987"
    command = [sys.executable, "manage.py", "runserver", "--noreload", address]
    log = (folder / "server.log").open("w")
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=log, stderr=log)
    try:
        for _ in range(100):
            try:
                urlopen(f"http://{address}/accounts/login/", timeout=2)
                break
            except URLError:
                time.sleep(0.2)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait()
        log.close()


def make_articles() -> tuple[str, dict[str, int]]:
    """The session of an author and the articles by size."""
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.test import Client

    from editorial.content import richtext
    from editorial.content.models import Footnote
    from editorial.content.operations import create_article, save_item

    call_command("migrate", verbosity=0)
    author = User.objects.create(username="writer@example.org", first_name="Kim", last_name="Writer")
    author.groups.add(Group.objects.get_or_create(name="author")[0])
    made = {}
    for name, (words, notes) in SIZES.items():
        article = create_article(by=author, title=f"A {name} article")
        each = words // notes
        sentence = ("harbor water night boat " * each).split()[:each]
        article.commentary = "".join(
            f"<p>{' '.join(sentence)}.{richtext.reference(f'note{number}')}</p>" for number in range(notes)
        )
        save_item(item=article, by=author)
        for number in range(notes):
            save_item(item=Footnote(article=article, key=f"note{number}", text="<p>A remark.</p>"), by=author)
        made[name] = article.pk
    client = Client()
    client.force_login(author)
    return client.cookies["sessionid"].value, made


def place_cursor(page: Page, place: str) -> None:
    if place == "note":
        page.locator("#note-list .editable").nth(1).click()
        return
    page.locator("#commentary").click()
    page.evaluate(
        "(part) => { const {editor} = document.getElementById('commentary');"
        " editor.commands.setTextSelection(Math.max(1, Math.round(editor.state.doc.content.size * part)));"
        " editor.commands.scrollIntoView(); editor.view.focus() }",
        {"start": 0, "middle": 0.5, "end": 1}[place],
    )


def measure(page: Page, place: str) -> dict[str, Any]:
    """Type at one place for about twelve seconds, so that autosave runs several times meanwhile."""
    place_cursor(page, place)
    page.wait_for_timeout(500)
    page.evaluate("measured.events.length = measured.long.length = busy.length = 0")
    for turn in range(3):
        page.keyboard.type(KEYS, delay=45)
        if turn == 1:
            page.wait_for_timeout(2_500)  # a pause that autosave answers
    page.wait_for_timeout(500)
    found: dict[str, Any] = page.evaluate("({...measured, busy})")
    return found


def table(browser: Browser, address: str, session: str, articles: dict[str, int]) -> None:
    """Print one line for each article and place, and the ratios."""
    pages = {}
    for name, pk in articles.items():
        context = browser.new_context(base_url=address, viewport={"width": 1300, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = context.new_page()
        page.goto(f"/articles/{pk}/edit/")
        page.wait_for_selector("html[data-ready=true]")
        page.evaluate(OBSERVE)
        page.evaluate(BUSY)
        pages[name] = page
    print("article  place    keys  median ms slowest ms  handler ms  to frame  > 50 ms  longest")
    for place in ("start", "middle", "end", "note"):
        medians = {}
        for name, page in pages.items():
            page.bring_to_front()
            found = measure(page, place)
            medians[name] = statistics.median(found["busy"])
            whole = max((event["whole"] for event in found["events"]), default=0)
            handler = max((event["handler"] for event in found["events"]), default=0)
            print(
                f"{name:8} {place:7} {len(found['busy']):5} {medians[name]:10.1f} {max(found['busy']):10.1f} {handler:11.1f}"
                f" {whole:9.0f} {len(found['long']):8} {max(found['long'], default=0):8.0f}"
            )
        print(f"{'':8} {place:7} long / short: {medians['long'] / medians['short']:.2f}")


def main() -> None:
    """Make the site and the articles, measure, print."""
    program = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as name:
        os.environ |= {
            "OEWATCH_DATA_DIR": name,
            "DEBUG": "1",
            "LOG_LEVEL": "ERROR",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        }
        os.environ["DJANGO_SETTINGS_MODULE"] = "oewatch.settings"
        import django

        django.setup()
        session, articles = make_articles()
        with site(Path(name)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
            )
            table(browser, address, session, articles)
            browser.close()


if __name__ == "__main__":
    main()
