"""People of every role, and the things that addresses are about: their own and others'."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.utils import timezone

from editorial.accounts.operations import invite
from editorial.content.models import Article
from editorial.content.operations import save_item
from editorial.factcheck.evidence import read_evidence
from editorial.factcheck.operations import record_check, record_clearance
from editorial.importing.models import Import
from editorial.importing.operations import receive_text
from editorial.issues.assembly import place_article
from editorial.issues.corrections import open_correction
from editorial.issues.models import Correction, Issue, ProofLink, Rendition
from editorial.issues.operations import request_article_proof, request_proof
from editorial.issues.proof_links import share_proof
from editorial.mail.models import Email
from editorial.mail.operations import queue_email
from editorial.notify.models import Notification
from editorial.registers.models import BackIssue, Outlet, Person
from editorial.search.models import SavedFilter
from editorial.security.models import Kind
from editorial.security.operations import note
from editorial.states import ArticleState, JobStatus, Role
from editorial.workflow.comments import About, add_comment
from tests import factories

PEOPLE = ("signed out", "no role", *(role.value for role in Role))
OWN_DRAFT, OWN_SUBMITTED, DRAFT, SUBMITTED, PUBLISHED = (
    "own draft", "own submitted", "another’s draft", "another’s submitted", "published",
)  # fmt: skip
OWN, OTHERS = "own", "another’s"
PLANNED = "planned"
ARTICLES = (OWN_DRAFT, OWN_SUBMITTED, DRAFT, SUBMITTED, PUBLISHED)
TEXT = (
    "A title\n\nA line below\n\n“A pull quote.”\n\nCommentary.[i]\n\n\n"
    "Jeanne Petit, “The Port,” Le Journal (daily), 9 November 2023. https://journal.example/port\n\nThe passage.\n\n\n"
    "[i] A note.\n"
)


@dataclass
class World:
    """`me` is the person who asks (None: nobody is signed in); objects are made when a column first needs them."""

    person: str
    me: User | None = field(init=False)

    def __post_init__(self) -> None:
        roles = [Role(self.person)] if self.person in Role.values else []
        self.me = None if self.person == "signed out" else factories.person(*roles)
        self._articles: dict[str, Article | None] = {}
        self._things: dict[str, Any] = {}

    @cached_property
    def stranger(self) -> User:
        """The author of what is another's."""
        return factories.author()

    @cached_property
    def administrator(self) -> User:
        return factories.administrator()

    def article(self, column: str) -> Article | None:
        """The article of a column; None where this person cannot have one of that kind."""
        if column not in self._articles:
            self._articles[column] = self._make_article(column)
        return self._articles[column]

    def _make_article(self, column: str) -> Article | None:
        if column in (OWN_DRAFT, OWN_SUBMITTED) and self.person == Role.AUTHOR:
            state = ArticleState.DRAFT if column == OWN_DRAFT else ArticleState.IN_REVIEW
            return factories.walked_to(state, author=self.me)
        if column == OWN_SUBMITTED and self.person == Role.EDITOR:
            article = factories.walked_to(ArticleState.IN_REVIEW)
            article.title = "Edited in review"
            assert self.me is not None
            save_item(item=article, by=self.me)
            return factories.fresh(article)
        states = {
            DRAFT: ArticleState.DRAFT,
            SUBMITTED: ArticleState.IN_REVIEW,
            PUBLISHED: ArticleState.PUBLISHED,
        }
        return factories.walked_to(states[column], author=self.stranger) if column in states else None

    def comment(self, column: str) -> Any:
        """A remark of its author on the article of a column; a published article takes none."""
        article = self.article(column)
        if article is None or column == PUBLISHED:
            return None
        return article.comments.first() or add_comment(
            article=article, text="A remark", by=article.created_by
        )

    def suggestion(self, column: str) -> Any:
        """What a fact-checker would change in the article’s dek."""
        article = self.article(column)
        if article is None or article.submitted_at is None or column == PUBLISHED:
            return None
        about = About("article", field="dek", exact=article.dek)
        made = article.comments.filter(suggested__isnull=False).first()
        return made or add_comment(
            article=article, text="", by=factories.fact_checker(), about=about, suggested="Three quiet days"
        )

    def proof(self, column: str) -> Any:
        """A finished proof of the article of a column, asked for by its author."""
        article = self.article(column)
        if article is None or column == PUBLISHED:
            return None
        made = article.proofs.first()
        return made or factories.finish_rendition(
            request_article_proof(article=article, by=article.created_by)
        )

    def proof_link(self, column: str) -> tuple[ProofLink, str] | None:
        """An administrator’s link to the proof of a column, with its token."""
        proof = self.proof(column)
        return proof and share_proof(rendition=proof, for_whom="Dr. Vance", days=7, by=self.administrator)

    def statement(self, kind: str, column: str) -> Any:
        """A check or a clearance with a file, of an article in fact-check: one's own for authors, and another's."""
        if column == OWN and self.person != Role.AUTHOR:
            return None
        author = self.me if column == OWN else self.stranger
        article = factories.walked_to(ArticleState.FACT_CHECK, author=author)
        shown = read_evidence(factories.picture_file(), "seen.png")
        checker = factories.fact_checker()
        if kind == "check":
            excerpt = article.excerpts.all()[0]
            return record_check(item=excerpt, verdict="verified", by=checker, evidence_file=shown)
        image = article.images.all()[0]
        return record_clearance(image=image, decision="cleared", by=checker, evidence_file=shown)

    @cached_property
    def issues(self) -> dict[str, Issue]:
        """An issue in planning, and a published one."""
        published = self.article(PUBLISHED)
        assert published is not None and published.issue is not None
        return {PLANNED: factories.issue_of([]), PUBLISHED: published.issue}

    def saved_filter(self, column: str) -> SavedFilter | None:
        """A filter of one's own, and one that somebody shares with the desk."""
        if column == OWN and self.me is None:
            return None
        by = self.me if column == OWN else self.administrator
        return SavedFilter.objects.get_or_create(
            name="Mine", by=by, defaults={"query": "", "shared": column == OTHERS, "at": timezone.now()}
        )[0]

    def notification(self, column: str) -> Notification | None:
        """What one was told oneself, and what somebody else was told, about a published article."""
        to = self.me if column == OWN else self.stranger
        if to is None:
            return None
        return Notification.objects.get_or_create(
            recipient=to, kind="published", article=self.article(PUBLISHED),
            defaults={"text": "It is published.", "at": timezone.now(), "channel": "app"},
        )[0]  # fmt: skip

    def rendition(self, column: str) -> Any:
        """A proof of an issue that failed, or the PDF of a published one."""
        issue = self.issues[column]
        if column == PUBLISHED:
            return issue.renditions.latest("pk")
        place_article(issue=issue, article=self.submitted, by=self.administrator)
        made = request_proof(issue=issue, by=self.administrator)
        Rendition.objects.filter(pk=made.pk).update(
            status=JobStatus.FAILED, finished_at=timezone.now(), error_reason="It stopped"
        )
        return made

    @cached_property
    def submitted(self) -> Article:
        """What somebody submitted, to be placed in an issue."""
        return factories.walked_to(ArticleState.IN_REVIEW)

    def thing(self, model: str) -> Any:
        """The object of a desk page, by the name of its model; the same for every address."""
        if model not in self._things:
            self._things[model] = THINGS[model](self)
        return self._things[model]

    def brought_in(self, column: str) -> Import | None:
        """A text that somebody brought in."""
        if column == OTHERS:
            return receive_text(text=TEXT, name="another’s.txt", by=self.stranger)
        if self.person != Role.AUTHOR:
            return None
        assert self.me is not None
        return receive_text(text=TEXT, name="own.txt", by=self.me)


