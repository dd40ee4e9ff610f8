"""The preview: the print templates for a browser, without the print engine, whatever state the draft is in."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.content import richtext
from editorial.content.models import Article, Image
from editorial.content.operations import create_article
from editorial.content.queries import with_content
from editorial.issues.snapshot import article_snapshot
from editorial.rendering.html import build
from editorial.rendering.preview import preview_html
from tests import factories as f

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


def preview(article: Article) -> str:
    loaded = with_content(Article.objects.filter(pk=article.pk)).get()
    return preview_html(
        loaded, picture_url=lambda image: f"/pictures/{image.key}", font_url=lambda name: f"/fonts/{name}"
    )


def test_the_article_is_word_for_word_that_of_the_print() -> None:
    article = f.complete_article()
    image = article.images.get()
    page = preview(article)
    printed = build(article_snapshot(f.fresh(article)), proof=True).html
    part = printed[printed.index("<article") : printed.index("</article>")]
    assert part.replace(f"media:{image.sha256}", f"/pictures/{image.key}") in page


def test_nothing_in_it_needs_a_looser_policy() -> None:
    page = preview(f.complete_article())
    assert "<style" not in page
    assert "<script" not in page
    assert "style=" not in page
    assert " on" not in page.split("<body")[0]
    assert page.count('href="/fonts/preview.css"') == 1


def test_unfinished_drafts_have_a_preview() -> None:
    by = f.author()
    article = create_article(by=by, title="")
    assert "Untitled article" in preview(article)
    text = f"<p>Words{richtext.reference('gone')}</p>"
    Article.objects.filter(pk=article.pk).update(commentary=text)
    Image.objects.create(article=article, position=1)
    f.add_footnote(article, by, "alone", text="")
    page = preview(article)
    assert "note missing" in page
    assert "The picture is not uploaded yet." in page


def test_what_cannot_be_set_is_said_and_no_error() -> None:
    article = f.draft(title="A title " + "x" * 3000)
    page = preview(article)
    assert "one word has 3,000 letters" in page
    assert "A title " + "x" * 40 in page


def test_texts_are_escaped() -> None:
    article = f.draft(title="<script>alert(1)</script>", dek='"><img src=x onerror=alert(1)>')
    page = preview(article)
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_it_is_fast_and_asks_the_database_for_the_house_alone() -> None:
    article = f.draft()
    words = "".join(
        f"<p>{'word of the commentary ' * 19}{richtext.reference(f'n{n}')}</p>" for n in range(40)
    )
    Article.objects.filter(pk=article.pk).update(commentary=words)
    for number in range(40):
        f.add_footnote(article, article.created_by, f"n{number}")
    loaded = with_content(Article.objects.filter(pk=article.pk)).get()
    began = timezone.now()
    with CaptureQueriesContext(connection) as made:
        page = preview_html(loaded, picture_url=lambda image: "", font_url=lambda name: name)
    assert (timezone.now() - began) < timedelta(seconds=1)
    assert len(made) == 1  # the house
    assert page.count('class="noteref"') == 40


def test_the_print_engine_is_not_loaded() -> None:
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'oewatch.settings'; django.setup();"
        "import editorial.web.urls; from editorial.rendering import preview; preview.style_sheet();"
        "sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
