"""A real worker process sends what a request only wrote down."""

import time
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import send_mail

from editorial.mail.models import Email
from editorial.states import JobStatus
from tests.processes import workers

pytestmark = [pytest.mark.serial, pytest.mark.django_db(transaction=True)]
WAIT_S = 60


def test_a_worker_sends_also_what_no_message_told_it_of(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "editorial.mail.backend.QueuedBackend"
    send_mail("Before", "Written while nobody works", "desk@example.org", ["a@example.org"])
    assert Email.objects.get().status == JobStatus.QUEUED
    with workers(monkeypatch):
        send_mail("After", "Written while a worker works", "desk@example.org", ["b@example.org"])
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end and Email.objects.exclude(status=JobStatus.SUCCEEDED).exists():
            time.sleep(0.2)
    assert {(email.status, email.text) for email in Email.objects.all()} == {("succeeded", "")}
    written = "".join(path.read_text() for path in Path(settings.EMAIL_FILE_PATH).iterdir())
    for words in ("To: a@example.org", "while nobody works", "To: b@example.org", "while a worker works"):
        assert words in written
