"""Telling people: who hears, once, never of their own act, never of what they may not know of."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from editorial.notify.models import Channel, Notification, Preference
from editorial.notify.operations import announce, forget_old, mark_all_read, mark_read
from editorial.notify.queries import unread_count, visible_to
from editorial.notify.table import Group
from editorial.states import ArticleState, Role
from tests import factories as f

pytestmark = pytest.mark.django_db


def heard(kind: str = "") -> set[User]:
    found = Notification.objects.select_related("recipient")
    return {one.recipient for one in (found.filter(kind=kind) if kind else found)}


def test_everybody_of_the_row_hears_once_however_many_groups_they_are_in() -> None:
    writer, other = f.author(), f.editor()
    article = f.walked_to(ArticleState.IN_REVIEW, author=writer)
    Notification.objects.all().delete()
    both = {Group.AUTHORS: [writer.pk, writer.pk], Group.ACTED: [writer.pk, other.pk]}
    made = announce(kind="returned", text="Back.", by=f.editor(), groups=both, article=article)
    assert sorted(one.recipient_id for one in made) == sorted([writer.pk, other.pk])
    assert Notification.objects.count() == 2


def test_groups_that_the_row_does_not_name_hear_nothing() -> None:
    article = f.walked_to(ArticleState.IN_REVIEW)
    Notification.objects.all().delete()
    announce(kind="published", text="Out.", by=None, groups={Group.ACTED: [f.editor().pk]}, article=article)
    assert not heard()


def test_nobody_hears_of_their_own_act() -> None:
    me = f.person(Role.AUTHOR, Role.EDITOR)
    article = f.draft(me)
    announce(
        kind="returned",
        text="Back.",
        by=me,
        groups={Group.AUTHORS: [me.pk], Group.ACTED: [me.pk]},
        article=article,
    )
    assert not heard()


def test_who_is_inactive_or_has_no_role_or_may_not_know_of_it_hears_nothing() -> None:
    draft = f.draft()
    away = f.editor(is_active=False)
    groups = {Group.ACTED: [away.pk, f.person().pk, f.editor().pk, f.publications().pk, f.author().pk]}
    announce(kind="returned", text="Back.", by=None, groups=groups, article=draft)
    assert not heard(), "nobody knows of a draft but its author"
    submitted = f.walked_to(ArticleState.IN_REVIEW)
    Notification.objects.all().delete()
    announce(kind="returned", text="Back.", by=None, groups=groups, article=submitted)
    assert len(heard()) == 1


def test_others_hear_only_in_the_place_of_a_group_that_cannot() -> None:
    holder, colleague = f.editor(), f.editor()
    article = f.walked_to(ArticleState.IN_REVIEW)
    Notification.objects.all().delete()
    announce(kind="submitted", text="In.", by=None, groups={Group.ASSIGNEE: [holder.pk]}, article=article)
    assert heard() == {holder}
    User.objects.filter(pk=holder.pk).update(is_active=False)
    announce(
        kind="submitted",
        text="In.",
        by=None,
        groups={Group.ASSIGNEE: [holder.pk]},
        article=article,
        same_as="x",
    )
    assert colleague in heard()


def test_who_acts_as_the_only_one_of_a_group_needs_nobody_in_their_place() -> None:
    holder, colleague = f.editor(), f.editor()
    article = f.walked_to(ArticleState.IN_REVIEW)
    Notification.objects.all().delete()
    announce(kind="submitted", text="In.", by=holder, groups={Group.ASSIGNEE: [holder.pk]}, article=article)
    assert colleague not in heard()


def test_the_same_thing_is_told_once_and_to_newcomers_still() -> None:
    article = f.walked_to(ArticleState.IN_REVIEW)
    first, second = f.editor(), f.editor()
    Notification.objects.all().delete()
    told = {"kind": "assigned", "text": "Yours.", "by": None, "article": article, "same_as": "due:1"}
    assert len(announce(groups={Group.ASSIGNEE: [first.pk]}, **told)) == 1
    assert announce(groups={Group.ASSIGNEE: [first.pk]}, **told) == []
    (again,) = announce(groups={Group.ASSIGNEE: [first.pk, second.pk]}, **told)
    assert again.recipient == second and again.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.filter(pk=again.pk).update(recipient=first)
    with pytest.raises(ValueError, match="same_as"):
        announce(groups={}, **(told | {"same_as": "x" * 121}))


def test_an_unknown_kind_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        announce(kind="nonsense", text="?", by=None, groups={})


def test_each_hears_by_the_way_that_they_chose_and_only_here_without_an_address() -> None:
    usual, digest, mute = f.editor(), f.editor(), f.editor(email="")
    article = f.walked_to(ArticleState.IN_REVIEW)
    Preference.objects.create(user=digest, kind="assigned", channel=Channel.DIGEST)
    Preference.objects.create(user=mute, kind="assigned", channel=Channel.AT_ONCE)
    everybody = {Group.ASSIGNEE: [usual.pk, digest.pk, mute.pk]}
    made = announce(kind="assigned", text="Yours.", by=None, groups=everybody, article=article)
    assert {one.recipient_id: one.channel for one in made} == {
        usual.pk: Channel.AT_ONCE, digest.pk: Channel.DIGEST, mute.pk: Channel.APP,
    }  # fmt: skip


@pytest.mark.parametrize("same_as", ["", "one"])
def test_as_many_queries_for_forty_people_as_for_two(same_as: str) -> None:
    article = f.walked_to(ArticleState.IN_REVIEW)
    few = [f.editor().pk for _ in range(2)]
    many = [f.editor().pk for _ in range(40)]
    counts = []
    for number, ids in enumerate((few, many)):
        with CaptureQueriesContext(connection, ) as captured:  # fmt: skip
            announce(
                kind="returned", text="Back.", by=None, groups={Group.ACTED: ids}, article=f.fresh(article),
                same_as=same_as and f"{same_as}{number}",
            )  # fmt: skip
        counts.append(len(captured))
    loading = CaptureQueriesContext(connection)
    with loading:
        f.fresh(article)
    assert counts[0] == counts[1]
    assert counts[0] - len(loading) <= 9


def test_a_queue_that_is_away_does_not_make_the_act_fail(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:  # fmt: skip
    def away(*args: object, **options: object) -> None:
        raise OSError("no queue")

    monkeypatch.setattr("editorial.notify.waking.current_app.send_task", away)
    article = f.walked_to(ArticleState.IN_REVIEW)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        announce(
            kind="assigned", text="Yours.", by=None, groups={Group.ASSIGNEE: [f.editor().pk]}, article=article
        )
    assert "no message sent for e-mails" in caplog.text


def test_who_lost_the_role_sees_nothing_of_it_any_more() -> None:
    me = f.editor()
    article = f.walked_to(ArticleState.IN_REVIEW)
    Notification.objects.all().delete()
    (told,) = announce(
        kind="assigned", text="Yours.", by=None, groups={Group.ASSIGNEE: [me.pk]}, article=article
    )
    issue = f.issue_of([])
    announce(kind="issue_published", text="Out.", by=None, groups={}, issue_id=issue.pk)
    assert unread_count(User.objects.get(pk=me.pk)) == 2
    me.groups.clear()
    nobody = User.objects.get(pk=me.pk)
    assert unread_count(nobody) == 0 and not visible_to(nobody)
    with pytest.raises(Notification.DoesNotExist):
        mark_read(pk=told.pk, by=nobody)
    me.groups.add(f.author().groups.get())
    assert unread_count(User.objects.get(pk=me.pk)) == 0, "neither the article nor the issue is an author's"


def test_reading_one_and_all_of_them() -> None:
    me, other = f.author(), f.author()
    mine, theirs = f.draft(me), f.draft(other)
    made = [
        announce(kind="returned", text=f"{n}", by=None, groups={Group.AUTHORS: [who.pk]}, article=article)[0]
        for n, (who, article) in enumerate([(me, mine), (me, mine), (me, mine), (other, theirs)])
    ]
    with pytest.raises(Notification.DoesNotExist):
        mark_read(pk=made[3].pk, by=me)
    assert mark_read(pk=made[0].pk, by=me).read_at is not None
    first = Notification.objects.get(pk=made[0].pk).read_at
    assert mark_read(pk=made[0].pk, by=me).read_at == first
    assert mark_all_read(by=me, until=made[1].pk) == 1
    assert unread_count(me) == 1 and unread_count(other) == 1


def test_what_was_read_long_ago_is_removed_and_nothing_else() -> None:
    from datetime import timedelta

    from django.utils import timezone

    me = f.author()
    article = f.draft(me)
    now = timezone.now()
    kept = []
    for days, read in ((100, True), (100, False), (10, True)):
        (one,) = announce(
            kind="returned", text="Back.", by=None, groups={Group.AUTHORS: [me.pk]}, article=article,
            at=now - timedelta(days=days),
        )  # fmt: skip
        if read:
            mark_read(pk=one.pk, by=me)
        kept.append(one.pk)
    assert forget_old(days=30) == 1
    assert set(Notification.objects.values_list("pk", flat=True)) == set(kept[1:])
