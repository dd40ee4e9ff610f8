"""Re-exports only: Django finds an app's models here; each lives in the package of its subject."""

from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.factcheck.models import Check, Clearance, Dismissal
from editorial.importing.models import TextImport
from editorial.issues.models import (
    Edition,
    Issue,
    IssueSection,
    ReleaseReview,
    Rendition,
    Section,
)
from editorial.workflow.models import Comment, LogEntry

__all__ = [
    "Article", "Author", "Byline", "Check", "Clearance", "Comment", "Dismissal", "Edition", "Excerpt", "Footnote",
    "Image", "Issue", "IssueSection", "LogEntry", "ReleaseReview", "Rendition", "Section", "TextImport",
]  # fmt: skip
