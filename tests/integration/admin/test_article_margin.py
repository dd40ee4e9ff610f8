"""What stands beside the text at the desk: remarks in the order of the text, and the author's words, matched by key."""

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.content.models import Article
from editorial.content.operations import delete_item, save_item
from editorial.history.operations import restore_version
from editorial.workflow.comments import About, add_comment
from tests import factories as f
from tests.integration.workspace.pages import browser, words_of

pytestmark = pytest.mark.django_db


def page_of(article: Article) -> str:
    address = reverse("admin:editorial_article_change", args=[article.pk])
    return browser(f.editor()).get(address).content.decode()


def test_margin_notes_stand_in_the_order_of_the_text_and_then_of_time() -> None:
    article = f.walked_to("in_review")
    editor, author = f.editor(), article.created_by

    def about(words: str) -> About:
        return About("article", field="commentary", exact=words)

    add_comment(article=article, text="Second: who counted?", by=author, about=about("closed for three days"))
    # Waiting for its author's answer, so it stands first in the list of comments, and not here.
    add_comment(
        article=article,
        text="Third",
        by=editor,
        about=about("closed for three days"),
        suggested="shut for days",
    )
    add_comment(article=article, text="First: which port?", by=author, about=about("The harbour"))
    notes = page_of(article).partition('class="margin-note"')[2].partition("</aside>")[0]
    order = [notes.index(words) for words in ("First: which", "Second: who", "Third")]
    assert order == sorted(order)


def test_what_was_taken_out_and_put_back_is_neither_added_nor_removed() -> None:
    article, editor = f.walked_to("in_review"), f.editor()
    moment = timezone.now()
    excerpt = article.excerpts.first()
    assert excerpt is not None
    delete_item(item=excerpt, by=editor)
    assert "1 excerpt, note or picture." in words_of(page_of(article))
    restore_version(article_id=article.pk, at=moment, by=editor)
    html = page_of(article)
    assert "Added since it was submitted" not in html and "Taken out since it was submitted" not in html
    back = f.fresh(article).excerpts.get(key=excerpt.key)
    back.outlet = "Le Port"
    save_item(item=back, by=editor)
    html = page_of(article)
    assert "Added since it was submitted" not in html
    assert html.count("<summary>Changed since it was submitted") == 1
