"""What the house's policy says of an image as it stands, with the clearance it has."""

from datetime import date

from django.conf import settings
from django.utils import timezone

from editorial.content.models import Article, Image
from editorial.factcheck.models import Clearance
from editorial.factcheck.queries import ItemStatus
from editorial.licensing.policy import Decision
from editorial.licensing.rights import PictureRights, RightsProblem, judge_picture, rights_problems
from editorial.states import ArticleState, IssueState


def picture_rights(image: Image, status: ItemStatus | None = None, on: date | None = None) -> PictureRights:
    """What is on record about the image. `status` brings the end of its clearance, `on` is the day the issue appears."""
    clearance = status.last if status and status.verified and isinstance(status.last, Clearance) else None
    return PictureRights(
        license=image.license, creator=image.creator, title=image.title, source=image.source,
        license_url=image.license_url, changes=image.changes, public_domain_basis=image.public_domain_basis,
        expires_on=clearance.expires_on if clearance else None, on=on,
    )  # fmt: skip


def policy_answer(image: Image, status: ItemStatus | None = None, on: date | None = None) -> Decision:
    """May it be printed, and why, in the words of the house. The clearance, asked for beside this, confirms the license."""
    return judge_picture(picture_rights(image, status, on), policy=settings.RIGHTS_POLICY)


def unmet_conditions(
    image: Image, status: ItemStatus | None = None, on: date | None = None
) -> tuple[RightsProblem, ...]:
    """Every condition of the license and of the house that the image does not meet; empty where it may be printed."""
    return rights_problems(picture_rights(image, status, on), policy=settings.RIGHTS_POLICY)


def rights_day(article: Article) -> date | None:
    """The day on which the rights of the article's images must hold; None while it stands in no issue.

    What is corrected is published once more, so its rights must hold today as well.
    """
    issue = article.issue
    if issue is None:
        return None
    corrected = issue.state == IssueState.PUBLISHED and article.state != ArticleState.PUBLISHED
    return max(issue.rights_date, timezone.localdate()) if corrected else issue.rights_date
