"""Submitting: what is missing leads to its field, a complete article goes to the editors with a note."""

import pytest
from django.urls import reverse

from editorial.content.models import Article
from editorial.states import ArticleState as S
from editorial.workflow.models import LogEntry
from tests import factories
from tests.integration.workspace.pages import browser, cold_queries_of, queries_of, words_of

pytestmark = pytest.mark.django_db


def path_of(article: Article) -> str:
    return reverse("submit_article", args=[article.pk])


def page_of(article: Article) -> str:
    return browser(article.created_by).get(path_of(article)).content.decode()


def test_what_is_missing_leads_to_the_very_field() -> None:
    article = factories.draft(title="")
    excerpt = factories.add_excerpt(article, article.created_by, outlet="", body="")
    factories.add_footnote(article, article.created_by, "one", text="")
    image = factories.add_image(article, article.created_by, alt_text="")
    html = page_of(article)
    editor = reverse("edit_article", args=[article.pk])
    for field in (
        "title", "section", "pull_quote", "commentary", f"excerpt-{excerpt.key}-outlet",
        f"excerpt-{excerpt.key}-body", "footnote-one-text", f"image-{image.key}-alt_text",
    ):  # fmt: skip
        assert f'href="{editor}#{field}"' in html, field
    text = words_of(html)
    assert "8 things before you can submit" in text
    parts = ["Title, section and authors", "Commentary and notes", "Excerpts", "Images"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert ">Submit</button>" not in html


def test_a_complete_article_is_summed_up() -> None:
    article = factories.complete_article(title="Three Days")
    text = words_of(page_of(article))
    assert "Ready to submit" in text
    assert "Words of commentary 14" in text
    assert "Excerpts 2" in text
    assert "Notes 2" in text
    assert "Images 1" in text


def test_what_fact_checkers_will_ask_is_advice_and_holds_nothing_up() -> None:
    article = factories.complete_article(excerpts=1)
    excerpt = article.excerpts.get()
    excerpt.body = "<p>“The port is closed, the minister said.</p>"
    excerpt.save()
    image = article.images.get()
    image.license = "CC-BY-NC-4.0"
    image.save()
    html = page_of(article)
    advice = words_of(html.split('id="advice-title"')[1])
    editor = reverse("edit_article", args=[article.pk])
    assert f'href="{editor}#excerpt-{excerpt.key}-body"' in html
    assert f'href="{editor}#image-{image.key}-license"' in html
    assert "Excerpt 1 :" in advice or "Excerpt 1:" in advice
    assert "Image 1:" in advice
    assert ">Submit</button>" in html


def test_submitting_with_a_note() -> None:
    article = factories.complete_article()
    answer = browser(article.created_by).post(
        path_of(article), {"reason": "The second source is in French only."}, follow=True
    )
    assert answer.redirect_chain == [(reverse("article", args=[article.pk]), 302)]
    text = words_of(answer.content.decode())
    assert "Submitted. The editors have it now" in text
    assert "The second source is in French only." in text
    entry = LogEntry.objects.get()
    assert (entry.move, entry.reason, entry.by) == (
        "submit", "The second source is in French only.", article.created_by,
    )  # fmt: skip
    assert factories.fresh(article).state == S.IN_REVIEW


def test_an_article_that_changed_meanwhile_shows_what_is_missing_now_and_keeps_the_note() -> None:
    article = factories.complete_article()
    client = browser(article.created_by)
    assert "Ready to submit" in words_of(client.get(path_of(article)).content.decode())
    article.excerpts.all().delete()
    answer = client.post(path_of(article), {"reason": "Please read it today."})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Add at least one excerpt." in words_of(html)
    assert "Not submitted: the article changed" in words_of(html)
    assert "Please read it today." in html
    assert factories.fresh(article).state == S.DRAFT


def test_an_article_that_was_submitted_in_another_tab_says_so() -> None:
    article = factories.complete_article()
    client = browser(article.created_by)
    client.post(path_of(article))
    answer = client.post(path_of(article), {"reason": "Twice."})
    assert answer.status_code == 409
    assert "Twice." in answer.content.decode()
    assert client.get(path_of(article))["Location"] == reverse("article", args=[article.pk])


def test_the_page_makes_as_many_queries_for_three_excerpts_as_for_one() -> None:
    author = factories.author()
    one = factories.complete_article(author, excerpts=1, images=1)
    three = factories.complete_article(author, excerpts=3, images=3)
    client = browser(author)
    for asked in (queries_of, cold_queries_of):
        assert asked(client, path_of(one)) == asked(client, path_of(three)) <= 12


def test_every_place_that_a_gate_names_has_a_part_of_the_page() -> None:
    """A new gate's field must not end up under a wrong heading unnoticed."""
    from editorial.workflow.gates import Blocker
    from editorial.workspace.submitting import by_part

    article = factories.draft()
    wheres = {
        "title": "Title, section and authors", "authors": "Title, section and authors",
        "section": "Title, section and authors", "pull_quote": "Title, section and authors",
        "commentary": "Commentary and notes", "footnote:one:text": "Commentary and notes", "excerpts": "Excerpts",
        "excerpt:one:outlet": "Excerpts", "image:one:file": "Images",
    }  # fmt: skip
    found = {where: by_part(article, [Blocker("x", "X.", where)])[0].title for where in wheres}
    assert found == wheres
