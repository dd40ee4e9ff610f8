"""The parts of an issue, and a new issue that begins as the last one was made."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from editorial.content.operations import EditConflict
from editorial.errors import NotAllowed
from editorial.issues.assembly import NotInPlanning
from editorial.issues.models import Issue, IssuePart
from editorial.issues.operations import create_issue
from editorial.issues.parts import PartsChanged, delete_part, order_parts, save_part
from editorial.issues.snapshot import snapshot_of
from editorial.states import Role
from tests import factories as f

pytestmark = pytest.mark.django_db


def part(issue: Issue, title: str = "To our readers", by: object = None, **fields: object) -> IssuePart:
    made = IssuePart(issue=issue, title=title, **({"body": "<p>Good day.</p>"} | fields))
    return save_part(part=made, by=by or f.editor())


def titles(issue: Issue, place: str = "front") -> list[str]:
    return [one.title for one in issue.parts.filter(place=place).order_by("position")]


def new_issue(month: date, **fields: object) -> Issue:
    usual = {"volume": month.year, "number": month.month, "by": f.editor()}
    return create_issue(month=month, **(usual | fields))


def test_a_part_is_cleaned_kept_last_and_printed() -> None:
    issue, by = f.issue_of([]), f.editor()
    one = part(issue, " To our\nreaders ", by, body="<script>x</script><p>Good <b>day</b>.</p>")
    two = part(issue, "How to write", by)
    one.refresh_from_db()
    assert (one.title, one.body, one.position, two.position) == (
        "To our readers",
        "<p>Good <strong>day</strong>.</p>",
        1,
        2,
    )
    assert one.history.get().history_user == by
    assert snapshot_of(issue, edition_number=0)["parts"][0] == {
        "place": "front", "title": "To our readers", "body": "<p>Good <strong>day</strong>.</p>",
    }  # fmt: skip


def test_a_second_writer_is_noticed() -> None:
    issue = f.issue_of([])
    mine = part(issue)
    theirs = IssuePart.objects.get(pk=mine.pk)
    theirs.title = "Dear readers"
    save_part(part=theirs, by=f.publications(), expected_version=1)
    mine.title = "Hello"
    with pytest.raises(EditConflict):
        save_part(part=mine, by=f.editor(), expected_version=1)
    with pytest.raises(EditConflict):
        delete_part(part=mine, by=f.editor(), expected_version=1)
    assert titles(issue) == ["Dear readers"]


def test_a_part_that_changes_its_place_comes_last_there() -> None:
    issue = f.issue_of([])
    moving, _other = part(issue, "A"), part(issue, "B", place="back")
    moving.place = "back"
    save_part(part=moving, by=f.editor(), expected_version=1)
    assert (titles(issue), titles(issue, "back")) == ([], ["B", "A"])


def test_parts_are_ordered_and_removed() -> None:
    issue, by = f.issue_of([]), f.editor()
    a, b, c = (part(issue, title) for title in "ABC")
    order_parts(issue=issue, place="front", part_ids=[c.pk, a.pk, b.pk], by=by)
    assert titles(issue) == ["C", "A", "B"]
    for wrong in ([a.pk], [a.pk, a.pk, b.pk], [a.pk, b.pk, c.pk, 0]):
        with pytest.raises(PartsChanged):
            order_parts(issue=issue, place="front", part_ids=wrong, by=by)
    delete_part(part=a, by=by)
    delete_part(part=a, by=by)
    assert titles(issue) == ["C", "B"]
    assert IssuePart.history.filter(id=a.pk).first().history_type == "-"


@pytest.mark.parametrize("role", Role)
def test_who_writes_parts(role: Role) -> None:
    issue, by = f.issue_of([]), f.person(role)
    if role in (Role.EDITOR, Role.PUBLICATIONS, Role.ADMINISTRATOR):
        made = part(issue, by=by)
        order_parts(issue=issue, place="front", part_ids=[made.pk], by=by)
        delete_part(part=made, by=by)
        return
    made = part(issue)
    for act in (
        lambda: save_part(part=made, by=by),
        lambda: delete_part(part=made, by=by),
        lambda: order_parts(issue=issue, place="front", part_ids=[made.pk], by=by),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_closed_issue_keeps_its_parts() -> None:
    issue = f.issue_of([f.walked_to("approved")])
    made = part(issue)
    f.move_issue(issue, "close", f.editor())
    for act in (
        lambda: part(issue, "B"),
        lambda: delete_part(part=made, by=f.editor()),
        lambda: order_parts(issue=issue, place="front", part_ids=[made.pk], by=f.editor()),
    ):
        with pytest.raises(NotInPlanning):
            act()


def test_a_part_has_a_title_and_a_place() -> None:
    issue = f.issue_of([])
    for fields in ({"title": " "}, {"place": "middle"}):
        with pytest.raises(ValidationError):
            part(issue, **fields)


# A new issue


def test_a_new_issue_begins_as_the_last_one_was_made() -> None:
    sections = [f.section() for _ in range(3)]
    last = new_issue(date(2030, 1, 1), sections=[sections[2], sections[0]])
    part(last, "Only this month")
    part(last, "To our readers", recurring=True)
    part(last, "How to write", place="back", recurring=True, body="<p>By mail.</p>")
    new_issue(date(2031, 1, 1), sections=[])  # later than the new one
    made = new_issue(date(2030, 3, 1), start_from_last=True)
    assert [place.section for place in made.issue_sections.all()] == [sections[2], sections[0]]
    assert (titles(made), titles(made, "back")) == (["To our readers"], ["How to write"])
    copy = made.parts.get(place="back")
    assert (copy.body, copy.recurring, copy.position, copy.version) == ("<p>By mail.</p>", True, 1, 1)
    assert copy.history.get().history_change_reason == f"Taken over from {last}"


def test_sections_that_are_given_count_and_without_a_last_issue_the_usual_order() -> None:
    one, two = f.section(), f.section()
    first = new_issue(date(2030, 1, 1), start_from_last=True)
    assert {one, two} <= {place.section for place in first.issue_sections.all()}
    part(first, recurring=True)
    given = new_issue(date(2030, 2, 1), start_from_last=True, sections=[two])
    assert [place.section for place in given.issue_sections.all()] == [two]
    assert titles(given) == ["To our readers"]
    plain = new_issue(date(2030, 4, 1))
    assert titles(plain) == []
