"""What the database refuses, whoever writes: each constraint is violated once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, DroppedClaim
from editorial.house.models import House
from editorial.issues.models import (
    Correction,
    Edition,
    Issue,
    IssuePart,
    IssueSection,
    PlannedPublication,
    ProofLink,
    Rendition,
    Section,
)
from editorial.notify.models import DailyEmail, Notification, Preference
from editorial.record.models import FIRST, Seal, SealHead, Unsealed
from editorial.registers.models import BackIssue, BackIssueArticle, Outlet, Person, Spelling
from editorial.rendering.models import RenderedPart
from editorial.search.models import SavedFilter
from editorial.workflow.models import Assignment, Comment, LogEntry
from tests import factories as f

pytestmark = pytest.mark.django_db


class World:
    def __init__(self) -> None:
        self.article = f.complete_article()
        self.other = f.complete_article(self.article.created_by)
        self.by = self.article.created_by
        self.issue = f.issue_of([self.article, self.other])
        self.later = f.issue_of([])
        self.stated = {
            "article": self.article, "item_key": "x", "fingerprint": "0" * 64, "by": self.by, "at": timezone.now(),
        }  # fmt: skip
        self.marked = {
            "article": self.article,
            "field": "title",
            "exact": "A",
            "by": self.by,
            "at": timezone.now(),
        }
        self.said = {"article": self.article, "by": self.by, "at": timezone.now(), "text": "x"}
        self.moved = {"move": "accept", "source": "a", "target": "b", "by": self.by, "at": timezone.now()}
        self.rendered = {"issue": self.issue, "requested_by": self.by, "queued_at": timezone.now()}

    def claim(self, **fields: str) -> Claim:
        return Claim.objects.create(**(self.marked | fields))

    def outlet(self) -> Outlet:
        return Outlet.objects.create(name="Al-Marfa")

    def back_issue(self) -> BackIssue:
        return BackIssue.objects.create(month=date(2019, 11, 1))

    def assignment(self, **fields: object) -> Assignment:
        usual = {
            "article": self.article,
            "stage": "in_review",
            "person": self.by,
            "by": self.by,
            "at": timezone.now(),
        }
        return Assignment.objects.create(**(usual | fields))

    def saved_filter(self, name: str) -> SavedFilter:
        return SavedFilter.objects.create(name=name, by=self.by, query="q=port", at=timezone.now())

    def told(self, **fields: str) -> Notification:
        told = {"recipient": self.by, "kind": "returned", "text": "Back.", "channel": "app"}
        return Notification.objects.create(**(told | fields), at=timezone.now())

    def articles(self):
        return Article.objects.filter(pk=self.article.pk)

    def edition(self, attempt: int = 1) -> Edition:
        return Edition.objects.create(
            issue=self.issue, number=1, attempt=attempt, snapshot={}, fingerprint="0" * 64, by=self.by,
            at=timezone.now(),
        )  # fmt: skip

    def part(self, **fields: str) -> IssuePart:
        return IssuePart.objects.create(**({"issue": self.issue, "position": 1, "title": "A"} | fields))

    def plan(self, edition: Edition, **fields: str) -> PlannedPublication:
        now = timezone.now()
        return PlannedPublication.objects.create(
            edition=edition, publish_at=now, planned_by=self.by, planned_at=now, **fields
        )

    def correction(self, **fields: object) -> Correction:
        usual = {
            "article": self.article, "issue": self.issue, "edition_number": 2, "reason": "Wrong", "opened_by": self.by,
            "opened_at": timezone.now(),
        }  # fmt: skip
        return Correction.objects.create(**(usual | fields))

    def proof_link(self, **fields: object) -> ProofLink:
        now = timezone.now()
        proof = Rendition.objects.create(**self.rendered, kind="proof", snapshot={})
        usual = {
            "sha256": "0" * 64,
            "token_digest": "1" * 64,
            "for_whom": "Dr. Vance",
            "expires_at": now + timedelta(days=1),
        }
        return ProofLink.objects.create(**(usual | fields), rendition=proof, made_by=self.by, made_at=now)

    def seal(self, number: int) -> Seal:
        return Seal.objects.create(
            number=number, entry_table="editorial_check", entry_id=1, layout=0, digest=FIRST, previous=FIRST, hash=FIRST,
            at=timezone.now(),
        )  # fmt: skip


BREAKS: dict[str, Callable[[World], object]] = {
    "author_has_name": lambda w: Author.objects.create(name=" "),
    "article_has_title": lambda w: w.articles().update(title=" ", state="in_review"),
    "article_state_known": lambda w: w.articles().update(state="lost"),
    "made_part_has_file_and_no_claim": lambda w: RenderedPart.objects.create(
        key="0" * 64, made_at=timezone.now(), used_at=timezone.now()
    ),
    "published_article_has_issue": lambda w: w.articles().update(
        state="published", issue=None, position=None
    ),
    "article_position_with_issue": lambda w: w.articles().update(position=None),
    "one_article_per_position": lambda w: w.articles().update(position=w.other.position or 2),
    "one_byline_per_author": lambda w: Byline.objects.create(
        article=w.article, author=w.article.bylines.get().author, position=9
    ),
    "one_byline_per_position": lambda w: Byline.objects.create(
        article=w.article, author=Author.objects.create(name="A"), position=1
    ),
    "one_excerpt_per_position": lambda w: w.article.excerpts.update(position=1),
    "one_excerpt_per_key": lambda w: w.article.excerpts.update(key="same"),
    "one_footnote_per_key": lambda w: w.article.footnotes.update(key="same"),
    "footnote_has_key": lambda w: Footnote.objects.create(article=w.article, key=""),
    "one_image_per_position": lambda w: Image.objects.create(article=w.article, position=1),
    "one_image_per_key": lambda w: Image.objects.create(
        article=w.article, position=9, key=w.article.images.get().key
    ),
    "image_file_with_hash": lambda w: w.article.images.update(sha256=""),
    "check_verdict_known": lambda w: Check.objects.create(**w.stated, item_kind="excerpt", verdict="fine"),
    "images_are_cleared_not_checked": lambda w: Check.objects.create(
        **w.stated, item_kind="image", verdict="verified"
    ),
    "clearance_decision_known": lambda w: Clearance.objects.create(
        **w.stated, item_kind="image", decision="ok"
    ),
    "only_images_are_cleared": lambda w: Clearance.objects.create(
        **w.stated, item_kind="excerpt", decision="cleared"
    ),
    "one_claim_per_key": lambda w: w.claim(key=w.claim().key),
    "claim_has_words": lambda w: w.claim(exact=""),
    "claim_field_known": lambda w: w.claim(field="byline"),
    "dropped_with_reason": lambda w: DroppedClaim.objects.create(
        claim=w.claim(), reason="", by=w.by, at=timezone.now()
    ),
    "dismissal_has_reason": lambda w: Dismissal.objects.create(
        **w.stated, item_kind="excerpt", code="x", reason=""
    ),
    "section_has_name": lambda w: Section.objects.create(name=" ", position=9_999),
    "one_issue_per_volume_and_number": lambda w: Issue.objects.filter(pk=w.issue.pk).update(
        volume=w.later.volume, number=w.later.number
    ),
    "issue_month_is_first_day": lambda w: Issue.objects.filter(pk=w.issue.pk).update(
        month=w.issue.month.replace(day=2)
    ),
    "issue_state_known": lambda w: Issue.objects.filter(pk=w.issue.pk).update(state="lost"),
    "section_once_per_issue": lambda w: IssueSection.objects.create(
        issue=w.issue, section=w.article.section, position=99
    ),
    "one_section_per_position": lambda w: IssueSection.objects.create(
        issue=w.issue, section=f.section(), position=1
    ),
    "one_edition_per_attempt": lambda w: [w.edition(), w.edition()],
    "rendition_of_issue_or_article": lambda w: Rendition.objects.create(
        **w.rendered, kind="proof", snapshot={}, article=w.article
    ),
    "rendition_of_edition_or_proof": lambda w: Rendition.objects.create(**w.rendered, kind="edition"),
    "succeeded_rendition_has_file": lambda w: Rendition.objects.create(
        **w.rendered, kind="edition", edition=w.edition(), status="succeeded", finished_at=timezone.now()
    ),
    "one_rendition_per_form": lambda w: [
        f.finish_rendition(Rendition.objects.create(**w.rendered, kind="edition", edition=edition))
        for edition in [w.edition()] * 2
    ],
    "editorial_rendition_known_status": lambda w: Rendition.objects.create(
        **w.rendered, kind="edition", edition=w.edition(), status="lost"
    ),
    "editorial_rendition_leased_while_running": lambda w: Rendition.objects.create(
        **w.rendered, kind="edition", edition=w.edition(), status="running"
    ),
    "editorial_rendition_finished_when_over": lambda w: Rendition.objects.create(
        **w.rendered, kind="edition", edition=w.edition(), finished_at=timezone.now()
    ),
    "editorial_rendition_failed_with_reason": lambda w: Rendition.objects.create(
        **w.rendered, kind="edition", edition=w.edition(), status="failed", finished_at=timezone.now()
    ),
    "proof_is_a_pdf": lambda w: Rendition.objects.create(**w.rendered, kind="proof", form="web", snapshot={}),
    "one_article_per_slug": lambda w: Article.objects.filter(issue=w.issue).update(slug="port"),
    "part_has_title": lambda w: w.part(title=" "),
    "one_part_per_place": lambda w: [w.part(), w.part(title="B")],
    "one_open_plan_per_edition": lambda w: [w.plan(edition) for edition in [w.edition()] * 2],
    "plan_ended_with_outcome": lambda w: w.plan(w.edition(), outcome="failed"),
    "correction_has_reason": lambda w: w.correction(reason=" "),
    "correction_ended_when_over": lambda w: w.correction(state="dropped"),
    "published_correction_has_erratum": lambda w: w.correction(state="published", ended_at=timezone.now()),
    "proof_link_is_for_somebody": lambda w: w.proof_link(for_whom=" "),
    "proof_link_expires_after_it_is_made": lambda w: w.proof_link(
        expires_at=timezone.now() - timedelta(days=1)
    ),
    "proof_link_revoked_by_somebody": lambda w: w.proof_link(revoked_at=timezone.now()),
    "one_open_correction_per_article": lambda w: [w.correction(), w.correction()],
    "log_entry_of_one_thing": lambda w: LogEntry.objects.create(**w.moved),
    "one_assignment_per_stage": lambda w: [w.assignment(), w.assignment()],
    "assignment_stage_known": lambda w: w.assignment(stage="approved"),
    "assignment_says_something": lambda w: w.assignment(person=None),
    "draft_is_its_authors": lambda w: w.assignment(stage="draft"),
    "override_has_reason": lambda w: LogEntry.objects.create(
        **w.moved, article=w.article, overridden=[{"code": "x"}], reason=""
    ),
    "outlet_has_name": lambda w: Outlet.objects.create(name=" "),
    "one_outlet_per_name_and_country": lambda w: [
        Outlet.objects.create(name="A", country="QA") for _ in "12"
    ],
    "person_has_name": lambda w: Person.objects.create(name=" "),
    "spelling_has_text": lambda w: Spelling.objects.create(text=" ", outlet=w.outlet()),
    "spelling_of_one_thing": lambda w: Spelling.objects.create(text="A"),
    "one_spelling_per_outlet": lambda w: [
        Spelling.objects.create(text=text, folded="a", outlet=outlet)
        for outlet in [w.outlet()]
        for text in ("A", "a")
    ],
    "one_form_per_person": lambda w: [
        Spelling.objects.create(text=text, folded="a", person=person)
        for person in [Person.objects.create(name="P")]
        for text in ("A", "a")
    ],
    "back_issue_month_is_first_day": lambda w: BackIssue.objects.create(month=date(2019, 11, 2)),
    "back_issue_article_has_title": lambda w: BackIssueArticle.objects.create(
        issue=w.back_issue(), title=" "
    ),
    "one_back_issue_article_per_title": lambda w: [
        BackIssueArticle.objects.create(issue=issue, title="A") for issue in [w.back_issue()] * 2
    ],
    "comment_has_text": lambda w: Comment.objects.create(
        article=w.article, by=w.by, at=timezone.now(), text=""
    ),
    "comment_item_known": lambda w: Comment.objects.create(**w.said, item_kind="map"),
    "comment_passage_in_a_field": lambda w: Comment.objects.create(**w.said, item_kind="article", exact="x"),
    "suggestion_about_a_passage": lambda w: Comment.objects.create(**w.said, suggested="y"),
    "decision_about_a_suggestion": lambda w: Comment.objects.create(
        **w.said, decision="accepted", resolved_by=w.by, resolved_at=timezone.now()
    ),
    "comment_resolved_by_somebody": lambda w: Comment.objects.create(
        article=w.article, by=w.by, at=timezone.now(), text="x", resolved_at=timezone.now()
    ),
    "one_filter_per_name": lambda w: [w.saved_filter("Ports"), w.saved_filter("Ports")],
    "filter_has_name": lambda w: w.saved_filter(" "),
    "nobody_hears_twice": lambda w: [w.told(same_as="x"), w.told(same_as="x")],
    "notification_channel_known": lambda w: w.told(channel="pigeon"),
    "one_preference_per_kind": lambda w: [
        Preference.objects.create(user=w.by, kind="returned", channel="app") for _ in range(2)
    ],
    "preference_channel_known": lambda w: Preference.objects.create(
        user=w.by, kind="returned", channel="pigeon"
    ),
    "one_house": lambda w: House.objects.create(pk=2),
    "logo_with_hash": lambda w: House.objects.create(pk=1, logo="images/logo.png"),
    "hour_of_a_day": lambda w: DailyEmail.objects.create(user=w.by, hour=24),
    "one_seal_per_entry": lambda w: [w.seal(1), w.seal(2)],
    "seals_are_counted_from_one": lambda w: w.seal(0),
    "one_seal_head": lambda w: SealHead.objects.create(pk=2),
    "entry_waits_once": lambda w: [
        Unsealed.objects.create(entry_table="t", entry_id=1, noted_at=timezone.now()) for _ in range(2)
    ],
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(name: str) -> None:
    world = World()
    world.other.refresh_from_db()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREAKS[name](world)
    said = str(refused.value)
    # A status that does not exist breaks two constraints; which one is named is the database's choice.
    name = name.replace("known_status", "finished_when_over") if "finished_when_over" in said else name
    assert name in said or "UNIQUE constraint failed" in said, said


def test_every_constraint_is_tried() -> None:
    tried_elsewhere = {"importing", "accounts", "mail"}
    names = {
        constraint.name
        for model in apps.get_app_config("editorial").get_models()
        if not model.__name__.startswith("Historical")
        and model.__module__.split(".")[1] not in tried_elsewhere
        for constraint in model._meta.constraints
    }
    assert names == set(BREAKS)


def test_an_article_may_not_be_deleted_from_under_its_log() -> None:
    article = f.walked_to("in_review")
    with pytest.raises(IntegrityError):
        article.delete()


def test_excerpts_of_two_articles_may_share_a_place() -> None:
    first, second = f.complete_article(), f.complete_article()
    assert Excerpt.objects.filter(article__in=[first, second], position=1).count() == 2
