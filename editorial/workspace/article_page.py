"""What the page of an article shows: where it is, what it waits for, its text, its comments, its record."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.safestring import SafeString

from editorial.content.credit import credit_of
from editorial.content.models import Article, Excerpt, Image
from editorial.content.permissions import DESK, edit_refusal, is_author_of, roles_of
from editorial.content.queries import numbered_footnotes
from editorial.content.writers import read_writing
from editorial.factcheck.queries import ItemStatus, item_statuses
from editorial.importing.permissions import files_of
from editorial.issues.proof_links import shares_proofs
from editorial.licensing.credit import CreditLine
from editorial.states import ArticleState, IssueState, JobStatus
from editorial.web.dates import due, moment
from editorial.web.manuscript import Reader, every_text
from editorial.web.remarks import comment_places, place_marks
from editorial.workflow.assignments import held_stage
from editorial.workflow.conversations import PlacedThread, placed_threads
from editorial.workflow.operations import AvailableMove, available_moves
from editorial.workspace.access import is_inside
from editorial.workspace.shelf import facts_of, published_pdfs, since_what
from editorial.workspace.waiting import Facts, returned, waiting

PATH = (
    ArticleState.DRAFT,
    ArticleState.IN_REVIEW,
    ArticleState.FACT_CHECK,
    ArticleState.APPROVED,
    ArticleState.PUBLISHED,
)
PROOFS_SHOWN = 5


@dataclass(frozen=True)
class Step:
    """One state on the way to print. `mark` is “done”, “now” or “ahead”."""

    label: str
    mark: str


@dataclass(frozen=True)
class ReadExcerpt:
    """An excerpt as a page shows it."""

    excerpt: Excerpt
    body: SafeString
    original: SafeString


@dataclass(frozen=True)
class ReadImage:
    """An image as a page shows it, with its credit line as printed."""

    image: Image
    caption: SafeString
    credit: CreditLine


def reading_context(article: Article, talk: Iterable[PlacedThread] = ()) -> dict[str, Any]:
    """The article's own words, ready to be read, with the passages of open comments marked. No queries on an article with
    its content.
    """
    notes = numbered_footnotes(article)
    reader = Reader(place_marks(talk), placed=every_text)
    numbers = {note.key: number for number, note in notes.items()}
    return {
        "article": article,
        "byline": [byline.author.name for byline in article.bylines.all()],
        "lines": {
            name: reader.line("article", "", name, getattr(article, name))
            for name in ("title", "dek", "pull_quote")
        },
        "commentary": reader.rich("article", "", "commentary", article.commentary, numbers),
        "notes": [
            (number, reader.rich("footnote", note.key, "text", note.text, {}))
            for number, note in notes.items()
        ],
        "excerpts": [
            ReadExcerpt(
                excerpt,
                reader.rich("excerpt", excerpt.key, "body", excerpt.body, {}),
                reader.rich("excerpt", excerpt.key, "original_text", excerpt.original_text, {}),
            )
            for excerpt in article.excerpts.all()
        ],
        "images": [
            ReadImage(image, reader.line("image", image.key, "caption", image.caption), credit_of(image))
            for image in article.images.all()
        ],
    }


def page_context(user: User, article: Any) -> dict[str, Any]:
    """The whole page for this person, in a constant number of queries; the article is from `access.article_to_read`."""
    context: dict[str, Any] = {
        "title": str(article),
        "steps": steps(article.state),
        "inside": is_inside(user, article),
        "pdf": _pdf(article),
    }
    if not context["inside"]:
        return context | reading_context(article) | {"waiting": waiting(Facts(article), viewer=user)}
    read_writing(article)
    facts, _threads = facts_of(article)
    talk = placed_threads(article, article.comments.all(), user)
    context |= reading_context(article, talk)
    now = timezone.now()
    draft = article.state == ArticleState.DRAFT
    moves = {available.move.name: available for available in available_moves(user, article)}
    return context | {
        "waiting": waiting(facts, viewer=user),
        "facts": facts,
        "returned": returned(facts),
        "since": moment(article.state_since or article.created_at, now),
        "since_what": since_what(facts),
        "due": due(article.due_day, timezone.localtime(now).date()) if draft else None,
        "yours": is_author_of(user, article),
        "holder": _holder(article),
        "threads": talk,
        "comment_places": comment_places(article),
        "log": [(entry, moment(entry.at, now)) for entry in reversed(article.log.all())],
        "may_edit": draft and edit_refusal(user, article) is None,
        "submit": moves.get("submit"),
        "withdraw": _open(moves.get("withdraw")),
        "restore": _open(moves.get("restore")),
        "desk": bool(roles_of(user) & DESK),
        "doubts": _doubts(article),
        "files": files_of(user, article),
        "may_share": shares_proofs(user),
        "proofs": article.proofs.filter(status=JobStatus.SUCCEEDED)
        .select_related("requested_by")
        .defer("snapshot")[:PROOFS_SHOWN],
    }


def steps(state: str) -> list[Step]:
    """The way to print with the present state marked; a withdrawn article stands nowhere on it."""
    here = PATH.index(ArticleState(state)) if state in PATH else -1
    return [
        Step(step.label, "now" if place == here else "done" if place < here else "ahead")
        for place, step in enumerate(PATH)
    ]


def _open(available: AvailableMove | None) -> AvailableMove | None:
    """A move that nothing stands in the way of."""
    return available if available and not available.blockers else None


def _holder(article: Article) -> User | None:
    """Who has the article now; None: nobody, or it is a draft or done."""
    stage = held_stage(article)
    return next((one.person for one in article.assignments.all() if one.stage == stage), None)


def _doubts(article: Article) -> list[ItemStatus]:
    """What a fact-checker found wanting in the text as it stands."""
    if article.state not in (ArticleState.DRAFT, ArticleState.FACT_CHECK):
        return []
    return [status for status in item_statuses(article) if status.current and not status.verified]


def _pdf(article: Article) -> int | None:
    if article.issue is None or article.issue.state != IssueState.PUBLISHED:
        return None
    return published_pdfs({article.issue.pk}).get(article.issue.pk)
