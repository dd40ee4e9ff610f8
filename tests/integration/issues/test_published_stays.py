"""What readers have changes with corrections alone, and the office's page never promises a move that is refused."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone

from editorial.content.fingerprints import fingerprint
from editorial.content.models import Article, Excerpt, Image
from editorial.content.tracking import track
from editorial.issues import operations as issues
from editorial.issues.corrections import drop_correction, open_correction
from editorial.issues.edition_changes import edition_changes
from editorial.issues.gates import issue_blockers
from editorial.issues.models import Edition, Issue, PlannedPublication, Rendition
from editorial.issues.planned import plan_publication, publish_what_is_due
from editorial.issues.queries import issue_fingerprint, latest_edition, published_edition
from editorial.issues.slugs import slugs_of
from editorial.issues.snapshot import articles_in
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.office.facts import IssueFacts
from editorial.office.next_step import Known, next_step
from editorial.registers.models import Outlet
from editorial.registers.operations import save_outlet
from editorial.workflow.operations import GateClosed
from tests import factories as f
from tests.integration.workspace.pages import undone

pytestmark = pytest.mark.django_db


def published(count: int = 2) -> tuple[Issue, list[Article]]:
    section = f.section()
    made = [f.walked_to("approved", f.complete_article(section=section)) for _ in range(count)]
    return f.published_issue(made), [f.fresh(one) for one in made]


# Registers, accounts, settings


def rename_section(article: Article) -> None:
    assert article.section is not None
    article.section.name = "Renamed"
    issues.save_section(section=article.section, by=f.editor())


def rename_house(article: Article) -> None:
    f.house(name="Another name", page_size="a4", disclaimer="Other words")


def find_country(article: Article) -> None:
    for name in {excerpt.outlet for excerpt in article.excerpts.all()}:
        save_outlet(outlet=Outlet(name=name, country="FR"), by=f.editor())


def rename_translator(article: Article) -> None:
    person = User.objects.get(username="translator")
    person.first_name = "Renamed"
    person.save()


def reword_licenses(article: Article) -> None:
    """What a later version of the program would make of the same picture."""
    Image.objects.filter(article=article).update(width=1, height=1)


@pytest.mark.parametrize(
    "change", [rename_section, rename_house, find_country, rename_translator, reword_licenses]
)
def test_what_no_erratum_tells_of_stays_as_readers_have_it(change: Callable[[Article], None]) -> None:
    translator = f.person("author", username="translator")
    section = f.section()
    made = [f.complete_article(section=section) for _ in range(2)]
    Excerpt.objects.filter(article=made[1]).update(translator=translator, translator_name="")
    for article in made:
        Excerpt.objects.filter(article=article).update(outlet=f"Outlet of {article.pk}")
    issue = f.published_issue([f.walked_to("approved", f.fresh(one)) for one in made])
    one, other = (f.fresh(article) for article in made)
    before = published_edition(issue)
    assert before is not None and issue_fingerprint(issue) == issue_fingerprint_of(before)
    change(other)
    assert issue_fingerprint(issue) == issue_fingerprint_of(before)
    f.corrected(one)
    issue = f.move_issue(issue, "approve_correction", f.publications())
    after = latest_edition(issue)
    assert after is not None
    found = edition_changes(before.snapshot, after.snapshot)
    assert [changed.key for changed in found.articles] == [str(one.key)]
    assert not (found.house or found.issue or found.parts or found.sections)
    kept = [
        {article["key"]: article for article in articles_in(edition.snapshot)}[str(other.key)]
        for edition in (before, after)
    ]
    assert kept[0] == kept[1]
    assert before.snapshot["house"] == after.snapshot["house"]


def issue_fingerprint_of(edition: Edition) -> str:
    return fingerprint(edition.snapshot | {"edition": {"number": 0}})


def test_a_corrected_article_keeps_its_place_also_when_its_correction_was_dropped() -> None:
    issue, [one, two] = published()
    before = published_edition(issue)
    correction = open_correction(article_id=one.pk, reason="Wrong", by=f.editor())
    Article.objects.filter(pk=one.pk).update(section=issue.issue_sections.get().section)
    drop_correction(correction=correction, reason="It was right", by=f.editor())
    f.corrected(two)
    issue = f.move_issue(issue, "approve_correction", f.publications())
    after = latest_edition(issue)
    assert before is not None and after is not None
    assert [article["key"] for article in articles_in(after.snapshot)] == [
        article["key"] for article in articles_in(before.snapshot)
    ]


def test_an_address_has_letters_digits_and_single_hyphens() -> None:
    titles = ["The snake_case of_ it __ x", "_", "a -- b_", "x" * 80]
    found = slugs_of([Article(pk=pk, title=title) for pk, title in enumerate(titles)])
    assert (found[0], found[2], found[3]) == ("the-snake-case-of-it-x", "a-b", "x" * 60)
    assert found[1].startswith("article-")


# The page


def page_says(issue: Issue) -> tuple[str, set[str]]:
    facts = IssueFacts(Issue.objects.get(pk=issue.pk))
    return facts.next_move, {blocker.code for blocker in facts.in_the_way}


def gates_say(issue: Issue) -> set[str]:
    issue = Issue.objects.get(pk=issue.pk)
    gates = ISSUE_TRANSITIONS[IssueFacts(issue).next_move].gates
    return {blocker.code for blocker in issue_blockers(gates, issue)}


def planning() -> Issue:
    return f.issue_of([f.walked_to("approved"), f.walked_to("fact_check")])


def closed() -> Issue:
    return f.move_issue(f.issue_of([f.walked_to("approved")]), "close", f.editor())


def approved() -> Issue:
    issue = f.approved_issue()
    f.finish_rendition(f.pdf_of(issue))
    return issue


def correcting(erratum: str = "It was two days.") -> Issue:
    issue, [one, _other] = published()
    f.corrected(one, erratum=erratum)
    return issue


def silent() -> Issue:
    return correcting("")


def correction_waits() -> Issue:
    issue = f.move_issue(correcting(), "approve_correction", f.publications())
    f.finish_rendition(f.pdf_of(issue))
    return issue


def taken_back() -> Issue:
    return f.move_issue(correction_waits(), "reopen_correction", f.editor())


def nothing(issue: Issue) -> None:
    """Nobody does anything."""


def rename_author(issue: Issue) -> None:
    author = issue.articles.order_by("position")[0].bylines.all()[0].author
    author.name = "Somebody else"
    track(author, f.editor(), "Married")
    author.save()


def return_by_override(issue: Issue) -> None:
    article = issue.articles.order_by("position")[0]
    if article.state == "approved":
        f.move(article, "return", f.administrator(), override=True)


def spoil_pdf(issue: Issue) -> None:
    if issue.renditions.exists():
        f.finish_rendition(f.pdf_of(issue), sha256="0" * 64)


def name_the_house(issue: Issue) -> None:
    f.house(name="Another name")


@pytest.mark.any_database
@pytest.mark.parametrize(
    "made", [planning, closed, approved, correcting, silent, correction_waits, taken_back]
)
def test_the_page_says_what_the_move_would_say(
    made: Callable[[], Issue], settings: Any, subtests: pytest.Subtests
) -> None:
    issue = made()
    settings.RELEASE_REVIEWS = ["Security"]
    issues.record_release_review(
        issue=issue, review="Security", outcome="cleared", reviewer="A reviewer", by=f.publications()
    )
    for act in (nothing, rename_author, return_by_override, spoil_pdf, name_the_house):
        with subtests.test(act=act.__name__), undone():
            cache.clear()
            page_says(issue)  # what was read now is kept
            act(issue)
            move, said = page_says(issue)
            assert said == gates_say(issue)
            by = f.publications() if move != "close" else f.editor()
            with pytest.raises(GateClosed) if said else nullcontext():
                f.move_issue(issue, move, by)


def test_what_is_in_the_way_comes_before_being_ready_or_planned() -> None:
    pdf = Rendition(status="succeeded", problems=[])
    known = Known(issue=Issue(state="approved"), number=1, pdf=pdf)
    assert next_step(known).headline == "Edition 1 is ready to publish"
    step = next_step(replace(known, in_the_way=2, plan=PlannedPublication(publish_at=timezone.now())))
    assert step.headline == "Something is in the way" and "2 things stand in the way" in step.words


def test_an_administrator_does_not_override_what_is_not_as_frozen() -> None:
    issue = approved()
    rename_author(issue)
    with pytest.raises(GateClosed) as refused:
        f.move_issue(issue, "publish", f.administrator(), override=True, reason="Now")
    assert {one.code for one in refused.value.blockers} == {"not_in_edition"}


def test_a_planned_edition_that_is_no_more_what_was_frozen_fails_with_its_reason() -> None:
    issue = approved()
    edition = latest_edition(issue)
    assert edition is not None
    when = timezone.now() + timedelta(hours=1)
    plan = plan_publication(edition=edition, publish_at=when, by=f.publications())
    rename_author(issue)
    assert publish_what_is_due(at=when) == 0
    plan.refresh_from_db()
    assert plan.outcome == "failed" and "an author’s name or affiliation changed" in plan.reason
