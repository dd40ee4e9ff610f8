"""One line a request, an id for all its lines, and no line that names a person or opens a door."""

import json
import logging
import re

import pytest
from django.test import Client

from editorial.accounts.operations import invite
from editorial.mail.models import Email
from editorial.mail.tasks import send
from editorial.states import JobStatus
from oewatch.logs import ObjectFormatter
from tests import factories

ADDRESS = "ada.lovelace@example.org"


@pytest.fixture
def lines():
    """Every line of the log as JSON, as production writes it."""
    written = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Kept(level=logging.DEBUG)
    handler.setFormatter(ObjectFormatter())
    loggers = [logging.getLogger(name) for name in ("", "django", "gunicorn.error")]
    before = [one.level for one in loggers]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written]
    for one, level in zip(loggers, before, strict=True):
        one.removeHandler(handler)
        one.setLevel(level)


def access(lines):
    return [line for line in lines() if line["logger"] == "oewatch.access"]


def test_a_request_is_one_line(db, lines):
    client = Client()
    user = factories.author()
    client.force_login(user)
    response = client.get("/accounts/email/?next=/secret")
    (line,) = access(lines)
    assert line["route"] == "account_email"
    assert (line["method"], line["status"], line["bytes"]) == ("GET", 200, len(response.content))
    assert line["user"] == user.pk
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert "secret" not in json.dumps(line)
    assert client.get("/static/nothing.css").status_code == 404
    assert len(access(lines)) == 1


@pytest.mark.parametrize(
    ("given", "behind_proxy", "taken"),
    [
        ("0123456789abcdef", True, True),
        ("0123456789abcdef", False, False),
        ("short", True, False),
        ("with space in it", True, False),
        ("x" * 65, True, False),
        ("..\u00e4..........", True, False),
    ],
)
def test_only_a_trusted_proxy_gives_the_id_and_only_a_sane_one(db, settings, given, behind_proxy, taken):
    settings.BEHIND_PROXY = behind_proxy
    shown = Client().get("/accounts/login/", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (shown == given) == taken
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", shown)


def test_no_line_names_a_person_or_opens_a_door(db, lines, settings):
    """Sign-in failures, an invitation, a reset, pages that fail, and an e-mail that a server refuses."""
    settings.MAIL_TRANSPORT = "tests.integration.operations.refusing.RefusingBackend"
    settings.EMAIL_BACKEND = "editorial.mail.backend.QueuedBackend"
    client = Client(raise_request_exception=False)
    administrator = factories.administrator()
    factories.author(email=ADDRESS, password="a long password of hers")
    _invitation, token = invite(
        email="grace@example.org",
        name="Grace Hopper",
        roles=["author"],
        by=administrator,
        link=lambda token: f"/invitations/{token}/",
    )
    client.post("/accounts/login/", {"login": ADDRESS, "password": "wrong password"})
    client.post("/accounts/password/reset/", {"email": ADDRESS})
    client.post("/accounts/password/reset/", {"email": "ada at example"})
    client.get(f"/invitations/{token}/")
    client.get(f"/invitations/{token}")
    client.get("/accounts/password/reset/key/1-s3cr3tk3y/")
    client.get("/proofs/s3cr3tk3y/")
    client.post("/accounts/login/", {"login": ADDRESS}, headers={"Host": "evil@example.com"})
    for email in Email.objects.filter(status=JobStatus.QUEUED):
        send(str(email.pk))
    assert Email.objects.filter(error_reason__startswith="The mail server").exists()
    everything = json.dumps(lines(), ensure_ascii=False)
    for secret in (
        ADDRESS,
        "grace@example.org",
        "Grace",
        token,
        "s3cr3tk3y",
        "wrong password",
        "ada at example",
    ):
        assert secret not in everything
    failed = [
        line for line in lines() if line["logger"] == "editorial.jobs.work" and "failed" in line["message"]
    ]
    assert failed
    assert failed[0]["job"] == "editorial.Email"
    assert "SMTPRecipientsRefused" in failed[0]["exc_info"]
