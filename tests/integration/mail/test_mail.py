"""E-mails: rows first, sent by a worker, tried again while it makes sense, and forgotten afterwards."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core import mail
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.utils import timezone

from editorial.jobs.operations import reconcile
from editorial.mail.models import Email
from editorial.mail.operations import ATTEMPTS
from editorial.mail.tasks import send
from editorial.states import JobStatus

pytestmark = pytest.mark.django_db
QUEUED = "editorial.mail.backend.QueuedBackend"
OUTBOX = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def queued(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_TRANSPORT = QUEUED, OUTBOX


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The messages that went to the queue, by their arguments."""
    messages: list[list[str]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **options: messages.append(args))
    return messages


def written(**fields: Any) -> Email:
    send_mail("Hello", "Words with a secret link", "desk@example.org", ["a@example.org"], **fields)
    return Email.objects.get()


def test_sending_writes_a_row_for_each_recipient_and_wakes_a_worker_after_the_commit(
    told: list[list[str]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = EmailMultiAlternatives(
            "Hello", "text", "desk@example.org", ["a@example.org"], cc=["b@example.org"]
        )
        message.attach_alternative("<p>text</p>", "text/html")
        assert message.send() == 1
        assert told == []
    rows = Email.objects.order_by("pk")
    assert [(row.recipient, row.text, row.html, row.status) for row in rows] == [
        ("a@example.org", "text", "<p>text</p>", "queued"), ("b@example.org", "text", "<p>text</p>", "queued"),
    ]  # fmt: skip
    assert told == [[str(row.pk)] for row in rows]
    assert mail.outbox == []


def test_a_queue_that_is_away_is_no_error(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def away(*args: Any, **options: Any) -> None:
        raise ConnectionError("no queue")

    monkeypatch.setattr(current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        email = written()
    assert (email.status, email.message_sent_at) == (JobStatus.QUEUED, None)


def test_a_worker_sends_it_and_its_words_are_gone() -> None:
    email = written(html_message="<p>Words</p>")
    send(str(email.pk))
    (sent,) = mail.outbox
    assert (sent.subject, sent.body, sent.to, sent.from_email) == (
        "Hello", "Words with a secret link", ["a@example.org"], "desk@example.org",
    )  # fmt: skip
    assert sent.alternatives[0][0] == "<p>Words</p>"
    assert sent.extra_headers["Message-ID"] == f"<oewatch-email-{email.pk}@example.org>"
    email.refresh_from_db()
    assert (email.status, email.text, email.html, email.subject) == ("succeeded", "", "", "Hello")
    send(str(email.pk))
    assert len(mail.outbox) == 1


def test_without_a_mail_server_it_is_a_file(settings: Any, tmp_path: Path) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    send(str(written().pk))
    (file,) = (tmp_path / "mail").iterdir()
    assert "Words with a secret link" in file.read_text()


@pytest.mark.parametrize("transport", ["Away", "Greylists", "Busy"])
def test_what_may_go_better_later_is_tried_again_after_a_pause(
    settings: Any, told: list[list[str]], transport: str, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MAIL_TRANSPORT = f"tests.integration.mail.transports.{transport}"
    email = written()
    send(str(email.pk))
    email.refresh_from_db()
    assert (email.status, email.attempts, email.error_reason) == (
        "queued", 1, "The mail server could not take it now.",
    )  # fmt: skip
    assert email.text == "Words with a secret link"
    now = timezone.now()
    assert reconcile(model=Email, at=now + timedelta(seconds=30)).sent == 0
    assert reconcile(model=Email, at=now + timedelta(seconds=70)).sent == 1
    settings.MAIL_TRANSPORT = OUTBOX
    send(str(email.pk))
    email.refresh_from_db()
    assert (email.status, email.text, email.error_reason, len(mail.outbox)) == ("succeeded", "", "", 1)


def test_it_is_given_up_after_its_attempts_and_keeps_its_words_for_a_restart(settings: Any) -> None:
    settings.MAIL_TRANSPORT = "tests.integration.mail.transports.Away"
    email = written()
    for _ in range(ATTEMPTS):
        send(str(email.pk))
    email.refresh_from_db()
    assert (email.status, email.attempts) == ("failed", ATTEMPTS)
    assert email.text == "Words with a secret link"


@pytest.mark.parametrize(
    "transport, said",
    [
        ("KnowsNobody", "refused the recipient"),
        ("DislikesIt", "refused it (code 554)"),
        ("KnowsUsNot", "refused our sign-in. Look at the setting EMAIL_URL"),
    ],
)
def test_what_will_never_go_is_given_up_at_once_in_words(settings: Any, transport: str, said: str) -> None:
    settings.MAIL_TRANSPORT = f"tests.integration.mail.transports.{transport}"
    email = written()
    send(str(email.pk))
    email.refresh_from_db()
    assert email.status == "failed"
    assert said in email.error_reason


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "Hello\nBcc: everybody@example.org"},
        {"from_email": "desk@example.org\r\nBcc: x@example.org"},
    ],
)
def test_a_line_break_in_a_header_is_refused(fields: dict[str, Any]) -> None:
    values: dict[str, Any] = {
        "subject": "Hello",
        "body": "x",
        "from_email": "desk@example.org",
        "to": ["a@example.org"],
    }
    with pytest.raises(ValueError) as caught:  # noqa: PT011  what Django raises for each differs
        EmailMessage(**(values | fields)).send()
    assert isinstance(caught.value, BadHeaderError) or "address" in str(caught.value).lower()
    assert not Email.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        "a@example.org\nBcc: x@example.org", "no address at all", "a@b\u2028.org", "a@b\u202e.org", "\u0130@x.org",
        "x" * 300 + "@x.org", "x" * 250 + "@x.org", "a@" + "\xe4" * 63 + ".org", "a@b\uff20evil.org",
        "x" * 260 + " <a@example.org>", "",
    ],
)  # fmt: skip
def test_a_recipient_that_is_none_is_logged_and_left_out(bad: str, caplog: pytest.LogCaptureFixture) -> None:
    many = EmailMessage("Hello", "x", "desk@example.org", ["a@example.org", bad, "b@example.org"])
    assert many.send() == 1
    assert [row.recipient for row in Email.objects.order_by("pk")] == ["a@example.org", "b@example.org"]
    assert EmailMessage("Hello", "x", "desk@example.org", [bad]).send() == 0
    assert Email.objects.count() == 2
    assert caplog.text.count("is no address") == (2 if bad else 0)  # Django drops "" itself


def test_attachments_and_endless_subjects_are_refused() -> None:
    with pytest.raises(ValueError, match="attachments"):
        EmailMessage(
            "Hello", "x", "d@example.org", ["a@example.org"], attachments=[("a.txt", "x", "text/plain")]
        ).send()
    with pytest.raises(ValueError, match="longer than 500"):
        EmailMessage("x" * 501, "x", "d@example.org", ["a@example.org"]).send()
    assert not Email.objects.exists()


def test_an_e_mail_written_in_a_transaction_that_fails_is_never_sent(told: list[list[str]]) -> None:
    def fail() -> None:
        with transaction.atomic():
            written()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Email.objects.exists()
    assert told == []
