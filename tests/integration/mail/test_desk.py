"""The desk's list of e-mails."""

import pytest
from django.core.mail import send_mail
from django.urls import reverse

from editorial.mail.models import Email
from editorial.mail.tasks import send
from editorial.states import Role
from tests import factories as f
from tests.integration.admin.pages import browser

pytestmark = pytest.mark.django_db
LIST = reverse("admin:editorial_email_changelist")


@pytest.fixture
def failed(settings: object) -> Email:
    settings.EMAIL_BACKEND = "editorial.mail.backend.QueuedBackend"  # type: ignore[attr-defined]
    settings.MAIL_TRANSPORT = "tests.integration.mail.transports.KnowsNobody"  # type: ignore[attr-defined]
    send_mail("Your account", "A secret link", "desk@example.org", ["a@example.org"])
    send(str(Email.objects.get().pk))
    return Email.objects.get()


def test_an_administrator_sees_what_failed_and_why_and_never_its_words(failed: Email) -> None:
    client = browser(f.administrator())
    page = reverse("admin:editorial_email_change", args=[failed.pk])
    for address in (LIST, page):
        html = client.get(address).content.decode()
        assert "refused the recipient" in html
        assert "A secret link" not in html
    again = reverse("admin:editorial_email_again", args=[failed.pk])
    assert again in client.get(page).content.decode()
    assert client.get(again).status_code == 405
    assert client.post(again).status_code == 302
    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == ("queued", 0)
    assert client.post(again).status_code == 409
    assert again not in client.get(page).content.decode()
    assert client.post(reverse("admin:editorial_email_again", args=[987654])).status_code == 404
    assert client.post(page, {"recipient": "other@example.org"}).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_e_mails_are_an_administrators(role: Role, failed: Email) -> None:
    client = browser(f.person(role))
    page = reverse("admin:editorial_email_change", args=[failed.pk])
    for address in (LIST, page):
        assert client.get(address).status_code in ((302,) if role == Role.AUTHOR else (403, 404))
    assert client.post(reverse("admin:editorial_email_again", args=[failed.pk])).status_code in (403, 404)
    failed.refresh_from_db()
    assert failed.status == "failed"
