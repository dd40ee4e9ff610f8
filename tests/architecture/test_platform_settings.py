"""Settings come from the environment, and a wrong installation is told so in plain words."""

import base64
import hashlib
import json
import os
import re
import stat
import subprocess
import sys
import threading
from pathlib import Path

import django_prose_editor
import pytest
from django.conf import settings
from django.template import engines
from django.test import Client

from oewatch.secret import read_or_create_secret

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DATABASE_URL": "postgres://oewatch@127.0.0.1:1/oewatch",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "k3-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    "PUBLIC_URL": "https://digest.example.org",
    "BEHIND_PROXY": "1",
    "EMAIL_URL": "smtp+tls://digest:a%20password@mail.example.org:587",
}


def clean_environment(tmp_path, **more):
    """This machine's, without anything that sets up oewatch."""
    ours = (
        "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "DEBUG", "STATIC_MANIFEST", "ALLOWED_HOSTS",
        "DJANGO_ALLOW_ASYNC_UNSAFE", "EMAIL_URL", "DEFAULT_FROM_EMAIL",
    )  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "OEWATCH_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "oewatch.settings", **more}


def check(tmp_path, *words, **more):
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--fail-level", "WARNING", *words],
        cwd=ROOT,
        env=clean_environment(tmp_path, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def settings_with(tmp_path, names, **more):
    code = (
        "import json; from django.conf import settings as s;"
        f"print(json.dumps([getattr(s, name, None) for name in {names!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean_environment(tmp_path, **more),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_with_nothing_set_it_is_sound(tmp_path):
    done = check(tmp_path)
    assert done.returncode == 0, done.stderr


def test_production_is_sound_for_deployment(tmp_path):
    done = check(tmp_path, "--deploy", **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("SECRET_KEY", "SECRET_KEY is not set"),
        ("REDIS_URL", "REDIS_URL is not set"),
        ("PUBLIC_URL", "PUBLIC_URL is not set"),
        ("EMAIL_URL", "EMAIL_URL is not set: e-mails are written to files"),
    ],
)
def test_what_production_lacks_is_said(tmp_path, missing, words):
    done = check(
        tmp_path, "--deploy", **{name: value for name, value in PRODUCTION.items() if name != missing}
    )
    assert done.returncode != 0
    assert words in done.stderr


def test_a_license_that_is_none_is_said(tmp_path):
    said = check(tmp_path, RIGHTS_REFUSED="CC-BY-9.0")
    assert said.returncode != 0
    assert "RIGHTS_REFUSED names “CC-BY-9.0”, which is no license that is known here." in said.stderr


def test_a_lease_longer_than_its_job_is_said(tmp_path):
    assert "JOB_LEASE_SECONDS is 1000" in check(tmp_path, JOB_LEASE_SECONDS="1000").stderr


@pytest.mark.parametrize("sender", ["nobody", "Digest <nobody>"])
def test_a_sender_that_is_none_is_said(tmp_path, sender):
    assert "is not an address" in check(tmp_path, DEFAULT_FROM_EMAIL=sender).stderr


def test_a_sender_that_would_add_a_header_is_said(tmp_path):
    said = check(tmp_path, DEFAULT_FROM_EMAIL="a@example.org\nBcc: b@example.org").stderr
    assert "which is not one line of plain text" in said


def test_mails_of_production_come_from_its_own_host_or_the_given_sender(tmp_path):
    names = ["DEFAULT_FROM_EMAIL", "SERVER_EMAIL", "MAIL_TRANSPORT", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS",
             "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"]  # fmt: skip
    smtp = [
        "django.core.mail.backends.smtp.EmailBackend",
        "mail.example.org",
        587,
        True,
        "digest",
        "a password",
    ]
    sender = "oewatch <oewatch@digest.example.org>"
    assert settings_with(tmp_path, names, **PRODUCTION) == [sender, sender, *smtp]
    given = settings_with(tmp_path, names[:1], **PRODUCTION, DEFAULT_FROM_EMAIL="Digest <d@example.org>")
    assert given == ["Digest <d@example.org>"]
    words = check(tmp_path, "--deploy", **PRODUCTION, DEFAULT_FROM_EMAIL="oewatch@localhost").stderr
    assert "most servers refuse that" in words


def test_without_a_mail_server_mails_are_files_in_the_data_folder(tmp_path):
    names = ["EMAIL_BACKEND", "MAIL_TRANSPORT", "EMAIL_FILE_PATH"]
    files = "django.core.mail.backends.filebased.EmailBackend"
    ours = "editorial.mail.backend.QueuedBackend"
    assert settings_with(tmp_path, names) == [ours, files, str(tmp_path / "mail")]
    elsewhere = settings_with(tmp_path, names, EMAIL_URL="filemail:///srv/mail")
    assert elsewhere == [ours, files, "/srv/mail"]


def test_https_brings_secure_cookies_and_hsts(tmp_path):
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT"]
    assert settings_with(tmp_path, names, **PRODUCTION) == [True, True, 31536000, True]
    assert settings_with(tmp_path, names[:1]) == [False]


@pytest.mark.parametrize("name", ["HSTS_SECONDS", "HSTS_INCLUDE_SUBDOMAINS"])
def test_hsts_that_is_turned_off_on_purpose_stops_no_start(tmp_path, name):
    done = check(tmp_path, "--deploy", **PRODUCTION, **{name: "0"})
    assert done.returncode == 0, done.stderr


def test_a_name_that_looks_mistyped_is_said_and_stops_no_start(tmp_path):
    done = check(tmp_path, "--deploy", **PRODUCTION, SESION_HOURS="8")
    assert done.returncode == 0, done.stderr
    assert "If you meant SESSION_HOURS, rename it." in done.stderr


@pytest.mark.parametrize(("mode", "told"), [(0o700, False), (0o710, False), (0o701, True), (0o755, True)])
def test_a_data_folder_that_is_open_to_everybody_is_said(tmp_path, mode, told):
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(mode)
    done = check(folder)
    assert (done.returncode != 0) is told, done.stderr
    assert (f"chmod o= {folder}" in done.stderr) is told


def test_production_allows_its_own_host_and_no_other(tmp_path):
    assert settings_with(tmp_path, ["ALLOWED_HOSTS"], **PRODUCTION) == [["digest.example.org"]]


def test_tests_never_touch_the_real_data_folder():
    assert not settings.DATA_DIR.is_relative_to(ROOT)


def test_every_process_at_once_gets_the_same_secret_for_our_eyes_only(tmp_path):
    path, made = tmp_path / "secret_key", []
    threads = [
        threading.Thread(target=lambda: made.append(read_or_create_secret(path=path))) for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1
    assert len(made[0]) >= 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_pages_come_with_a_strict_policy(db):
    policy = Client().get("/accounts/login/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "*" not in policy


def test_the_hash_in_the_policy_is_that_of_the_editors_own_style():
    """A new release of django-prose-editor with another style needs a new hash in the settings."""
    script = Path(django_prose_editor.__file__).parent / "static/django_prose_editor/editor.js"
    source = script.read_text(encoding="utf-8")
    name = re.search(r"this\.css=\w+\((\w+),this\.options\.injectNonce", source).group(1)
    style = re.search(rf"[,; ]{re.escape(name)}=`([^`]*)`", source).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"]


def test_files_have_no_address():
    assert settings.MEDIA_ROOT == settings.DATA_DIR / "files"
    assert settings.MEDIA_URL in ("", "/")


def test_celery_loses_no_work():
    from oewatch.celery import app

    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.task_ignore_result
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.broker_connection_max_retries is None
    assert app.conf.accept_content == ["json"]
    assert not app.conf.task_always_eager
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


def test_every_template_compiles():
    engine = engines["django"]
    broken = {}
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix not in (".html", ".txt", ".svg", ".xml"):
            continue
        try:
            engine.from_string(path.read_text(encoding="utf-8"))
        except Exception as error:
            broken[str(path.relative_to(ROOT))] = str(error)
    assert broken == {}


def test_the_import_contract_holds():
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(program), "--no-cache"],
        cwd=ROOT,
        env=os.environ.copy(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
