"""An issue of twelve articles is assembled by mouse, by keyboard alone, and by two editors at once; the months ahead."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from editorial.content.models import Article
from editorial.issues.arrangement import Group, arrangement_of
from editorial.issues.models import Issue, Section
from tests import factories as f
from tests.journeys.conftest import violations, widths_of
from tests.processes import make_roles

pytestmark = pytest.mark.serial
TALL = {"width": 1280, "height": 3600}
NAMES = ["Harbors", "Railways", "Rivers"]
BOARD = "/admin/editorial/issue/board/"


def twelve() -> tuple[Issue, list[Section], list[Article]]:
    """Nine articles in three sections of an issue, three in no issue."""
    make_roles()
    sections = [f.section(name) for name in NAMES]
    articles = [
        f.walked_to("in_review", f.complete_article(section=sections[n % 3], title=f"Story number {n + 1}"))
        for n in range(12)
    ]
    return f.issue_of(articles[:9]), sections, articles


def wanted_of(sections: list[Section], a: list[Article]) -> tuple[Group, ...]:
    """Rivers first; articles change places and sections, one goes out, three come in."""
    harbors, railways, rivers = (section.pk for section in sections)
    return (
        Group(rivers, tuple(x.pk for x in (a[8], a[2], a[11], a[0]))),
        Group(harbors, tuple(x.pk for x in (a[6], a[9], a[3], a[5]))),
        Group(railways, tuple(x.pk for x in (a[10], a[1], a[4]))),
    )


def row_of(page: Page, pk: int) -> Locator:
    return page.locator(f"#row-{pk}")


def handle_of(page: Page, pk: int) -> Locator:
    return row_of(page, pk).locator(".order-handle")


def group_of(page: Page, section: int) -> Locator:
    return page.locator(f'.order-group[data-section="{section}"]')


def shown_order(page: Page) -> list[tuple[int, list[int]]]:
    read = """() => [...document.querySelectorAll('.order-group[data-listed]')].map(g =>
      [Number(g.dataset.section), [...g.querySelectorAll('.order-row')].map(r => Number(r.dataset.article))])"""
    return [(section, articles) for section, articles in page.evaluate(read)]


def drag(page: Page, pk: int, to: Locator, *, above: bool = False, finger: bool = False) -> None:
    """Take the article by its handle and let it go over the lower (or upper) part of `to`."""
    start, end = handle_of(page, pk).bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y + 8, steps=3)
    page.mouse.move(end["x"] + 200, end["y"] + (4 if above else end["height"] - 4), steps=12)
    end = to.bounding_box() or end  # what is above it may have gone meanwhile
    page.mouse.move(end["x"] + 200, end["y"] + (4 if above else end["height"] - 4), steps=4)
    page.mouse.up()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save the arrangement").click()
    expect(page.get_by_text("Arrangement saved.")).to_be_visible()


def test_twelve_articles_by_mouse(page_of: Callable[..., Page]) -> None:
    issue, sections, a = twelve()
    page = page_of(f.editor(), viewport=TALL)
    page.goto(f"/admin/editorial/issue/{issue.pk}/change/")
    wanted = wanted_of(sections, a)
    drag(page, a[7].pk, page.locator("[data-out] .order-list"))
    for group in wanted:
        target = group_of(page, group.section or 0)
        for number, pk in enumerate(group.articles):
            if number:
                drag(page, pk, row_of(page, group.articles[number - 1]))
            else:
                drag(page, pk, target.locator(".order-row").first, above=True)
    page.get_by_role("button", name="Move the section Rivers up").click()
    page.get_by_role("button", name="Move the section Rivers up").click()
    assert shown_order(page) == [(group.section, list(group.articles)) for group in wanted]
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    save(page)
    assert arrangement_of(issue) == wanted
    assert Article.objects.get(pk=a[7].pk).issue is None
    assert shown_order(page) == [(group.section, list(group.articles)) for group in wanted]


def test_a_drag_is_given_up_with_escape_and_everything_is_put_back(page_of: Callable[..., Page]) -> None:
    issue, _sections, a = twelve()
    page = page_of(f.editor(), viewport=TALL)
    page.goto(f"/admin/editorial/issue/{issue.pk}/change/")
    before = shown_order(page)
    start = handle_of(page, a[0].pk).bounding_box() or {}
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] + 400, steps=8)
    assert shown_order(page) != before
    page.keyboard.press("Escape")
    page.mouse.up()
    assert shown_order(page) == before
    expect(page.locator("[data-bar]")).to_be_hidden()
    page.get_by_role("button", name="Move Story number 1 down", exact=True).click()
    page.get_by_role("button", name="Move the section Rivers up").click()
    page.get_by_role("button", name="Put everything back").click()
    assert shown_order(page) == before


def test_a_draft_that_is_not_submitted_yet_is_taken_out_by_its_menu(page_of: Callable[..., Page]) -> None:
    make_roles()
    draft = f.complete_article(section=f.section("Harbors"), title="A secret")
    issue = f.issue_of([draft])
    f.section("Rivers")
    page = page_of(f.editor())
    page.goto(f"/admin/editorial/issue/{issue.pk}/change/")
    row_of(page, draft.pk).get_by_role("button", name="to a section").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button")).to_have_text(["Articles in no issue", "Cancel"])
    dialog.get_by_role("button", name="Articles in no issue").click()
    save(page)
    assert Article.objects.get(pk=draft.pk).issue is None
    expect(row_of(page, draft.pk)).to_have_count(0)


def press(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def keyboard_to(page: Page, pk: int, section: int, place: int) -> None:
    """Grab, walk to the section, then to the place (from 0), put down: keys alone."""
    handle_of(page, pk).focus()
    press(page, "Enter")
    expect(handle_of(page, pk)).to_have_attribute("aria-pressed", "true")
    for _ in range(8):
        order = [s for s, _articles in shown_order(page)]
        here = next((s for s, articles in shown_order(page) if pk in articles), None)
        if here == section:
            break
        back = here is None or order.index(here) > order.index(section)
        press(page, "ArrowLeft" if back else "ArrowRight")
    for _ in range(20):
        now = next(articles for s, articles in shown_order(page) if s == section).index(pk)
        if now == place:
            break
        press(page, "ArrowUp" if now > place else "ArrowDown")
    press(page, "Enter")
    expect(handle_of(page, pk)).to_be_focused()


def test_twelve_articles_by_keyboard_alone(page_of: Callable[..., Page]) -> None:
    issue, sections, a = twelve()
    page = page_of(f.editor())
    page.goto(f"/admin/editorial/issue/{issue.pk}/change/")
    wanted = wanted_of(sections, a)
    said = page.locator(".issue-order [data-said]")
    # Out of the issue by the menu of sections.
    row_of(page, a[7].pk).get_by_role("button", name="Move Story number 8 to a section").focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Move “Story number 8” to")).to_be_visible()
    page.get_by_role("button", name="Articles in no issue").focus()
    press(page, "Enter")
    expect(said).to_contain_text("Story number 8: Articles in no issue")
    for group in wanted:
        for number, pk in enumerate(group.articles):
            keyboard_to(page, pk, group.section or 0, number)
    for _ in range(2):
        page.get_by_role("button", name="Move the section Rivers up").focus()
        press(page, "Enter")
    expect(said).to_contain_text("Section Rivers is before")
    assert shown_order(page) == [(group.section, list(group.articles)) for group in wanted]
    # Escape puts back, Up and Down do single steps, and the focus stays where it was.
    handle_of(page, a[8].pk).focus()
    press(page, " ", "ArrowDown", "ArrowDown", "Escape")
    expect(handle_of(page, a[8].pk)).to_be_focused()
    expect(said).to_contain_text("put back: Rivers, 1 of 4")
    row_of(page, a[8].pk).get_by_role("button", name="Move Story number 9 down").focus()
    press(page, "Enter")
    expect(said).to_contain_text("Story number 9: Rivers, 2 of 4")
    row_of(page, a[8].pk).get_by_role("button", name="Move Story number 9 up").focus()
    press(page, "Enter")
    assert shown_order(page) == [(group.section, list(group.articles)) for group in wanted]
    page.get_by_role("button", name="Save the arrangement").focus()
    press(page, "Enter")
    expect(page.get_by_text("Arrangement saved.")).to_be_visible()
    assert arrangement_of(issue) == wanted


def second_page(browser: Browser, live_server: Any) -> Page:
    """A page of another editor, whose browser may say in its console that the server answered 409."""
    client = Client()
    client.force_login(f.editor())
    context = browser.new_context(base_url=live_server.url, viewport=TALL)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return context.new_page()


def test_two_editors_arrange_at_the_same_time(
    page_of: Callable[..., Page], browser: Browser, live_server: Any
) -> None:
    issue, sections, a = twelve()
    ada, ben = page_of(f.editor(), viewport=TALL), second_page(browser, live_server)
    for page in (ada, ben):
        page.goto(f"/admin/editorial/issue/{issue.pk}/change/")
    ada.get_by_role("button", name="Move Story number 1 down", exact=True).click()
    drag(ada, a[9].pk, row_of(ada, a[4].pk))
    save(ada)
    ben.get_by_role("button", name="Move Story number 7 up", exact=True).click()
    ben.get_by_role("button", name="Save the arrangement").click()
    expect(ben.get_by_role("heading", name="As it stands now")).to_be_visible()
    expect(ben.get_by_role("heading", name="As you arranged it")).to_be_visible()
    expect(ben.get_by_text("Story number 10")).to_have_count(2)
    assert violations(ben) == []
    ben.get_by_role("button", name="Save this one instead").click()
    expect(ben.get_by_text("Arrangement saved.")).to_be_visible()
    ben.context.close()
    stands = {group.section: list(group.articles) for group in arrangement_of(issue)}
    assert stands[sections[0].pk] == [a[0].pk, a[6].pk, a[3].pk]
    assert a[9].pk in stands[sections[1].pk]


def test_without_scripts_the_numbers_do_it(page_of: Callable[..., Page]) -> None:
    issue, sections, a = twelve()
    page = page_of(f.editor(), java_script_enabled=False)
    page.goto(f"/admin/editorial/issue/{issue.pk}/change/")
    page.get_by_label("Section of Story number 1", exact=True).select_option(str(sections[2].pk))
    page.get_by_label("Place of Story number 1", exact=True).fill("99")
    page.get_by_role("button", name="Save order").click()
    expect(page.get_by_text("Arrangement saved.")).to_be_visible()
    assert arrangement_of(issue)[2].articles[-1] == a[0].pk
    page.get_by_role("button", name="Put Story number 12 into this issue").click()
    expect(page.get_by_text("Article placed in the issue.")).to_be_visible()
    page.get_by_role("button", name="Take out Story number 2", exact=True).click()
    assert Article.objects.get(pk=a[1].pk).issue is None


def test_several_are_given_to_somebody_at_once(page_of: Callable[..., Page]) -> None:
    issue, _sections, a = twelve()
    somebody = f.editor()
    page = page_of(f.editor())
    page.goto(f"/admin/editorial/issue/{issue.pk}/change/")
    for number in (1, 4):
        page.get_by_label(f"Choose Story number {number}", exact=True).check()
    assign = page.locator("#assign-form")
    assign.get_by_label("For").select_option("in_review")
    assign.get_by_label("To").select_option(str(somebody.pk))
    assign.get_by_role("button", name="Assign").click()
    expect(page).to_have_url(re.compile(r"/change/#articles-title$"))
    assert set(somebody.assignments.values_list("article", flat=True)) == {a[0].pk, a[3].pk}


def test_the_board_of_the_months(page_of: Callable[..., Page]) -> None:
    issue, _sections, a = twelve()
    other = f.issue_of([])
    page = page_of(f.editor(), viewport=TALL)
    page.goto(f"{BOARD}?from={issue.month:%Y-%m}")
    card = page.locator(f"#card-{a[0].pk}")
    start = card.locator(".order-handle").bounding_box() or {}
    end = page.locator(f'.board-column[data-issue="{other.pk}"]').bounding_box() or {}
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 60, steps=10)
    page.mouse.up()
    expect(page.get_by_text(f"“{a[0]}” is in “{other}” now.")).to_be_visible()
    assert Article.objects.get(pk=a[0].pk).issue == other
    expect(page.locator(f"#card-{a[0].pk}")).to_be_focused()
    # By keyboard: the handle leads to the months, the button moves.
    page.locator(f"#card-{a[1].pk} .order-handle").focus()
    press(page, "Enter")
    menu = page.get_by_label("Move Story number 2 to", exact=True)
    expect(menu).to_be_focused()
    menu.select_option("")
    press(page, "Tab", "Enter")
    expect(page.get_by_text(f"“{a[1]}” is in no issue now.")).to_be_visible()
    assert Article.objects.get(pk=a[1].pk).issue is None
    # A month that nobody planned.
    page.get_by_text("Plan this issue").first.click()
    page.get_by_role("button", name=re.compile("^Plan ")).first.click()
    expect(page.get_by_text("The issue is planned.")).to_be_visible()
    assert Issue.objects.count() == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_for_everybody(page_of: Callable[..., Page], scheme: Any) -> None:
    issue, sections, _a = twelve()
    issue.issue_sections.filter(section=sections[1]).delete()
    page = page_of(f.editor(), color_scheme=scheme)
    for width in widths_of(scheme):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (f"/admin/editorial/issue/{issue.pk}/change/", f"{BOARD}?from={issue.month:%Y-%m}"):
            page.goto(address)
            assert violations(page) == [], (width, address)
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert over <= 0, (width, address, over)


def test_by_finger(page_of: Callable[..., Page]) -> None:
    issue, sections, a = twelve()
    page = page_of(f.editor(), viewport={"width": 768, "height": 3600}, has_touch=True)
    page.goto(f"/admin/editorial/issue/{issue.pk}/change/")
    start, end = handle_of(page, a[0].pk).bounding_box() or {}, row_of(page, a[6].pk).bounding_box() or {}
    touch = page.context.new_cdp_session(page)
    x, y = start["x"] + 10, start["y"] + 10
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        to = y + (end["y"] + end["height"] - 4 - y) * step / 10
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": to}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert shown_order(page)[0] == (sections[0].pk, [a[3].pk, a[6].pk, a[0].pk])
