"""The office's pages: what an issue waits for, who sees them, and how few queries they take."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.issues.models import Issue
from editorial.issues.moves import available_issue_moves
from editorial.issues.operations import record_release_review
from editorial.issues.planned import plan_publication
from editorial.office.facts import IssueFacts
from editorial.office.issue_page import issue_context, offered_moves
from editorial.office.next_step import exactly
from editorial.states import Role
from tests import factories as f
from tests.integration.admin.pages import page_of
from tests.integration.office.offices import STATES, article_of, at, brought_to, correction_of
from tests.integration.workspace.pages import browser, queries_of, words_of

pytestmark = pytest.mark.django_db
SEE = {Role.PUBLICATIONS, Role.ADMINISTRATOR, Role.EDITOR}
# What the office reads of each issue, in its list and on its page.
HEADLINES = {
    "empty": "The editors are putting it together",
    "planning": "The editors are putting it together",
    "closed": "Ready to approve",
    "approved": "Edition 1 is being made",
    "failed": "The PDF could not be made",
    "ready": "Edition 1 is ready to publish",
    "published": "edition 1 on",
    "correcting": "Write the erratum",
    "corrected": "Ready to approve",
    "edition 2 waits": "Edition 2 is being made",
    "edition 2 ready": "Edition 2 is ready to publish",
    "edition 2 out": "edition 2 on",
}


@pytest.mark.parametrize("state", STATES)
def test_the_list_and_the_page_say_the_same_and_what_is_offered_is_what_may_be_done(state: str) -> None:
    issue = brought_to(state)
    client = browser(f.publications())
    listed = words_of(client.get(reverse("office")).content.decode())
    page = client.get(at("issue", issue))
    assert HEADLINES[state] in listed
    assert page.status_code == 200
    assert HEADLINES[state] in words_of(page.content.decode())
    for role in Role:
        user = f.person(role)
        facts = IssueFacts(Issue.objects.get(pk=issue.pk))
        may = {one.move.name: not one.blockers for one in available_issue_moves(user, issue)}
        assert [move.name for move in offered_moves(user, facts)] == list(may), role
        context = issue_context(user, issue)
        shown = [context["onward"]] if context["onward"] else []
        assert {one.move.name: one.ready for one in [*shown, *context["others"]]} == may, role
        assert not {one.move.name for one in shown} - {facts.next_move}


def test_a_draft_that_nobody_here_may_open_leads_to_where_it_is_taken_out() -> None:
    draft = f.complete_article()
    issue = f.issue_of([draft])
    for user in (f.editor(), f.publications()):
        html = browser(user).get(at("issue", issue)).content.decode()
        assert f'href="{page_of(issue)}#row-{draft.pk}"' in html
        assert f"/article/{draft.pk}/" not in html


def test_only_the_office_and_editors_know_of_these_pages() -> None:
    issue = brought_to("correcting")
    addresses = [
        reverse("office"), at("issue", issue), at("edition", issue, 1), at("manifest", issue, 1),
        at("edition_json", issue, 1), at("correct", issue), reverse("office_correction", args=[correction_of(issue).pk]),
        reverse("office_progress", args=[f.pdf_of(issue).pk]),
    ]  # fmt: skip
    for role in [*Role, None]:
        client = browser(f.person(*([role] if role else [])))
        wanted = 200 if role in SEE else 404
        assert {client.get(address).status_code for address in addresses} == {wanted}, role
    assert {browser(None).get(address).status_code for address in addresses} == {302}


def test_what_does_not_exist_is_not_found() -> None:
    issue, client = brought_to("published"), browser(f.publications())
    for address in (
        "/office/2031-13/", "/office/0000-01/", "/office/1999-01/", at("edition", issue, 7), at("edition", issue, 10**30),
        at("manifest", issue, 0), at("changes", issue, 1, 2), at("changes", issue, 1, 1), at("changes", issue, 2, 1),
        "/office/corrections/999/", "/office/renditions/999/progress/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address


def test_somebody_of_the_office_alone_begins_at_the_office_and_finds_it_everywhere() -> None:
    client = browser(f.publications())
    assert client.get("/", follow=True).redirect_chain == [("/office/", 302)]
    assert 'href="/office/" aria-current="page">Office<' in client.get("/office/").content.decode()
    assert browser(f.person(Role.PUBLICATIONS, Role.EDITOR)).get("/")["Location"] == "/admin/"
    assert 'href="/office/"' not in browser(f.editor()).get("/office/").content.decode().split("<main")[0]
    issue = brought_to("planning")
    assert f'href="{at("issue", issue)}"' in client.get(page_of(issue)).content.decode()
    assert f'href="{page_of(issue)}"' in client.get(at("issue", issue)).content.decode()


def test_an_editor_looks_on_and_opens_corrections() -> None:
    issue, client = brought_to("published"), browser(f.editor())
    html = client.get(at("issue", issue)).content.decode()
    assert at("correct", issue) in html
    ready = client.get(at("issue", brought_to("ready"))).content.decode()
    assert "Waits for the publications office" in ready
    assert "Publish edition 1 now" not in ready
    assert "Publish on a day and time" not in ready


def test_release_reviews_are_current_or_void(settings: Any) -> None:
    settings.RELEASE_REVIEWS = ["Security", "Public affairs"]
    issue, office = brought_to("planning"), f.publications()
    client = browser(office)
    for name in settings.RELEASE_REVIEWS:
        record_release_review(issue=issue, review=name, outcome="cleared", reviewer="R. Viewer", by=office)
    html = words_of(client.get(at("issue", issue)).content.decode())
    assert "Security Cleared" in html and "Void" not in html
    article = article_of(issue)
    article.dek = "Changed since"
    f.content.save_item(item=article, by=f.editor())
    assert "Security Void: something changed since" in words_of(
        client.get(at("issue", issue)).content.decode()
    )
    settings.RELEASE_REVIEWS = ["Security"]
    closed = brought_to("closed")
    page = words_of(client.get(at("issue", closed)).content.decode())
    assert "Record the release review" in page and "It waits for the review “Security”." in page
    assert "It waits for the review “Security”." in words_of(client.get("/office/").content.decode())
    record_release_review(
        issue=closed, review="Security", outcome="objection", reviewer="R. Viewer", by=office
    )
    for address in ("/office/", at("issue", closed)):
        assert "“Security” objects" in words_of(client.get(address).content.decode())
    record_release_review(
        issue=closed, review="Security", outcome="cleared_as_amended", reviewer="R", by=office
    )
    for address in ("/office/", at("issue", closed)):
        assert "Ready to approve" in words_of(client.get(address).content.decode())
    assert "Earlier reviews (1)" in words_of(client.get(at("issue", closed)).content.decode())
    f.move_issue(closed, "approve", office)
    assert "Security Cleared as amended" in words_of(client.get(at("issue", closed)).content.decode())


def test_a_plan_is_said_in_the_list_and_on_the_page(settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    issue = brought_to("ready")
    when = timezone.now() + timedelta(days=3)
    edition = issue.editions.get()
    plan_publication(edition=edition, publish_at=when, by=f.publications())
    client = browser(f.publications())
    said = f"Edition 1 is planned for {exactly(when)}"
    page = words_of(client.get(at("issue", issue)).content.decode())
    assert said in words_of(client.get("/office/").content.decode())
    assert said in page and "Cancel the plan" in page and "America/New_York" in page


def test_the_files_that_say_what_an_edition_is() -> None:
    issue, client = brought_to("edition 2 out"), browser(f.publications())
    manifest = client.get(at("manifest", issue, 2))
    assert (
        manifest["Content-Disposition"] == f'attachment; filename="{issue.reference}-edition-2-manifest.json"'
    )
    said = json.loads(manifest.content)
    assert (said["edition"], said["forms"]["pdf"]["sha256"]) == (2, f.pdf_of(issue).sha256)
    whole = client.get(at("edition_json", issue, 1))
    assert whole["Content-Disposition"] == f'attachment; filename="{issue.reference}-edition-1.json"'
    assert json.loads(whole.content) == issue.editions.get(number=1).snapshot
    assert "no-store" in whole["Cache-Control"]


def test_what_changed_between_editions_is_a_page_with_words_marked() -> None:
    issue, client = brought_to("edition 2 out"), browser(f.editor())
    html = client.get(at("changes", issue, 1, 2)).content.decode()
    assert "1 article is not the same" in html
    assert "The port was closed for two days, not three." in html
    assert re.search(r"<del>.*three", html) and re.search(r"<ins>.*two", html)


def test_the_pdf_is_looked_at_within_our_own_pages_only() -> None:
    issue, client = brought_to("ready"), browser(f.publications())
    address = reverse("pdf", args=[f.pdf_of(issue).pk])
    assert (
        f'<iframe class="office-pdf" src="{address}#' in client.get(at("edition", issue, 1)).content.decode()
    )
    answer = client.get(address)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")
    page = client.get(at("edition", issue, 1))
    assert page["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in page["Content-Security-Policy"]


@pytest.mark.any_database
@pytest.mark.parametrize("state", STATES)
def test_pages_take_few_queries_however_much_there_is(state: str, settings: Any) -> None:
    few, many = brought_to(state), brought_to(state, articles=2)
    settings.RELEASE_REVIEWS = ["Security"]
    client = browser(f.publications())
    assert queries_of(client, at("issue", few)) == queries_of(client, at("issue", many)) <= 12
    if few.editions.exists():
        assert queries_of(client, at("edition", few, 1)) == queries_of(client, at("edition", many, 1)) <= 12
    cold = []
    for issue in (few, few, many):  # first: a process reads the archive once and remembers it itself
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            client.get(at("issue", issue))
        cold.append(len(captured))
    assert cold[1] == cold[2] <= 12, cold


@pytest.mark.any_database
def test_the_other_pages_take_few_queries_at_two_sizes(settings: Any) -> None:
    settings.RELEASE_REVIEWS = ["Security"]
    client = browser(f.publications())
    made: dict[int, dict[str, int]] = {}
    settings.RELEASE_REVIEWS = []
    for size in (1, 2):
        issues = {state: brought_to(state, articles=size) for state in STATES}
        settings.RELEASE_REVIEWS = ["Security"]
        out, going = issues["edition 2 out"], issues["correcting"]
        addresses = {
            "list": reverse("office"), "changes": at("changes", out, 1, 2), "correct": at("correct", issues["published"]),
            "correction": reverse("office_correction", args=[correction_of(going).pk]),
            "manifest": at("manifest", out, 2), "json": at("edition_json", out, 2),
        }  # fmt: skip
        made[size] = {}
        for name, address in addresses.items():
            cache.clear()
            with CaptureQueriesContext(connection) as cold:
                assert client.get(address).status_code == 200
            made[size][name] = len(cold)
        settings.RELEASE_REVIEWS = []
    assert made[1] == made[2]
    assert max(made[2].values()) <= 12, made
