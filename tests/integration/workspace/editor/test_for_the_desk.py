"""The one editor in the hands of the desk: what it says, and where it leads."""

import json
import re

import pytest
from django.urls import reverse

from tests import factories as f
from tests.integration.workspace.pages import browser, queries_of, words_of

pytestmark = pytest.mark.django_db


def urls_of(html: str) -> dict[str, str]:
    found = re.search(r'<script id="page-data" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found
    return dict(json.loads(found[1])["urls"])


@pytest.mark.parametrize(
    "state, said",
    [
        ("in_review", "Whoever edits the article does not accept it."),
        (
            "fact_check",
            "that voids the checks of what you change, and you cannot clear the article afterwards.",
        ),
    ],
)
def test_an_editor_is_told_what_editing_means_and_led_back_to_the_desk(state: str, said: str) -> None:
    article = f.walked_to(state)
    html = browser(f.editor()).get(reverse("edit_article", args=[article.pk])).content.decode()
    assert said in words_of(html)
    desk = reverse("admin:editorial_article_change", args=[article.pk])
    assert f'<a href="{desk}" id="back-to-article">' in html
    assert f'id="back-to-desk" href="{reverse("admin:index")}"' in html
    assert "Submit…" not in html and "My articles" not in html
    assert "before it can go on" in html or 'data-before="it can go on"' in html
    urls = urls_of(html)
    assert (urls["article"], urls["kept"]) == (desk, desk)


def test_an_author_is_led_to_their_own_pages_also_when_they_work_at_the_desk() -> None:
    for writer in (f.author(), f.person("author", "editor")):
        article = f.complete_article(writer)
        html = browser(writer).get(reverse("edit_article", args=[article.pk])).content.decode()
        assert f'<a href="{reverse("article", args=[article.pk])}" id="back-to-article">' in html
        assert "Submit…" in html and 'id="back-to-desk"' not in html and 'id="consequence"' not in html
        assert urls_of(html)["kept"] == reverse("home")


@pytest.mark.parametrize("state", ["approved", "published", "withdrawn"])
def test_where_nobody_edits_the_desk_gets_its_page_and_the_author_theirs(state: str) -> None:
    writer = f.author()
    article = f.walked_to(state, author=writer)
    edit = reverse("edit_article", args=[article.pk])
    assert browser(writer).get(edit)["Location"] == reverse("article", args=[article.pk])
    if state != "withdrawn":  # a draft that was withdrawn was never the desk's
        desk = reverse("admin:editorial_article_change", args=[article.pk])
        assert browser(f.editor()).get(edit)["Location"] == desk


def test_the_editor_costs_the_desk_the_same_whatever_the_article_holds() -> None:
    client = browser(f.editor())
    counts = {
        queries_of(client, reverse("edit_article", args=[f.walked_to("in_review", made).pk]))
        for made in (f.complete_article(excerpts=1), f.complete_article(excerpts=5, images=4))
    }
    assert len(counts) == 1 and max(counts) <= 12
