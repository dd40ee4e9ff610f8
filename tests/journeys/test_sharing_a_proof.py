"""A proof goes to somebody without an account, and is taken back, in a real browser."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from editorial.issues.operations import request_proof
from editorial.issues.proof_links import revoke_link, share_proof
from editorial.states import ArticleState
from tests import factories as f
from tests.journeys.conftest import violations, widths_of
from tests.processes import make_roles, workers

pytestmark = pytest.mark.serial
MADE = 120_000  # milliseconds for a proof, on a machine that does other things too
WHO = "Dr. Vance, Security"


@pytest.fixture
def outside(browser: Browser, live_server: object) -> Iterator[Page]:
    """A browser that nobody ever signed in with; it may use no clipboard and asks no other host."""
    context = browser.new_context(base_url=live_server.url)  # type: ignore[attr-defined]
    page = context.new_page()
    page.set_default_timeout(20_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith(live_server.url)] == []  # type: ignore[attr-defined]


def test_a_proof_is_shared_opened_and_taken_back(
    page_of: Callable[..., Page], outside: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_roles()
    issue = f.issue_of([f.walked_to(ArticleState.IN_REVIEW) for _ in range(2)])
    page = page_of(f.editor(), permissions=["clipboard-read", "clipboard-write"])
    page.goto(reverse("admin:editorial_issue_change", args=[issue.pk]))
    page.get_by_role("button", name="Make a proof of the whole issue").click()
    with workers(monkeypatch):
        expect(page.get_by_role("link", name="Share…")).to_be_visible(timeout=MADE)
    page.get_by_role("link", name="Share…").click()

    expect(page.get_by_label("For how many days")).to_have_value("7")
    page.get_by_label("Who gets it").fill(WHO)
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Address").input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address

    outside.goto(address)
    expect(outside.get_by_text("A proof. Not for publication.")).to_be_visible()
    opens = outside.get_by_role("link", name="Open the PDF").get_attribute("href")
    answer = outside.request.get(opens)
    assert answer.ok and answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF") and len(answer.body()) > 10_000
    outside.goto("/")
    expect(outside).to_have_url(re.compile("/accounts/login/"))

    page.get_by_role("button", name=f"Take back the link for {WHO}").click()
    expect(page.get_by_text(f"The link for {WHO} opens nothing any more.")).to_be_visible()
    gone = outside.goto(address)
    assert gone is not None and gone.status == 404
    expect(outside.get_by_role("heading", name="This link opens nothing")).to_be_visible()
    assert outside.request.get(opens).status == 404


def test_without_scripts_or_clipboard_the_address_is_there_to_be_selected(
    page_of: Callable[..., Page],
) -> None:
    make_roles()
    issue = f.issue_of([f.walked_to(ArticleState.IN_REVIEW)])
    proof = f.finish_rendition(request_proof(issue=issue, by=f.editor()))
    page = page_of(f.publications(), java_script_enabled=False)
    page.goto(reverse("office_issue", args=[issue.reference]))
    page.get_by_role("link", name="Share…").click()
    page.get_by_label("Who gets it").fill(WHO)
    page.get_by_role("button", name="Make a link").click()
    assert "/proofs/" in page.get_by_label("Address").input_value()
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    denied = page_of(f.publications())
    denied.goto(reverse("office_share", args=[proof.pk]))
    denied.get_by_label("Who gets it").fill(WHO)
    denied.get_by_label("Who gets it").press("Enter")
    denied.get_by_role("button", name="Copy").click()
    expect(denied.get_by_text(re.compile("Copied|The address is selected"))).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_link_have_no_axe_violation(
    page_of: Callable[..., Page], outside: Page, scheme: str
) -> None:
    make_roles()
    issue = f.issue_of([f.walked_to(ArticleState.IN_REVIEW)])
    editor = f.editor()
    proof = f.finish_rendition(request_proof(issue=issue, by=editor))
    _link, token = share_proof(rendition=proof, for_whom=WHO * 4, days=3, by=editor)
    revoke_link(link=share_proof(rendition=proof, for_whom=WHO, days=3, by=editor)[0], by=editor)
    gone = f.finish_rendition(
        request_proof(issue=f.issue_of([f.walked_to(ArticleState.IN_REVIEW)]), by=editor)
    )
    _link, gone_token = share_proof(rendition=gone, for_whom=WHO, days=3, by=editor)
    f.finish_rendition(gone, status="failed", error_reason="Removed")
    page = page_of(editor)
    for inside, address in [
        (True, reverse("office_share", args=[proof.pk])), (True, reverse("office_share", args=[gone.pk])),
        (False, reverse("proof", args=[token])), (False, reverse("proof", args=["x"])),
        (False, reverse("proof", args=[gone_token])),
    ]:  # fmt: skip
        shown = page if inside else outside
        shown.emulate_media(color_scheme=scheme)
        shown.goto(address)
        if inside and shown.get_by_role("button", name="Make a link").count():
            shown.get_by_label("Who gets it").fill(WHO)
            shown.get_by_role("button", name="Make a link").click()
        for width in widths_of(scheme):
            shown.set_viewport_size({"width": width, "height": 900})
            assert violations(shown) == [], (address, width)
            wide = shown.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, (address, width)
