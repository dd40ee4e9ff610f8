"""Corrections: a published article is opened again, mended, checked, and comes out with the next edition."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from editorial.content import operations as content
from editorial.content.fingerprints import article_fingerprint, fingerprint
from editorial.content.models import Article, Author
from editorial.content.operations import EditConflict
from editorial.content.permissions import edit_refusal, may_view
from editorial.errors import NotAllowed, ReasonMissing
from editorial.factcheck.models import Clearance
from editorial.factcheck.reading import archive_token, read_archive
from editorial.issues import operations as issues
from editorial.issues.corrections import (
    CorrectionApproved,
    CorrectionOver,
    NotPublished,
    drop_correction,
    open_correction,
    save_erratum,
)
from editorial.issues.models import Correction, Edition, Issue, Publication, Rendition
from editorial.issues.permissions import may_read
from editorial.issues.queries import (
    editions_of,
    frozen_edition,
    latest_edition,
    published_edition,
    rendition_of,
    waiting_edition,
)
from editorial.issues.snapshot import articles_in
from editorial.notify.models import Notification
from editorial.states import ArticleState, CorrectionState, Role
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import GateClosed, NotYourMove, available_moves, move_article
from editorial.workspace.shelf import published_pdfs
from tests import factories as f
from tests.lifting import rewrite

pytestmark = pytest.mark.django_db


def published(count: int = 1, author: User | None = None) -> tuple[Issue, list[Article]]:
    section = f.section()
    articles = [f.walked_to("approved", f.complete_article(author, section=section)) for _ in range(count)]
    issue = f.published_issue(articles)
    return issue, [f.fresh(article) for article in articles]


def opened(article: Article, by: User | None = None) -> Correction:
    return open_correction(article_id=article.pk, reason="A number is wrong", by=by or f.editor())


def errata_of(edition: Edition) -> list[str]:
    return [erratum["text"] for erratum in edition.snapshot["errata"]]


def move(issue: Issue, name: str, by: User | None = None, **options: Any) -> Issue:
    return f.move_issue(issue, name, by or f.publications(), **options)


def codes(refused: Any) -> set[str]:
    return {blocker.code for blocker in refused.value.blockers}


# Opening


def test_a_correction_reopens_the_article_and_not_its_issue() -> None:
    issue, [article] = published()
    correction, desk = opened(article), f.editor()
    article = f.fresh(article)
    assert (article.state, article.submitted_at) == ("in_review", article.state_since)
    assert (correction.edition_number, correction.state, correction.erratum) == (2, "open", "")
    issue.refresh_from_db()
    assert issue.state == "published"
    last = LogEntry.objects.filter(article=article).latest("pk")
    assert (last.move, last.source, last.target, last.reason) == (
        "correct", "published", "in_review", "A number is wrong",
    )  # fmt: skip
    assert edit_refusal(desk, article) is None
    assert published_edition(issue).number == 1


@pytest.mark.parametrize("role", Role)
def test_who_corrects(role: Role) -> None:
    _issue, [article] = published()
    by = f.person(role)
    if role in (Role.EDITOR, Role.PUBLICATIONS, Role.ADMINISTRATOR):
        assert opened(article, by).opened_by == by
    else:
        with pytest.raises(NotAllowed):
            opened(article, by)
        assert f.fresh(article).state == "published"


@pytest.mark.parametrize("state", [state for state in ArticleState if state != "published"])
def test_only_what_is_published_is_corrected(state: str) -> None:
    article = f.walked_to(state)
    with pytest.raises(NotPublished, match="is not published"):
        opened(article)


def test_a_correction_has_a_reason_and_there_is_one_at_a_time() -> None:
    _issue, [article] = published()
    with pytest.raises(ReasonMissing):
        open_correction(article_id=article.pk, reason=" ", by=f.editor())
    with pytest.raises(Article.DoesNotExist):
        open_correction(article_id=0, reason="Because", by=f.editor())
    opened(article)
    with pytest.raises(NotPublished, match="open already"):
        opened(article)


def test_its_authors_and_whoever_acted_on_it_hear_of_it() -> None:
    author, checker, accepter = f.author(), f.fact_checker(), f.editor()
    article = f.walked_to("approved", author=author, checker=checker, editor=accepter)
    f.published_issue([article])
    stranger = f.fact_checker()
    Notification.objects.all().delete()
    f.corrected(f.fresh(article))
    heard = Notification.objects.filter(kind="correction_opened")
    assert {author, checker, accepter} <= {one.recipient for one in heard}
    assert stranger not in {one.recipient for one in heard}
    assert heard[0].detail == "A number is wrong"
    issue = move(Issue.objects.get(), "approve_correction")
    f.finish_rendition(f.pdf_of(issue))
    move(issue, "publish_correction")
    assert {author, checker, accepter} <= {
        one.recipient for one in Notification.objects.filter(kind="correction_published")
    }


# While it is open


def test_editors_mend_it_and_then_neither_accept_nor_clear_it() -> None:
    _issue, [article] = published()
    desk = f.person(Role.EDITOR, Role.FACT_CHECKER)
    opened(article, desk)
    stored = f.fresh(article)
    assert "accept" in {one.move.name for one in available_moves(desk, stored)}
    stored.dek = "Two days"
    content.save_item(item=stored, by=desk)
    with pytest.raises(NotYourMove):
        f.move(stored, "accept", desk)
    stored = f.move(stored, "accept", f.editor())
    with pytest.raises(NotYourMove):
        f.move(stored, "clear", desk)


def test_whoever_published_it_did_not_write_in_it() -> None:
    """The address that publishing gives an article is not its text."""
    _issue, [article] = published()
    office = LogEntry.objects.get(article=article, move="publish").by
    office.groups.add(f.Group.objects.get_or_create(name=Role.EDITOR.value)[0])
    opened(article)
    f.move(f.fresh(article), "accept", User.objects.get(pk=office.pk))


def test_it_may_go_back_to_its_authors_and_is_submitted_again() -> None:
    author = f.author()
    _issue, [article] = published(author=author)
    opened(article)
    first = f.fresh(article).submitted_at
    back = f.move(article, "return", f.editor())
    assert edit_refusal(author, back) is None
    back.dek = "Two days"
    content.save_item(item=back, by=author)
    again = f.move(back, "submit", author)
    assert again.submitted_at > first
    assert f.walk_on(again).state == "approved"


def test_what_was_published_is_not_withdrawn() -> None:
    author = f.author()
    _issue, [article] = published(author=author)
    opened(article)
    for state in ("in_review", "draft"):
        if state == "draft":
            f.move(article, "return", f.editor())
        for by in (author, f.editor(), f.administrator()):
            assert "withdraw" not in {one.move.name for one in available_moves(by, f.fresh(article))}
            with pytest.raises(NotYourMove, match="not withdrawn"):
                move_article(
                    article_id=article.pk, move="withdraw", by=by, reason="Away with it", override=True
                )


def test_checks_of_what_was_not_touched_still_hold() -> None:
    _issue, [article] = published()
    opened(article)
    stored = f.fresh(article)
    stored.dek = "Two days"
    content.save_item(item=stored, by=f.editor())
    stored = f.move(stored, "accept", f.editor())
    with pytest.raises(GateClosed) as refused:
        f.move(stored, "clear", f.fact_checker())
    assert [(one.code, one.where.split(":")[0]) for one in refused.value.blockers] == [
        ("not_verified", "article")
    ]


def test_rights_of_its_images_must_hold_today() -> None:
    issue, [article] = published()
    Issue.objects.filter(pk=issue.pk).update(month="2020-01-01")
    rewrite(Clearance.objects.all(), expires_on=timezone.localdate() - timedelta(days=1))
    opened(article)
    stored = f.move(article, "accept", f.editor())
    with pytest.raises(GateClosed) as refused:
        f.move(stored, "clear", f.fact_checker())
    assert "rights_expired" in codes(refused)


def test_others_read_the_edition_and_not_what_is_being_mended() -> None:
    author, other = f.author(), f.author()
    issue, [article] = published(author=author)
    opened(article)
    stored = f.fresh(article)
    assert (may_view(author, stored), may_view(other, stored), may_view(f.publications(), stored)) == (
        True, False, False,
    )  # fmt: skip
    made = rendition_of(published_edition(issue), "pdf")
    assert may_read(other, made) and not may_read(f.person(), made)
    assert published_pdfs({issue.pk}) == {issue.pk: made.pk}


def test_the_archive_of_the_finders_knows_it_all_the_while() -> None:
    _issue, [article] = published()
    before = read_archive()
    opened(article)
    assert (read_archive().articles, read_archive().months) == (before.articles, before.months)
    assert archive_token()


# The erratum


def test_the_erratum_is_saved_with_its_version_and_history() -> None:
    _issue, [article] = published()
    correction, by = opened(article), f.publications()
    saved = save_erratum(correction=correction, erratum=" Two days,\nnot three. ", by=by, expected_version=1)
    saved.refresh_from_db()
    assert (saved.erratum, saved.version) == ("Two days, not three.", 2)
    assert [row.history_change_reason for row in saved.history.all()] == [
        "Erratum saved",
        "Correction opened",
    ]
    with pytest.raises(EditConflict) as refused:
        save_erratum(correction=correction, erratum="Mine", by=f.editor(), expected_version=1)
    assert (refused.value.theirs.erratum, refused.value.yours.erratum) == ("Two days, not three.", "Mine")
    with pytest.raises(NotAllowed):
        save_erratum(correction=saved, erratum="Mine", by=f.author(), expected_version=2)


# Approving and publishing


def test_the_next_edition_has_the_mended_article_and_its_erratum() -> None:
    issue, [article, other] = published(2)
    first = published_edition(issue)
    correction = f.corrected(article)
    office = f.publications()
    issue = move(issue, "approve_correction", office)
    second = waiting_edition(issue)
    assert (second.number, second.attempt, second.snapshot["edition"]) == (2, 1, {"number": 2})
    assert second.snapshot["errata"] == [
        {"edition": 2, "article": str(article.key), "text": correction.erratum}
    ]
    assert {one.form for one in second.renditions.all()} == {"pdf", "web", "epub"}
    assert published_edition(issue) == first and frozen_edition(issue) == second
    f.finish_rendition(f.pdf_of(issue))
    issue = move(issue, "publish_correction", office)
    assert published_edition(issue) == second
    assert Publication.objects.get(edition=second).by == office
    correction.refresh_from_db()
    assert (correction.state, correction.ended_at) == (
        "published",
        Publication.objects.get(edition=second).at,
    )
    assert (f.fresh(article).state, f.fresh(other).state, issue.state) == ("published",) * 3
    keys = {one["key"]: one["fingerprint"] for one in articles_in(second.snapshot)}
    assert keys[str(article.key)] == article_fingerprint(f.fresh(article))
    assert published_edition(issue).snapshot["sections"] != first.snapshot["sections"]


def test_the_second_correction_carries_the_errata_of_the_first() -> None:
    issue, [article] = published()
    f.published_correction(article, erratum="The first.")
    issue = f.published_correction(f.fresh(article), erratum="The second.")
    edition = published_edition(issue)
    assert (edition.number, errata_of(edition)) == (3, ["The first.", "The second."])
    assert [one["edition"] for one in edition.snapshot["errata"]] == [2, 3]


def test_two_corrections_go_with_one_edition() -> None:
    issue, [one, two] = published(2)
    f.corrected(one, erratum="One.")
    f.corrected(two, erratum="Two.")
    issue = move(issue, "approve_correction")
    f.finish_rendition(f.pdf_of(issue))
    issue = move(issue, "publish_correction")
    assert errata_of(published_edition(issue)) == ["One.", "Two."]
    assert set(Correction.objects.values_list("state", "edition_number")) == {("published", 2)}
    assert Publication.objects.filter(edition__issue=issue).count() == 2


def test_an_approval_waits_for_every_open_correction_and_its_erratum() -> None:
    issue, [one, two] = published(2)
    f.corrected(one, erratum="")
    opened(two)
    for by in (f.publications(), f.administrator()):
        with pytest.raises(GateClosed) as refused:
            move(issue, "approve_correction", by, override=True, reason="Now")
        assert codes(refused) == {"erratum_missing", "correction_not_approved"}


def test_without_a_correction_nothing_is_approved_or_published() -> None:
    issue, _articles = published()
    boss = f.administrator()
    assert issues.available_issue_moves(boss, issue) == []
    for name, code in (
        ("approve_correction", "no_correction"), ("publish_correction", "nothing_waits"),
        ("reopen_correction", "nothing_waits"),
    ):  # fmt: skip
        with pytest.raises(GateClosed) as refused:
            move(issue, name, boss, override=True, reason="Because")
        assert codes(refused) >= {code}


def test_what_can_be_done_follows_the_correction() -> None:
    issue, [article] = published()
    boss = f.administrator()
    f.corrected(article)

    def names() -> list[str]:
        return [one.move.name for one in issues.available_issue_moves(boss, Issue.objects.get(pk=issue.pk))]

    assert names() == ["approve_correction"]
    move(issue, "approve_correction")
    assert names() == ["reopen_correction", "publish_correction"]
    f.finish_rendition(f.pdf_of(issue))
    move(issue, "publish_correction")
    assert names() == []


def test_nothing_else_may_have_changed() -> None:
    issue, [article, other] = published(2)
    f.corrected(article)
    Author.objects.filter(bylines__article=other).update(affiliation="Somewhere else")
    with pytest.raises(GateClosed) as refused:
        move(issue, "approve_correction")
    assert [(one.code, one.where) for one in refused.value.blockers] == [
        ("changed_without_correction", f"article:{other.pk}")
    ]
    move(issue, "approve_correction", f.administrator(), override=True, reason="Only an affiliation")


def test_a_permission_that_ended_in_another_article_holds_the_edition_up() -> None:
    issue, [article, other] = published(2)
    f.corrected(article)
    rewrite(Clearance.objects.filter(article=other), expires_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(GateClosed) as refused:
        move(issue, "approve_correction")
    assert codes(refused) == {"rights_ended"}
    assert refused.value.blockers[0].where.startswith(f"article:{other.pk}:image:")


def test_what_waits_stands_still_until_it_is_taken_back() -> None:
    issue, [article] = published()
    correction = f.corrected(article)
    issue = move(issue, "approve_correction")
    for name in ("return", "reopen"):
        with pytest.raises(GateClosed, match="Take that approval back"):
            f.move(article, name, f.editor())
    with pytest.raises(CorrectionApproved):
        save_erratum(correction=correction, erratum="Else", by=f.editor(), expected_version=2)
    with pytest.raises(CorrectionApproved):
        drop_correction(correction=correction, reason="Never mind", by=f.editor())
    with pytest.raises(GateClosed) as refused:
        move(issue, "approve_correction")
    assert codes(refused) == {"correction_waits"}
    issue = move(issue, "reopen_correction", f.editor())
    assert waiting_edition(issue) is None
    f.move(article, "reopen", f.editor())
    f.move(article, "clear", f.fact_checker())
    issue = move(issue, "approve_correction")
    newest = waiting_edition(issue)
    assert (newest.number, newest.attempt) == (2, 2)
    assert [(one.number, one.attempt) for one in editions_of(issue)] == [(2, 2), (2, 1), (1, 1)]
    f.finish_rendition(f.pdf_of(issue))
    issue = move(issue, "publish_correction")
    assert published_edition(issue) == newest
    assert Rendition.objects.filter(edition__attempt=1, edition__number=2, status="queued").count() == 3


def test_a_correction_opened_while_one_waits_goes_with_the_edition_after_it() -> None:
    issue, [one, two] = published(2)
    f.corrected(one, erratum="One.")
    issue = move(issue, "approve_correction")
    later = f.corrected(two, erratum="Two.")
    assert later.edition_number == 3
    f.move(two, "reopen", f.editor())  # it is in nothing that waits
    f.finish_rendition(f.pdf_of(issue))
    issue = move(issue, "publish_correction")
    assert errata_of(published_edition(issue)) == ["One."]
    assert (f.fresh(one).state, f.fresh(two).state) == ("published", "fact_check")
    f.move(two, "clear", f.fact_checker())
    issue = move(issue, "approve_correction")
    f.finish_rendition(f.pdf_of(issue))
    issue = move(issue, "publish_correction")
    assert (published_edition(issue).number, errata_of(published_edition(issue))) == (3, ["One.", "Two."])


def test_taking_back_puts_later_corrections_into_the_same_edition() -> None:
    issue, [one, two] = published(2)
    f.corrected(one, erratum="One.")
    issue = move(issue, "approve_correction")
    later = f.corrected(two, erratum="Two.")
    issue = move(issue, "reopen_correction")
    later.refresh_from_db()
    assert later.edition_number == 2
    issue = move(issue, "approve_correction")
    assert errata_of(latest_edition(issue)) == ["One.", "Two."]


def test_only_what_was_frozen_is_published() -> None:
    issue, [article] = published()
    correction = f.corrected(article)
    issue = move(issue, "approve_correction")
    f.finish_rendition(f.pdf_of(issue))
    f.move(article, "reopen", f.administrator(), override=True, reason="Wait")
    with pytest.raises(GateClosed) as refused:
        move(issue, "publish_correction", f.administrator(), override=True, reason="Now")
    assert codes(refused) == {"not_as_frozen"}
    f.move(article, "clear", f.fact_checker())
    rewrite(Correction.objects.filter(pk=correction.pk), erratum="Something else")
    with pytest.raises(GateClosed) as refused:
        move(issue, "publish_correction")
    assert codes(refused) == {"not_as_frozen"}
    rewrite(Correction.objects.filter(pk=correction.pk), erratum=correction.erratum)
    move(issue, "publish_correction")


@pytest.mark.parametrize("form", ["web", "epub"])
def test_other_forms_never_hold_up_the_pdf(form: str) -> None:
    issue, [article] = published()
    f.corrected(article)
    issue = move(issue, "approve_correction")
    issue.renditions.filter(edition__number=2, form=form).update(
        status="failed", finished_at=timezone.now(), error_reason="No"
    )
    with pytest.raises(GateClosed) as refused:
        move(issue, "publish_correction")
    assert codes(refused) == {"pdf_missing"}
    f.finish_rendition(f.pdf_of(issue), problems=["No title"])
    with pytest.raises(GateClosed) as refused:
        move(issue, "publish_correction", f.administrator(), override=True, reason="Now")
    assert codes(refused) == {"pdf_not_accessible"}
    f.finish_rendition(f.pdf_of(issue))
    move(issue, "publish_correction")


def test_a_release_review_is_about_the_corrected_issue(settings: Any) -> None:
    issue, [article] = published()
    f.corrected(article)
    settings.RELEASE_REVIEWS = ["Security"]
    office = f.publications()
    with pytest.raises(GateClosed) as refused:
        move(issue, "approve_correction", office)
    assert codes(refused) == {"review_missing"}
    issues.record_release_review(
        issue=issue, review="Security", outcome="cleared", reviewer="Col. Lee", by=office
    )
    move(issue, "approve_correction", office)


# Dropping


def test_a_dropped_correction_leaves_everything_as_it_was_published() -> None:
    issue, [article] = published()
    correction = opened(article)
    saved = save_erratum(correction=correction, erratum="Never told.", by=f.editor(), expected_version=1)
    dropped = drop_correction(correction=saved, reason="It was right", by=f.editor())
    assert (dropped.state, f.fresh(article).state) == (CorrectionState.DROPPED, "published")
    last = LogEntry.objects.filter(article=article).latest("pk")
    assert (last.move, last.reason) == ("keep", "It was right")
    with pytest.raises(CorrectionOver):
        drop_correction(correction=dropped, reason="Again", by=f.editor())
    again = opened(article)
    assert again.edition_number == 2
    f.walk_on(f.fresh(article))
    save_erratum(correction=again, erratum="Told.", by=f.editor(), expected_version=1)
    issue = move(issue, "approve_correction")
    assert errata_of(latest_edition(issue)) == ["Told."]


def test_it_is_dropped_only_when_it_reads_as_it_was_published() -> None:
    _issue, [article] = published()
    correction, desk = opened(article), f.editor()
    before, stored = article.dek, f.fresh(article)
    stored.dek = "Two days"
    content.save_item(item=stored, by=desk)
    with pytest.raises(GateClosed, match="Restore the version"):
        drop_correction(correction=correction, reason="It was right", by=desk)
    with pytest.raises(NotAllowed):
        drop_correction(correction=correction, reason="It was right", by=f.fact_checker())
    with pytest.raises(ReasonMissing):
        drop_correction(correction=correction, reason="", by=desk)
    stored.dek = before
    content.save_item(item=stored, by=desk)
    f.move(stored, "return", desk)
    drop_correction(correction=correction, reason="It was right", by=desk)
    assert f.fresh(article).state == "published"


def test_what_is_approved_already_is_reopened_before_it_is_dropped() -> None:
    _issue, [article] = published()
    correction = opened(article)
    f.walk_on(f.fresh(article))
    with pytest.raises(GateClosed, match="Reopen its fact-check"):
        drop_correction(correction=correction, reason="It was right", by=f.editor())
    f.move(article, "reopen", f.editor())
    drop_correction(correction=correction, reason="It was right", by=f.editor())
    assert f.fresh(article).state == "published"


# Addresses, and editions of earlier formats


def test_an_article_keeps_its_address_for_good() -> None:
    section = f.section()
    articles = [
        f.walked_to("approved", f.complete_article(title="The Port is Closed", section=section))
        for _ in range(2)
    ]
    assert [article.slug for article in articles] == ["", ""]
    issue = f.published_issue(articles)
    assert [f.fresh(article).slug for article in articles] == ["the-port-is-closed", "the-port-is-closed-2"]
    opened(articles[0])
    stored = f.fresh(articles[0])
    stored.title = "The Port Was Open"
    content.save_item(item=stored, by=f.editor())
    f.walk_on(stored)
    correction = Correction.objects.get()
    save_erratum(correction=correction, erratum="It was open.", by=f.editor(), expected_version=1)
    issue = move(issue, "approve_correction")
    f.finish_rendition(f.pdf_of(issue))
    issue = move(issue, "publish_correction")
    printed = {one["title"]: one["slug"] for one in articles_in(published_edition(issue).snapshot)}
    assert printed["The Port Was Open"] == f.fresh(articles[0]).slug == "the-port-is-closed"


def as_schema_1(issue: Issue) -> None:
    """The issue as it was published before there were corrections."""
    edition = Edition.objects.get(issue=issue)
    old = edition.snapshot | {"schema": 1}
    del old["parts"], old["errata"]
    for article in articles_in(old):
        del article["slug"]
        for excerpt in article["excerpts"]:
            del excerpt["country"]
    rewrite(Edition.objects.filter(pk=edition.pk), snapshot=old, fingerprint=fingerprint(old))
    Article.objects.filter(issue=issue).update(slug="")


def test_an_issue_with_an_edition_of_the_first_format_is_corrected() -> None:
    issue, [article, other] = published(2)
    as_schema_1(issue)
    issue = f.published_correction(article)
    edition, first = published_edition(issue), issue.editions.get(number=1)
    assert (edition.number, edition.snapshot["schema"]) == (2, 2)
    assert edition.snapshot["house"] | first.snapshot["house"] == edition.snapshot["house"]
    slugs = {one["key"]: one["slug"] for one in articles_in(edition.snapshot)}
    assert {f.fresh(one).slug for one in (article, other)} == set(slugs.values()) and "" not in slugs.values()
