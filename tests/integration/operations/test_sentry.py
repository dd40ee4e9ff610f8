"""What goes to Sentry: that something broke and where. What people wrote, who they are and their links stay here."""

import json
import logging
import subprocess
import sys

import pytest
import sentry_sdk
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from sentry_sdk.transport import Transport

from editorial.log_context import about_job
from oewatch import sentry
from tests import factories
from tests.architecture.test_platform_settings import ROOT, clean_environment

DSN = "https://0123456789abcdef@errors.example.org/1"
ADDRESS = "ada.lovelace@example.org"


@csrf_exempt
def break_down(request, token):
    assert request.user.pk
    words = request.POST.get("text", "")
    raise RuntimeError(f"{words} of {ADDRESS} at /invitations/{token}/")


urlpatterns = [path("invitations/<str:token>/", break_down)]


@pytest.fixture
def sent():
    """Begin with a transport that only collects; nothing is left of it afterwards."""
    collected = []

    class Collecting(Transport):
        def capture_envelope(self, envelope):
            collected.extend(item.payload.json for item in envelope.items if item.payload.json)

    with sentry_sdk.isolation_scope():
        problem = sentry.start(
            dsn=DSN, release="1", environment="test", site="https://d.example.org", folder=str(ROOT), transport=Collecting
        )  # fmt: skip
        assert problem is None
        yield collected
        sentry_sdk.get_client().close()
        sentry_sdk.init()


@pytest.mark.urls("tests.integration.operations.test_sentry")
def test_a_page_that_fails_is_reported_without_people(transactional_db, sent):
    client, user = Client(), factories.author(email=ADDRESS)
    client.force_login(user)
    environ = (
        RequestFactory(
            headers={
                "Cookie": f"sessionid={client.session.session_key}; other=s3cr3tcookie",
                "User-Agent": "s3cr3tagent",
                "Authorization": "s3cr3tauthorization",
            }
        )
        .post("/invitations/s3cr3tk3y/?code=s3cr3tcode", {"text": "what she wrote"})
        .environ
    )
    answered = []
    b"".join(WSGIHandler()(environ, lambda *given: answered.append(given)))  # as a web server calls it
    status, headers = answered[-1][:2]
    assert status.startswith("500")
    event = next(one for one in sent if "exception" in one)
    shown = json.dumps(event)
    for secret in (ADDRESS, "s3cr3t", "what she wrote", client.session.session_key, '"vars"'):
        assert secret not in shown
    assert event["request"] == {"method": "POST"}
    assert "user" not in event
    assert "breadcrumbs" not in event
    errors = event["exception"]["values"]
    assert {one["value"] for one in errors} == {"in the log"}
    error = errors[-1]
    assert [one["type"] for one in errors] == ["RuntimeError"]
    assert (error["type"], error["value"]) == ("RuntimeError", "in the log")
    assert error["stacktrace"]["frames"][-1]["function"] == "break_down"
    assert event["transaction"] == "/invitations/[token]/"
    assert event["tags"]["request_id"] == dict(headers)["X-Request-ID"]
    assert event["tags"]["user"] == str(user.pk)
    assert event["environment"] == "test"


def test_an_error_in_a_job_says_which_job(sent):
    with about_job("editorial.Rendition", 12):
        logging.getLogger("editorial.jobs.work").error("failed for %s", ADDRESS, extra={"data": ADDRESS})
        logging.getLogger("editorial.jobs.work").warning("only a warning")
    (event,) = sent
    assert ADDRESS not in json.dumps(event)
    assert event["logentry"] == {"message": "failed for %s"}
    assert (event["tags"]["job"], event["tags"]["job_id"]) == ("editorial.Rendition", "12")


def check(tmp_path, code, **more):
    return subprocess.run(
        [sys.executable, "-c", code, "manage.py", "check"],
        cwd=ROOT, env=clean_environment(tmp_path, **more), capture_output=True, text=True, check=False,
    )  # fmt: skip


CHECK = "import sys; {before}from django.core.management import execute_from_command_line as run; run(sys.argv[1:])"


def test_without_the_package_it_is_said(tmp_path):
    done = check(tmp_path, CHECK.format(before="sys.modules['sentry_sdk'] = None; "), SENTRY_DSN=DSN)
    assert done.returncode == 1
    assert "SENTRY_DSN is set, but what sends to Sentry is not installed." in done.stderr
    assert "0123456789abcdef" not in done.stderr


def test_an_address_that_sentry_did_not_give_out_is_said(tmp_path):
    done = check(tmp_path, CHECK.format(before=""), SENTRY_DSN="https://errors.example.org/nothing")
    assert done.returncode == 1
    assert "SENTRY_DSN is no address that Sentry gave out." in done.stderr


def test_with_everything_it_is_sound_and_without_it_nothing_is_loaded(tmp_path):
    done = check(tmp_path, CHECK.format(before=""), SENTRY_DSN=DSN)
    assert done.returncode == 0, done.stderr
    code = "import django, sys; django.setup(); sys.exit('sentry_sdk' in sys.modules or 'prometheus_client' in sys.modules)"
    assert check(tmp_path, code).returncode == 0
