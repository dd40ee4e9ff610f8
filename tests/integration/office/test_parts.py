"""The texts of an issue that are no articles: writing, ordering and removing them, and two people at once."""

from typing import Any

import pytest
from django.urls import reverse

from editorial.issues.models import Issue, IssuePart
from editorial.issues.parts import delete_part, save_part
from editorial.states import ArticleState, Role
from tests import factories as f
from tests.integration.workspace.pages import browser, queries_of, words_of

pytestmark = pytest.mark.django_db
MAY = {Role.PUBLICATIONS, Role.ADMINISTRATOR, Role.EDITOR}
GIVEN = {"title": "Editor’s Note", "place": "front", "recurring": "on", "body": "<p>One <em>word</em>.</p>"}


def at(name: str, issue: Issue, *more: Any) -> str:
    return reverse(f"office_{name}", args=[issue.reference, *more])


def part_of(issue: Issue, title: str = "A note", **fields: Any) -> IssuePart:
    part = IssuePart(issue=issue, position=0, title=title, **({"body": "<p>Words</p>"} | fields))
    return save_part(part=part, by=f.editor())


def titles(issue: Issue, place: str = "front") -> list[str]:
    return [part.title for part in issue.parts.filter(place=place)]


@pytest.mark.parametrize("role", sorted(MAY))
def test_writing_one_and_changing_it(role: Role) -> None:
    issue = f.issue_of([])
    client = browser(f.person(role))
    assert client.get(f"{at('part_new', issue)}?place=back").status_code == 200
    answer = client.post(at("part_new", issue), GIVEN)
    part = issue.parts.get()
    assert answer["Location"] == f"{at('parts', issue)}#part-{part.pk}"
    assert (part.title, part.place, part.recurring) == ("Editor’s Note", "front", True)
    assert part.body == "<p>One <em>word</em>.</p>"
    assert "Editor’s Note recurs One word ." in words_of(client.get(at("parts", issue)).content.decode())
    changed = {
        "title": "A word",
        "place": "back",
        "body": "First.\n\nSecond & last.",
        "expected_version": "1",
    }
    assert client.post(at("part", issue, part.pk), changed).status_code == 302
    part.refresh_from_db()
    assert (part.title, part.place, part.recurring, part.version) == ("A word", "back", False, 2)
    assert part.body == "<p>First.</p><p>Second &amp; last.</p>"


def test_order_is_changed_by_buttons_and_never_over_somebody_elses() -> None:
    issue = f.issue_of([])
    one, two, three = (part_of(issue, title) for title in ("One", "Two", "Three"))
    client = browser(f.editor())
    shown = f"{one.pk},{two.pk},{three.pk}"

    def press(part: IssuePart, way: str, order: str = shown) -> Any:
        return client.post(
            at("parts_order", issue), {"place": "front", "order": order, "move": f"{part.pk}:{way}"}
        )

    assert press(three, "up").status_code == 302
    assert titles(issue) == ["One", "Three", "Two"]
    order = ",".join(str(part.pk) for part in issue.parts.all())
    press(one, "down", order)
    assert titles(issue) == ["Three", "One", "Two"]
    four = part_of(issue, "Four")
    answer = press(two, "up", order)
    assert answer.status_code in (409, 422) and "Somebody added or removed a part" in answer.content.decode()
    assert titles(issue) == ["Three", "One", "Two", "Four"]
    for hostile in ("", f"{four.pk}", f"{four.pk}:left", "x:up", "²:up", f"{four.pk + 99}:up"):
        data = {"place": "front", "order": order, "move": hostile}
        assert client.post(at("parts_order", issue), data).status_code == 404
    assert (
        client.post(
            at("parts_order", issue), {"place": "side", "order": order, "move": f"{one.pk}:up"}
        ).status_code
        == 404
    )


