"""Files are stored whole or not at all, and what stands broken under a good name is replaced."""

import hashlib
import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from editorial.content.files import NotStored, keep_bytes, stored_digest
from editorial.content.models import Image
from editorial.content.operations import put_picture
from tests import factories as f

DATA = b"some bytes"
DIGEST = hashlib.sha256(DATA).hexdigest()


def test_half_a_file_is_replaced() -> None:
    name = f"images/xx/{DIGEST}.bin"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(DATA[:4]))
    keep_bytes(name, DATA, DIGEST)
    assert stored_digest(name) == DIGEST
    before = os.stat(default_storage.path(name)).st_mtime_ns
    keep_bytes(name, DATA, DIGEST)
    assert os.stat(default_storage.path(name)).st_mtime_ns == before, "what is right is left alone"


def test_a_full_disk_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"images/yy/{DIGEST}.bin"

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotStored, match="could not be stored"):
        keep_bytes(name, DATA, DIGEST)
    assert stored_digest(name) is None
    assert os.listdir(os.path.dirname(default_storage.path(name))) == []


@pytest.mark.django_db
def test_a_picture_that_was_cut_off_on_disk_is_mended_by_uploading_it_again() -> None:
    article = f.complete_article(images=0)
    file = f.picture_file()
    first, second = Image(article=article), Image(article=article)
    put_picture(first, file)
    path = default_storage.path(str(first.file))
    with open(path, "r+b") as stored:
        stored.truncate(20)
    file.seek(0)
    put_picture(second, file)
    assert second.file == first.file
    assert stored_digest(str(second.file)) == second.sha256
