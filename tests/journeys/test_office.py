"""A person of the publications office, from the release reviews to edition 2, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from editorial.content.models import Article
from editorial.content.operations import save_item
from editorial.issues.models import Issue
from editorial.states import ArticleState, IssueState
from tests import factories as f
from tests.integration.office.offices import article_of, at, brought_to, correction_of
from tests.journeys.conftest import violations, widths_of
from tests.processes import make_roles, workers

pytestmark = pytest.mark.serial
MADE = 120_000  # milliseconds for an edition, on a machine that does other things too


def record_reviews(page: Page, names: list[str]) -> None:
    """Each review with the form that is open; the next one that is wanted is chosen already."""
    for name in names:
        expect(page.get_by_label("Review", exact=True)).to_have_value(name)
        page.get_by_label("Cleared", exact=True).check()
        page.get_by_label("Who decided it").fill("R. Viewer")
        page.get_by_label("Document").fill("File 7")
        page.get_by_role("button", name="Record it").click()
        expect(page.get_by_text(f"“{name}” is recorded.")).to_be_visible()


def wait_for_edition(page: Page, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page shows how far it is and, without a click, that it is done."""
    expect(page.get_by_role("progressbar", name="Progress: PDF")).to_be_visible()
    with workers(monkeypatch):
        ready = page.get_by_role("heading", name=f"Edition {number} is ready to publish")
        expect(ready).to_be_visible(timeout=MADE)
        expect(page.get_by_role("progressbar")).to_have_count(0, timeout=MADE)


def look_at(page: Page, number: int) -> None:
    """The PDF within the page, and its file with the checksum that the page says."""
    page.get_by_role("link", name=f"Look at the PDF of edition {number}").click()
    expect(page.locator("iframe.office-pdf")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile(f"^Download.*: PDF of edition {number}")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="Go on").click()


def mend(article: Article) -> None:
    """What the desk does meanwhile: the dek is changed, and the article checked again."""
    stored = f.fresh(article)
    stored.dek = "A port, two days"
    save_item(item=stored, by=f.editor(), reason="Mended")
    f.walk_on(stored)


def test_a_month_at_the_publications_office(
    page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    make_roles()
    issue = brought_to("closed", articles=2)
    settings.RELEASE_REVIEWS = ["Security", "Public affairs"]
    page = page_of(f.publications())
    page.goto("/")
    expect(page).to_have_url(re.compile("/office/$"))
    page.get_by_role("link", name="Record a review").click()
    record_reviews(page, settings.RELEASE_REVIEWS)
    page.get_by_role("button", name="Approve", exact=True).click()
    wait_for_edition(page, 1, monkeypatch)
    look_at(page, 1)
    page.get_by_role("button", name="Publish edition 1 now").click()
    expect(page.get_by_text("Published. Readers have the issue.")).to_be_visible()
    assert Issue.objects.get(pk=issue.pk).state == IssueState.PUBLISHED

    article = article_of(issue)
    page.get_by_role("link", name="Correct an article…").click()
    page.get_by_role("radio", name=str(article)).check()
    page.get_by_label("What is wrong?").fill("It was two days, not three.")
    page.get_by_role("button", name="Open the correction").click()
    page.get_by_label("Erratum").fill("The port was closed for two days, not three.")
    page.get_by_role("button", name="Save the erratum").click()
    expect(page.get_by_text("The erratum is saved.")).to_be_visible()
    assert correction_of(issue).erratum == "The port was closed for two days, not three."
    mend(article)

    page.get_by_role("link", name="Office", exact=True).click()
    page.get_by_role("link", name="Record a review").click()
    record_reviews(page, settings.RELEASE_REVIEWS)
    page.get_by_role("button", name="Approve the correction").click()
    wait_for_edition(page, 2, monkeypatch)
    page.get_by_role("button", name="Publish edition 2 now").click()
    expect(page.get_by_text("Readers have the corrected edition.")).to_be_visible()
    assert Article.objects.get(pk=article.pk).state == ArticleState.PUBLISHED
    page.get_by_role("link", name="What changed since edition 1").click()
    expect(page.get_by_text("The port was closed for two days, not three.")).to_be_visible()
    expect(page.locator("del", has_text="three").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_office_have_no_axe_violation(
    page_of: Callable[..., Page], scheme: str, settings: Any
) -> None:
    make_roles()
    issues = {
        state: brought_to(state)
        for state in ("planning", "closed", "ready", "failed", "corrected", "correcting", "edition 2 out")
    }
    settings.RELEASE_REVIEWS = ["Security", "Public affairs"]
    out = issues["edition 2 out"]
    addresses = [
        reverse("office"), *(at("issue", issue) for issue in issues.values()), at("edition", out, 2),
        at("changes", out, 1, 2), at("correct", out),
        reverse("office_correction", args=[correction_of(issues["correcting"]).pk]),
    ]  # fmt: skip
    page = page_of(f.administrator(), color_scheme=scheme)
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true })")
        assert page.title()
        for width in widths_of(scheme):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], (width, address)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
                width,
                address,
            )


def test_a_plan_is_made_and_what_is_wrong_with_it_stays_in_the_form(page_of: Callable[..., Page]) -> None:
    make_roles()
    issue = brought_to("ready")
    page = page_of(f.publications())
    page.goto(at("issue", issue))
    page.get_by_text("Publish on a day and time…").click()
    page.get_by_label("Day").fill("2031-05-30")
    page.get_by_label("Time").fill("06:30")
    page.get_by_role("button", name="Plan it").click()
    expect(
        page.get_by_role("heading", name="Edition 1 is planned for May 30, 2031, 6:30 a.m.")
    ).to_be_visible()
    page.get_by_role("button", name="Cancel the plan").click()
    expect(page.get_by_text("The plan is canceled.")).to_be_visible()
