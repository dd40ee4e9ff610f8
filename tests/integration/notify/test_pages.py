"""The pages of notifications: the list, opening one, the bell, the settings; for every role, and for nobody else."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from editorial.content.models import Article, Author
from editorial.content.operations import set_bylines
from editorial.notify.models import Channel, DailyEmail, Notification
from editorial.notify.operations import announce
from editorial.notify.queries import channels_of, hour_of
from editorial.notify.table import TABLE, Group, can_reach
from editorial.notify.unread import forget_counts
from editorial.states import ArticleState, Role
from tests import factories as f
from tests.integration.workspace.pages import browser, queries_of, words_of

pytestmark = pytest.mark.django_db

LIST, SETTINGS, COUNT = "/notifications/", "/notifications/settings/", "/notifications/count"


def tell(user: User, article: Article | None = None, number: int = 1, **fields: object) -> Notification:
    values = {
        "recipient": user, "kind": "returned", "article": article, "text": "Kim returned “It”.", "at": timezone.now(),
        "channel": Channel.APP,
    }  # fmt: skip
    made = [Notification.objects.create(**(values | fields)) for _ in range(number)]
    forget_counts([user])
    return made[-1]


def test_the_list_has_the_newest_first_and_marks_what_is_not_read() -> None:
    me = f.author()
    article = f.draft(me)
    tell(me, article, text="Kim returned “المرفأ <b>”.", read_at=timezone.now())
    tell(me, article, text="Second.", detail="Because\nof it")
    html = browser(me).get(LIST).content.decode()
    assert html.index("Second.") < html.index("Kim returned")
    assert '“<bdi dir="auto">المرفأ &lt;b&gt;</bdi>”' in html
    assert words_of(html).count("Not read Second.") == 1 and "Not read Kim" not in words_of(html)
    assert re.search(r'class="bell-count"><b>1</b>', html)
    assert "Kim returned" not in browser(me).get(f"{LIST}?show=unread").content.decode()


def test_pages_of_the_list_and_numbers_that_are_none() -> None:
    me = f.author()
    tell(me, f.draft(me), number=31)
    assert browser(me).get(LIST).content.decode().count("/open/") == 30
    assert browser(me).get(f"{LIST}?page=2").content.decode().count("/open/") == 1
    for page in ("0", "-1", "x", "9" * 40, "\x00"):
        assert browser(me).get(LIST, {"page": page}).status_code == 200


def test_nobody_sees_what_others_were_told() -> None:
    me, other = f.author(), f.author()
    theirs = tell(other, f.draft(other), text="A secret.")
    assert "A secret." not in browser(me).get(LIST).content.decode()
    assert browser(me).get(reverse("notification", args=[theirs.pk])).status_code == 404
    assert browser(me).post(reverse("open_notification", args=[theirs.pk])).status_code == 404
    assert browser(me).get("/notifications/999999999999999999/").status_code == 404
    assert Notification.objects.get().read_at is None


def test_who_is_not_signed_in_is_asked_to() -> None:
    assert browser(None).get(LIST)["Location"].startswith(reverse("account_login"))
    assert browser(None).get(COUNT, headers={"accept": "application/json"}).status_code == 401
    assert browser(None).post(SETTINGS).status_code == 403


def test_a_get_changes_nothing_and_a_wrong_method_is_refused() -> None:
    me = f.author()
    one = tell(me, f.draft(me))
    assert browser(me).get(reverse("notification", args=[one.pk])).status_code == 200
    for name, args in (("open_notification", [one.pk]), ("read_notifications", [])):
        assert browser(me).get(reverse(name, args=args)).status_code == 405
    for address in (LIST, COUNT, reverse("notification", args=[one.pk])):
        assert browser(me).post(address).status_code == 405
    assert browser(me).put(SETTINGS).status_code == 405
    assert Notification.objects.get().read_at is None


def test_opening_marks_it_read_and_leads_to_where_each_works() -> None:
    writer, editor, checker = f.author(), f.editor(), f.fact_checker()
    both = f.person(Role.AUTHOR, Role.EDITOR)
    article = f.walked_to(ArticleState.FACT_CHECK, author=writer)
    own = f.draft(both)
    issue = f.issue_of([])
    office = f.publications()
    at_desk = reverse("admin:editorial_article_change", args=[article.pk])
    for who, about, place in (
        (writer, {"article": article}, reverse("article", args=[article.pk])),
        (editor, {"article": article}, at_desk),
        (both, {"article": article}, at_desk),
        (both, {"article": own}, reverse("article", args=[own.pk])),
        (checker, {"article": article}, reverse("check_article", args=[article.pk])),
        (office, {"issue": issue}, reverse("office_issue", args=[issue.reference])),
        (editor, {}, reverse("admin:index")),
    ):
        one = tell(who, **about)
        client = browser(who)
        answer = client.post(reverse("open_notification", args=[one.pk]))
        assert (answer.status_code, answer["Location"]) == (302, place)
        assert Notification.objects.get(pk=one.pk).read_at is not None
        assert client.get(place).status_code == 200


def test_marking_all_leaves_what_came_in_the_meantime() -> None:
    me = f.author()
    seen = tell(me, f.draft(me), number=3)
    tell(me, f.draft(me))
    client = browser(me)
    assert client.post(reverse("read_notifications"), {"until": seen.pk}).status_code == 302
    assert client.get(COUNT).json() == {"unread": "1"}
    for odd in ("", "x", "-1", "9" * 30, "²"):
        assert client.post(reverse("read_notifications"), {"until": odd}).status_code == 302
    assert client.get(COUNT).json() == {"unread": ""}
    assert client.post(reverse("read_notifications"), {"until": "1\x00"}).status_code == 422


def test_many_are_counted_to_a_limit() -> None:
    me = f.author()
    tell(me, f.draft(me), number=120)
    assert browser(me).get(COUNT).json() == {"unread": "99+"}


@pytest.mark.parametrize(
    "who", [f.author, f.editor, f.fact_checker, f.publications, f.administrator, f.person]
)
def test_every_page_is_there_for_everybody(who) -> None:  # type: ignore[no-untyped-def]
    user = who()
    tell(user, f.draft())
    for address in (LIST, SETTINGS, COUNT):
        assert browser(user).get(address).status_code == 200
    if user.is_staff:
        assert 'class="bell"' in browser(user).get(reverse("admin:index")).content.decode()


def test_the_settings_have_only_what_can_reach_the_person() -> None:
    office = browser(f.publications()).get(SETTINGS).content.decode()
    assert 'name="issue_closed"' in office and 'name="pdf_ready"' in office
    assert "Comments and suggestions" not in office and 'name="returned"' not in office
    checker = browser(f.fact_checker()).get(SETTINGS).content.decode()
    assert 'name="check_due"' in checker and 'name="commented"' in checker
    assert 'name="review_due"' not in checker and 'name="draft_due"' not in checker
    editor = f.editor()
    assert 'name="draft_due"' not in browser(editor).get(SETTINGS).content.decode()
    f.author_record("Ada Vane", user=editor)
    article = f.complete_article()
    set_bylines(article=article, authors=[Author.objects.get(name="Ada Vane")], by=article.created_by)
    assert 'name="draft_due"' in browser(editor).get(SETTINGS).content.decode()


def test_the_settings_say_what_holds_and_keep_what_is_chosen() -> None:
    me = f.author()
    html = browser(me).get(SETTINGS).content.decode()
    reached = [row for row in TABLE.values() if can_reach(row, frozenset({Role.AUTHOR}))]
    assert html.count(" checked") == len(reached) < len(TABLE)
    assert re.search(r'name="returned" value="at_once" checked', html)
    answer = browser(me).post(SETTINGS, {"returned": "app", "commented": "digest", "hour": "18"})
    assert (answer.status_code, answer["Location"]) == (302, SETTINGS)
    assert channels_of(me)["returned"] == "app" and hour_of(me) == 18
    assert set(me.notification_preferences.values_list("kind", flat=True)) == {"returned"}
    row = me.notification_preferences.get().history.get()
    assert (row.history_user, row.history_change_reason) == (me, "Chosen")
    browser(me).post(SETTINGS, {"returned": "at_once", "hour": ""})
    assert channels_of(me)["returned"] == "at_once" and hour_of(me) is None


@pytest.mark.parametrize(
    "sent",
    [
        {"returned": "pigeon"}, {"returned": ""}, {"hour": "24"}, {"hour": "x"}, {"hour": "٣"}, {"hour": "1\x00"},
        {"returned": "\x00"},
    ],
)  # fmt: skip
def test_settings_that_do_not_exist_are_refused_in_words(sent: dict[str, str]) -> None:
    me = f.author()
    answer = browser(me).post(SETTINGS, sent)
    assert (
        answer.status_code == 422 and "Choose" in answer.content.decode()
    ) or "NUL" in answer.content.decode()
    assert not me.notification_preferences.exists() and not DailyEmail.objects.exclude(hour=None).exists()


@pytest.mark.parametrize("who", [f.author, f.editor, f.administrator])
def test_queries_are_few_and_as_many_for_thirty_as_for_three(who) -> None:  # type: ignore[no-untyped-def]
    me = who()
    client = browser(me)
    counts = []
    for _ in range(2):
        for _ in range(3 if not counts else 27):
            article = f.draft(me if who is f.author else None)
            Article.objects.filter(pk=article.pk).update(submitted_at=timezone.now())
            tell(me, article)
        counts.append({address: queries_of(client, address) for address in (LIST, SETTINGS, COUNT)})
    assert counts[0] == counts[1]
    assert counts[0][LIST] <= 7 and counts[0][SETTINGS] <= 7 and counts[0][COUNT] <= 4


def test_the_bell_costs_a_page_no_query_until_something_happens() -> None:
    me = f.author()
    client = browser(me)
    tell(me, f.draft(me))
    before = queries_of(client, SETTINGS)
    Notification.objects.all().delete()
    assert queries_of(client, SETTINGS) == before
    assert "<b>1</b>" in client.get(SETTINGS).content.decode(), "as counted a moment ago"
    article = f.draft(me)
    for _ in range(2):
        announce(kind="returned", text="Back.", by=None, groups={Group.AUTHORS: [me.pk]}, article=article)
    assert "<b>2</b>" in client.get(SETTINGS).content.decode()
    client.post(reverse("read_notifications"))
    assert "<b></b>" in client.get(SETTINGS).content.decode()
