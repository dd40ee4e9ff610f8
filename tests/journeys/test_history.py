"""Reading what changed between two versions, looking at an old one as it would print, and restoring it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from editorial.content import operations as content
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.workflow.comments import add_comment
from tests import factories
from tests.journeys.conftest import LOOKS, violations
from tests.lifting import rewrite
from tests.processes import make_roles

pytestmark = pytest.mark.serial


def reworked(editor: User) -> Article:
    """An article in review that an editor changed an hour after it was submitted."""
    article = factories.walked_to(
        "in_review", factories.complete_article(title="The ferries of Lake Ostra", excerpts=3)
    )
    add_comment(article=article, text="Is this the northern quay?", by=editor, blocking=True)
    earlier(article)
    first, second, _third = article.excerpts.all()
    first.body = "<p>“The port is open again,” the minister said.</p>"
    first.original_text = "<p dir='rtl'>أُغلق الميناء ثلاثة أيام</p>"
    first.original_language = "ar"
    content.save_item(item=first, by=editor)
    content.delete_item(item=second, by=editor)
    stored = Article.objects.get(pk=article.pk)
    stored.commentary = stored.commentary.replace("three days", "nearly four days")
    content.save_item(item=stored, by=editor)
    image = article.images.get()
    content.put_picture(image, factories.picture_file(size=(640, 400)))
    content.save_item(item=image, by=editor)
    return factories.fresh(article)


def earlier(article: Article) -> None:
    """What was written until now was written an hour before."""
    hour = timedelta(hours=1)
    for model in (Article, Excerpt, Footnote, Image):
        rows = model.history.filter(**{"id" if model is Article else "article_id": article.pk})
        for pk, at in rows.values_list("history_id", "history_date"):
            model.history.filter(history_id=pk).update(history_date=at - hour)
    rewrite(article.log.all(), at=timezone.now() - hour)


def test_from_the_timeline_to_the_difference_and_back_to_the_old_version(
    page_of: Callable[..., Page],
) -> None:
    make_roles()
    editor = factories.editor()
    article = reworked(editor)
    page = page_of(editor, viewport={"width": 1280, "height": 900})
    page.goto(f"/admin/editorial/article/{article.pk}/history/")
    expect(page).to_have_title("History of “The ferries of Lake Ostra” | oewatch")
    newest = page.locator(".history-kind-edit").first
    expect(newest).to_contain_text("Commentary")
    expect(newest).to_contain_text("Excerpt that is there no more: removed")
    newest.get_by_role("link", name="What changed").click()
    expect(page.get_by_role("heading", name="Excerpt 1")).to_be_visible()
    expect(page.locator("ins", has_text="nearly four")).to_be_visible()
    expect(page.locator("del", has_text="closed").first).to_be_visible()
    expect(page.get_by_role("heading", name="Excerpt 2 Removed")).to_be_visible()
    expect(page.locator(".history-pictures img")).to_have_count(2)
    for picture in page.locator(".history-pictures img").all():
        expect(picture).to_have_js_property("complete", True)
    page.get_by_role("link", name="The earlier version").click()
    frame = page.frame_locator(".history-print")
    expect(frame.locator("body")).to_contain_text("“The port is closed,” the minister said.")
    expect(frame.locator("body")).not_to_contain_text("nearly four days")
    panel = page.locator("#restore")
    expect(panel.locator("del", has_text="nearly four")).to_be_visible()
    expect(panel.get_by_role("heading", name="Excerpt 2 Added")).to_be_visible()
    # By keyboard from here.
    page.get_by_label("Why").focus()
    page.keyboard.type("The minister never said that")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Restore this version")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".history-kind-restore").first).to_contain_text("The minister never said that")
    assert Excerpt.objects.filter(article=article).count() == 3
    assert "three days" in Article.objects.get(pk=article.pk).commentary


@pytest.mark.parametrize("width, scheme", LOOKS)
def test_every_page_is_for_everybody(page_of: Callable[..., Page], scheme: str, width: int) -> None:
    make_roles()
    editor = factories.person("editor", "fact-checker", "administrator")
    article = reworked(editor)
    Excerpt.objects.filter(article=article, position=1).update(outlet="Another paper")
    desk = page_of(editor, viewport={"width": width, "height": 900}, color_scheme=scheme)
    own = page_of(article.created_by, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for page, start in (
        (desk, f"/admin/editorial/article/{article.pk}/timeline/"),
        (own, f"/articles/{article.pk}/history/"),
    ):
        page.goto(start)
        addresses = [start]
        edit = page.locator(".history-kind-edit").first
        addresses += [link.get_attribute("href") or "" for link in edit.get_by_role("link").all()]
        assert len(addresses) == 3
        for address in addresses:
            page.goto(address)
            assert violations(page) == [], (address, width, scheme)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)
