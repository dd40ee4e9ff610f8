"""Texts that are pasted: of megabytes, of letters that are none, made to keep a reader busy. Each in a process with a limit."""

import json
import sys
from pathlib import Path
from unicodedata import category

import pytest
from django.test import Client
from django.urls import reverse

from editorial.factcheck.finders.article_text import Archive
from editorial.factcheck.finders.every import find_everything
from editorial.importing.models import Import
from editorial.importing.operations import read_pasted
from editorial.importing.parsed import NotAnArticle
from tests import factories as f
from tests.hostile.markup import became_markup
from tests.hostile.measured import BYTES, SECONDS, cost_of
from tests.hostile.texts import long_texts, odd_texts
from tests.integration.workspace.pages import words_of
from tests.unit.factcheck.finders.test_robustness import built

CUT = 40_000  # letters of each text that the finders are given: more than any article has
ARCHIVE = Archive(digests=("The Digest",), names={"Jon Berg": 3}, outlets={"Odra Bladet": ("daily",)})


def paste(stream: object) -> None:
    """Called in a process of its own: what is pasted is read."""
    text = stream.read().decode("utf-8", "surrogatepass")  # type: ignore[attr-defined]
    try:
        read_pasted(text, freely=True)
    except NotAnArticle:
        pass


def find(stream: object) -> None:
    """Called in a process of its own: the finders look at an article of these words."""
    text = stream.read().decode("utf-8", "surrogatepass")[:CUT]  # type: ignore[attr-defined]
    find_everything(built(text, text, text), ARCHIVE)


@pytest.mark.serial
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("name", long_texts())
def test_a_long_text_is_read_or_refused_in_bounded_time(name: str, tmp_path: Path) -> None:
    cost = cost_of("tests.hostile.test_long_texts:paste", long_texts()[name].encode(), tmp_path)
    assert cost.said == "taken" and cost.seconds < SECONDS and cost.bytes < BYTES, cost


@pytest.mark.serial
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    "name", [name for name in long_texts() if name not in ("line breaks", "ten megabytes")]
)
def test_the_finders_end_in_bounded_time(name: str, tmp_path: Path) -> None:
    cost = cost_of("tests.hostile.test_long_texts:find", long_texts()[name].encode(), tmp_path)
    assert cost.said == "taken" and cost.seconds < SECONDS and cost.bytes < BYTES, cost


@pytest.mark.django_db
@pytest.mark.parametrize("name", odd_texts())
def test_a_text_with_letters_that_are_none_is_taken_or_refused_in_words(name: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(f.author())
    text = f"{odd_texts()[name]}\n\n“A pull quote.”\n\nCommentary of the house, which goes on for a while.\n"
    sent = text.encode("utf-8", "surrogatepass")
    body = b'--x\r\nContent-Disposition: form-data; name="way"\r\n\r\nfreely\r\n--x\r\n' + (
        b'Content-Disposition: form-data; name="text"\r\n\r\n' + sent + b"\r\n--x--\r\n"
    )
    answer = client.post(reverse("new_import"), body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (302, 422), answer.content[:500]
    if answer.status_code == 422:
        assert len(words_of(answer.content.decode())) > 20
        return
    record = Import.objects.get()
    shown = client.get(reverse("import", args=[record.pk]))
    assert shown.status_code == 200
    assert client.post(reverse("confirm_import", args=[record.pk])).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("name", odd_texts())
def test_an_autosave_of_such_letters_is_taken_or_refused_alone(name: str) -> None:
    article = f.draft()
    client = Client(raise_request_exception=False)
    client.force_login(article.created_by)
    before = type(article).objects.get(pk=article.pk)
    fields = {
        field: {"before": getattr(before, field), "after": odd_texts()[name]}
        for field in ("dek", "pull_quote", "commentary")
    }
    fields["title"] = {"before": before.title, "after": "Another title"}
    asked = {"changes": [{"kind": "article", "key": str(article.key), "version": 1, "fields": fields}]}
    answer = client.post(
        reverse("save_article", args=[article.pk]), json.dumps(asked), content_type="application/json"
    )
    assert answer.status_code == 200, answer.content[:500]
    after = type(article).objects.get(pk=article.pk)
    assert after.title == "Another title"
    for field in ("dek", "pull_quote", "commentary"):
        written = getattr(after, field)
        assert not any(category(letter) in ("Cc", "Cs") and not letter.isspace() for letter in written), repr(
            written
        )
    assert became_markup(after.commentary) == []
