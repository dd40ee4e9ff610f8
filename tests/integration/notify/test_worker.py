"""A real worker process writes the e-mail that an operation only announced."""

import time

import pytest

from editorial.mail.models import Email
from editorial.notify.models import Notification
from editorial.notify.operations import announce
from editorial.notify.table import Group
from tests import factories as f
from tests.processes import make_roles, workers

pytestmark = [pytest.mark.serial, pytest.mark.django_db(transaction=True)]
WAIT_S = 60


def test_a_worker_writes_what_is_to_be_heard_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make_roles()
    me = f.author()
    article = f.draft(me, title="Three Days")
    with workers(monkeypatch):
        for text in ("First.", "Second."):
            announce(kind="returned", text=text, by=None, groups={Group.AUTHORS: [me.pk]}, article=article)
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end and Notification.objects.filter(mailed_at=None).exists():
            time.sleep(0.2)
    (email,) = Email.objects.all()
    assert email.recipient == me.email and email.subject == "“Three Days”: 2 pieces of news"
