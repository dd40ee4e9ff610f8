"""What is due under the house's rules (`RETENTION_…` in the settings), and why. Nothing is changed here.

What was submitted, published, logged or checked is never removed by us; of that the report only says what the house may look at.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from editorial.backup.stored_files import ORIGINAL_REMOVED, referenced_files
from editorial.content.models import Article
from editorial.importing.models import Import
from editorial.issues.models import Issue, ProofLink, Publication, Rendition
from editorial.mail.models import Email
from editorial.security.models import SecurityEvent
from editorial.states import ArticleState, IssueState, JobStatus

# Folders of the store that hold what people brought or made. The others are caches with a clean-up of their own.
FOLDERS = ("images", "evidence", "imports", "renditions")
REMOVED = "removed"  # where files without a row wait before they are gone for good
# Imports whose Word file nobody needs any more: before they are confirmed, their pictures are in that file alone.
OVER = Q(confirmed_at__isnull=False) | Q(status=JobStatus.FAILED)
DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True)
class Kind:
    """What of one kind is due after how many days. `removed` says what `--apply` does; "" for what is only reported."""

    code: str
    title: str
    setting: str
    removed: str

    @property
    def days(self) -> int:
        """0: kept for good."""
        given: int = getattr(settings, self.setting)
        return round(given * DAYS_OF_A_YEAR) if self.setting.endswith("_YEARS") else given


PROOF = Kind(
    "proof", "PDFs of proofs", "RETENTION_PROOF_DAYS", "the file goes, the row stays; it can be made again"
)
ORIGINAL = Kind(
    "original",
    "Word files as they were brought in",
    "RETENTION_ORIGINAL_DAYS",
    "the file goes, the import stays",
)
EMAIL = Kind(
    "email",
    "Records of e-mails that were sent",
    "RETENTION_EMAIL_DAYS",
    "the row goes; its words went long ago",
)
SECURITY = Kind("security", "Rows of the security log", "RETENTION_SECURITY_DAYS", "the row goes")
ORPHAN = Kind(
    "orphan",
    "Files that nothing speaks of",
    "RETENTION_ORPHAN_DAYS",
    "moved aside, gone after as many days again",
)
DRAFT = Kind("draft", "Drafts that were never submitted and that nobody touched", "RETENTION_DRAFT_DAYS", "")
PAPERS = Kind("papers", "Working papers of published issues", "RETENTION_YEARS", "")
KINDS = (PROOF, ORIGINAL, EMAIL, SECURITY, ORPHAN, DRAFT, PAPERS)


@dataclass(frozen=True)
class Due:
    """One thing that is due. `kind`: a code of `KINDS`. `key`: the row's id, or the name in the store. `size` in bytes."""

    kind: str
    key: str
    what: str
    since: date
    why: str
    size: int = 0

    def as_data(self) -> dict[str, Any]:
        """For JSON and CSV."""
        return asdict(self) | {"since": self.since.isoformat()}


def what_is_due(*, at: datetime | None = None, storage: Storage = default_storage) -> list[Due]:
    """Everything that is due, kind by kind, the oldest first."""
    now = at or timezone.now()
    found: list[Due] = []
    for kind, finder in _FINDERS.items():
        if kind.days:
            of_kind = finder(kind, now - timedelta(days=kind.days))
            found += sorted(of_kind, key=lambda one: (one.since, one.key))
    if ORPHAN.days:
        found += orphans(before=now - timedelta(days=ORPHAN.days), storage=storage)
    return found


def _why(kind: Kind) -> str:
    given = getattr(settings, kind.setting)
    return f"{kind.setting} is {given}"


def _proofs(kind: Kind, before: datetime) -> Iterator[Due]:
    at = before + timedelta(days=kind.days)
    made = Rendition.objects.filter(
        ~is_shared(at), kind=Rendition.Kind.PROOF, status=JobStatus.SUCCEEDED, finished_at__lt=before
    )
    for one in made.select_related("issue", "article").defer("snapshot"):
        assert one.finished_at is not None
        yield Due(kind.code, str(one.pk), str(one), one.finished_at.date(), _why(kind), one.size)


