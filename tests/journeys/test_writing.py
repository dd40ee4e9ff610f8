"""Editing in the desk's form of an article: the editor keeps what it is given, and leaving asks about what is not saved."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from editorial.content.models import Article
from editorial.content.operations import save_item
from tests import factories
from tests.processes import make_roles

pytestmark = pytest.mark.serial


def open_article(page_of: Callable[..., Page], article: Article, user: User) -> Page:
    page = page_of(user)
    page.goto(f"/admin/editorial/article/{article.pk}/change/")
    expect(page.locator(".field-commentary .ProseMirror")).to_be_visible()
    return page


def test_typing_in_the_commentary_keeps_foreign_words_links_and_references(
    page_of: Callable[..., Page],
) -> None:
    make_roles()
    article, desk = factories.walked_to("in_review"), factories.editor()
    given = (
        '<p>The word <span lang="ar" dir="rtl">ميناء</span> means <em>port</em>,<sup data-footnote="one"></sup> '
        '<a href="https://port.example/">they say</a>.<sup data-footnote="two"></sup></p>'
    )
    article.commentary = given
    save_item(item=article, by=desk)
    page = open_article(page_of, article, desk)
    page.locator(".field-commentary .ProseMirror").click()
    page.keyboard.press("Control+End")
    page.wait_for_timeout(300)
    page.keyboard.type(" So it is.")
    page.locator("input[name=_continue]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get(pk=article.pk).commentary == given.replace("</p>", " So it is.</p>")


def test_another_button_of_the_page_asks_before_typing_is_lost(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = factories.walked_to("in_review")
    page = open_article(page_of, article, factories.editor())
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", stay)
    page.locator("#id_dek").click()
    page.keyboard.type("Not saved yet. ")
    form = page.locator("form.desk-move:has(input[value=withdraw])")
    form.get_by_label("Reason").fill("By mistake")
    form.get_by_role("button").click()
    expect(page.locator("#id_dek")).to_have_value("A port, three daysNot saved yet. ")
    assert asked == ["You have changes in the form below that are not saved. Go on without them?"]
    assert Article.objects.get(pk=article.pk).state == "in_review"
