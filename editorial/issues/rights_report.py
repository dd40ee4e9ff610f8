"""The rights of every image of an issue: what is printed, on whose word, with what evidence, and what is missing.

What is missing comes from the gates that hold up the fact-check, so that the report and the gates never disagree. Everything
is judged on the day on which the issue appears, not on the day of reading, also after it was published.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.auth.models import User

from editorial.content.credit import credit_of
from editorial.content.differences import FieldDifference
from editorial.content.models import Article, Image
from editorial.content.permissions import may_follow, may_view
from editorial.factcheck.models import Clearance
from editorial.factcheck.queries import ItemStatus, item_statuses
from editorial.factcheck.rights import policy_answer, unmet_conditions
from editorial.issues.models import Edition, Issue
from editorial.issues.permissions import may_read_rights
from editorial.issues.snapshot import snapshot_from
from editorial.issues.whole import WholeIssue, read_whole_issue
from editorial.licensing.credit import CreditLine
from editorial.licensing.policy import Decision
from editorial.licensing.rights import RightsProblem
from editorial.licensing.terms import LicenseTerms, find_terms
from editorial.states import IssueState
from editorial.workflow.gates import Blocker, Case, blockers
from editorial.workflow.reading import CONTENT, STATED, read_whole

GATES = ("images_described", "images_cleared")
FROZEN_STATES = (IssueState.APPROVED, IssueState.PUBLISHED)
FIELD_WORDS = {
    "sha256": "file", "format": "file format", "width": "width", "height": "height", "caption": "caption",
    "alt_text": "alt text", "title": "title", "creator": "creator", "source": "source", "source_url": "source address",
    "attribution": "attribution", "license": "license", "license_url": "license address",
    "public_domain_basis": "public-domain basis", "changes": "changes", "credit": "printed credit",
}  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """One field that is not what the edition froze. `field` in words; "" where there was or is nothing."""

    field: str
    frozen: str
    today: str


@dataclass(frozen=True)
class ImageRights:
    """One image of the issue. `missing` says in words what stands in its way; empty: it may be printed on `on`.

    `unmet` are the conditions of its license and of the house that it does not meet, also those that hold nothing up.
    """

    article: Article
    image: Image
    status: ItemStatus
    terms: LicenseTerms | None
    policy: Decision
    credit: CreditLine
    unmet: tuple[RightsProblem, ...]
    missing: tuple[str, ...]
    on: date
    frozen: tuple[Moved, ...] = ()

    @property
    def ready(self) -> bool:
        return not self.missing

    @property
    def clearance(self) -> Clearance | None:
        """The newest one, also when it is void."""
        return self.status.last if isinstance(self.status.last, Clearance) else None

    @property
    def valid_until(self) -> date | None:
        """The last day on which it may be published; None: without end, or never cleared."""
        return self.clearance.expires_on if self.clearance else None

    @property
    def holds(self) -> bool:
        """Whether a clearance of what stands today reaches to the issue's day."""
        return self.status.verified and (self.valid_until is None or self.valid_until >= self.on)

    @property
    def clearance_word(self) -> str:
        """“None”, “Current”, or “Void”: the image was changed afterwards."""
        return "None" if self.clearance is None else "Current" if self.status.current else "Void"

    @property
    def changed_since(self) -> list[tuple[str, FieldDifference]]:
        """What changed since the clearance: the field in words, and the difference word by word."""
        return [(FIELD_WORDS.get(one.field, one.field), one) for one in self.status.changes]


@dataclass(frozen=True)
class ArticleRights:
    """An article with its images. `known`: the reader may know of it; if not, it has a place and nothing else.

    `may_view` and `may_follow`: the reader may have its pictures, and the files that are evidence.
    """

    article: Article
    known: bool
    may_view: bool
    may_follow: bool
    images: tuple[ImageRights, ...] = ()

    @property
    def title(self) -> str:
        return str(self.article) if self.known else "A draft that is not submitted yet"

    @property
    def status(self) -> str:
        """Of an article of which there is no image to speak."""
        return "No image" if self.known else "Not submitted yet"


