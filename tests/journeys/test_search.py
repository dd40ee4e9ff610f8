"""An editor finds an Arabic phrase however it is typed, filters, saves the search, takes the table along; by keyboard too."""

import csv
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from editorial.content.models import Article
from editorial.workflow.comments import add_comment
from editorial.workflow.models import Assignment
from tests import factories as f
from tests.journeys.conftest import LOOKS, violations
from tests.processes import make_roles

pytestmark = pytest.mark.serial
LIST = "/admin/editorial/article/"
PASSAGE = "<p>قال الوزير: أُغْلِقَ الميناءُ ثلاثةَ أيّامٍ، والسفن تنتظر في عرض البحر منذ الفجر.</p>"


def newsroom() -> tuple[User, Article]:
    """Six articles; one quotes the closed port in Arabic."""
    make_roles()
    cache.clear()  # the people whom the selects offer
    writer, editor = f.author(), f.editor()
    article = f.complete_article(writer, title="The harbor that waited")
    f.add_excerpt(
        article, writer, original_title="الميناء المغلق", original_language="ar", translated_title="The closed port",
        outlet="المرفأ", original_text=PASSAGE,
    )  # fmt: skip
    article = f.walked_to("in_review", article)
    add_comment(article=article, text="Who counted the ships?", by=editor, blocking=True)
    for number in range(3):
        f.walked_to(
            "in_review", f.complete_article(writer, title=f"A letter from upriver, part {number + 1}")
        )
    checked = f.walked_to("fact_check", f.complete_article(writer, title="A bridge of boats"))
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.create(
        article=checked,
        stage="fact_check",
        person=f.fact_checker(),
        due_on=yesterday,
        by=editor,
        at=timezone.now(),
    )
    f.complete_article(writer, title="A draft that nobody has seen")
    return editor, article


def test_finding_filtering_saving_and_taking_along(page_of: Callable[..., Page]) -> None:
    editor, article = newsroom()
    page = page_of(editor, accept_downloads=True)
    page.goto(LIST)
    expect(page.get_by_role("heading", name="5 articles")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("A draft that nobody has seen")
    box = page.get_by_label("Search the articles")
    for typed in ("“الميناء ثلاثة ايام”", "الميناءُ ثلاثةَ أيّامٍ", "اغلق الميناء"):
        box.fill(typed)
        box.press("Enter")
        expect(page.get_by_role("heading", name="1 article", exact=True)).to_be_visible()
        expect(page.get_by_role("rowheader")).to_contain_text(article.title)
        expect(page.locator("mark", has_text="الميناءُ")).to_be_visible()
    # What is in the way comes in by itself.
    expect(page.locator(".list-way").last).to_contain_text("Who counted the ships?")
    box.fill("harbour")
    box.press("Enter")
    expect(page.get_by_role("heading", name="5 articles")).to_be_visible()
    page.locator("summary", has_text="Filters").click()
    page.get_by_label("Fact-check", exact=True).check()
    page.get_by_label("Late", exact=True).check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="1 article", exact=True)).to_be_visible()
    assert "issue=" not in page.url
    expect(page.locator(".list-late")).to_contain_text("Late: due")
    page.locator("summary", has_text="Save this search").click()
    page.get_by_label("Name", exact=True).fill("Late checks")
    page.get_by_label("For everybody at the desk").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Late checks")).to_have_attribute("aria-current", "page")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        assert [row["Title"] for row in csv.DictReader(file)] == ["A bridge of boats"]
    other = page_of(f.fact_checker())
    other.goto(LIST)
    other.get_by_role("link", name="Late checks").click()
    expect(other.get_by_role("heading", name="1 article", exact=True)).to_be_visible()
    page.locator("summary", has_text="Change saved filters").click()
    page.get_by_role("button", name="Delete “Late checks”").click()
    expect(page.get_by_role("link", name="Late checks")).to_have_count(0)


def test_by_keyboard_alone(page_of: Callable[..., Page]) -> None:
    editor, _article = newsroom()
    page = page_of(editor)
    page.goto(LIST)
    page.get_by_label("Search the articles").focus()
    page.keyboard.type("upriver")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="3 articles")).to_be_visible()
    summary = page.locator("summary", has_text="Filters")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Draft", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("summary", has_text="1 set")).to_be_visible()
    page.get_by_role("link", name="Title").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Title")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("button", name="Tick all on this page").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ticked")).to_have_text("3 ticked")
    page.get_by_label("To", exact=True).select_option(label=editor.get_full_name())
    page.get_by_role("button", name="Give out").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("3 articles given out")
    assert "q=upriver" in page.url
    assert Assignment.objects.filter(person=editor).count() == 3


@pytest.mark.parametrize("width, scheme", LOOKS)
def test_the_list_is_readable_everywhere(page_of: Callable[..., Page], width: int, scheme: str) -> None:
    editor, _article = newsroom()
    first = page_of(editor, color_scheme=scheme, viewport={"width": width, "height": 900})
    # A page of its own: the browser calls the answer 422 an error on its console.
    page = first.context.new_page()
    for address in ("", f"?q={quote('الميناء')}&state=in_review", "?state=lost&q=…", "?q=nowhere"):
        page.goto(f"{LIST}{address}")
        page.wait_for_load_state("networkidle")
        for summary in page.locator("main summary").all():
            if summary.evaluate("one => !one.parentElement.open"):
                summary.click()
        assert violations(page) == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} pixels too wide"
