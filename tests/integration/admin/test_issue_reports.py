"""The desk's reports of an issue: who gets them, what they show, and the links to where a gate is opened."""

import csv
import io
import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.admin.issue_places import place_of
from editorial.content.models import Image
from editorial.factcheck.evidence import read_evidence
from editorial.factcheck.models import Check, Clearance
from editorial.factcheck.operations import record_clearance
from editorial.issues.models import Issue
from editorial.issues.operations import available_issue_moves
from editorial.issues.record import overrides_of
from editorial.states import IssueState, Role
from tests import factories as f
from tests.integration.admin.pages import browser, page_of
from tests.integration.issues.test_operations import brought_to
from tests.lifting import erase

pytestmark = pytest.mark.django_db
READERS = {Role.EDITOR, Role.FACT_CHECKER, Role.PUBLICATIONS, Role.ADMINISTRATOR}
REPORTS = ("rights", "rights_csv", "record", "record_json")
PDF = b"%PDF-1.7 a letter of permission"


def report_of(issue: Issue, name: str) -> str:
    return reverse(f"admin:editorial_issue_{name}", args=[issue.pk])


@pytest.mark.parametrize("state", IssueState.values)
def test_the_desk_and_the_office_read_the_reports_in_every_state_and_others_do_not(state: str) -> None:
    issue = brought_to(state)
    for role in [*Role, None]:
        client = browser(f.person(*([role] if role else [])))
        for name in REPORTS:
            answer = client.get(report_of(issue, name))
            if role in READERS:
                assert answer.status_code == 200, (role, name)
                assert "no-store" in answer["Cache-Control"]
            else:
                assert (answer.status_code, answer["Location"]) == (302, "/"), (role, name)
            assert client.post(report_of(issue, name)).status_code == (405 if role in READERS else 403)


@pytest.mark.parametrize("name", REPORTS)
def test_an_issue_that_does_not_exist_has_no_report(name: str) -> None:
    assert browser(f.editor()).get(reverse(f"admin:editorial_issue_{name}", args=[99999])).status_code == 404


def test_the_table_comes_under_the_issue_s_month() -> None:
    issue = brought_to("planning")
    Issue.objects.filter(pk=issue.pk).update(month=date(2031, 4, 1))
    answer = browser(f.publications()).get(report_of(issue, "rights_csv"))
    assert answer["Content-Disposition"] == 'attachment; filename="2031-04-rights.csv"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "text/csv; charset=utf-8",
        "nosniff",
    )
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["Status"] for row in rows] == ["Ready"]


def test_the_page_shows_problems_first_with_links_and_what_changed() -> None:
    issue = brought_to("planning")
    image = Image.objects.get()
    Image.objects.update(creator="Mo Maker <the younger>")
    page = browser(f.fact_checker()).get(report_of(issue, "rights")).content.decode()
    assert "1 of 1 image not ready" in page
    assert page.index(f'href="#image-{image.pk}"') < page.index(f'id="image-{image.pk}"')
    assert "Void: the image was changed afterwards." in page
    assert re.search(r"<ins>.*&lt;the younger&gt;", page)
    assert f'{page_of(image.article)}#item-image-{image.key}"' in page
    assert reverse("picture", args=[image.article_id, image.key]) in page
    assert report_of(issue, "rights_csv") in page


def test_the_office_gets_no_links_to_what_it_may_not_open() -> None:
    issue = brought_to("planning")
    article = issue.articles.get()
    Image.objects.update(creator="")
    client = browser(f.publications())
    for name in ("rights", "record"):
        page = client.get(report_of(issue, name)).content.decode()
        assert article.title in page
        assert page_of(article) not in page


def test_a_published_issue_that_is_not_as_it_was_frozen_raises_the_alarm() -> None:
    issue = brought_to("published")
    client = browser(f.publications())
    page = client.get(report_of(issue, "rights")).content.decode()
    assert "Every image is as the edition froze it." in page
    assert "is not what the edition froze" not in page
    Image.objects.update(caption="Another harbour")
    page = client.get(report_of(issue, "rights")).content.decode()
    assert "What stands today is not what the edition froze." in page
    assert "Caption: frozen “The harbour at dawn”, today “Another harbour”" in page


# Evidence


def with_evidence() -> tuple[Issue, Clearance]:
    article = f.walked_to("fact_check")
    clearance = record_clearance(
        image=article.images.get(), decision="cleared", by=f.fact_checker(), note="By letter",
        evidence_file=read_evidence(io.BytesIO(PDF), "permission = free.pdf"),
    )  # fmt: skip
    return f.issue_of([article]), clearance


def test_evidence_is_linked_for_those_who_may_have_it_and_named_for_others() -> None:
    issue, clearance = with_evidence()
    address = reverse("clearance_evidence", args=[clearance.pk])
    for role in READERS:
        client = browser(f.person(role))
        page = client.get(report_of(issue, "rights")).content.decode()
        assert "permission = free.pdf" in page
        assert clearance.evidence_sha256 in page
        assert (address in page) is (client.get(address).status_code == 200), role
    assert address in browser(f.fact_checker()).get(report_of(issue, "rights")).content.decode()


