"""Private files that nginx sends at our word (X-Accel-Redirect): after the same questions, and without a trace for others."""

import hashlib
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.importing.models import Import
from editorial.states import JobStatus
from editorial.web import sending
from editorial.web.sending import HEADER, hand_out
from tests import factories as f
from tests.services import free_port

PREFIX = "/private-files/"
LOCATION = Path(__file__).resolve().parents[3] / "docker" / "nginx.conf"


@pytest.fixture
def by_nginx(settings: Any) -> None:
    settings.X_ACCEL_REDIRECT = PREFIX


def browser(user: object) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.mark.django_db
def test_a_picture_is_sent_by_nginx_to_those_who_may_see_it(by_nginx: None) -> None:
    article = f.complete_article()
    image = article.images.get()
    address = reverse("picture", args=[article.pk, image.key])
    answer = browser(article.created_by).get(address)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer[HEADER] == f"{PREFIX}{image.file.name}"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Cache-Control"] == "private, max-age=3600"
    for nobody in (f.author(), f.editor(), f.person()):
        refused = browser(nobody).get(address)
        assert refused.status_code == 404
        assert HEADER not in refused and str(image.file.name).encode() not in refused.content
    assert HEADER not in Client().get(address)


@pytest.mark.django_db
def test_a_file_that_was_exchanged_is_not_sent_by_nginx_either(by_nginx: None) -> None:
    article = f.complete_article()
    image = article.images.get()
    Path(default_storage.path(str(image.file.name))).write_bytes(b"another")
    answer = browser(article.created_by).get(reverse("picture", args=[article.pk, image.key]))
    assert answer.status_code == 409 and HEADER not in answer
    assert str(image.file.name).encode() not in answer.content


@pytest.mark.django_db
def test_without_the_setting_we_send_it_and_say_nothing_of_where_it_is() -> None:
    article = f.complete_article()
    image = article.images.get()
    answer = browser(article.created_by).get(reverse("picture", args=[article.pk, image.key]))
    assert HEADER not in answer and image.sha256 not in str(answer.headers)
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == image.sha256  # type: ignore[attr-defined]


def test_a_store_on_the_network_is_read_through_us(by_nginx: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Remote:
        def path(self, name: str) -> str:
            raise NotImplementedError

        def open(self, name: str) -> ContentFile:
            return ContentFile(b"pages", name)

    store = Remote()
    monkeypatch.setattr(sending, "default_storage", store)
    answer = hand_out("x/y.pdf", media_type="application/pdf", caching="private", called="y.pdf")
    assert HEADER not in answer and b"".join(answer.streaming_content) == b"pages"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name", ["a\r\nSet-Cookie: x=1", "a b", "ä%2e%2e", "a?b#c", 'a"b', "a\u202eb", "x" * 3_000, "a\\..\\b"]
)
@pytest.mark.django_db
def test_no_name_gets_into_another_header(name: str, by_nginx: None) -> None:
    owner = f.author()
    data = b"PK a Word file"
    path = default_storage.save("imports/ab/x.docx", ContentFile(data))
    now = timezone.now()
    record = Import.objects.create(
        kind="word", name=name[:255], file=path, sha256=hashlib.sha256(data).hexdigest(), size=len(data), by=owner, at=now,
        queued_at=now, status=JobStatus.SUCCEEDED, finished_at=now,
    )  # fmt: skip
    answer = browser(owner).get(reverse("import_file", args=[record.pk]))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers or "x=1" not in answer.headers["Set-Cookie"]
    assert (
        answer["Content-Disposition"].startswith("attachment;")
        and answer["Content-Disposition"].isprintable()
    )
    assert "\u202e" not in answer["Content-Disposition"] and "202E" not in answer["Content-Disposition"]
    stored = hand_out(f"odd/{name}", media_type="x/y", caching="private")
    assert (
        "\r" not in stored[HEADER] and stored[HEADER].isascii() and stored[HEADER].startswith(f"{PREFIX}odd/")
    )
    assert not set(stored[HEADER]) & set('?# "\\')


def test_a_name_that_leads_out_of_the_store_is_refused(by_nginx: None) -> None:
    from django.core.exceptions import SuspiciousFileOperation

    for name in ("../secret_key", "/etc/passwd", "x/../../secret_key"):
        with pytest.raises(SuspiciousFileOperation):
            hand_out(name, media_type="x/y", caching="private")


# With nginx


class _Application(BaseHTTPRequestHandler):
    """Answers everything as our application does for a file."""

    def do_GET(self) -> None:
        self.send_response(200)
        for name, value in (
            (HEADER, f"{PREFIX}images/ab/x.png"), ("Content-Type", "image/png"), ("Content-Length", "0"),
            ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'"),
            ("Cache-Control", "private, no-store"), ("Content-Disposition", 'inline; filename="x.png"'),
            ("X-Frame-Options", "DENY"),
        ):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Silent."""


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[str]:
    """The location of docker/nginx.conf in front of an application; its address."""
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed")
    (tmp_path / "files/images/ab").mkdir(parents=True)
    (tmp_path / "files/images/ab/x.png").write_bytes(b"the picture")
    for folder in (tmp_path, *tmp_path.parents):
        if folder.is_relative_to(Path(django_settings.DATA_DIR).parent) or folder == tmp_path:
            folder.chmod(folder.stat().st_mode | 0o011)
    text = LOCATION.read_text()
    begin = text.index(f"location {PREFIX}")
    location = text[begin : text.index("\n    }\n", begin) + 6]
    location, placed = re.subn(r"alias [^;]+;", f"alias {tmp_path}/files/;", location)
    assert placed == 1
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Application)
    Thread(target=server.serve_forever, daemon=True).start()
    port = free_port()
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"user root; daemon off; pid {tmp_path}/pid; error_log {tmp_path}/errors;\nevents {{}}\n"
        f"http {{ access_log off; server {{ listen 127.0.0.1:{port};\n{location}\n"
        f"location @cannot {{ return 500; }}\nlocation / {{ proxy_pass http://127.0.0.1:{server.server_port}; }} }} }}\n"
    )
    child = subprocess.Popen(["nginx", "-c", str(configuration), "-p", str(tmp_path)])
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        yield address
    finally:
        child.terminate()
        child.wait(timeout=20)
        server.shutdown()
        server.server_close()


@pytest.mark.serial
def test_nginx_sends_the_file_with_our_headers_and_without_its_place(nginx: str) -> None:
    with urllib.request.urlopen(f"{nginx}/files/articles/1/images/a/", timeout=5) as answer:
        headers, body = answer.headers, answer.read()
    assert body == b"the picture"
    assert HEADER not in headers and "private-files" not in str(headers)
    assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert headers["Content-Security-Policy"] == "default-src 'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Disposition"] == 'inline; filename="x.png"'


@pytest.mark.serial
@pytest.mark.parametrize("path", ["images/ab/x.png", "", "../secret_key", "%2e%2e/secret_key"])
def test_nobody_reaches_the_place_itself(nginx: str, path: str) -> None:
    (request := urllib.request.Request(f"{nginx}{PREFIX}{path}")).add_header(
        HEADER, f"{PREFIX}images/ab/x.png"
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            assert (
                path.startswith(("../", "%2e")) and answer.read() == b"the picture"
            )  # the application was asked instead
    except urllib.error.HTTPError as error:
        if error.code not in (400, 404):
            raise
