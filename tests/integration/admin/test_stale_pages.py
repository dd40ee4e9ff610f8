"""A page that is older than what stands: the second of two people is told, in every form, and keeps what they typed."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.accounts.changes import AccountChanged, account_mark, save_account
from editorial.content.operations import EditConflict, save_author, save_item
from editorial.content.saving import Change, FieldChange, save_changes
from editorial.content.shown import mark_of
from editorial.content.written_fields import written_values
from editorial.issues.assembly import ArticleElsewhere, place_article, take_out_article
from editorial.issues.models import Issue, IssuePart
from editorial.issues.operations import save_issue, save_section
from editorial.issues.parts import PartsChanged, order_parts, save_part
from editorial.issues.planned import cancel_publication, plan_publication
from editorial.issues.queries import latest_edition
from editorial.notify.queries import channels_of, hour_of
from editorial.workflow.assignments import set_due_date
from editorial.workflow.models import Assignment, LogEntry
from tests import factories as f
from tests.integration.admin.pages import browser

pytestmark = pytest.mark.django_db


def field(page: Any, form: str, name: str) -> str:
    """The value of a hidden field in the form whose address ends so."""
    html = page.content.decode()
    part = re.search(rf'<form[^>]*action="[^"]*{re.escape(form)}".*?</form>', html, re.DOTALL)
    assert part, form
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', part[0])
    assert found, name
    return unescape(found[1])


def desk(client: Client, thing: Any) -> Any:
    return client.get(reverse(f"admin:editorial_{thing._meta.model_name}_change", args=[thing.pk]))


def test_a_move_that_was_decided_on_an_older_page() -> None:
    """It can be made from where the article is now too: still it is another decision."""
    article, first, second = f.walked_to("in_review"), f.editor(), f.editor()
    client, path = browser(first), reverse("admin:editorial_article_move", args=[article.pk])
    seen = field(desk(client, article), f"/article/{article.pk}/move/", "seen")
    f.move(article, "accept", second)
    answer = client.post(path, {"move": "return", "reason": "Too long for us", "seen": seen})
    assert answer.status_code == 409 and "Too long for us" in answer.content.decode()
    assert f.fresh(article).state == "fact_check"
    seen = field(desk(client, article), f"/article/{article.pk}/move/", "seen")
    assert client.post(path, {"move": "return", "reason": "Too long", "seen": seen}).status_code == 302
    assert LogEntry.objects.filter(article=article, move="return").count() == 1


def test_the_authors_and_the_checkers_moves_carry_it_too() -> None:
    article = f.complete_article()
    by = browser(article.created_by)
    page = by.get(reverse("submit_article", args=[article.pk]))
    seen = re.search(r'name="seen" value="([^"]+)"', page.content.decode())
    assert seen
    f.move(f.move(article, "submit", article.created_by), "return", f.editor())
    told = by.post(reverse("submit_article", args=[article.pk]), {"reason": "Please", "seen": seen[1]})
    assert told.status_code == 409 and "Please" in told.content.decode()
    withdrawn = by.get(reverse("article", args=[article.pk]))
    assert field(withdrawn, f"/articles/{article.pk}/withdraw/", "seen").startswith("draft:")
    checked = f.walked_to("fact_check")
    page = browser(f.fact_checker()).get(reverse("check_article", args=[checked.pk]))
    assert field(page, f"/check/{checked.pk}/move/", "seen").startswith("fact_check:")


def test_an_issue_that_was_moved_and_moved_back() -> None:
    issue = f.issue_of([f.walked_to("approved")])
    client, path = browser(f.editor()), reverse("admin:editorial_issue_move", args=[issue.pk])
    seen = field(desk(client, issue), f"/issue/{issue.pk}/move/", "seen")
    issue = f.move_issue(f.move_issue(issue, "close", f.editor()), "reopen", f.editor())
    assert client.post(path, {"move": "close", "seen": seen}).status_code == 409
    assert Issue.objects.get(pk=issue.pk).state == "planning"
    office = browser(f.editor()).get(reverse("office_issue", args=[issue.reference]))
    assert (
        field(office, reverse("office_move", args=[issue.reference, "close"]), "seen")
        == f"planning:{issue.version}"
    )


@pytest.mark.parametrize("where", ["desk", "office"])
def test_a_review_is_about_what_its_page_showed(where: str, settings: Any) -> None:
    settings.RELEASE_REVIEWS = ["Security"]
    article = f.walked_to("approved")
    issue, client = f.move_issue(f.issue_of([article]), "close", f.editor()), browser(f.publications())
    page = (
        desk(client, issue)
        if where == "desk"
        else client.get(reverse("office_issue", args=[issue.reference]))
    )
    path = (reverse("admin:editorial_issue_review", args=[issue.pk]) if where == "desk"
            else reverse("office_review", args=[issue.reference]))  # fmt: skip
    seen = field(page, path, "seen")
    given = {"review": "Security", "outcome": "cleared", "reviewer": "A. Reviewer", "document": "File 7"}
    type(article).objects.filter(pk=article.pk).update(dek="Another line")
    told = client.post(path, given | {"seen": seen})
    assert (
        told.status_code == 409
        and "A. Reviewer" in told.content.decode()
        and "File 7" in told.content.decode()
    )
    assert not issue.release_reviews.exists()
    type(article).objects.filter(pk=article.pk).update(dek=article.dek)
    assert client.post(path, given | {"seen": seen}).status_code == 302
    assert issue.release_reviews.count() == 1


def stored_by_form(page: Any) -> dict[str, str]:
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


@pytest.mark.parametrize("kind", ["issue", "section", "author", "user"])
def test_a_form_of_the_desk(kind: str) -> None:
    boss = f.administrator()
    client = browser(boss)
    things = {
        "issue": f.issue_of([]),
        "section": f.section(),
        "author": f.author_record("Ann"),
        "user": f.editor(),
    }
    thing, name = things[kind], {"issue": "title", "user": "last_name"}.get(kind, "name")
    path = reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
    shown = stored_by_form(client.get(path))
    first, second = shown | {name: "The first"}, shown | {name: "The second"}
    assert client.post(path, first).status_code == 302
    told = client.post(path, second)
    words = told.content.decode()
    assert told.status_code == 200 and "while you had it open" in words and "The second" in words
    thing.refresh_from_db()
    assert getattr(thing, name) == "The first"
    again = told.context["adminform"].form
    mark = "expected_version" if kind == "issue" else "seen"
    assert client.post(path, second | {mark: again[mark].value()}).status_code == 302, "now they know"
    thing.refresh_from_db()
    assert getattr(thing, name) == "The second"


def test_between_the_look_at_the_form_and_the_save() -> None:
    """The operations ask again, under the lock."""
    desk_, boss, issue, section, author = (
        f.editor(),
        f.administrator(),
        f.issue_of([]),
        f.section(),
        f.author_record("Ann"),
    )
    person = f.editor()
    marks = mark_of(section), mark_of(author), account_mark(person)
    save_issue(issue=Issue.objects.get(pk=issue.pk), by=desk_)
    type(section).objects.filter(pk=section.pk).update(name="Other")
    type(author).objects.filter(pk=author.pk).update(name="Bea")
    type(person).objects.filter(pk=person.pk).update(last_name="Other")
    with pytest.raises(EditConflict):
        save_issue(issue=issue, by=desk_, expected_version=1)
    with pytest.raises(EditConflict):
        save_section(section=section, by=desk_, seen=marks[0])
    with pytest.raises(EditConflict):
        save_author(author=author, by=desk_, seen=marks[1])
    with pytest.raises(AccountChanged):
        save_account(account=person, roles=["editor"], by=boss, seen=marks[2])


def test_who_only_reads_sees_nothing_of_the_marks() -> None:
    client, issue = browser(f.fact_checker()), f.issue_of([])
    for thing in (issue, f.section(), f.author_record("Ann")):
        words = desk(client, thing).content.decode()
        assert "Expected version" not in words and "Seen" not in words


def test_parts_that_somebody_ordered_meanwhile() -> None:
    issue, by = f.issue_of([]), f.publications()
    one, two, three = (
        save_part(part=IssuePart(issue=issue, place="front", position=0, title=name), by=by) for name in "ABC"
    )
    client, path = browser(by), reverse("office_parts_order", args=[issue.reference])
    order_parts(issue=issue, place="front", part_ids=[three.pk, one.pk, two.pk], by=by)
    sent = {"place": "front", "order": f"{one.pk},{two.pk},{three.pk}", "move": f"{two.pk}:up"}
    assert client.post(path, sent).status_code == 409
    with pytest.raises(PartsChanged):
        order_parts(
            issue=issue,
            place="front",
            part_ids=[one.pk, two.pk, three.pk],
            by=by,
            expected=[one.pk, two.pk, three.pk],
        )
    assert [part.pk for part in issue.parts.all()] == [three.pk, one.pk, two.pk]


def test_a_day_that_somebody_set_meanwhile() -> None:
    article, first, second = f.walked_to("in_review"), f.editor(), f.editor()
    client, path = browser(first), reverse("admin:editorial_article_due", args=[article.pk])
    seen = field(desk(client, article), f"/article/{article.pk}/due/", "seen")
    assert seen == ""
    set_due_date(article_id=article.pk, due_on=date(2031, 5, 1), by=second)
    told = client.post(path, {"due_on": "2031-06-01", "seen": seen})
    assert (
        told.status_code == 409
        and "May 1, 2031" in told.content.decode()
        and "2031-06-01" in told.content.decode()
    )
    assert Assignment.objects.get(article=article).due_on == date(2031, 5, 1)
    assert client.post(path, {"due_on": "2031-06-01", "seen": "2031-05-01"}).status_code == 302


def test_a_plan_is_of_the_edition_and_canceled_as_it_was_shown() -> None:
    office = f.publications()
    issue = f.approved_issue()
    f.finish_rendition(f.pdf_of(issue))
    old, client = latest_edition(issue), browser(office)
    issue = f.move_issue(
        f.move_issue(f.move_issue(issue, "reopen", f.editor()), "close", f.editor()), "approve", office
    )
    new = latest_edition(issue)
    assert old is not None and new is not None and old != new
    when = {"publish_on": "2031-05-01", "publish_at": "06:00"}
    path = reverse("office_plan", args=[issue.reference])
    assert client.post(path, when | {"edition": str(old.pk)}).status_code == 422
    plan = plan_publication(edition=new, publish_at=timezone.now() + timedelta(days=1), by=office)
    cancel_publication(plan=plan, by=office)
    other = plan_publication(edition=new, publish_at=timezone.now() + timedelta(days=2), by=office)
    assert (
        client.post(reverse("office_cancel_plan", args=[issue.reference]), {"plan": str(plan.pk)}).status_code
        == 422
    )
    other.refresh_from_db()
    assert other.outcome == ""


def test_an_article_is_taken_out_of_the_issue_it_was_shown_in() -> None:
    article, by = f.walked_to("in_review"), f.editor()
    first, second = f.issue_of([article]), f.issue_of([])
    place_article(issue=second, article=article, by=by, expected=first.pk)
    with pytest.raises(ArticleElsewhere):
        take_out_article(article=article, by=by, expected=first.pk)
    told = browser(by).post(
        reverse("admin:editorial_issue_take_out", args=[first.pk]), {"article": article.pk}
    )
    assert told.status_code == 409
    assert f.fresh(article).issue == second


def test_what_was_chosen_in_another_window_stays() -> None:
    user = f.editor()
    client, path = browser(user), reverse("notification_settings")
    page = client.get(path).content.decode()
    was = {f"was-{kind}": value for kind, value in re.findall(r'name="was-(\w+)" value="([^"]*)"', page)}
    kinds = [name.removeprefix("was-") for name in was if name != "was-hour"]
    stale = {kind: was[f"was-{kind}"] for kind in kinds}
    one, two = kinds[:2]
    other = {kind: "app" if stale[kind] != "app" else "digest" for kind in (one, two)}
    assert client.post(path, stale | was | {one: other[one], "hour": "9"}).status_code == 302
    assert client.post(path, stale | was | {two: other[two], "hour": ""}).status_code == 302
    chosen = channels_of(user)
    assert (chosen[one], chosen[two]) == (other[one], other[two])
    assert hour_of(user) == 9


def test_an_item_is_not_removed_over_a_field_that_its_remover_never_saw() -> None:
    """Who saved one field knows the newest version, and still not what somebody else put into another."""
    article = f.complete_article()
    excerpt = article.excerpts.first()
    seen = written_values(excerpt)
    excerpt.place = "Rome"
    save_item(item=excerpt, by=article.created_by)
    excerpt.refresh_from_db()
    fields = {name: FieldChange(value, value) for name, value in seen.items()}
    change = Change("excerpt", excerpt.key, excerpt.version, fields, removed=True)
    outcome = save_changes(article_id=article.pk, changes=[change], by=article.created_by)
    assert [one.fields["place"] for one in outcome.conflicts] == ["Rome"]
    now = {name: FieldChange(value, value) for name, value in written_values(excerpt).items()}
    change = Change("excerpt", excerpt.key, excerpt.version, now, removed=True)
    assert not save_changes(article_id=article.pk, changes=[change], by=article.created_by).conflicts
    assert not article.excerpts.filter(key=excerpt.key).exists()


def test_a_picture_is_not_put_over_another_one() -> None:
    article = f.complete_article()
    image, client = article.images.get(), browser(article.created_by)
    path = reverse("upload_image", args=[article.pk])
    before = image.sha256[:12]

    first, second = (f.picture_file().getvalue() for _ in range(2))

    def send(picture: bytes, before: str) -> Any:
        file = SimpleUploadedFile("picture.png", picture)
        return client.post(path, {"key": image.key, "file": file, "before": before})

    assert send(first, before).status_code == 200
    assert send(first, before).status_code == 200, "the same once more: its answer was lost"
    told = send(second, before)
    assert told.status_code == 422 and "Somebody put another picture here" in told.json()["error"]
    image.refresh_from_db()
    assert send(second, image.sha256[:12]).status_code == 200
