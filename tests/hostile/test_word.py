"""Hostile Word files: refused in words, or read as words alone; nothing that they name outside is asked for."""

import io
import re
from pathlib import Path

import pytest

from editorial.content.models import Excerpt, Image
from editorial.importing.operations import import_word
from editorial.importing.parsed import NotAnArticle
from editorial.importing.word.failures import ConversionFailed
from editorial.importing.word.normalize import normalize
from editorial.importing.word.package import Package
from editorial.importing.word.refusal import WordRefused, read_upload
from editorial.issues.snapshot import article_snapshot
from tests import factories as f
from tests.hostile import word
from tests.hostile.markup import became_markup
from tests.hostile.test_uploads import require_only_a_picture
from tests.hostile.uploading import PATHS, nothing_left, nothing_stored
from tests.integration.workspace.pages import words_of

LIGHT = [name for name in word.WORD_FILES if name not in word.BOMBS]
HARMLESS = [name for name in LIGHT if not word.WORD_FILES[name].refused]
_LOADED = re.compile(
    rb"attacker\.example|169\.254|file:///|ftp://x|DDEAUTO|vbscript|ms-msdt|javascript:|msdt", re.IGNORECASE
)


@pytest.mark.parametrize("name", [name for name in LIGHT if word.WORD_FILES[name].refused])
def test_what_is_not_built_as_word_builds_it_is_refused_in_words(name: str) -> None:
    with pytest.raises(WordRefused, match=r"[A-Z].{20,}\.$"):
        read_upload(io.BytesIO(word.made(name)))


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in LIGHT if word.WORD_FILES[name].refused])
def test_a_refused_file_leaves_nothing(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    upload = PATHS["Word file"]()
    with nothing_left(monkeypatch, tmp_path / "temporary"), nothing_stored():
        answer = upload.send(word.made(name), "article.docx")
    assert answer.status_code == 422
    assert "What to do" in words_of(answer.content.decode()) or "." in words_of(answer.content.decode())


@pytest.mark.parametrize("name", [name for name in HARMLESS if name not in word.PICTURES_INSIDE])
def test_the_converter_is_told_of_nothing_outside(name: str) -> None:
    """Links that a reader may follow stay, if they are of the web; everything that a program would load is gone."""
    package = Package(word.made(name))
    with_links = Package(normalize(package).docx)
    for part in with_links.parts:
        for target, kind, external in with_links.relations(part) if not part.endswith(".rels") else ():
            assert not external or (kind.endswith("/hyperlink")), (part, target, kind)
    loaded = b"".join(text for part, text in with_links.parts.items() if part.endswith(".rels"))
    links = re.findall(rb'<(?:\w+:)?Relationship [^>]*hyperlink"[^>]*>', loaded)
    for link in links:
        loaded = loaded.replace(link, b"")
    assert not _LOADED.search(loaded), loaded


@pytest.mark.django_db
@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_taken_over_is_words_and_pictures_alone(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with nothing_left(monkeypatch, tmp_path / "temporary"):
        try:
            made = import_word(file=io.BytesIO(word.made(name)), name="article.docx", by=f.author())
        except (ConversionFailed, NotAnArticle, WordRefused) as error:
            if len(str(error)) < 20:
                pytest.fail(f"refused without words: {error}")
            return
    for draft in made.articles:
        article = f.fresh(draft)
        rich = [article.commentary, *(note.text for note in article.footnotes.all())]
        rich += [text for excerpt in article.excerpts.all() for text in (excerpt.body, excerpt.original_text)]
        for text in rich:
            assert became_markup(text) == []
            assert set(re.findall(r'href="(\w+):', text)) <= {"http", "https", "mailto"}
        assert article_snapshot(article)
    for image in Image.objects.exclude(file=""):
        require_only_a_picture(image.file.read())
    for excerpt in Excerpt.objects.exclude(url=""):
        assert excerpt.url.startswith(("http://", "https://"))