Made = Callable[[World, str], list[Any] | None]


def _email(world: World) -> Email:
    return queue_email(
        recipient=world.stranger.email, sender="desk@example.org", subject="News", text="Words"
    )


def _back_issue(_world: World) -> BackIssue:
    return BackIssue.objects.create(month=date(2019, 3, 1))


def _correction(world: World) -> Correction:
    """Of a published article that is no column’s."""
    return open_correction(
        article_id=factories.walked_to(ArticleState.PUBLISHED).pk,
        reason="A number is wrong",
        by=world.administrator,
    )


THINGS: dict[str, Callable[[World], Any]] = {
    "user": lambda world: world.stranger,
    "group": lambda _world: Group.objects.get_or_create(name=Role.AUTHOR.value)[0],
    "author": lambda _world: factories.author_record(),
    "section": lambda _world: factories.section(),
    "email": _email,
    "securityevent": lambda world: note(kind=Kind.SIGNED_OUT, person=world.stranger),
    "emailaddress": lambda world: EmailAddress.objects.get(user=world.stranger),
    "authenticator": lambda world: Authenticator.objects.create(user=world.stranger, type="totp", data={}),
    "outlet": lambda _world: Outlet.objects.create(name="The Harbor Post", folded="harbor post"),
    "person": lambda _world: Person.objects.create(name="Mira Quay", folded="mira quay"),
    "backissue": _back_issue,
    "correction": _correction,
    "invitation": lambda world: invite(
        email="new@example.org", name="New One", roles=[Role.AUTHOR], by=world.administrator
    )[0],
}
