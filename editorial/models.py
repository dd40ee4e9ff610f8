"""Re-exports only: Django finds an app's models here; each lives in the package of its subject."""

from editorial.accounts.models import Invitation
from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, DroppedClaim
from editorial.importing.models import Import
from editorial.issues.models import (
    Edition,
    Issue,
    IssueSection,
    ReleaseReview,
    Rendition,
    Section,
)
from editorial.mail.models import Email
from editorial.workflow.models import Comment, LogEntry

__all__ = [
    "Article", "Author", "Byline", "Check", "Claim", "Clearance", "Comment", "Dismissal", "DroppedClaim",
    "Edition", "Email", "Excerpt", "Footnote", "Image", "Import", "Invitation", "Issue", "IssueSection",
    "LogEntry", "ReleaseReview", "Rendition", "Section",
]  # fmt: skip
