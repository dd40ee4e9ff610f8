"""The house's settings, a new issue, and an issue's own texts in a real browser."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from editorial.house.models import House
from editorial.issues.models import Issue, IssuePart
from editorial.issues.operations import create_issue
from editorial.issues.parts import save_part
from tests import factories as f
from tests.journeys.conftest import LOOKS, violations
from tests.journeys.editor_pages import window_of  # noqa: F401  a fixture

pytestmark = pytest.mark.serial


def planned() -> Issue:
    sections = [f.section("Routes and Ports"), f.section("Water")]
    issue = create_issue(month=date(2026, 11, 1), volume=1, number=11, by=f.editor(), sections=sections)
    for title in ("Editor’s Note", "How to Write to Us"):
        part = IssuePart(issue=issue, position=0, title=title, body="<p>A few words.</p>", recurring=True)
        save_part(part=part, by=f.editor())
    return issue


def test_the_office_furnishes_the_house(window_of: Any) -> None:  # noqa: F811
    page: Page = window_of(f.publications()).new_page()
    page.goto(reverse("office"))
    page.get_by_role("link", name="The house").click()
    page.get_by_label("Name", exact=True).fill("Far Shore")
    cover = page.get_by_role("img", name="Sketch of the cover")
    expect(cover).to_contain_text("Far Shore")
    color = page.get_by_label("Primary color", exact=True)
    color.fill("#ffee00")
    expect(page.get_by_text("too light for text on white")).to_be_visible()
    expect(color).to_have_attribute("aria-invalid", "true")
    color.fill("#123456")
    expect(page.get_by_text("Easy to read on white")).to_be_visible()
    expect(cover.locator("[data-fill=primary]")).to_have_attribute("fill", "#123456")
    expect(page.get_by_label("Pick the primary color")).to_have_value("#123456")
    page.get_by_label("ISSN").fill("1234-5678")
    page.get_by_role("button", name="Save the house").click()
    expect(page.get_by_text("The check digit of this ISSN is wrong")).to_be_visible()
    expect(page.get_by_label("ISSN")).to_have_accessible_description(re.compile("check digit"))
    page.get_by_label("ISSN").fill("9999-9994")
    file = io.BytesIO()
    Image.new("RGB", (600, 150), (20, 40, 60)).save(file, "PNG")
    page.get_by_label("Logo", exact=True).set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    page.get_by_label("What the logo shows or says").fill("Far Shore, with a lighthouse")
    page.get_by_role("button", name="Save the house").click()
    expect(page.get_by_text("Saved. The next issue")).to_be_visible()
    expect(page.get_by_role("img", name="Far Shore, with a lighthouse")).to_be_visible()
    kept = House.objects.get()
    assert (kept.name, kept.primary_color, kept.issn) == ("Far Shore", "#123456", "9999-9994")


def test_a_new_issue_takes_two_presses(page_of: Any) -> None:
    planned()
    page: Page = page_of(f.publications())
    page.goto(reverse("office"))
    page.get_by_role("link", name="New issue").click()
    page.get_by_role("button", name="Plan the issue").click()
    expect(
        page.get_by_text("December 2026 is planned, with 2 sections, and 2 texts that recur.")
    ).to_be_visible()
    expect(page.get_by_role("heading", name="December 2026")).to_be_visible()


def test_writing_an_issues_own_text(page_of: Any) -> None:
    issue = planned()
    page: Page = page_of(f.editor())
    page.goto(reverse("office_parts", args=[issue.reference]))
    page.get_by_role("link", name="Add a text after the articles").click()
    page.get_by_label("Heading").fill("About This Digest")
    page.locator("#body-rich").click()
    page.keyboard.type("Read by ")
    page.get_by_role("button", name="Bold").click()
    page.keyboard.type("everybody")
    page.get_by_role("button", name="Bold").click()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+k")
    address = page.get_by_label("Web address")
    address.fill("nowhere")
    page.get_by_role("button", name="Set link").click()
    expect(page.get_by_text("Give a web address that begins with https://")).to_be_visible()
    address.fill("https://far-shore.example")
    address.press("Enter")
    page.get_by_label("The next issue begins with it too").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("“About This Digest” is saved.")).to_be_visible()
    part = IssuePart.objects.get(place="back")
    assert part.body == (
        "<p>Read by <strong>everybody</strong></p>"
        '<p><a href="https://far-shore.example">https://far-shore.example</a></p>'
    )
    page.get_by_role("button", name=re.compile("^Down.*Editor’s Note")).click()
    expect(page.locator("#front-title + ol h3").first).to_contain_text("How to Write to Us")
    page.locator("summary", has_text="Editor’s Note").click()
    page.get_by_role("button", name=re.compile("^Remove it.*Editor’s Note")).click()
    expect(page.get_by_text("“Editor’s Note” is removed.")).to_be_visible()


def test_what_was_typed_survives_a_lost_connection(page_of: Any) -> None:
    issue = planned()
    page: Page = page_of(f.editor())
    page.goto(reverse("office_part_new", args=[issue.reference]))
    page.locator("#body-rich").click()
    page.keyboard.type("Words that were never sent")
    page.goto(reverse("office"))
    page.goto(reverse("office_part_new", args=[issue.reference]))
    expect(page.locator("#body-rich")).to_have_text("Words that were never sent")


def test_what_was_changed_and_not_saved_is_there_again(window_of: Any) -> None:  # noqa: F811
    house = f.house(name="Far Shore", tagline="News of ports")
    page: Page = window_of(f.publications()).new_page()
    page.goto(reverse("office_house"))
    name, tagline = page.get_by_label("Name", exact=True), page.get_by_label("Tagline", exact=True)
    disclaimer = page.get_by_label("Disclaimer", exact=True)
    name.fill("Near Shore")
    tagline.fill("News of harbors")
    disclaimer.fill("Nobody vouches.")
    House.objects.filter(pk=house.pk).update(tagline="News of quays")  # somebody else, meanwhile
    page.goto(reverse("office"))
    page.goto(reverse("office_house"))
    expect(name).to_have_value("Near Shore")
    expect(disclaimer).to_have_value("Nobody vouches.")
    expect(page.get_by_role("img", name="Sketch of the cover")).to_contain_text("Near Shore")
    expect(page.get_by_text("This is what you typed here before; it was not sent.")).to_have_count(2)
    expect(tagline).to_have_value("News of quays")
    expect(page.get_by_text("You typed here before, and it was not sent:")).to_contain_text("News of harbors")
    page.get_by_role("button", name="Save the house").click()
    expect(page.get_by_text("Saved. The next issue")).to_be_visible()
    page.goto(reverse("office_house"))
    expect(name).to_have_value("Near Shore")
    expect(page.get_by_text("it was not sent")).to_have_count(0)


def test_without_scripts_everything_is_there(page_of: Any) -> None:
    issue = planned()
    page: Page = page_of(f.editor(), java_script_enabled=False)
    page.goto(reverse("office_part_new", args=[issue.reference]))
    page.get_by_label("Heading").fill("Plain")
    page.get_by_label("Text").fill("First.\n\nSecond.")
    page.get_by_role("button", name="Add it").click()
    assert issue.parts.get(title="Plain").body == "<p>First.</p><p>Second.</p>"


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_pages_are_accessible_at_every_width(
    window_of: Any,  # noqa: F811
    width: int,
    scheme: Any,
) -> None:
    f.house(name="Far Shore", primary_color="#123456")
    issue = planned()
    window = window_of(f.publications(), viewport={"width": width, "height": 800}, color_scheme=scheme)
    page: Page = window.new_page()
    names = ("office_parts", "office_part_new")
    part = reverse("office_part", args=[issue.reference, issue.parts.all()[0].pk])
    pages = [reverse("office_house"), reverse("office_new"), part]
    for address in [*pages, *(reverse(name, args=[issue.reference]) for name in names)]:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.goto(reverse("office_house"))
    page.get_by_label("ISSN").fill("1234-5678")
    page.get_by_label("Accent color", exact=True).fill("#ffee00")
    page.get_by_role("button", name="Save the house").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
