"""A picture that was uploaded is brought to print size by a worker, after the commit, and nothing waits for it."""

from typing import Any

import pytest

from editorial.rendering import print_pictures_ahead
from editorial.workspace.editor.pictures import keep_picture
from tests import factories as f


@pytest.mark.django_db
def test_a_worker_is_asked_after_the_commit(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(print_pictures_ahead, "send_hint", lambda **message: asked.append(message))
    author = f.author()
    article = f.draft(author)
    with django_capture_on_commit_callbacks(execute=True):
        image = keep_picture(article=article, key="k1", file=f.picture_file(), by=author)
        assert not asked
    assert [(one["task_name"], one["pk"]) for one in asked] == [(print_pictures_ahead.MAKE, image.file.name)]
