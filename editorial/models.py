"""Re-exports only: Django finds an app's models here; each lives in the package of its subject."""

from editorial.accounts.models import Invitation
from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, DroppedClaim
from editorial.house.models import House
from editorial.importing.models import Import
from editorial.issues.models import (
    Correction,
    Edition,
    Issue,
    IssuePart,
    IssueSection,
    PlannedPublication,
    ProofLink,
    Publication,
    ReleaseReview,
    Rendition,
    Section,
)
from editorial.mail.models import Email
from editorial.notify.models import DailyEmail, Notification, Preference
from editorial.record.models import Seal, SealHead, Unsealed
from editorial.registers.models import BackIssue, BackIssueArticle, Outlet, Person, Spelling
from editorial.rendering.models import RenderedPart
from editorial.search.models import CitedOutlet, SavedFilter, SearchDocument, Unindexed
from editorial.security.models import SecurityEvent
from editorial.workflow.models import Assignment, Comment, LogEntry

__all__ = [
    "Article", "Assignment", "Author", "BackIssue", "BackIssueArticle", "Byline", "Check", "CitedOutlet",
    "Claim", "Clearance", "Comment", "Correction", "DailyEmail", "Dismissal", "DroppedClaim", "Edition",
    "Email", "Excerpt", "Footnote", "House", "Image", "Import", "Invitation", "Issue", "IssuePart",
    "IssueSection", "LogEntry", "Notification", "Outlet", "Person", "PlannedPublication", "Preference",
    "ProofLink", "Publication", "ReleaseReview", "RenderedPart", "Rendition", "SavedFilter", "Seal", "SealHead",
    "SearchDocument", "Section", "SecurityEvent", "Spelling", "Unindexed", "Unsealed",
]  # fmt: skip
