"""Chromium goes through a site whose every text is an attack: nothing runs, nothing is asked of another machine.

Once as people could type it, by the operations; and once as whoever owns the database could write it.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Dialog, Error, Page, expect

from editorial.content import operations as content
from editorial.content.models import Article
from editorial.factcheck.operations import mark_claim
from editorial.registers.models import Outlet, Person
from editorial.states import ArticleState, Role
from editorial.workflow.comments import About, add_comment
from tests import factories as f
from tests.hostile.poison import attacks, poison_everything
from tests.hostile.texts import PAYLOADS
from tests.processes import make_roles

pytestmark = pytest.mark.serial
MOST_PAGES = 45  # of one person; a page of each kind
WORDS = "".join(letter for letter in " ".join(PAYLOADS) if letter.isprintable())
LINE = "".join(letter for letter in attacks(2, 300) if letter.isprintable())
RICH = "".join(f"<p>{escape(attack)} and words.</p>" for attack in PAYLOADS)
# Where to begin; from there by links.
STARTS = {
    Role.AUTHOR: ("home", "article", "edit_article", "preview_article", "notifications"),
    Role.FACT_CHECKER: ("check_list", "check_article", "notifications"),
    Role.ADMINISTRATOR: ("admin:index", "admin:editorial_article_change", "admin:editorial_article_changelist", "office"),
}  # fmt: skip
_KINDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|\?.*")
_MARKED = "document.querySelectorAll('[xss]').length"


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Addresses of other machines that a page asked for; there are none at the end."""
    found: list[str] = []
    yield found
    assert found == []


def written(by: User) -> Article:
    """An article in fact-check whose every text is all attacks, with a claim and remarks on passages of them."""
    article = f.complete_article(by, title=LINE, dek=LINE, pull_quote=LINE, images=0, excerpts=0)
    f.add_excerpt(
        article, by, authors=[LINE], original_title=LINE, translated_title=LINE, outlet=LINE[:150], outlet_descriptor=LINE[:80],
        place=LINE[:80], translator_name=LINE[:80], body=RICH, original_text=RICH,
    )  # fmt: skip
    f.add_image(
        article,
        by,
        caption=LINE,
        alt_text=f"Seen: {LINE}",
        creator=LINE,
        source=LINE,
        attribution=f"CC BY 4.0 {LINE}",
    )
    note = article.footnotes.all()[0]
    note.text = RICH
    content.save_item(item=note, by=by)
    article = f.walked_to(ArticleState.FACT_CHECK, f.fresh(article), author=by)
    checker = f.fact_checker(first_name=LINE[:100], last_name=LINE[100:200])
    mark_claim(article=article, field="dek", exact=article.dek[:60], by=checker)
    add_comment(article=article, text=WORDS, by=checker, blocking=True)
    about = About("article", field="dek", exact=article.dek[:80])
    add_comment(article=article, text=WORDS, by=checker, about=about, suggested=LINE)
    f.author_record(LINE[:140])
    Outlet.objects.create(name=LINE[:150], folded="x", note=LINE[:150])
    Person.objects.create(name=LINE[:150], folded="x", description=LINE[:150])
    f.house(name=LINE[:150], tagline=LINE, disclaimer=LINE)
    return f.fresh(article)


def addresses(page: Page) -> list[str]:
    found = page.eval_on_selector_all(
        "a[href]:not([download])", "links => links.map(link => link.href.split('#')[0])"
    )
    return [one for one in dict.fromkeys(found) if one.startswith("http")]


def look(page: Page, address: str) -> bool:
    """Open the page and see that nothing on it is anybody's markup; False for a file."""
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
            return False
        raise
    assert answer is not None and answer.status < 400, (address, answer and answer.status)
    assert page.evaluate("window.__xss ?? null") is None, address
    assert page.evaluate(_MARKED) == 0, address
    for frame in page.frames[1:]:
        assert frame.evaluate("window.__xss ?? null") is None and frame.evaluate(_MARKED) == 0, frame.url
    return True


def go_through(
    page: Page, starts: list[str], here: str, asked: list[str], without: str = "/logout/|/admin/auth/"
) -> int:
    """Look at one page of each kind that links lead to, but not at addresses of the pattern `without`; how many there were."""

    def route(route: Any) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(here).netloc or route.request.url.startswith(
            "data:"
        ):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    def answered(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.context.route("**/*", route)
    page.on("dialog", answered)
    waiting, seen, looked = list(starts), set[str](), 0
    while waiting and looked < MOST_PAGES:
        address = waiting.pop(0)
        kind = _KINDS.sub("…", urlsplit(address).path)
        if (
            kind in seen
            or urlsplit(address).netloc not in ("", urlsplit(here).netloc)
            or re.search(without, kind)
        ):
            continue
        seen.add(kind)
        if look(page, address):
            looked += 1
            waiting += addresses(page)
    return looked


def starts_of(role: Role, article: Article) -> list[str]:
    taking = ("article", "edit_article", "preview_article", "check_article", "admin:editorial_article_change")
    return [reverse(name, args=[article.pk] if name in taking else []) for name in STARTS[role]]


@pytest.mark.parametrize("role", STARTS)
def test_nothing_that_people_type_runs_in_anybodys_browser(
    role: Role, page_of: Callable[..., Page], live_server: Any, asked: list[str]
) -> None:
    make_roles()
    author = f.author(first_name=LINE[:100], last_name=LINE[:100])
    article = written(author)
    person = author if role == Role.AUTHOR else f.person(role)
    if role == Role.AUTHOR:  # the editor is open while it is a draft
        article = f.complete_article(author, title=LINE, dek=LINE, pull_quote=LINE)
    page = page_of(person, viewport={"width": 1280, "height": 900})
    least = {Role.AUTHOR: 8, Role.FACT_CHECKER: 5, Role.ADMINISTRATOR: 25}[role]
    assert go_through(page, starts_of(role, article), live_server.url, asked) >= least
    poison_everything()
    cache.clear()
    # The editor takes markup that is not cleaned as a document that runs nothing, of which the policy complains aloud.
    assert (
        go_through(
            page, starts_of(role, article), live_server.url, asked, without="/edit/|/logout/|/admin/auth/"
        )
        >= least - 1
    )


def test_nothing_that_is_pasted_runs_in_the_editor(
    page_of: Callable[..., Page], live_server: Any, asked: list[str]
) -> None:
    """A paste is markup of another page: it is read as text with the few marks that an article may have."""
    make_roles()
    article = f.complete_article()
    page = page_of(article.created_by, viewport={"width": 1280, "height": 900})
    address = reverse("edit_article", args=[article.pk])
    assert go_through(page, [address], live_server.url, asked) >= 1
    page.goto(address)
    box = page.locator(".ProseMirror").first
    box.click()
    box.evaluate(
        "(box, html) => { const data = new DataTransfer(); data.setData('text/html', html);"
        " data.setData('text/plain', 'plain'); box.dispatchEvent("
        "new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })) }",
        f"<p>Pasted words</p>{''.join(PAYLOADS)}",
    )
    expect(box).to_contain_text("Pasted words")
    assert page.evaluate("window.__xss ?? null") is None
    assert page.evaluate(_MARKED) == 0
    look(page, address)
