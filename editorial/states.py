"""The states of articles and issues and the roles of people: the words every other package uses (docs/workflow.md)."""

from django.db.models import TextChoices


class ArticleState(TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    FACT_CHECK = "fact_check", "Fact-check"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class IssueState(TextChoices):
    PLANNING = "planning", "Planning"
    CLOSED = "closed", "Closed"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"


class Role(TextChoices):
    """Groups of people. A person may be in several; the value is the name of the Django group."""

    AUTHOR = "author", "Author"
    EDITOR = "editor", "Editor"
    FACT_CHECKER = "fact-checker", "Fact-checker"
    PUBLICATIONS = "publications", "Publications office"
    ADMINISTRATOR = "administrator", "Administrator"


class JobStatus(TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"


class CorrectionState(TextChoices):
    OPEN = "open", "Open"
    PUBLISHED = "published", "Published"
    DROPPED = "dropped", "Dropped"


class PublicationOutcome(TextChoices):
    """How a planned publication ended."""

    PUBLISHED = "published", "Published"
    CANCELED = "canceled", "Canceled"
    FAILED = "failed", "Failed"
