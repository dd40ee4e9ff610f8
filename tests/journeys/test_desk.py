"""The desk in a real browser: two editors and one queue, a fact-check given out, what is late; by keyboard; for everybody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from editorial.content.models import Article
from editorial.issues.models import Issue
from editorial.notify.models import Notification
from editorial.states import ArticleState as S
from editorial.workflow.assignments import claim_article
from editorial.workflow.models import Assignment
from tests import factories as f
from tests.integration.admin.pages import page_of as address_of
from tests.journeys.conftest import violations, widths_of
from tests.journeys.editor_pages import window_of  # noqa: F401  a fixture
from tests.processes import make_roles

pytestmark = pytest.mark.serial


@pytest.fixture(autouse=True)
def roles(transactional_db: None) -> None:
    make_roles()
    cache.clear()


def at(state: str, title: str, **people: Any) -> Article:
    return f.walked_to(state, f.complete_article(title=title), **people)


def card(page: Page, group: str, title: str) -> Any:
    return page.locator(f"#{group} li.desk-card").filter(has=page.get_by_role("link", name=title, exact=True))


def holder(article: Article, stage: str) -> object:
    found = Assignment.objects.filter(article=article, stage=stage).first()
    return found.person if found else None


def test_two_editors_one_queue(page_of: Callable[..., Page]) -> None:
    ada, noor = f.editor(), f.editor()
    bridge, well = at(S.IN_REVIEW, "The Bridge"), at(S.FACT_CHECK, "The Well")
    checker = f.fact_checker()
    issue = f.issue_of([bridge, well])
    Issue.objects.filter(pk=issue.pk).update(reviews_due_on=timezone.localdate() - timedelta(days=3))

    first, second = page_of(ada), page_of(noor)
    for page in (first, second):
        page.goto("/admin/")
        expect(card(page, "unclaimed", "The Bridge")).to_contain_text("3 days late")
        expect(page.locator("#late")).to_contain_text("The Bridge")
        expect(page.locator("#issues")).to_contain_text("1 review is late")

    first.get_by_role("button", name="Claim “The Bridge”").click()
    expect(first.get_by_text("You have claimed “The Bridge”.")).to_be_visible()
    expect(card(first, "needs-you", "The Bridge")).to_contain_text("You have it")

    second.goto("/admin/")
    expect(card(second, "waiting", "The Bridge")).to_contain_text(f"{ada.get_full_name()} has it since")
    expect(second.get_by_role("button", name="Claim “The Bridge”")).to_have_count(0)

    # An editor gives the fact-check to somebody.
    card(second, "waiting", "The Well").get_by_role("link", name="The Well", exact=True).click()
    panel = second.locator("#assignment")
    expect(panel.get_by_role("heading")).to_have_text("Nobody has it yet")
    panel.get_by_label("Who checks the facts").select_option(label=checker.get_full_name())
    panel.get_by_role("button", name="Assign").click()
    expect(panel.get_by_role("heading")).to_have_text(f"{checker.get_full_name()} has it")
    assert holder(well, S.FACT_CHECK) == checker
    told = Notification.objects.filter(recipient=checker, kind="assigned")
    assert [one.text for one in told] == [f"{noor.get_full_name()} gave you “The Well” to fact-check."]

    # Who has it finds it on the desk, with how far it is, and comes to the page where facts are checked.
    third = page_of(checker)
    third.goto("/admin/")
    mine = card(third, "needs-you", "The Well")
    expect(mine).to_contain_text("0 of 8 parts verified")
    expect(mine).to_contain_text("The article’s own text is not checked yet.")
    mine.get_by_role("link", name="Check it").click()
    expect(third).to_have_url(f"{third.url.split('/check/')[0]}/check/{well.pk}/")


def test_a_claim_that_comes_second_is_refused_in_words(window_of: Callable[..., BrowserContext]) -> None:  # noqa: F811
    ada, noor = f.editor(), f.editor()
    article = at(S.IN_REVIEW, "The Bridge")
    page = window_of(noor).new_page()
    page.goto("/admin/")
    claim_article(article_id=article.pk, by=ada)  # while the page is open
    with page.expect_response("**/claim/") as answer:
        page.get_by_role("button", name="Claim “The Bridge”").click()
    assert answer.value.status == 409
    expect(page.get_by_role("alert")).to_contain_text(f"{ada.get_full_name()} has “The Bridge” since")
    assert holder(article, S.IN_REVIEW) == ada


def test_claiming_by_keyboard_alone(page_of: Callable[..., Page]) -> None:
    editor = f.editor()
    article = at(S.IN_REVIEW, "The Bridge")
    page = page_of(editor)
    page.goto("/admin/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith("Claim"):
            break
    page.keyboard.press("Enter")
    expect(card(page, "needs-you", "The Bridge")).to_contain_text("You have it")
    assert holder(article, S.IN_REVIEW) == editor


def test_one_sees_who_looks_at_the_same_article(page_of: Callable[..., Page]) -> None:
    ada, noor = f.editor(), f.editor()
    article = at(S.IN_REVIEW, "The Bridge")
    first, second = page_of(ada), page_of(noor)
    with first.expect_response("**/presence/"):
        first.goto(address_of(article))
    second.goto(address_of(article))
    expect(second.locator("[data-presence]")).to_have_text(f"{ada.get_full_name()} is looking at this too")
    second.goto("/admin/")
    expect(card(second, "unclaimed", "The Bridge")).to_contain_text(f"{ada.get_full_name()} is looking at it")


def everything() -> dict[str, Any]:
    """A desk with all that it can show."""
    editor, other, checker, office = f.editor(), f.editor(), f.fact_checker(), f.publications()
    today = timezone.localdate()
    mine, free, check = (
        at(S.IN_REVIEW, "The Harbour"),
        at(S.IN_REVIEW, "The Bridge"),
        at(S.FACT_CHECK, "The Well"),
    )
    back = f.move(
        at(S.IN_REVIEW, "The Road"), "return", other, reason="Name the source of the second excerpt."
    )
    issue = f.issue_of([mine, free, check, back])
    Issue.objects.filter(pk=issue.pk).update(
        drafts_due_on=today - timedelta(days=4),
        reviews_due_on=today + timedelta(days=1),
        publication_date=today,
    )
    claim_article(article_id=mine.pk, by=editor)
    claim_article(article_id=check.pk, by=checker)
    f.move_issue(f.issue_of([at(S.APPROVED, "The Road Home")]), "close", editor)
    return {"editor": editor, "checker": checker, "office": office, "article": free}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it_at_every_width(page_of: Callable[..., Page], scheme: str) -> None:
    made = everything()
    for role in ("editor", "checker", "office"):
        page = page_of(made[role], color_scheme=scheme)
        for width in widths_of(scheme):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto("/admin/")
            expect(page).to_have_title("Desk | oewatch")
            assert violations(page) == [], (role, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (role, width)
    page = page_of(made["editor"], color_scheme=scheme)
    for width in widths_of(scheme):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address_of(made["article"]))
        panel = page.locator("#assignment")
        expect(panel).to_be_visible()
        box = panel.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert violations(page, "#assignment") == []
