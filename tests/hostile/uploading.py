"""Every address of the site that takes a file, and what stands in the database and on the disk before and after."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from editorial.content.models import Article
from editorial.house.queries import the_house
from editorial.states import ArticleState
from tests import factories as f
from tests.hostile.walking import stored_files

# Where the program reads a file that somebody sent (test_uploads.py looks for others).
READERS = {
    "editorial/admin/register_tables.py", "editorial/checking/acts.py", "editorial/workspace/editor/pictures.py",
    "editorial/workspace/imports.py", "editorial/office/house.py", "editorial/web/resend.py",
}  # fmt: skip


@dataclass
class Upload:
    """An address that takes a file: who sends it, in which field, with what beside it, and what kind it takes."""

    address: str
    client: Client
    field: str
    data: dict[str, Any]
    takes: str

    def send(self, data: bytes, name: str) -> Any:
        """POST the file under this name, declared to be a picture. Written here, letter by letter: no browser and no test
        client would send every name.
        """
        called = name.encode("utf-8", "surrogatepass").replace(b'"', b"%22")
        parts = [(f'name="{field}"'.encode(), str(value).encode()) for field, value in self.data.items()]
        parts.append((
            f'name="{self.field}"; filename="'.encode() + called + b'"\r\nContent-Type: image/png', data,
        ))  # fmt: skip
        body = b"".join(
            b"--x-end-x\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + content + b"\r\n"
            for head, content in parts
        )
        sent = body + b"--x-end-x--\r\n"
        return self.client.post(self.address, sent, content_type="multipart/form-data; boundary=x-end-x")


def _browser(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def _workspace() -> Upload:
    article = f.draft()
    address = reverse("upload_image", args=[article.pk])
    return Upload(address, _browser(article.created_by), "file", {"key": "one"}, "picture")


def _logo() -> Upload:
    house = the_house()
    data = {
        "expected_version": house.version if house.pk else 0, "page_size": "letter", "logo_alt_text": "A square",
        "name": "The digest",
    }  # fmt: skip
    return Upload(reverse("office_house"), _browser(f.publications()), "logo_file", data, "picture")


def _in_check() -> tuple[Article, Client]:
    return f.walked_to(ArticleState.FACT_CHECK), _browser(f.fact_checker())


def _check() -> Upload:
    article, client = _in_check()
    data = {"kind": "excerpt", "key": article.excerpts.all()[0].key, "verdict": "verified"}
    return Upload(reverse("check_verdict", args=[article.pk]), client, "evidence_file", data, "evidence")


def _clearance() -> Upload:
    article, client = _in_check()
    data = {"key": article.images.all()[0].key, "decision": "cleared", "note": "Seen"}
    return Upload(reverse("check_clearance", args=[article.pk]), client, "evidence_file", data, "evidence")


def _word() -> Upload:
    return Upload(reverse("new_import"), _browser(f.author()), "file", {"way": "word"}, "word")


def _table(kind: str) -> Upload:
    address = reverse(f"admin:editorial_{kind}_import")
    return Upload(address, _browser(f.editor()), "file", {"shown": "x"}, "table")


PATHS: dict[str, Callable[[], Upload]] = {
    "picture of an article": _workspace,
    "logo of the house": _logo,
    "evidence of a check": _check,
    "evidence of a clearance": _clearance,
    "Word file": _word,
    "table of outlets": lambda: _table("outlet"),
    "table of people": lambda: _table("person"),
    "table of back issues": lambda: _table("backissue"),
}


def rows() -> dict[str, int]:
    """How many rows each table of ours has."""
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_app_config("editorial").get_models()
    }


@contextmanager
def nothing_left(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    """Temporary files of the block are in `folder`, and none is left there."""
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


@contextmanager
def nothing_stored() -> Iterator[None]:
    """The block stores no row and no file."""
    before = rows(), stored_files()
    yield
    assert (rows(), stored_files()) == before
