"""E-mails: at once and one a day, never two of them, never lost, never of what somebody may no longer know of."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.mail.models import Email
from editorial.notify import delivery
from editorial.notify.models import Channel, DailyEmail, Notification
from editorial.notify.operations import announce, choose
from editorial.notify.table import Group
from editorial.notify.tasks import forget_old_notifications, send_at_once, send_digests
from editorial.states import ArticleState
from tests import factories as f

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 10, 7, 5, tzinfo=ZoneInfo("UTC"))
NIGHT = MORNING - timedelta(hours=6)


def tell(user: User, article: Article, text: str = "Kim gave you “It”.", **more: Any) -> Notification:
    kind = more.pop("kind", "assigned")
    (made,) = announce(
        kind=kind, text=text, by=None, article=article, groups={Group.ASSIGNEE: [user.pk]}, **({"at": NIGHT} | more)
    )  # fmt: skip
    return made


@pytest.fixture
def article() -> Article:
    made = f.walked_to(ArticleState.IN_REVIEW)
    Notification.objects.all().delete()
    return made


def test_at_once_is_one_e_mail_and_not_sent_again(article: Article) -> None:
    me = f.editor()
    told = tell(me, article, detail="Look at\nthe second line.")
    assert delivery.send_at_once() == 1
    (email,) = Email.objects.all()
    assert email.recipient == me.email and email.subject == "Kim gave you “It”."
    for words in (email.text, email.html):
        assert "the second line." in words and f"/notifications/{told.pk}/" in words
        assert "/notifications/settings/" in words
    assert Notification.objects.get().mailed_at is not None
    send_at_once()
    assert Email.objects.count() == 1


def test_what_happens_together_is_one_e_mail(article: Article) -> None:
    me, other = f.editor(), f.editor()
    for _ in range(3):
        tell(me, article)
    tell(other, article)
    assert delivery.send_at_once() == 2
    assert Email.objects.get(recipient=me.email).subject == f"“{article.title}”: 3 pieces of news"


def test_links_lead_to_the_public_address(article: Article, settings: Any) -> None:
    settings.PUBLIC_URL = "https://desk.example"
    told = tell(f.editor(), article)
    delivery.send_at_once()
    assert f"https://desk.example/notifications/{told.pk}/" in Email.objects.get().text


@pytest.mark.parametrize("read, channel", [(True, Channel.AT_ONCE), (False, Channel.APP)])
def test_what_was_read_or_is_only_for_the_app_is_not_mailed(
    article: Article, read: bool, channel: Channel
) -> None:
    tell(f.editor(), article)
    Notification.objects.update(channel=channel, read_at=NIGHT if read else None)
    assert delivery.send_at_once() == 0 and delivery.send_digests(at=MORNING) == 0
    assert not Email.objects.exists()


@pytest.mark.parametrize("lost", ["role", "account", "address", "article"])
def test_who_may_no_longer_know_of_it_gets_no_words_of_it(article: Article, lost: str) -> None:
    me = f.editor()
    tell(me, article)
    tell(me, article, kind="commented")
    if lost == "role":
        me.groups.clear()
    elif lost == "account":
        User.objects.filter(pk=me.pk).update(is_active=False)
    elif lost == "address":
        User.objects.filter(pk=me.pk).update(email="")
    else:
        Article.objects.filter(pk=article.pk).update(state=ArticleState.DRAFT, submitted_at=None)
    assert delivery.send_at_once() == 0 and delivery.send_digests(at=MORNING) == 0
    assert not Email.objects.exists()
    assert set(Notification.objects.values_list("channel", flat=True)) == {Channel.APP}, (
        "and is not asked again"
    )


def test_a_bad_address_is_logged_and_in_nobody_elses_way(
    article: Article, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = f.editor(email="a@b\u202e.org"), f.editor()
    tell(bad, article)
    tell(good, article)
    assert delivery.send_at_once() == 1
    assert Email.objects.get().recipient == good.email
    assert "not written" in caplog.text
    assert Notification.objects.get(recipient=bad).channel == Channel.APP


def test_what_goes_wrong_with_one_person_is_tried_again(
    article: Article, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tell(f.editor(), article)
    whole = delivery.queue_email

    def dies(**fields: Any) -> None:
        whole(**fields)
        raise RuntimeError("the worker's database went away")

    monkeypatch.setattr(delivery, "queue_email", dies)
    assert delivery.send_at_once() == 0
    assert not Email.objects.exists() and Notification.objects.get().mailed_at is None, "both or neither"
    monkeypatch.setattr(delivery, "queue_email", whole)
    assert delivery.send_at_once() == 1


def test_the_daily_e_mail_groups_by_article_and_comes_once_a_day(article: Article) -> None:
    me = f.editor()
    other = f.walked_to(ArticleState.IN_REVIEW)
    Notification.objects.all().delete()
    tell(me, article, "Ann commented on it.", kind="commented", detail="Why three?")
    tell(me, other, "Bo suggests a change.", kind="suggested")
    tell(me, article, "Cy commented on it.", kind="commented")
    assert delivery.send_digests(at=MORNING - timedelta(minutes=10)) == 0, "its hour has not come"
    assert delivery.send_digests(at=MORNING) == 1
    email = Email.objects.get()
    assert email.subject.startswith("oewatch today: 3 pieces of news")
    for words in (email.text, email.html):
        places = [words.index(word) for word in (article.title, "Ann", "Why three?", "Cy", other.title, "Bo")]
        assert places == sorted(places)
        assert words.count(f"/notifications/{Notification.objects.get(text__startswith='Cy').pk}/") == 1
    tell(me, article, "Di commented on it.", kind="commented", at=MORNING + timedelta(hours=1))
    assert delivery.send_digests(at=MORNING + timedelta(hours=2)) == 0, "one a day"
    assert delivery.send_digests(at=MORNING + timedelta(days=1)) == 1
    assert "Ann" not in Email.objects.order_by("-pk")[0].text


def test_no_daily_e_mail_without_news() -> None:
    f.editor()
    assert delivery.send_digests(at=MORNING) == 0
    assert not Email.objects.exists() and not DailyEmail.objects.exists()


def test_what_came_after_the_hour_waits_for_tomorrow(article: Article) -> None:
    tell(f.editor(), article, kind="commented", at=MORNING + timedelta(hours=1))
    assert delivery.send_digests(at=MORNING + timedelta(hours=2)) == 0
    assert delivery.send_digests(at=MORNING + timedelta(hours=23)) == 0
    assert delivery.send_digests(at=MORNING + timedelta(hours=24)) == 1


def test_after_days_without_workers_nothing_is_lost_and_one_e_mail_has_it_all(article: Article) -> None:
    me = f.editor()
    for days in (1, 2, 3):
        tell(me, article, f"Day {days}.", kind="commented", at=MORNING - timedelta(days=days))
    assert delivery.send_digests(at=MORNING + timedelta(hours=9)) == 1
    assert all(f"Day {days}." in Email.objects.get().text for days in (1, 2, 3))


def test_each_person_has_their_hour_in_the_time_zone_of_the_house(article: Article, settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"  # 7:05 UTC is 2:05 there
    early, late = f.editor(), f.editor()
    choose(by=early, channels={}, hour=2)
    choose(by=late, channels={}, hour=3)
    tell(early, article, kind="commented")
    tell(late, article, kind="commented")
    from django.utils import timezone

    with timezone.override("America/New_York"):
        assert delivery.send_digests(at=MORNING) == 1
        assert Email.objects.get().recipient == early.email
        assert delivery.send_digests(at=MORNING + timedelta(hours=1)) == 1
        choose(by=early, channels={}, hour=23)
        tell(early, article, kind="commented")
        assert delivery.send_digests(at=MORNING + timedelta(hours=22)) == 0, (
            "moving the hour makes no second one"
        )


def test_a_very_long_list_is_cut_and_says_so(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "MOST_AT_ONCE", 3)
    me = f.editor()
    for number in range(5):
        tell(me, article, f"Number {number}.", kind="commented")
    delivery.send_digests(at=MORNING)
    email = Email.objects.get()
    assert "Number 1." not in email.text and "Number 4." in email.text
    assert "And 2 more in your list" in email.text and "And 2 more in your list" in email.html
    assert delivery.send_digests(at=MORNING + timedelta(days=1)) == 0


def test_markup_and_line_breaks_in_titles_and_reasons_do_no_harm(article: Article) -> None:
    nasty = "“<script>x</script>\r\nBcc: a@b.org \u202eevil المرفأ” was returned."
    tell(f.editor(), article, nasty, detail='<img src=x onerror="y">\r\n\x00</blockquote>' + "long " * 1000)
    delivery.send_at_once()
    email = Email.objects.get()
    assert "\n" not in email.subject and "\u202e" not in email.subject and "\u202e" not in email.text
    assert "<script" not in email.html and "<img" not in email.html
    assert '<bdi dir="auto">&lt;script&gt;' in email.html
    assert "\x00" not in email.text and len(email.text) < 4000
    assert "&lt;" not in email.text, "text is not escaped"


def test_old_news_goes_with_the_days_of_the_setting(article: Article, settings: Any) -> None:
    settings.NOTIFICATION_DAYS = 1
    tell(f.editor(), article)
    Notification.objects.update(read_at=NIGHT, at=NIGHT - timedelta(days=900))
    forget_old_notifications()
    assert not Notification.objects.exists()


def test_the_task_of_the_daily_e_mail_is_about_now(article: Article, settings: Any) -> None:
    settings.NOTIFY_DIGEST_HOUR = 0
    tell(f.editor(), article, kind="commented")
    send_digests()
    assert Email.objects.count() == 1