def test_removing_one() -> None:
    issue = f.issue_of([])
    part = part_of(issue)
    client = browser(f.editor())
    stale = client.post(at("part_remove", issue, part.pk), {"expected_version": "0"})
    assert stale.status_code == 409 and "so it is not removed" in stale.content.decode()
    for _twice in range(2):
        answer = client.post(at("part_remove", issue, part.pk), {"expected_version": str(part.version)})
        assert answer.status_code == 302
    assert not issue.parts.exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": ""}, "This field is required"),
        ({"title": "\u200b"}, "This field cannot be blank"),
        ({"title": "x" * 301}, "at most 300"),
        ({"place": "side"}, "Select a valid choice"),
        ({"body": "A\x00B"}, "Null characters are not allowed"),
        ({"body": "y" * 400_001}, "is the most one field takes"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(changes: dict[str, Any], reason: str) -> None:
    issue = f.issue_of([])
    answer = browser(f.editor()).post(at("part_new", issue), GIVEN | {"body": "<p>Mine</p>"} | changes)
    page = answer.content.decode()
    assert answer.status_code == 422 and not issue.parts.exists()
    assert reason in words_of(page)
    assert "body" in changes or "&lt;p&gt;Mine&lt;/p&gt;" in page


def test_markup_is_cleaned_and_never_run() -> None:
    issue = f.issue_of([])
    client = browser(f.editor())
    body = "<p onclick='x'>Hello<script>alert(1)</script><img src=x onerror=alert(1)></p><textarea>"
    client.post(at("part_new", issue), GIVEN | {"title": "</h3><script>alert(2)</script>", "body": body})
    assert issue.parts.get().body == "<p>Hello</p>"
    for page in (at("parts", issue), at("part", issue, issue.parts.get().pk)):
        assert "<script>alert" not in client.get(page).content.decode()


def test_two_people_at_once_lose_nothing() -> None:
    issue = f.issue_of([])
    part = part_of(issue)
    client = browser(f.editor())
    save_part(part=IssuePart.objects.get(pk=part.pk), by=f.publications())
    answer = client.post(at("part", issue, part.pk), GIVEN | {"expected_version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409 and IssuePart.objects.get().title == "A note"
    assert "What stands now" in page and "A note" in page and "&lt;em&gt;word&lt;/em&gt;" in page
    assert 'name="expected_version" value="2"' in page
    assert client.post(at("part", issue, part.pk), GIVEN | {"expected_version": "2"}).status_code == 302
    assert IssuePart.objects.get().title == "Editor’s Note"


@pytest.mark.parametrize("version", ["", "x", "9" * 40, "-1"])
def test_a_version_that_no_page_sends_replaces_nothing(version: str) -> None:
    issue = f.issue_of([])
    part = part_of(issue)
    answer = browser(f.editor()).post(at("part", issue, part.pk), GIVEN | {"expected_version": version})
    assert answer.status_code == 409 and IssuePart.objects.get().title == "A note"


def test_one_that_was_removed_meanwhile_is_offered_as_a_new_one() -> None:
    issue = f.issue_of([])
    part = part_of(issue)
    pk = part.pk
    delete_part(part=part, by=f.editor())
    client = browser(f.editor())
    answer = client.post(at("part", issue, pk), GIVEN | {"expected_version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Somebody removed this text" in page
    assert "&lt;em&gt;word&lt;/em&gt;" in page and f'action="{at("part_new", issue)}"' in page
    assert client.get(at("part", issue, pk)).status_code == 404


def test_a_closed_issue_keeps_its_texts_and_what_was_typed_is_shown() -> None:
    issue = f.issue_of([f.walked_to(ArticleState.APPROVED)])
    part = part_of(issue)
    f.move_issue(issue, "close", f.editor())
    client = browser(f.editor())
    assert "Add a text" not in client.get(at("parts", issue)).content.decode()
    answer = client.post(at("part", issue, part.pk), GIVEN | {"expected_version": "1"})
    assert answer.status_code == 409 and "&lt;em&gt;word&lt;/em&gt;" in answer.content.decode()
    assert client.post(at("part_remove", issue, part.pk), {"expected_version": "1"}).status_code == 409
    assert IssuePart.objects.get().title == "A note"


def test_others_do_not_know_of_them_and_nobody_reaches_another_issues() -> None:
    issue, other = f.issue_of([]), f.issue_of([])
    part = part_of(issue)
    for role in set(Role) - MAY:
        client = browser(f.person(role))
        for page in (at("parts", issue), at("part_new", issue), at("part", issue, part.pk)):
            assert client.get(page).status_code == 404
        assert client.post(at("part", issue, part.pk), GIVEN).status_code == 404
    client = browser(f.editor())
    assert client.get(at("part", other, part.pk)).status_code == 404
    client.post(at("part_remove", other, part.pk), {"expected_version": "1"})
    assert IssuePart.objects.filter(pk=part.pk).exists()


def test_the_pages_take_few_queries() -> None:
    issue = f.issue_of([])
    for number in range(12):
        part_of(issue, f"Text {number}", place="front" if number % 2 else "back")
    client = browser(f.editor())
    assert queries_of(client, at("parts", issue)) <= 6
    assert queries_of(client, at("part", issue, issue.parts.all()[0].pk)) <= 6
