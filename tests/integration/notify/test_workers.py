"""Two workers, or two beats, at the same moment."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from editorial.issues.reminders import remind
from editorial.mail.models import Email
from editorial.notify import delivery
from editorial.notify.models import Notification
from editorial.notify.operations import announce, choose
from editorial.notify.table import Group
from editorial.states import ArticleState
from tests import factories as f
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

MORNING = datetime(2026, 11, 10, 7, 5, tzinfo=ZoneInfo("UTC"))


@pytest.mark.parametrize("kind", ["assigned", "commented"])
def test_workers_that_run_at_once_write_one_e_mail(kind: str) -> None:
    article, me = f.walked_to(ArticleState.IN_REVIEW), f.editor()
    Notification.objects.all().delete()
    for _ in range(3):
        announce(
            kind=kind, text="News.", by=None, groups={Group.ASSIGNEE: [me.pk]}, article=article,
            at=MORNING - timedelta(hours=2),
        )  # fmt: skip
    send = delivery.send_at_once if kind == "assigned" else delivery.send_digests
    assert sum(at_once(*[lambda: send(at=MORNING)] * 4)) == 1
    assert Email.objects.count() == 1
    assert not Notification.objects.filter(mailed_at=None).exists()


def test_beats_that_run_at_once_remind_once() -> None:
    me = f.author()
    article = f.complete_article(me)
    issue = f.issue_of([article])
    type(issue).objects.filter(pk=issue.pk).update(drafts_due_on=MORNING.date())
    answers = at_once(*[lambda: remind(at=MORNING)] * 4)
    assert not [one for one in answers if isinstance(one, Exception)], answers
    assert Notification.objects.filter(recipient=me).count() == 1


def test_two_windows_that_save_the_settings_at_once() -> None:
    me = f.author()
    choices = {"returned": "digest", "published": "app"}
    assert at_once(*[lambda: choose(by=me, channels=choices, hour=9)] * 4) == [None] * 4
    stored = dict(me.notification_preferences.values_list("kind", "channel"))
    assert stored == choices
