"""docker/nginx.conf: nginx reads it, for containers and for a machine without, and it agrees with what the application does."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from editorial.content.pictures import MAX_BYTES as PICTURE
from editorial.factcheck.evidence import MAX_BYTES as EVIDENCE
from editorial.importing.word.refusal import MAX_BYTES as WORD
from oewatch.logs import OPENING
from tests.production.commands import ROOT, nginx_conf, write_certificate

CONF = (ROOT / "docker/nginx.conf").read_text()
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def said_of(folder: Path, text: str) -> str:
    """What `nginx -t` says of it."""
    (folder / "nginx.conf").write_text(text)
    assert NGINX
    done = subprocess.run(
        [NGINX, "-t", "-c", str(folder / "nginx.conf")], capture_output=True, text=True, check=False
    )
    return done.stderr


@pytest.mark.skipif(not NGINX, reason="nginx is not installed")
def test_nginx_takes_it_without_a_warning(tmp_path: Path) -> None:
    write_certificate(tmp_path)
    said = said_of(
        tmp_path, nginx_conf(tmp_path, http=18080, https=18443, web="http://127.0.0.1:1", files=tmp_path)
    )
    assert "test is successful" in said and "warn" not in said, said


@pytest.mark.skipif(not NGINX, reason="nginx is not installed")
def test_nginx_takes_it_as_docs_make_it_for_a_machine_without_containers(tmp_path: Path) -> None:
    write_certificate(tmp_path)
    made = subprocess.run(
        ["sed", "-f", "systemd/nginx-site.sed", "docker/nginx.conf"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "CHANGE" not in made.partition("\n\n")[2] and "resolver" not in made
    for shipped, here in {
        "/etc/ssl/oewatch/fullchain": f"{tmp_path}/cert", "/etc/ssl/oewatch/privkey": f"{tmp_path}/key",
        "/var/log/nginx/oewatch.log": f"{tmp_path}/log", "listen 80;": "listen 127.0.0.1:18080;",
        "listen 443 ssl;": "listen 127.0.0.1:18443 ssl;",
    }.items():  # fmt: skip
        assert shipped in made
        made = made.replace(shipped, here)
    said = said_of(tmp_path, f"pid {tmp_path}/pid; error_log stderr; events {{ }} http {{ {made} }}")
    assert "test is successful" in said and "warn" not in said, said


def test_everything_that_the_application_takes_gets_to_it() -> None:
    most = int(re.search(r"client_max_body_size (\d+)m;", CONF)[1]) * 1024**2  # type: ignore[index]
    assert most >= max(PICTURE, EVIDENCE, WORD) + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert f"{PICTURE // 1_000_000} MB" in CONF and f"{WORD // 1_000_000} MB" in CONF


@pytest.mark.parametrize(
    "line",
    [
        "Host $host", "X-Forwarded-Proto $scheme", "X-Forwarded-For $remote_addr", "X-Forwarded-Host $host",
        "X-Request-ID $request_id", 'Forwarded ""', 'Proxy ""',
    ],
)  # fmt: skip
def test_what_the_application_believes_is_set_here(line: str) -> None:
    assert f"proxy_set_header {line};" in CONF


def test_addresses_that_are_keys_are_left_out_of_the_log() -> None:
    from django.urls import reverse

    kept = re.search(r'"~\^\(\?<known>(/\(.*\)/)\)\."', CONF)
    assert kept
    for name, given in (
        ("accept_invitation", {"token": "secret"}),
        ("account_reset_password_from_key", {"uidb36": "1", "key": "secret"}),
        ("account_confirm_email", {"key": "secret"}),
        ("proof", {"token": "secret"}),
    ):
        assert re.match(f"^{kept[1]}.", reverse(name, kwargs=given)), name
    assert [one for one in OPENING if not re.match(f"^{kept[1]}.", f"/{one}/secret/")] == []
