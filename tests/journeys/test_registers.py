"""An editor adds an outlet to the register; an author who types another spelling of it is offered it and takes it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from editorial.registers.models import BackIssue, Outlet, Person
from editorial.registers.operations import save_outlet, save_person
from tests import factories as f
from tests.journeys.conftest import LOOKS, violations
from tests.journeys.editor_pages import open_editor, saved
from tests.processes import make_roles

pytestmark = pytest.mark.serial

DESK = "/admin/editorial"
PICTURES = os.environ.get("OEWATCH_SCREENSHOTS", "")


def looked_at(page: Page, name: str) -> None:
    """axe at three widths, light and dark; pictures where somebody asked for them."""
    for width, scheme in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(250)  # buttons fade from one color to the other
        assert violations(page) == [], (name, width, scheme)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, width, wide)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")


def test_an_outlet_goes_from_the_register_into_an_excerpt(page_of: Callable[..., Page]) -> None:
    make_roles()
    editor = page_of(f.editor(), viewport={"width": 1280, "height": 900})
    editor.goto(f"{DESK}/outlet/")
    looked_at(editor, "empty-list")
    editor.get_by_role("link", name="Add outlet").click()
    editor.get_by_label("Name:").fill("صدى المرفأ")
    editor.get_by_label("Other spellings:").fill("Sada al-Marfa\nSada el-Marfah")
    editor.get_by_label("Descriptor:").fill("port daily")
    editor.get_by_label("Country:").select_option(label="Qatar")
    editor.get_by_label("Language:").fill("ar")
    looked_at(editor, "outlet-form")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("#result_list").get_by_role("link", name="صدى المرفأ")).to_be_visible()
    looked_at(editor, "list")

    article = f.complete_article()
    page = open_editor(page_of(article.created_by), article)
    page.locator("#add-excerpt").press("Enter")
    page.keyboard.type("sada el")
    offered = page.get_by_role("option", name="صدى المرفأ")
    expect(offered).to_contain_text("port daily, Qatar")
    expect(offered).to_contain_text("for “Sada el-Marfah”")
    assert violations(page) == []
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "offered.png")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    card = page.locator("#excerpt-list > li").nth(2)
    values = [
        card.locator(f"[data-field={name}] input").input_value()
        for name in ("outlet", "outlet_descriptor", "original_language")
    ]
    assert values == ["صدى المرفأ", "port daily", "Arabic"]
    saved(page)
    assert f.fresh(article).excerpts.last().outlet == "صدى المرفأ"


def test_the_other_pages_of_the_registers(page_of: Callable[..., Page], tmp_path: Path) -> None:
    make_roles()
    by, article = f.editor(), f.complete_article()
    for name in ("Al-Marfa", "Al-Marfa Daily"):
        save_outlet(outlet=Outlet(name=name, descriptor="daily"), spellings=[f"{name} News"], by=by)
    save_person(person=Person(name="Ilka Marend"), forms=["Ilke Mahrend"], by=by)
    f.add_excerpt(
        article, article.created_by, outlet="صوت الملح", outlet_descriptor="daily", original_language="ar"
    )
    f.move(f.fresh(article), "submit", article.created_by)
    page = page_of(by, viewport={"width": 1280, "height": 900})

    page.goto(f"{DESK}/outlet/")
    page.get_by_role("link", name="Cited, but not here").click()
    looked_at(page, "seen")
    page.get_by_role("button", name="Take صوت الملح").click()
    expect(page.get_by_text("It is in the register.")).to_be_visible()

    page.goto(f"{DESK}/outlet/")
    page.get_by_role("link", name="Al-Marfa Daily", exact=True).click()
    page.get_by_role("link", name="Merge into another").click()
    page.get_by_label("Find the one that stays").fill("marfa")
    page.get_by_role("button", name="Search").click()
    page.get_by_label("Al-Marfa · daily").check()
    looked_at(page, "merge")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_label("Other spellings:")).to_have_value(
        "Al-Marfa Daily\nAl-Marfa Daily News\nAl-Marfa News"
    )
    looked_at(page, "merged")

    table = tmp_path / "people.csv"
    table.write_text("name,forms\nIlka Marend,Ilke Mahrend | I. Marend\nOskar Lindqvarn,\n", encoding="utf-8")
    page.goto(f"{DESK}/person/")
    page.get_by_role("link", name="Import (CSV)").click()
    looked_at(page, "import")
    page.locator("#register-file").set_input_files(table)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("This is what will happen: 1 new, 1 changed")).to_be_visible()
    looked_at(page, "preview")
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("Brought in: 1 new, 1 changed.")).to_be_visible()

    page.goto(f"{DESK}/backissue/add/")
    page.get_by_label("Month:").fill("2019-11-01")
    page.locator("#id_articles-0-title").fill("Keys of the Port")
    looked_at(page, "back-issue")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list").get_by_role("link", name="November 2019")).to_be_visible()
    assert BackIssue.objects.get().articles.get().title == "Keys of the Port"