def is_shared(at: datetime) -> Exists:
    """Whether somebody outside has a link to the proof that may still open it at that moment."""
    links = ProofLink.objects.filter(rendition=OuterRef("pk"), revoked_at=None, expires_at__gt=at)
    return Exists(links)


def _originals(kind: Kind, before: datetime) -> Iterator[Due]:
    brought = Import.objects.filter(OVER, kind=Import.Kind.WORD, at__lt=before)
    for one in brought.exclude(error_detail__startswith=ORIGINAL_REMOVED).only("name", "at", "size"):
        yield Due(kind.code, str(one.pk), one.name, one.at.date(), _why(kind), one.size)


def _emails(kind: Kind, before: datetime) -> Iterator[Due]:
    sent = Email.objects.filter(status=JobStatus.SUCCEEDED, finished_at__lt=before)
    for one in sent.only("recipient", "subject", "finished_at"):
        assert one.finished_at is not None
        yield Due(kind.code, str(one.pk), str(one), one.finished_at.date(), _why(kind))


def _security(kind: Kind, before: datetime) -> Iterator[Due]:
    for one in SecurityEvent.objects.filter(at__lt=before):
        yield Due(kind.code, str(one.pk), str(one), one.at.date(), _why(kind))


def _drafts(kind: Kind, before: datetime) -> Iterator[Due]:
    touched = dict(Article.history.values_list("id").annotate(last=Max("history_date")))
    states = (ArticleState.DRAFT, ArticleState.WITHDRAWN)
    for one in Article.objects.filter(submitted_at=None, state__in=states, created_at__lt=before):
        last = touched.get(one.pk, one.created_at)
        if last < before:
            yield Due(
                kind.code,
                str(one.pk),
                f"“{one}” by {one.created_by_id and one.created_by.get_full_name()}",
                last.date(),
                f"{_why(kind)}; ask its author, who can withdraw it",
            )


def _papers(kind: Kind, before: datetime) -> Iterator[Due]:
    rule = f"; {settings.RETENTION_RULE}" if settings.RETENTION_RULE else ""
    last = dict(Publication.objects.values_list("edition__issue").annotate(last=Max("at")))
    for issue in Issue.objects.filter(state=IssueState.PUBLISHED):
        published = last.get(issue.pk)
        if published is not None and published < before:
            words = f"{_why(kind)}{rule}; a decision of the house, nothing is removed"
            yield Due(kind.code, str(issue.pk), str(issue), published.date(), words)


_FINDERS = {
    PROOF: _proofs, ORIGINAL: _originals, EMAIL: _emails, SECURITY: _security, DRAFT: _drafts, PAPERS: _papers,
}  # fmt: skip


def orphans(*, before: datetime, storage: Storage = default_storage) -> list[Due]:
    """Files that no row, no earlier version and no edition speaks of, and that nobody stored since `before`, the oldest first.

    The store is listed before the rows are read: what is stored meanwhile is not in the list, and what was in it and got a
    row has that row.
    """
    listed = sorted(name for folder in FOLDERS for name in names_in(folder, storage))
    known = referenced_files(storage=storage)
    found = []
    for name in listed:
        if name in known:
            continue
        try:
            stored, size = storage.get_modified_time(name), storage.size(name)
        except FileNotFoundError:
            continue
        if stored < before:
            found.append(Due(ORPHAN.code, name, name, stored.date(), _why(ORPHAN), size))
    return sorted(found, key=lambda one: (one.since, one.key))


def names_in(folder: str, storage: Storage) -> Iterator[str]:
    """The names of all files under a folder of the store; none where it is not there."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files if not name.startswith("."))  # those are being written
    for inner in folders:
        yield from names_in(f"{folder}/{inner}", storage)