@dataclass(frozen=True)
class RightsReport:
    """The report of an issue on the day `on`. `edition` is the frozen one that it is compared with, if one stands.

    `gone` names images that the edition prints and the issue no longer has.
    """

    issue: Issue
    on: date
    articles: tuple[ArticleRights, ...]
    edition: Edition | None = None
    gone: tuple[str, ...] = ()

    @property
    def images(self) -> list[ImageRights]:
        return [image for article in self.articles for image in article.images]

    @property
    def open(self) -> list[ImageRights]:
        """What is not ready."""
        return [image for image in self.images if not image.ready]

    @property
    def without_image(self) -> list[ArticleRights]:
        return [article for article in self.articles if not article.images]

    @property
    def moved(self) -> list[ImageRights]:
        """What is not as the edition froze it."""
        return [image for image in self.images if image.frozen]


def rights_report(issue: Issue, *, reader: User) -> RightsReport:
    """The report as this person may read it. A constant number of queries, however many articles.

    An issue that is approved or published is compared with its frozen edition: nobody edits it then, so a difference
    says that somebody changed the database by another way, or that the article is being corrected.
    """
    articles = read_whole(Article.objects.filter(issue=issue).order_by("position"), *CONTENT, *STATED)
    whole = read_whole_issue(issue, articles) if issue.state in FROZEN_STATES else None
    edition = (whole.waiting or whole.published) if whole else None
    frozen = _frozen_images(edition.snapshot) if edition else None
    today = _frozen_images(_today(whole, edition)) if whole and edition else {}
    shown = tuple(_of_article(article, issue.rights_date, reader, frozen, today) for article in articles)
    gone = tuple(
        f"“{title}”, image “{image['caption']}”"
        for key, (title, image) in (frozen or {}).items()
        if key not in today
    )
    return RightsReport(issue, issue.rights_date, shown, edition, gone)


def _today(whole: WholeIssue, edition: Edition) -> dict[str, Any]:
    submitted = [article for article in whole.articles if article.submitted_at is not None]
    return snapshot_from(
        whole.issue,
        submitted,
        whole.places,
        around=replace(whole.around, published=None),
        edition_number=edition.number,
    )


Frozen = dict[tuple[str, str], tuple[str, dict[str, Any]]]


def _frozen_images(snapshot: dict[str, Any]) -> Frozen:
    """Keys of article and image → the article's title and the image as the snapshot has it."""
    return {
        (article["key"], image["key"]): (article["title"], image)
        for section in snapshot["sections"]
        for article in section["articles"]
        for image in article["images"]
    }


def _of_article(
    article: Article, on: date, reader: User, frozen: Frozen | None, today: Frozen
) -> ArticleRights:
    views = may_view(reader, article)
    if article.submitted_at is None and not views:
        return ArticleRights(article, known=False, may_view=False, may_follow=False)
    found = blockers(GATES, Case(article))
    images = []
    for status in item_statuses(article):
        if isinstance(status.item, Image):
            key = (str(article.key), status.key)
            moved = () if frozen is None else tuple(_moved(frozen.get(key), today.get(key)))
            images.append(_of_image(article, status, status.item, found, on, moved))
    reads = may_read_rights(reader, article)
    return ArticleRights(
        article,
        known=True,
        may_view=views or reads,
        may_follow=reads or may_follow(reader, article),
        images=tuple(images),
    )


def _of_image(
    article: Article,
    status: ItemStatus,
    image: Image,
    found: list[Blocker],
    on: date,
    moved: tuple[Moved, ...],
) -> ImageRights:
    about = [one for one in found if one.where.startswith(f"image:{image.key}:")]
    return ImageRights(
        article=article,
        image=image,
        status=status,
        terms=find_terms(image.license),
        policy=policy_answer(image, status, on),
        credit=credit_of(image),
        unmet=unmet_conditions(image, status, on),
        missing=tuple(_words(one, status) for one in about),
        on=on,
        frozen=moved,
    )


def _words(blocker: Blocker, status: ItemStatus) -> str:
    """The gate's words without the name of the image, which the row has."""
    words = blocker.message.removeprefix(f"{status.label}: ")
    return words[:1].upper() + words[1:]


def _moved(
    frozen: tuple[str, dict[str, Any]] | None, today: tuple[str, dict[str, Any]] | None
) -> Iterator[Moved]:
    before, after = (one[1] if one else {} for one in (frozen, today))
    if not before and after:
        yield Moved("image", "", "not in the edition")
    elif before and not after:
        yield Moved("image", "printed in the edition", "")
    else:
        for name, value in after.items():
            if before.get(name, "") != value:
                yield Moved(FIELD_WORDS.get(name, name), str(before.get(name, "")), str(value))
