"""A picture that came in is brought to print size by a worker, after the commit, and nothing waits for it."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from editorial.content.models import Article, Image
from editorial.house.operations import put_logo, remove_logo, save_house
from editorial.house.queries import the_house
from editorial.importing.operations import confirm_import, import_word, receive_text
from editorial.jobs import ahead
from editorial.rendering import tasks
from editorial.workspace.editor.pictures import keep_picture
from tests import factories as f
from tests.unit.importing.word_files import HOUSE, docx, drawing, p, png, t

pytestmark = pytest.mark.django_db
Commit = Callable[..., Any]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Of which files in the store a worker was asked to make the print size."""
    names: list[str] = []

    def hint(*, task_name: str, pk: str, expires_s: float) -> bool:
        assert task_name == tasks.make_print_picture.name and expires_s > 60
        names.append(pk)
        return True

    monkeypatch.setattr(ahead, "send_hint", hint)
    return names


def test_a_worker_is_asked_after_the_commit(
    asked: list[str], django_capture_on_commit_callbacks: Commit
) -> None:
    author = f.author()
    article = f.draft(author)
    with django_capture_on_commit_callbacks(execute=True):
        image = keep_picture(article=article, key="k1", file=f.picture_file(), by=author)
        assert not asked
    assert asked == [image.file.name]


def word_with_pictures(by: User) -> Article:
    """Two pictures of its own, and the first once more."""
    data = docx(
        t(*HOUSE) + p(drawing("rI1", "One")) + p(drawing("rI2", "Two")) + p(drawing("rI3", "One again")),
        *((f"rI{number}", "image", f"media/image{number}.png") for number in (1, 2, 3)),
        more={
            "word/media/image1.png": png(),
            "word/media/image2.png": png((1, 2, 3)),
            "word/media/image3.png": png(),
        },
    )
    return import_word(file=io.BytesIO(data), name="x.docx", by=by).articles[0]


def test_the_pictures_of_a_word_file_once_it_is_confirmed(
    asked: list[str], django_capture_on_commit_callbacks: Commit
) -> None:
    by = f.author()
    with django_capture_on_commit_callbacks(execute=True):
        article = word_with_pictures(by)
        assert not asked
    names = [image.file.name for image in Image.objects.filter(article=article).order_by("position")]
    assert len(names) == 3 and asked == names[:2]
    with django_capture_on_commit_callbacks(execute=True):
        confirm_import(record=article.imports.get(), by=by)
    assert asked == names[:2]


def test_a_text_has_no_pictures(asked: list[str], django_capture_on_commit_callbacks: Commit) -> None:
    by = f.author()
    with django_capture_on_commit_callbacks(execute=True):
        confirm_import(record=receive_text(text="\n".join(HOUSE), name="x", by=by), by=by)
    assert Image.objects.exists() and not asked


def test_a_queue_that_is_away_is_asked_once(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Commit
) -> None:
    """Each message would wait for as long."""
    tried: list[str] = []
    monkeypatch.setattr(ahead, "send_hint", lambda **message: tried.append(message["pk"]))
    with django_capture_on_commit_callbacks(execute=True):
        article = word_with_pictures(f.author())
    assert len(tried) == 1 and article.images.count() == 3


def test_the_logo_of_the_house_when_it_is_a_new_one(
    asked: list[str], django_capture_on_commit_callbacks: Commit
) -> None:
    def save(change: Callable[[Any], None]) -> str:
        house = the_house()
        house.logo_alt_text = "A lighthouse"
        change(house)
        with django_capture_on_commit_callbacks(execute=True):
            saved = save_house(house=house, by=f.publications(), expected_version=house.version)
        return str(saved.logo)

    first = save(lambda house: put_logo(house, f.picture_file()))
    assert asked == [first]
    save(lambda house: setattr(house, "name", "Far Shore"))
    save(remove_logo)
    assert asked == [first]
    second = save(lambda house: put_logo(house, f.picture_file(size=(64, 40))))
    assert asked == [first, second]
