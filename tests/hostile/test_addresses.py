"""Every field for a web address: what is no plain address of the web is refused in words, and nothing is ever fetched."""

import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.urls import reverse

from editorial.content.richtext import clean
from editorial.importing.operations import import_word, read_pasted
from editorial.rendering.pdf.fetcher import EditionFetcher, Refused
from editorial.rendering.pdf.process import render_in_child
from editorial.rendering.snapshots import current
from tests import factories as f
from tests.hostile import word
from tests.hostile.poison import is_address, poison_texts
from tests.hostile.texts import ADDRESSES
from tests.unit.importing.word_files import HOUSE
from tests.unit.rendering import builders

WEB = ("http://", "https://")


def fields() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in apps.get_app_config("editorial").get_models():
        if not model.__name__.startswith("Historical"):
            yield from ((model, field) for field in model._meta.concrete_fields if is_address(field))


FIELDS = {f"{model.__name__}.{field.name}": field for model, field in fields()}


def test_every_column_that_is_called_an_address_is_checked_as_one() -> None:
    """A new one is not forgotten."""
    named = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("editorial").get_models()
        for field in model._meta.concrete_fields
        if ("url" in field.name or "web" in field.name)
        and isinstance(field, models.CharField | models.TextField)
        if not model.__name__.startswith("Historical") and field.name != "url_residue"
    }
    assert named <= set(FIELDS), named - set(FIELDS)
    assert len(FIELDS) >= 10


@pytest.mark.parametrize("name", FIELDS)
def test_only_addresses_of_the_web_are_taken(name: str) -> None:
    for address in ADDRESSES:
        try:
            FIELDS[name].clean(address, None)
        except ValidationError as error:
            if not all(len(message) > 10 for message in error.messages):
                pytest.fail(f"{address} is refused without words")
        else:
            assert address.startswith(WEB) and address.isprintable() and '"' not in address, address


@pytest.mark.django_db
def test_an_autosave_refuses_such_an_address_alone() -> None:
    article = f.complete_article()
    excerpt, client = article.excerpts.all()[0], Client()
    client.force_login(article.created_by)
    for address in ADDRESSES:
        before = type(excerpt).objects.get(pk=excerpt.pk)
        fields = {
            "url": {"before": before.url, "after": address},
            "place": {"before": before.place, "after": f"P{len(address)}"},
        }
        change = {"kind": "excerpt", "key": excerpt.key, "version": before.version, "fields": fields}
        answer = client.post(
            reverse("save_article", args=[article.pk]),
            json.dumps({"changes": [change]}),
            content_type="application/json",
        )
        after = type(excerpt).objects.get(pk=excerpt.pk)
        assert answer.status_code == 200
        assert after.place == f"P{len(address)}"
        assert after.url.startswith(WEB) and after.url.isprintable() and '"' not in after.url


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_link_in_a_text_runs_or_opens_a_file(address: str) -> None:
    cleaned = clean(f'<p><a href="{address.replace(chr(34), "&quot;")}">x</a></p>')
    assert "javascript" not in cleaned.partition('">')[0].lower().partition("://")[0]
    for start in (
        "file:",
        "data:",
        "vbscript:",
        "gopher:",
        "//",
        "\\\\",
        "jar:",
        "blob:",
        "about:",
        "media:",
    ):
        assert f'href="{start}' not in cleaned.lower()


# No socket


class Opened(Exception):
    """Something wanted to reach another machine. `address` is where."""

    def __init__(self, address: object):
        self.address = address
        super().__init__(str(address))


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Sockets of this process connect to nothing; what was asked for."""
    asked: list[object] = []

    def refuse(_socket: object, address: object, *_more: object) -> None:
        asked.append(address)
        raise Opened(address)

    def look_up(host: object, *_more: object, **_options: object) -> None:
        asked.append(host)
        raise Opened(host)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.any_database
@pytest.mark.django_db
@pytest.mark.parametrize("name", word.OUTSIDE_FILES)
def test_bringing_a_word_file_in_asks_nobody(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by = f.author()
    monkeypatch.setattr("editorial.importing.operations.ask_for_print_sizes", lambda *_names: None)
    asked = _refusing(monkeypatch)
    try:
        import_word(file=io.BytesIO(word.made(name)), name="x.docx", by=by)
    except ValueError:
        pass
    assert _elsewhere(asked) == []


@pytest.mark.django_db
def test_a_preview_of_attacked_addresses_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    article = f.complete_article()
    client = Client()
    client.force_login(article.created_by)
    client.get(reverse("preview_article", args=[article.pk]))
    for address in ADDRESSES:
        article.excerpts.update(url=address[:2000], archived_url=address[:2000])
        article.images.update(source_url=address[:2000], license_url=address[:2000])
        asked = _refusing(monkeypatch)
        assert client.get(reverse("preview_article", args=[article.pk])).status_code == 200
        assert _elsewhere(asked) == []
        monkeypatch.undo()


def test_reading_a_pasted_text_asks_nobody(offline: list[object]) -> None:
    text = "\n".join(HOUSE).replace("Sandhaven", f"{ADDRESSES[0]} {ADDRESSES[9]} Sandhaven")
    read_pasted(text, freely=True)
    assert offline == []


# Loaded by every Python that is started with this folder on its path, before anything else.
_NO_SOCKETS = """
import os, socket
def refuse(*given, **options):
    with open(os.environ["ASKED"], "a") as log:
        log.write(repr(given[1:] or given) + "\\n")
    raise OSError("no network in this test")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
