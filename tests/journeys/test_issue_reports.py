"""An editor sees why an issue cannot be closed, follows the links, and keeps the reports; on small and large screens."""

import csv
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from editorial.content.models import Image
from editorial.issues.models import Issue
from tests import factories
from tests.journeys.conftest import violations
from tests.processes import make_roles

pytestmark = pytest.mark.serial
DESK = "/admin/editorial"


def troubled_issue() -> Issue:
    """Closed by override: one picture was changed after its clearance; one article has none, another two."""
    articles = [
        factories.walked_to("approved", factories.complete_article(images=number)) for number in (1, 0, 2)
    ]
    issue = factories.issue_of(articles)
    Issue.objects.filter(pk=issue.pk).update(publication_date=date(2031, 5, 30))
    Image.objects.filter(article=articles[0]).update(creator="Mo Maker & Daughters", license="CC-BY-SA-3.0")
    boss = factories.administrator()
    return factories.move_issue(issue, "close", boss, override=True, reason="The printer cannot wait")


def test_from_what_blocks_to_the_picture_and_the_table(page_of: Callable[..., Page]) -> None:
    make_roles()
    issue = troubled_issue()
    article = issue.articles.get(position=1)
    page = page_of(factories.administrator(), accept_downloads=True)
    page.goto(f"{DESK}/issue/{issue.pk}/change/")
    expect(page.locator("#overridden-title")).to_be_visible()
    approve = page.locator("form.desk-move:has(input[value=approve])")
    approve.get_by_role("link", name="was changed after it was cleared").click()
    image = article.images.get()
    expect(page).to_have_url(
        f"{page.url.split('/admin')[0]}{DESK}/article/{article.pk}/change/#item-image-{image.key}"
    )
    page.go_back()
    page.get_by_role("link", name="Image rights").click()
    expect(page.get_by_role("heading", name="1 of 3 images not ready")).to_be_visible()
    page.get_by_role("link", name=f"{article.title}, image 1").click()
    card = page.locator(f"#image-{image.pk}")
    expect(card.locator("ins").first).to_be_visible()
    expect(card.locator("img")).to_have_js_property("complete", True)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename == f"{issue.reference}-rights.csv"
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        assert [row["Status"] for row in csv.DictReader(file)] == ["Not ready", "No image", "Ready", "Ready"]
    page.get_by_role("link", name="The issue’s record").click()
    expect(page.locator(".report-override")).to_contain_text("The printer cannot wait")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_reports_are_readable_everywhere(page_of: Callable[..., Page], scheme: str, width: int) -> None:
    make_roles()
    issue = troubled_issue()
    page = page_of(factories.editor(), color_scheme=scheme, viewport={"width": width, "height": 900})
    for address in (f"{issue.pk}/rights/", f"{issue.pk}/record/", f"{issue.pk}/change/"):
        page.goto(f"{DESK}/issue/{address}")
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], address
        if not address.endswith("change/"):
            expect(page.get_by_role("navigation", name="Breadcrumbs")).to_have_count(1)
        if not address.endswith("change/"):
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{address} is {wide} pixels too wide"


def test_on_paper_the_reports_are_without_the_site_around_them(page_of: Callable[..., Page]) -> None:
    make_roles()
    issue = troubled_issue()
    page = page_of(factories.editor(), color_scheme="dark")
    for name in ("rights", "record"):
        page.goto(f"{DESK}/issue/{issue.pk}/{name}/")
        page.evaluate("document.documentElement.dataset.theme = 'dark'")  # as somebody chose it
        page.emulate_media(media="print")
        expect(page.locator("#header")).to_be_hidden()
        expect(page.locator(".report-acts").first).to_be_hidden()
        assert (
            page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
            == "rgb(255, 255, 255)"
        )
        for part in ("h1", "h2", "h3", ".desk-facts dd", "code"):
            color = page.locator(part).last.evaluate("part => getComputedStyle(part).color")
            assert color in ("rgb(0, 0, 0)", "rgb(51, 51, 51)"), (name, part, color)
        page.emulate_media(media="screen")
