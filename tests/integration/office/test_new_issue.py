"""A new issue in a minute: proposed from the last one, planned with one press."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.issues.models import Issue, IssuePart, Section
from editorial.issues.operations import create_issue
from editorial.issues.parts import save_part
from editorial.states import Role
from tests import factories as f
from tests.integration.workspace.pages import browser, queries_of, words_of

pytestmark = pytest.mark.django_db
MAY = {Role.PUBLICATIONS, Role.ADMINISTRATOR, Role.EDITOR}


def address() -> str:
    return reverse("office_new")


def the_last() -> Issue:
    """November 2026, with two sections in an order of their own, a text that recurs and one that does not."""
    first, second, third = f.section("Routes"), f.section("Water"), f.section("Sky")
    assert first
    last = create_issue(
        month=date(2026, 11, 1), volume=3, number=11, by=f.editor(), sections=[third, second],
        drafts_due_on=date(2026, 10, 31), publication_date=date(2026, 11, 27),
    )  # fmt: skip
    for title, recurring in (("About us", True), ("This time", False)):
        part = IssuePart(
            issue=last, place="back", position=0, title=title, body="<p>Words</p>", recurring=recurring
        )
        save_part(part=part, by=f.editor())
    return last


def form_of(page: str) -> dict[str, str]:
    """What a browser would send if one pressed the button at once."""
    form = page.partition('<form method="post" class="panel"')[2].partition("</form>")[0]
    found = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', form.replace('type="date" ', "")))
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{what}="([^"]*)"', tag) for what in ("name", "value"))
        if name:
            found[name[1]] = value[1] if value else ""
    return found


@pytest.mark.parametrize("role", sorted(MAY))
def test_one_press_plans_the_month_after_as_the_last_one_was(role: Role) -> None:
    the_last()
    client = browser(f.person(role))
    page = client.get(address()).content.decode()
    assert "Sky Water" in words_of(page) and "About us (after the articles)" in words_of(page)
    assert "Routes" not in words_of(page) and "This time" not in words_of(page)
    answer = client.post(address(), form_of(page))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("office_issue", args=["2026-12"])
    made = Issue.objects.get(month=date(2026, 12, 1))
    assert (made.volume, made.number) == (3, 12)
    assert (made.drafts_due_on, made.publication_date) == (date(2026, 11, 30), date(2026, 12, 27))
    assert [str(place) for place in made.issue_sections.all()] == ["Sky", "Water"]
    assert [part.title for part in made.parts.all()] == ["About us"]
    said = words_of(client.get(answer["Location"]).content.decode())
    assert "December 2026 is planned, with 2 sections, and 1 text that recurs." in said


def test_the_browser_keeps_what_is_typed() -> None:
    planner = f.person(Role.PUBLICATIONS)
    html = browser(planner).get(address()).content.decode()
    for name in ("month", "volume", "number", "title", "drafts_due_on", "publication_date"):
        assert f'data-keep="{planner.pk}"' in re.search(rf'<input[^>]*name="{name}"[^>]*>', html)[0]  # type: ignore[index]


def test_without_an_issue_it_begins_with_this_month_and_the_register() -> None:
    f.section("Routes")
    page = browser(f.editor()).get(address()).content.decode()
    assert f'value="{timezone.localdate():%Y-%m}"' in page
    assert form_of(page)["volume"] == "1" and "Routes" in words_of(page)


def test_another_month_has_its_own_proposal() -> None:
    the_last()
    client = browser(f.publications())
    page = client.get(address(), {"month": "2027-02"}).content.decode()
    sent = form_of(page)
    assert (sent["month"], sent["volume"], sent["number"]) == ("2027-02", "4", "2")
    for hostile in ("2027-13", "9999-12", "0001-01", "x", "0000-00", "２０２７-01", "2026-12-01"):
        assert 'value="2026-12"' in client.get(address(), {"month": hostile}).content.decode()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"month": "2026-11"}, "already exists"),
        ({"month": "13/2026"}, "Give a month as year and month"),
        ({"month": ""}, "This field is required"),
        ({"number": "11"}, "already exists"),
        ({"number": "0"}, "greater than or equal to 1"),
        ({"volume": "9" * 30}, "less than or equal to"),
        ({"publication_date": "2026-11-01"}, "cannot be before the day on which drafts are due"),
        ({"publication_date": "tomorrow"}, "Enter a valid date"),
        ({"month": "0206-12"}, "Look at the year"),
        ({"month": "9999-12"}, "Look at the year"),
        ({"title": "A\x00B"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(changes: dict[str, Any], reason: str) -> None:
    the_last()
    client = browser(f.editor())
    sent = form_of(client.get(address()).content.decode()) | {"title": "<b>Mine & yours</b>"} | changes
    answer = client.post(address(), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and Issue.objects.count() == 1
    assert reason in words_of(page)
    assert "title" in changes or "&lt;b&gt;Mine &amp; yours&lt;/b&gt;" in page
    assert all(value in page for name, value in changes.items() if name not in ("title",))


def test_others_do_not_know_of_it() -> None:
    for role in set(Role) - MAY:
        client = browser(f.person(role))
        assert client.get(address()).status_code == 404
        assert client.post(address(), {"month": "2026-12", "volume": 1, "number": 1}).status_code == 404
    assert not Issue.objects.exists()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLICATIONS, Role.FACT_CHECKER])
def test_the_desks_list_of_issues_leads_to_it(role: Role) -> None:
    page = browser(f.person(role)).get(reverse("admin:editorial_issue_changelist")).content.decode()
    assert (f'href="{address()}"' in page) is (role in MAY)


def test_the_page_takes_few_queries() -> None:
    the_last()
    Section.objects.bulk_create([Section(name=f"S {number}", position=50 + number) for number in range(20)])
    assert queries_of(browser(f.editor()), address()) <= 8
