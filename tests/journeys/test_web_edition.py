"""The web edition in a browser: hosted from a folder as any server would, without JavaScript, on small and large screens."""

import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import LOOKS, violations
from tests.unit.rendering.web import making

pytestmark = pytest.mark.serial
ARTICLE = "articles/gardeners-reclaim-the-harbour.html"
PAGES = [
    "index.html",
    ARTICLE,
    "articles/kites-over-the-dunes.html",
    "sources.html",
    "about.html",
    "404.html",
]
# Language of a passage to the name that its font gives itself.
FONTS = {
    "ar": "Noto Naskh Arabic", "he": "Noto Serif Hebrew", "hi": "Noto Serif Devanagari", "zh": "Noto Serif CJK SC",
    "ja": "Noto Serif CJK JP", "ko": "Noto Serif CJK KR", "ur": "Noto Naskh Arabic", "am": "Noto Serif Ethiopic",
    "th": "Noto Serif Thai", "ka": "Noto Serif Georgian", "ru": "Edition Text",
}  # fmt: skip


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing of what it serves."""

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ZIP, unpacked two folders deep: the edition does not stand at the root of its site."""
    work = tmp_path_factory.mktemp("web")
    made = making.make(making.full(work / "pictures"), work / "pictures", work / "site.zip")
    assert made.problems == []
    with zipfile.ZipFile(work / "site.zip") as archive:
        archive.extractall(work / "host" / "digest" / "2026-11")
    return work / "host"


@pytest.fixture(scope="module")
def host(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/digest/2026-11/"
    server.shutdown()
    server.server_close()
    thread.join(5)


BROKEN_OFF = "net::ERR_ABORTED"  # by the browser itself


@pytest.fixture
def visit(browser: Browser, host: str) -> Iterator[Callable[..., Page]]:
    """A page of the edition. Requests elsewhere, failed ones and complaints of the browser fail the test at its end."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(
        path: str, *, width: int = 1280, scripts: bool = False, base: str = host, **options: Any
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: request.url.startswith(base) or wrong.append(request.url))
        # 304: the browser kept it and asks, as soon as it is some seconds old, whether it is still the same.
        page.on("response", lambda answer: answer.ok or answer.status == 304 or wrong.append(answer.url))
        # Another size of a picture that a new width wants breaks off the one under way: that is no failed request.
        page.on("requestfailed", lambda request: request.failure == BROKEN_OFF or wrong.append(request.url))
        page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
        page.goto(base + path)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            page.wait_for_load_state()  # what is broken off by closing is no failed request
        context.close()
    assert wrong == []


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit: Callable[..., Page], path: str) -> None:
    found = {}
    page = visit(path, scripts=True)
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found[width, scheme] = violations(page)
    assert {look: what for look, what in found.items() if what} == {}


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_on_a_small_screen(visit: Callable[..., Page], path: str) -> None:
    page = visit(path)
    for width in (320, 375, 768, 992, 1280, 1344):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (width, wide)


def test_a_reader_goes_through_the_issue_without_scripts(visit: Callable[..., Page]) -> None:
    page = visit("index.html")
    page.get_by_role("heading", name="Gardeners Reclaim the Harbour").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gardeners Reclaim the Harbour")
    page.get_by_label("Note i", exact=True).first.click()
    assert page.url.endswith("#article-note-1")
    page.get_by_label("Back to reference i in the text").click()
    assert page.url.endswith("#article-ref-1")
    page.get_by_role("link", name="Next article").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kites over the Dunes")
    expect(page.get_by_role("heading", name="Correction")).to_be_visible()
    page.get_by_role("link", name="Sources").click()
    page.get_by_role("heading", name="Qatar").wait_for()
    page.get_by_role("link", name="Flower market opens in the old town").first.click()
    assert "#excerpt-" in page.url
    page.get_by_role("link", name="Contents").click()
    assert page.url.endswith("index.html#contents")


def test_by_keyboard_the_first_key_offers_the_text_and_focus_is_seen(visit: Callable[..., Page]) -> None:
    page = visit(ARTICLE)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Harbours")
    expect(link).to_be_focused()
    assert link.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_every_script_is_set_in_its_own_font(browser: Browser, host: str) -> None:
    """As the browser says it drew the letters: our fonts, none of the machine's.

    Not through `visit`: the debugger asks for the style sheet once more, which the page's policy refuses.
    """
    page = browser.new_page()
    page.goto(host + ARTICLE, wait_until="networkidle")
    page.wait_for_function("document.fonts.status === 'loaded'")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")

    def fonts_of(selector: str) -> list[dict[str, Any]]:
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        assert node, selector
        return list(session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"])

    for lang, family in FONTS.items():
        used = fonts_of(f'blockquote[lang="{lang}"] p')
        assert family in {font["familyName"] for font in used}, lang
        assert all(font["isCustomFont"] for font in used), (lang, used)
    for selector in ("h1", ".prose p", ".citation", ".pull p", "h2 + .original-title"):
        used = fonts_of(selector)
        assert used and all(font["isCustomFont"] for font in used), (selector, used)
    page.context.close()


def test_lines_are_as_long_as_the_eye_likes(visit: Callable[..., Page]) -> None:
    """60 to 75 characters, measured where nothing stands beside the text."""
    page = visit("articles/kites-over-the-dunes.html")
    page.evaluate("document.querySelector('.pull')?.remove()")
    length, height = page.evaluate(
        "(() => { const p = document.querySelector('.prose p');"
        " return [p.textContent.length, p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight)] })()"
    )
    assert 60 <= length / height <= 78


def test_pictures_come_in_the_width_that_is_needed(visit: Callable[..., Page]) -> None:
    for width, needed in ((320, "480w"), (1280, "1200w")):
        page = visit("articles/kites-over-the-dunes.html", width=width)
        picture = page.locator("figure img").first
        assert picture.evaluate("e => e.complete && e.naturalWidth > 0")
        candidates = dict(c.split() for c in str(picture.get_attribute("srcset")).split(", "))
        taken = str(picture.evaluate("e => e.currentSrc")).rpartition("/")[2]
        assert {where.rpartition("/")[2]: size for where, size in candidates.items()}[taken] == needed


def test_it_works_from_a_disk(visit: Callable[..., Page], folder: Path) -> None:
    base = (folder / "digest" / "2026-11").as_uri() + "/"
    page = visit("index.html", base=base)
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.cover')).backgroundColor")
        == "rgb(20, 83, 45)"
    )
    page.get_by_role("heading", name="A Garden at the Pass").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A Garden at the Pass")


def test_on_paper_only_the_text_remains(visit: Callable[..., Page]) -> None:
    page = visit(ARTICLE, color_scheme="dark")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="This issue")).to_be_hidden()
    expect(page.get_by_role("heading", name="Notes")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.prose')).color") == "rgb(26, 30, 35)"


def test_those_who_want_no_motion_get_none(visit: Callable[..., Page]) -> None:
    for wish, behavior in (("reduce", "auto"), ("no-preference", "smooth")):
        page = visit("index.html", reduced_motion=wish)
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behavior
