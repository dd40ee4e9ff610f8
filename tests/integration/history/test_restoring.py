"""Bringing a version back: by those who may edit, as new saves, with keys, order, checks and everything else intact."""

from datetime import datetime

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from editorial.content import operations as content
from editorial.content.models import Article, Byline, Excerpt, Footnote, Image
from editorial.errors import NotAllowed
from editorial.factcheck.queries import item_statuses
from editorial.history.comparing import compare
from editorial.history.operations import (
    ChangedSinceShown,
    NothingToRestore,
    Plan,
    plan_restore,
    restore_version,
)
from editorial.history.timeline import RESTORED, timeline
from editorial.history.versions import NoSuchVersion, read_versions
from editorial.issues.models import Section
from editorial.states import Role
from tests import factories as f

pytestmark = pytest.mark.django_db


def plan_of(article: Article, at: datetime) -> Plan:
    return plan_restore(*read_versions(article.pk, [at, None]))


def rework(article: Article) -> None:
    """Change something of everything."""
    by = article.created_by
    first, second = article.excerpts.all()
    content.delete_item(item=first, by=by)
    second.refresh_from_db()
    second.body = "<p>Another passage.</p>"
    content.save_item(item=second, by=by)
    f.add_excerpt(article, by, outlet="Added later")
    content.delete_item(item=article.footnotes.get(key="one"), by=by)
    f.add_footnote(article, by, "three")
    image = article.images.get()
    content.put_picture(image, f.picture_file())
    image.caption = "At dusk"
    content.save_item(item=image, by=by)
    f.add_image(article, by)
    stored = Article.objects.get(pk=article.pk)
    stored.title, stored.commentary, stored.section = "Otherwise", "<p>All new.</p>", f.section()
    content.save_item(item=stored, by=by)
    content.set_bylines(article=article, authors=[f.author_record("Ada Vane")], by=by)


def test_everything_comes_back_as_new_saves() -> None:
    article = f.complete_article()
    by = article.created_by
    before = {"excerpts": [e.key for e in article.excerpts.all()], "picture": article.images.get().sha256}
    rows = Article.history.filter(id=article.pk).count()
    moment = timezone.now()
    rework(article)
    plan = plan_of(article, moment)
    assert plan.cannot == [] and plan.changes
    done = restore_version(article_id=article.pk, at=moment, by=by, reason="It read better", seen=plan.seen)
    assert done == plan.changes
    then, today = read_versions(article.pk, [moment, None])
    assert compare(then, today) == []
    stored = f.fresh(article)
    assert [e.key for e in stored.excerpts.all()] == before["excerpts"]
    assert [e.position for e in stored.excerpts.all()] == [1, 2]
    assert stored.images.get().sha256 == before["picture"]
    assert {note.key for note in stored.footnotes.all()} == {"one", "two"}
    assert [b.author.user_id for b in stored.bylines.all()] == [by.pk]
    assert Article.history.filter(id=article.pk).count() == rows + 2  # nothing of the history goes
    for model in (Excerpt, Footnote, Image, Byline):
        row = model.history.filter(article_id=article.pk).first()
        assert row.history_user == by
        assert row.history_change_reason.startswith(RESTORED)
        assert row.history_change_reason.endswith("It read better")
    page = timeline(stored, desk=True)
    assert page.events[0].restored and page.outside == ()


def test_a_version_before_a_restore_can_be_restored_again() -> None:
    article = f.complete_article()
    first = timezone.now()
    rework(article)
    second = timezone.now()
    for at in (first, second, first):
        restore_version(article_id=article.pk, at=at, by=article.created_by)
        assert compare(*read_versions(article.pk, [at, None])) == []


def test_restoring_in_fact_check_voids_exactly_the_checks_of_what_changed() -> None:
    desk = f.editor()
    article = f.walked_to("in_review")
    moment = timezone.now()
    excerpt = article.excerpts.first()
    assert excerpt is not None
    excerpt.body = "<p>“The port is open,” the minister said.</p>"
    content.save_item(item=excerpt, by=desk)
    article = f.move(article, "accept", f.editor())
    f.check_everything(article, f.fact_checker())
    assert all(status.verified for status in item_statuses(f.fresh(article)))
    restore_version(article_id=article.pk, at=moment, by=desk)
    stored = f.fresh(article)
    void = {(s.kind, s.key) for s in item_statuses(stored) if not s.verified}
    assert {key for _kind, key in void} == {excerpt.key}
    assert stored.state == "fact_check"


@pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.PUBLICATIONS, Role.ADMINISTRATOR, Role.AUTHOR])
def test_only_who_may_edit_now_restores(role: Role) -> None:
    article = f.walked_to("in_review")
    moment = timezone.now()
    stored = f.fresh(article)
    stored.dek = "Changed"
    content.save_item(item=stored, by=f.editor())
    for user in (f.person(role), article.created_by):
        with pytest.raises((NotAllowed, Article.DoesNotExist)):
            restore_version(article_id=article.pk, at=moment, by=user)
    assert f.fresh(article).dek == "Changed"


@pytest.mark.parametrize("state", ["approved", "published", "withdrawn"])
def test_nobody_restores_what_nobody_edits(state: str) -> None:
    article = f.complete_article()
    moment = timezone.now()
    article.dek = "Changed"
    content.save_item(item=article, by=article.created_by)
    article = f.walked_to(state, f.fresh(article))
    with pytest.raises(NotAllowed):
        restore_version(article_id=article.pk, at=moment, by=f.person(Role.EDITOR, Role.ADMINISTRATOR))


def test_what_changed_after_the_person_looked_stops_it() -> None:
    article = f.complete_article()
    moment = timezone.now()
    rework(article)
    plan = plan_of(article, moment)
    excerpt = Excerpt.objects.filter(article=article).first()
    assert excerpt is not None
    excerpt.outlet = "Meanwhile"
    content.save_item(item=excerpt, by=article.created_by)
    with pytest.raises(ChangedSinceShown):
        restore_version(article_id=article.pk, at=moment, by=article.created_by, seen=plan.seen)
    assert Article.objects.get(pk=article.pk).title == "Otherwise"


def test_the_same_is_not_restored_and_nothing_before_the_beginning() -> None:
    article = f.complete_article()
    with pytest.raises(NothingToRestore):
        restore_version(article_id=article.pk, at=timezone.now(), by=article.created_by)
    with pytest.raises(NoSuchVersion):
        restore_version(article_id=article.pk, at=datetime(2020, 1, 1, tzinfo=timezone.get_current_timezone()),
                        by=article.created_by)  # fmt: skip


def test_what_is_gone_is_said_and_the_rest_comes_back() -> None:
    article = f.complete_article()
    moment = timezone.now()
    image = article.images.get()
    old_section, old_file = article.section, image.file.name
    excerpt = article.excerpts.first()
    assert excerpt is not None and old_section is not None
    Excerpt.history.filter(id=excerpt.pk).update(translator_id=10**9)  # an account that is not there any more
    rework(article)
    Section.objects.filter(pk=old_section.pk).delete()
    default_storage.delete(old_file)
    plan = plan_of(article, moment)
    said = " ".join(plan.cannot)
    assert "it keeps the one it has" in said and "account of who translated" in said and "picture" in said
    standing = Image.objects.get(article=article, key=image.key).sha256
    restore_version(article_id=article.pk, at=moment, by=article.created_by, seen=plan.seen)
    stored = f.fresh(article)
    assert stored.title == article.title
    assert stored.section is not None and stored.section != old_section, "the present one stays"
    assert stored.images.get().sha256 == standing
    assert stored.images.get().caption == "The harbour at dawn"


def test_an_untitled_version_leaves_a_submitted_article_its_title() -> None:
    both = f.person(Role.AUTHOR, Role.EDITOR)  # others do not know of what was before the submission
    article = f.complete_article(both, title="")
    moment = timezone.now()
    article.title, article.dek = "Named", "Another dek"
    content.save_item(item=article, by=article.created_by)
    article = f.move(f.fresh(article), "submit", article.created_by)
    plan = plan_of(article, moment)
    assert "title" in " ".join(plan.cannot)
    restore_version(article_id=article.pk, at=moment, by=both, seen=plan.seen)
    stored = f.fresh(article)
    assert (stored.title, stored.dek) == ("Named", "A port, three days")