def test_a_picture_is_shown_to_those_who_may_have_it() -> None:
    issue = brought_to("planning")
    image = Image.objects.get()
    address = reverse("picture", args=[image.article_id, image.key])
    for role in READERS:
        client = browser(f.person(role))
        page = client.get(report_of(issue, "rights")).content.decode()
        assert (f'src="{address}"' in page) is (client.get(address).status_code == 200), role


# Overrides


def test_an_override_is_on_the_issue_s_page_in_the_record_and_in_its_json() -> None:
    boss, article = f.administrator(), f.walked_to("fact_check")
    f.check_everything(article, f.fact_checker())
    erase(Check.objects.filter(article=article, item_kind="footnote", item_key="one"))
    editor = browser(f.editor())
    issue = f.issue_of([article])
    assert "overridden-title" not in editor.get(page_of(issue)).content.decode()
    f.move(article, "clear", boss, override=True, reason="I know the <author>")
    erase(Clearance.objects.all())
    f.move_issue(issue, "close", boss, override=True, reason="It goes to press")
    f.move_issue(issue, "approve", boss, override=True, reason="It went to press")
    said = ["Note 1 is not checked yet.", f"“{article.title}”: Image 1: nobody has cleared its rights yet."]
    for address in (page_of(issue), report_of(issue, "record")):
        page = editor.get(address).content.decode()
        for words in (
            *said,
            "I know the &lt;author&gt;",
            "It goes to press",
            "It went to press",
            boss.get_full_name(),
        ):
            assert words in page, (address, words)
    answer = editor.get(report_of(issue, "record_json"))
    assert answer["Content-Disposition"] == f'attachment; filename="{issue.reference}-record.json"'
    kept = json.loads(answer.content)["overrides"]
    assert [(o["move"], o["reason"]) for o in kept] == [
        ("clear", "I know the <author>"), ("close", "It goes to press"), ("approve", "It went to press"),
    ]  # fmt: skip
    assert [[b["message"] for b in o["overridden"]] for o in kept] == [[said[0]], [said[1]], [said[1]]]
    assert len(overrides_of(issue)) == 3


# Where it is solved


def test_every_blocker_on_the_page_links_to_where_it_is_solved() -> None:
    issue = brought_to("planning")
    article, image = issue.articles.get(), Image.objects.get()
    Image.objects.update(creator="Somebody Else")
    page = browser(f.editor()).get(page_of(issue)).content.decode()
    found = re.findall(r'<li><a href="([^"]+)">“', page)
    # Once beside the order, once under the move.
    assert found == [page_of(article), f"{page_of(article)}#item-image-{image.key}"] * 2
    shown = browser(f.editor()).get(page_of(article)).content.decode()
    assert f'id="item-image-{image.key}"' in shown
    for part in ("comments", "findings"):
        assert f'id="{part}"' in shown
    # The office moves the issue, but opens no articles that are not published.
    issue = f.move_issue(issue, "close", f.administrator(), override=True, reason="It must")
    page = browser(f.publications()).get(page_of(issue)).content.decode()
    assert "was changed after its fact-check" in page
    assert page_of(article) not in page


@pytest.mark.parametrize(
    "where, fragment",
    [
        ("article:7", ""), ("article:7:section", "#edit"), ("article:7:comment:3", "#comments"),
        ("article:7:excerpt:ab12:check", "#item-excerpt-ab12"), ("article:7:image:ab12:creator", "#item-image-ab12"),
        ("article:7:article:0f:check", "#item-article-0f"), ("article:7:claim:ab:check", "#item-claim-ab"),
        ("article:7:excerpt:ab12:finding", "#findings"), ("article:7:pull_quote", "#edit"),
    ],
)  # fmt: skip
def test_the_place_within_an_article(where: str, fragment: str) -> None:
    assert place_of(where) == reverse("admin:editorial_article_change", args=[7]) + fragment


@pytest.mark.parametrize(
    "where, part",
    [
        ("review:Security", "#reviews-title"), ("articles", "#articles-title"), ("pdf", "#renditions-title"),
        ("edition", "#moves-title"), ("", ""), ("article:", ""), ("title", ""),
    ],
)  # fmt: skip
def test_the_place_within_the_issue_s_page(where: str, part: str) -> None:
    assert place_of(where) == part


def test_no_page_asks_more_of_many_articles_than_of_one() -> None:
    section, client = f.section(), browser(f.editor())
    issues = [
        f.issue_of([f.walked_to("approved", f.complete_article(section=section)) for _ in range(number)])
        for number in (1, 3)
    ]
    for address in (page_of, *(lambda i, n=name: report_of(i, n) for name in REPORTS)):
        for issue in issues:  # what a page keeps about what it read is read once
            client.get(address(issue))
        counts = []
        for issue in issues:
            with CaptureQueriesContext(connection) as made:
                assert client.get(address(issue)).status_code == 200
            counts.append(len(made))
        assert counts[0] == counts[1], address(issues[0])


def test_blockers_stay_what_they_are_for_everybody_but_the_page() -> None:
    issue = brought_to("planning")
    Image.objects.update(creator="Somebody Else")
    [close] = available_issue_moves(f.editor(), issue)
    assert not any("<a" in blocker.message for blocker in close.blockers)
