"""Issues: their gates, their order, and the edition that approving freezes."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from editorial.content.fingerprints import article_fingerprint, canonical_json, fingerprint
from editorial.content.models import Article, Author, Excerpt
from editorial.errors import NotAllowed, ReasonMissing
from editorial.factcheck.models import Clearance
from editorial.issues import assembly
from editorial.issues import operations as issues
from editorial.issues.assembly import NotInPlanning
from editorial.issues.models import Edition, Issue, IssueSection, Rendition
from editorial.issues.operations import IllegalIssueMove, available_issue_moves
from editorial.issues.queries import (
    NoSuchIssue,
    issue_by_reference,
    issue_fingerprint,
    latest_edition,
    open_issues,
)
from editorial.jobs import operations as jobs
from editorial.states import IssueState, JobStatus, Role
from editorial.workflow.comments import add_comment
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import GateClosed
from tests import factories as f
from tests.lifting import erase, rewrite

pytestmark = pytest.mark.django_db

# (state, move): who may, written by hand from the design.
MAY = {
    ("planning", "close"): {Role.EDITOR, Role.ADMINISTRATOR},
    ("closed", "approve"): {Role.PUBLICATIONS, Role.ADMINISTRATOR},
    ("closed", "reopen"): {Role.EDITOR, Role.PUBLICATIONS, Role.ADMINISTRATOR},
    ("approved", "reopen"): {Role.EDITOR, Role.PUBLICATIONS, Role.ADMINISTRATOR},
    ("approved", "publish"): {Role.PUBLICATIONS, Role.ADMINISTRATOR},
}


def brought_to(state: str) -> Issue:
    issue = f.issue_of([f.walked_to("approved")])
    if state == IssueState.PLANNING:
        return issue
    issue = f.move_issue(issue, "close", f.editor())
    if state == IssueState.CLOSED:
        return issue
    issue = f.move_issue(issue, "approve", f.publications())
    f.finish_rendition(f.pdf_of(issue))
    return issue if state == IssueState.APPROVED else f.move_issue(issue, "publish", f.publications())


@pytest.mark.parametrize("state", IssueState.values)
def test_who_may_move_an_issue_from_each_state(state: str) -> None:
    issue = brought_to(state)
    for role in [*Role, None]:
        user = f.person(*([role] if role else []))
        offered = {available.move.name for available in available_issue_moves(user, issue)}
        assert offered == {move for (source, move), who in MAY.items() if source == state and role in who}
        for move in ("close", "approve", "reopen", "publish", "bogus"):
            point = transaction.savepoint()
            act = {"issue_id": issue.pk, "move": move, "by": user, "reason": "A reason"}
            if (state, move) not in MAY:
                with pytest.raises(IllegalIssueMove):
                    issues.move_issue(**act)
            elif role not in MAY[state, move]:
                with pytest.raises(NotAllowed):
                    issues.move_issue(**act, override=True)
            else:
                issues.move_issue(**act)
            transaction.savepoint_rollback(point)


def refused(issue: Issue, move: str, by: Any = None, **options: Any) -> list[str]:
    by = by or (f.editor() if move == "close" else f.publications())
    with pytest.raises(GateClosed) as closed:
        issues.move_issue(issue_id=issue.pk, move=move, by=by, **options)
    return [blocker.message for blocker in closed.value.blockers]


def test_close_asks_for_articles_that_are_all_approved_and_in_a_listed_section() -> None:
    assert refused(f.issue_of([]), "close") == ["The issue has no articles yet."]
    approved, waiting = f.walked_to("approved"), f.walked_to("fact_check")
    issue = f.issue_of([approved, waiting])
    IssueSection.objects.filter(section=approved.section).delete()
    assert refused(issue, "close") == [
        f"“{waiting.title}” is in fact-check.",
        f"“{approved.title}” is in “{approved.section}”, which this issue does not list.",
    ]


def test_approve_asks_again_whether_everything_is_still_approved() -> None:
    issue = brought_to("closed")
    article = issue.articles.get()
    f.move(article, "reopen", f.editor())
    assert f"“{article.title}” is in fact-check." in refused(issue, "approve")


def test_approve_notices_a_word_changed_after_the_fact_check() -> None:
    issue = brought_to("closed")
    article = issue.articles.get()
    Excerpt.objects.filter(article=article, position=1).update(body="<p>Other words.</p>")
    assert refused(issue, "approve") == [
        f"“{article.title}” was changed after its fact-check. Reopen it and check it again.",
        f"“{article.title}”: Excerpt 1 was changed after its check. Check it again.",
        f"“{article.title}”: Translation of excerpt 1 was changed after its check. Check it again.",
    ]


def test_approve_notices_a_byline_changed_in_the_register_of_authors() -> None:
    issue = brought_to("closed")
    Author.objects.filter(bylines__article__issue=issue).update(affiliation="Elsewhere")
    title = issue.articles.get().title
    assert refused(issue, "approve") == [
        f"“{title}” was changed after its fact-check. Reopen it and check it again.",
        f"“{title}”: The article’s own text was changed after its check. Check it again.",
    ]


def test_approve_asks_for_rights_on_the_day_of_publication() -> None:
    issue = brought_to("closed")
    ends = issue.rights_date - timedelta(days=1)
    rewrite(Clearance.objects.filter(article__issue=issue), expires_on=ends)
    assert "The permission ends on" in refused(issue, "approve")[0]


def test_what_was_overridden_at_the_clearing_stays_so_item_by_item() -> None:
    boss = f.administrator()
    article = f.walked_to("fact_check")
    add_comment(article=article, text="Sure?", by=f.editor(), blocking=True)
    f.move(article, "clear", boss, override=True, reason="The minister called")
    issue = f.move_issue(f.issue_of([article]), "close", f.editor())
    add_comment(article=article, text="Now I know: it is wrong.", by=f.editor(), blocking=True)
    assert refused(issue, "approve") == [
        f"“{article.title}”: A blocking comment is open: “Now I know: it is wrong.”"
    ]


def test_release_reviews_are_bound_to_what_stands(settings: Any) -> None:
    settings.RELEASE_REVIEWS = ["Security"]
    issue, office = brought_to("closed"), f.publications()
    assert refused(issue, "approve") == ["The review “Security” is not recorded yet."]
    given = {"issue": issue, "review": "Security", "reviewer": "Col. Lee", "by": office}
    issues.record_release_review(**given, outcome="objection")
    assert refused(issue, "approve") == ["“Security” objects (Col. Lee)."]
    issues.record_release_review(**given, outcome="cleared")
    issue.title = "A special issue"
    issue.save()
    assert refused(issue, "approve") == [
        "The issue was changed after “Security” cleared it. Ask for the review again."
    ]
    issues.record_release_review(**given, outcome="cleared_as_amended")
    assert f.move_issue(issue, "approve", office).state == "approved"


def test_release_reviews_are_recorded_by_the_office_with_words_that_make_sense() -> None:
    issue = brought_to("planning")
    given = {"issue": issue, "review": "Security", "outcome": "cleared", "reviewer": "Col. Lee"}
    for role in (Role.AUTHOR, Role.EDITOR, Role.FACT_CHECKER):
        with pytest.raises(NotAllowed):
            issues.record_release_review(**given, by=f.person(role))
    for wrong in ({"outcome": "fine"}, {"reviewer": " "}, {"review": ""}):
        with pytest.raises(ValidationError):
            issues.record_release_review(**(given | wrong), by=f.publications())


def keys_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: keys_of(item) for key, item in value.items()}
    return [keys_of(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def test_the_edition_is_what_docs_snapshot_says() -> None:
    edition = latest_edition(brought_to("approved"))
    text = dict.fromkeys
    assert keys_of(edition.snapshot) == {
        "schema": None,
        "house": text(
            "name tagline publisher web_address issn release_statement disclaimer rights_statement primary_color "
            "accent_color page_size logo".split()
        ),
        "issue": text(["reference", "title", "volume", "number", "month", "publication_date"]),
        "edition": text(["number"]),
        "parts": None,
        "errata": None,
        "sections": [
            {
                "name": None,
                "articles": [
                    text(["key", "title", "dek", "pull_quote", "commentary", "fingerprint", "slug"])
                    | {
                        "authors": [text(["name", "affiliation"])],
                        "images": [
                            text(
                                "key sha256 format width height caption alt_text credit license license_url".split()
                            )
                        ],
                        "excerpts": [
                            text(
                                "key authors original_title original_language translated_title outlet "
                                "outlet_descriptor outlet_note place country published_on url archived_url translator body "
                                "original_text".split()
                            )
                        ],
                        "footnotes": [text(["key", "number", "text"])],
                    }
                ],
            }
        ],
    }


def test_the_edition_is_frozen_and_its_fingerprint_is_that_of_its_json() -> None:
    issue = brought_to("approved")
    edition = latest_edition(issue)
    article = f.fresh(issue.articles.get())
    before = json.dumps(edition.snapshot)
    assert edition.fingerprint == fingerprint(edition.snapshot)
    assert json.loads(canonical_json(edition.snapshot)) == edition.snapshot
    frozen = edition.snapshot["sections"][0]["articles"][0]
    assert frozen["fingerprint"] == article_fingerprint(article)
    assert [note["number"] for note in frozen["footnotes"]] == [1, 2]
    assert frozen["images"][0]["sha256"] == article.images.get().sha256
    Article.objects.filter(pk=article.pk).update(title="Other words")
    assert json.dumps(Edition.objects.get(pk=edition.pk).snapshot) == before


def test_the_order_of_the_issue_is_the_order_of_the_snapshot() -> None:
    section, other = f.section(), f.section()
    articles = [f.walked_to("approved", f.complete_article(section=s)) for s in (section, other, section)]
    issue, by = f.issue_of(articles), f.editor()
    assembly.order_articles(issue=issue, article_ids=[articles[2].pk, articles[1].pk, articles[0].pk], by=by)
    for move, who in (("close", by), ("approve", f.publications())):
        f.move_issue(issue, move, who)
    sections = latest_edition(issue).snapshot["sections"]
    assert [s["name"] for s in sections] == [section.name, other.name]
    titles = [[a["title"] for a in s["articles"]] for s in sections]
    assert titles == [[articles[2].title, articles[0].title], [articles[1].title]]


def test_approving_queues_the_forms_on_commit_and_only_then(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent = []
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda name, **options: sent.append((name, options["args"]))
    )
    issue = brought_to("closed")
    with django_capture_on_commit_callbacks() as callbacks:
        issue = f.move_issue(issue, "approve", f.publications())
        rendition = f.pdf_of(issue)
        assert (rendition.status, rendition.kind, rendition.edition) == (
            "queued",
            "edition",
            latest_edition(issue),
        )
        assert sent == []
    for callback in callbacks:
        callback()
    # The PDF goes first; the other forms hold it up in no way.
    forms = {str(one.pk): one.form for one in issue.renditions.all()}
    assert {name for name, _args in sent} == {"editorial.rendering.tasks.render"}
    assert [forms[args[0]] for _name, args in sent] == ["pdf", "web", "epub"]


def test_an_approval_that_is_rolled_back_queues_nothing(django_capture_on_commit_callbacks: Any) -> None:
    issue, office = brought_to("closed"), f.publications()

    def approve_and_fail() -> None:
        with transaction.atomic():
            f.move_issue(issue, "approve", office)
            raise RuntimeError("the connection is gone")

    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(RuntimeError):
        approve_and_fail()
    assert callbacks == []
    assert not Rendition.objects.exists()
    assert not Edition.objects.exists()
    assert Issue.objects.get(pk=issue.pk).state == "closed"


def test_publish_asks_for_the_pdf_of_this_edition() -> None:
    office = f.publications()
    issue = f.approved_issue(office=office)
    assert refused(issue, "publish", office) == ["The PDF is not finished yet."]
    rendition = f.pdf_of(issue)
    Rendition.objects.filter(pk=rendition.pk).update(
        status="failed", finished_at=datetime(2026, 1, 1, tzinfo=UTC), error_reason="No fonts."
    )
    assert refused(issue, "publish", office) == ["The PDF could not be made: No fonts. Start it again."]
    issues.restart_rendition(rendition=f.pdf_of(issue), by=office)
    f.finish_rendition(rendition, problems=["No title"])
    assert refused(issue, "publish", office) == ["The PDF fails the accessibility check: No title"]
    boss = f.administrator()
    assert refused(issue, "publish", boss, override=True, reason="It must go out")
    f.finish_rendition(rendition)
    assert f.move_issue(issue, "publish", office).state == "published"
    article = issue.articles.get()
    entry = LogEntry.objects.get(article=article, move="publish")
    assert (article.state, entry.by, entry.overridden) == ("published", office, [])


def test_a_word_changed_after_the_approval_is_not_published() -> None:
    issue = brought_to("approved")
    Article.objects.filter(issue=issue).update(dek="Slipped in")
    assert "is not what edition 1 holds" in refused(issue, "publish")[0]
    assert Issue.objects.get(pk=issue.pk).state == "approved"
    assert LogEntry.objects.filter(issue=issue, move="publish").count() == 0


def test_an_article_slipped_into_an_approved_issue_is_not_published() -> None:
    issue = brought_to("approved")
    late = f.walked_to("approved")
    Article.objects.filter(pk=late.pk).update(issue=issue, position=9)
    assert [f"“{late}” is not what edition 1 holds" in words for words in refused(issue, "publish")] == [True]


def test_an_article_withdrawn_by_override_keeps_the_issue_from_being_published() -> None:
    issue = brought_to("approved")
    f.move(issue.articles.get(), "withdraw", f.administrator(), override=True, reason="Libel")
    assert "is not what edition 1 holds: it was reopened" in refused(issue, "publish")[0]
    assert Issue.objects.get(pk=issue.pk).state == "approved"


def test_an_override_of_the_approval_needs_a_reason_and_is_kept() -> None:
    issue, boss = brought_to("closed"), f.administrator()
    erase(Clearance.objects.filter(article__issue=issue))
    with pytest.raises(ReasonMissing):
        issues.move_issue(issue_id=issue.pk, move="approve", by=boss, override=True)
    f.move_issue(issue, "approve", boss, override=True, reason="The agency called")
    entry = LogEntry.objects.filter(issue=issue, move="approve").latest("pk")
    assert (entry.reason, [b["code"] for b in entry.overridden]) == (
        "The agency called",
        ["image_not_cleared"],
    )


def test_a_reopened_issue_freezes_a_new_attempt_and_the_old_one_is_not_published() -> None:
    office = f.publications()
    issue = f.approved_issue(office=office)
    first = latest_edition(issue)
    f.finish_rendition(f.pdf_of(issue))
    f.move_issue(issue, "reopen", office)
    issue.refresh_from_db()
    issue.title = "A better title"
    issue.save()
    f.move_issue(issue, "close", f.editor())
    f.move_issue(issue, "approve", office)
    second = latest_edition(issue)
    assert [(e.number, e.attempt) for e in (first, second)] == [(1, 1), (1, 2)]
    assert first.fingerprint != second.fingerprint
    assert refused(issue, "publish", office) == ["The PDF is not finished yet."]
    f.finish_rendition(second.renditions.get(form="pdf"))
    assert f.move_issue(issue, "publish", office).state == "published"


def test_the_same_content_has_the_same_fingerprint_in_every_attempt() -> None:
    office = f.publications()
    issue = f.approved_issue(office=office)
    f.move_issue(issue, "reopen", office)
    f.move_issue(issue, "close", f.editor())
    f.move_issue(issue, "approve", office)
    assert len({edition.fingerprint for edition in issue.editions.all()}) == 1


def test_articles_are_placed_ordered_and_taken_out_in_planning_only() -> None:
    section = f.section()
    first, second, third = (f.walked_to("approved", f.complete_article(section=section)) for _ in range(3))
    issue, by = f.issue_of([first, second]), f.editor()

    def places() -> list[int]:
        return list(Article.objects.filter(issue=issue).order_by("position").values_list("pk", flat=True))

    assembly.order_articles(issue=issue, article_ids=[second.pk, first.pk], by=by)
    assembly.place_article(issue=issue, article=third, by=by)
    assert places() == [second.pk, first.pk, third.pk]
    assembly.take_out_article(article=first, by=by)
    assert places() == [second.pk, third.pk]
    row = Article.history.filter(id=first.pk).first()
    assert (row.history_user, row.history_change_reason) == (by, f"Taken out of {issue}")
    for wrong in ([second.pk], [second.pk, third.pk, first.pk], [second.pk, second.pk]):
        with pytest.raises(ValueError, match="each article"):
            assembly.order_articles(issue=issue, article_ids=wrong, by=by)
    f.move_issue(issue, "close", by)
    for act in (
        lambda: assembly.place_article(issue=issue, article=first, by=by),
        lambda: assembly.take_out_article(article=second, by=by),
        lambda: assembly.order_articles(issue=issue, article_ids=[third.pk, second.pk], by=by),
        lambda: assembly.place_article(issue=f.issue_of([]), article=second, by=by, expected=issue.pk),
    ):
        with pytest.raises(NotInPlanning):
            act()


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.FACT_CHECKER, None])
def test_others_assemble_nothing(role: Role | None) -> None:
    article, by = f.walked_to("published"), f.person(*([role] if role else []))
    issue = f.issue_of([])
    for act in (
        lambda: assembly.take_out_article(article=article, by=by),
        lambda: assembly.order_articles(issue=issue, article_ids=[], by=by),
        lambda: issues.create_issue(month=date(2040, 1, 1), volume=1, number=1, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises((NotAllowed, Article.DoesNotExist)):
        assembly.place_article(issue=issue, article=article, by=by)


def test_the_office_does_not_learn_of_drafts_by_placing_them() -> None:
    article, issue = f.complete_article(), f.issue_of([])
    for by in (f.publications(), f.editor(), f.author()):
        with pytest.raises(Article.DoesNotExist):
            assembly.place_article(issue=issue, article=article, by=by)


def test_an_author_places_their_own_draft_but_nothing_that_is_under_way() -> None:
    article, issue = f.complete_article(), f.issue_of([])
    assert assembly.place_article(issue=issue, article=article, by=article.created_by).issue == issue
    held = f.fresh(article)
    f.move(article, "submit", article.created_by)
    with pytest.raises(NotAllowed):
        assembly.place_article(issue=f.issue_of([]), article=held, by=article.created_by)


def test_a_proof_is_made_of_what_stands_and_never_counts_as_the_edition() -> None:
    issue, desk = f.issue_of([f.walked_to("in_review")]), f.fact_checker()
    proof = issues.request_proof(issue=issue, by=desk)
    assert (proof.kind, proof.edition, proof.snapshot["edition"]) == ("proof", None, {"number": 0})
    assert fingerprint(proof.snapshot) == issue_fingerprint(issue)
    with pytest.raises(GateClosed):
        issues.request_proof(issue=f.issue_of([]), by=desk)
    with pytest.raises(NotAllowed):
        issues.request_proof(issue=issue, by=f.author())
    approved = f.approved_issue()
    f.finish_rendition(issues.request_proof(issue=approved, by=desk))
    assert refused(approved, "publish") == ["The PDF is not finished yet."]


def test_a_rendition_is_started_again_only_after_it_failed() -> None:
    issue = f.approved_issue()
    with pytest.raises(jobs.NotRestartable):
        issues.restart_rendition(rendition=f.pdf_of(issue), by=f.publications())
    with pytest.raises(NotAllowed):
        issues.restart_rendition(rendition=f.pdf_of(issue), by=f.author())
    assert f.pdf_of(issue).status == JobStatus.QUEUED


@pytest.mark.parametrize(
    "reference", ["", "2026", "2026-13", "0000-01", "2026-1", "2026-01; drop", "２０２６-01"]
)
def test_an_issue_that_does_not_exist_is_said_so(reference: str) -> None:
    with pytest.raises(NoSuchIssue, match="called by its month"):
        issue_by_reference(reference)


def test_an_issue_is_called_by_its_month() -> None:
    issue = f.issue_of([])
    assert issue_by_reference(f" {issue.month:%Y-%m} ") == issue


def test_the_day_drafts_are_due_is_kept_and_open_issues_come_in_their_order() -> None:
    office = f.publications()
    later = issues.create_issue(
        month=date(2031, 2, 1), volume=90, number=2, by=office, drafts_due_on=date(2031, 1, 9)
    )
    sooner = issues.create_issue(month=date(2031, 1, 1), volume=90, number=1, by=office)
    closed = f.approved_issue()
    sooner.drafts_due_on = date(2030, 12, 10)
    issues.save_issue(issue=sooner, by=office)
    found = [issue for issue in open_issues() if issue.volume == 90 or issue == closed]
    assert [(issue, issue.drafts_due_on) for issue in found] == [
        (sooner, date(2030, 12, 10)), (later, date(2031, 1, 9)),
    ]  # fmt: skip