"""
_RENDER = """
import json, sys
from pathlib import Path
import django
django.setup()
from editorial.rendering.pdf.typesetting import render
import socket
try:
    socket.create_connection(("127.0.0.1", 1))
except OSError as error:
    assert "no network" in str(error)
open(__import__("os").environ["ASKED"], "w").close()
render(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]), Path(sys.argv[3]))
"""


def test_printing_attacked_addresses_asks_nobody(tmp_path: Path) -> None:
    """In a process whose sockets are refused from its first line, also those of what it loads."""
    (tmp_path / "sitecustomize.py").write_text(_NO_SOCKETS)
    snapshot = poison_texts(current(builders.full_snapshot(tmp_path / "pictures")))
    (tmp_path / "snapshot.json").write_text(json.dumps(snapshot))
    root = Path(__file__).resolve().parents[2]
    environment = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "oewatch.settings", "PYTHONPATH": f"{tmp_path}:{root}", "ASKED": str(tmp_path / "asked"),
        "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    command = [
        sys.executable,
        "-c",
        _RENDER,
        tmp_path / "snapshot.json",
        tmp_path / "pictures",
        tmp_path / "out.pdf",
    ]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "asked").read_text() == ""


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/x.png", "file:///etc/passwd", "data:image/png;base64,AAAA"]
)
def test_the_print_engine_loads_nothing_but_the_pictures_of_the_edition(address: str, tmp_path: Path) -> None:
    """A picture by any other address, put into a text past every cleaning, does not get into the page."""
    snapshot = current(builders.snapshot())
    article = snapshot["sections"][0]["articles"][0]
    article["commentary"] += f'<p>x<img src="{address}"><span style="background:url({address})">y</span></p>'
    rendered = render_in_child(snapshot=snapshot, image_dir=tmp_path, output=tmp_path / "out.pdf")
    assert rendered.pages > 0
    assert b"/etc/passwd" not in (tmp_path / "out.pdf").read_bytes()


@pytest.mark.parametrize("address", [*ADDRESSES, "data:image/png;base64,AAAA", "http://127.0.0.1:1/x.png"])
def test_the_engine_itself_refuses_every_address(address: str, tmp_path: Path) -> None:
    """What got past the cleaning of texts ends the printing: nothing is opened."""
    fetcher = EditionFetcher(tmp_path, frozenset({"0" * 63 + "1"}))
    for ask in (fetcher.fetch, fetcher.open):
        with pytest.raises(Refused):
            ask(address)


def test_a_text_that_names_a_picture_is_a_text(tmp_path: Path) -> None:
    """It does not stop the printing of an issue."""
    snapshot = current(builders.snapshot())
    article = snapshot["sections"][0]["articles"][0]
    article["commentary"] += f'<p>media:{"0" * 64} src="media:{"1" * 64}"</p>'
    article["title"] = f"media:{'2' * 64}"
    rendered = render_in_child(snapshot=snapshot, image_dir=tmp_path, output=tmp_path / "out.pdf")
    assert rendered.pages > 0


def _refusing(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """As `offline`, from here on and for the file store’s and the database’s own machine too."""
    asked: list[object] = []
    connect = socket.socket.connect

    def note(self: socket.socket, address: Any) -> Any:
        asked.append(address)
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", note)
    return asked


def _elsewhere(asked: list[object]) -> list[object]:
    """What is not the queue and cache of our own: a socket in the file system, or a port that the settings name."""
    return [one for one in asked if isinstance(one, tuple) and str(one[1]) not in settings.REDIS_URL]
