"""What is missing in an issue and how long it will be, quickly: what was read once is kept until something changes.

Reading a whole issue means reading every word and every check in it. Pages that show it often keep what came of that in
the cache, under marks that change with every change: how many rows the histories and the append-only tables hold. The
gates themselves (`issues.gates`) are asked anew whenever somebody makes a move; nothing here decides anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from editorial.content.fingerprints import fingerprint
from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.content.queries import with_content
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, DroppedClaim
from editorial.factcheck.reading import archive_token
from editorial.issues.arrangement import arrangement_of
from editorial.issues.forecast import IssueForecast, Size, forecast_issue, size_of
from editorial.issues.gates import ISSUE_GATES, IssueCase
from editorial.issues.models import Issue, IssueSection, Rendition, Section
from editorial.issues.snapshot import article_snapshot, snapshot_of
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.states import JobStatus
from editorial.workflow.gates import Blocker
from editorial.workflow.models import Comment, LogEntry

KEPT_SECONDS = 600
# Not kept: it looks at a file.
LIVE = {"pdf_ready"}


@dataclass(frozen=True)
class Facts:
    """What the lists say of an article: its authors, how long it is, and the pages of a proof of exactly this content."""

    authors: str
    author_ids: frozenset[int]
    size: Size
    counted: int | None


@dataclass(frozen=True)
class Reading:
    """What stands in the way of an issue, gate by gate, and the pages of a PDF of exactly this content, if there is one."""

    found: dict[str, list[Blocker]] = field(default_factory=dict)
    counted: int | None = None

    def blockers(self, gates: Iterable[str]) -> list[Blocker]:
        """What the named gates find; the same blocker is said once."""
        return list(dict.fromkeys(blocker for gate in gates for blocker in self.found.get(gate, [])))


def _rows(rows: QuerySet[Any], name: str = "article_id", of: str = "pk") -> Any:
    counted = rows.filter(**{name: OuterRef(of)}).order_by().values(name).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def _history(model: type[Model]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.history.model.objects.all()  # type: ignore[attr-defined]
    return rows


def _all(rows: QuerySet[Any]) -> Any:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def with_marks(articles: QuerySet[Article]) -> QuerySet[Article]:
    """The articles with what changes whenever they, their items, checks or comments change: no query more."""
    content = _rows(_history(Article), "id")
    for model in (Byline, Excerpt, Footnote, Image):
        content += _rows(_history(model))
    around = _rows(_history(Comment)) + _rows(DroppedClaim.objects.all(), "claim__article_id")
    for kept in (Claim, Check, Clearance, Dismissal, LogEntry):
        around += _rows(kept.objects.all())
    proofs = Rendition.objects.filter(article=OuterRef("pk"), status=JobStatus.SUCCEEDED).order_by("-pk")
    return articles.annotate(
        content_mark=content,
        around_mark=around,
        register_mark=_all(_history(Author)) + _all(_history(Section)),
        proof_mark=Subquery(proofs.values("pk")[:1]),
    )


def facts_of(articles: Sequence[Article]) -> dict[int, Facts]:
    """By primary key, the facts of articles that were loaded `with_marks`; kept until their content changes."""
    keys = {
        a.pk: f"article-facts:{a.key}:{a.content_mark}:{a.register_mark}:{a.proof_mark}"  # type: ignore[attr-defined]
        for a in articles
    }
    known = cache.get_many(keys.values())
    found = {pk: known[key] for pk, key in keys.items() if key in known}
    missing = {a.pk: a.proof_mark for a in articles if a.pk not in found}  # type: ignore[attr-defined]
    if missing:
        proofs = Rendition.objects.in_bulk([pk for pk in missing.values() if pk])
        for article in with_content(Article.objects.filter(pk__in=missing)):
            found[article.pk] = _facts(article, proofs.get(missing[article.pk] or 0))
        cache.set_many({keys[pk]: found[pk] for pk in missing if pk in found}, timeout=KEPT_SECONDS)
    return found


def _facts(article: Article, proof: Rendition | None) -> Facts:
    bylines = list(article.bylines.all())
    users = {byline.author.user_id for byline in bylines if byline.author.user_id}
    printed = _printed(article_snapshot(article)) if proof else None
    same = proof is not None and _printed(proof.snapshot or {}) == printed
    return Facts(
        ", ".join(byline.author.name for byline in bylines),
        frozenset(users | {article.created_by_id}),
        size_of(article),
        proof.pages if proof and same else None,
    )


def _printed(snapshot: dict[str, Any]) -> Any:
    """What takes up room in the proof of an article."""
    return [section["articles"] for section in snapshot.get("sections", [])]


def read_issue(
    issue: Issue,
    articles: Sequence[Article],
    places: Sequence[IssueSection],
    *,
    review: int | None,
    pdf: int | None,
) -> Reading:
    """What stands in the way of the issue's moves. `articles` were loaded `with_marks` in order, `places` are its sections,
    `review` and `pdf` are its newest release review and its newest finished PDF.

    No query when it was read before and nothing changed since.
    """
    marks = _marks_of(issue, articles, places) | {"review": review, "pdf": pdf}
    name = f"issue-reading:{fingerprint(marks)}"
    kept: Reading | None = cache.get(name)
    if kept is None:
        kept = _read(issue, articles, pdf)
        cache.set(name, kept, timeout=KEPT_SECONDS)
    return kept


def _marks_of(issue: Issue, articles: Sequence[Article], places: Sequence[IssueSection]) -> dict[str, Any]:
    return {
        "issue": [
            issue.pk,
            issue.version,
            issue.state,
            issue.month.isoformat(),
            issue.rights_date.isoformat(),
        ],
        "articles": [
            [str(a.key), a.state, a.position, a.section_id, a.submitted_at]
            + [getattr(a, f"{name}_mark") for name in ("content", "around", "register")]
            for a in articles
        ],
        "sections": [[place.section_id, place.section.name] for place in places],
        "settings": [settings.RELEASE_REVIEWS, settings.HOUSE],
        "archive": archive_token(),
        "day": timezone.localdate().isoformat(),
    }


def _read(issue: Issue, articles: Sequence[Article], pdf: int | None) -> Reading:
    case = IssueCase(issue)
    wanted = {
        gate for move in ISSUE_TRANSITIONS.values() if issue.state in move.sources for gate in move.gates
    }
    found = {gate: ISSUE_GATES[gate](case) for gate in sorted(wanted - LIVE)}
    return Reading(found, _counted(issue, articles, pdf))


def _counted(issue: Issue, articles: Sequence[Article], pdf: int | None) -> int | None:
    """The pages of the newest PDF, if it shows what stands now; drafts that nobody knows of are in no PDF."""
    if pdf is None or any(article.submitted_at is None for article in articles):
        return None
    made = Rendition.objects.select_related("edition").get(pk=pdf)
    printed = (made.edition.snapshot if made.edition else made.snapshot) or {}
    today = snapshot_of(issue, edition_number=0)
    same = all(printed.get(part) == today[part] for part in ("house", "issue", "sections"))
    return made.pages if same else None


def forecast_of(
    issue: Issue,
    articles: Sequence[Article],
    facts: dict[int, Facts],
    *,
    places: Sequence[IssueSection],
    counted: int | None = None,
) -> IssueForecast:
    """The pages of the issue as it is arranged. No query."""
    groups: dict[int, list[tuple[Size, int | None]]] = defaultdict(list)
    for number, group in enumerate(arrangement_of(issue, articles, places)):
        groups[number] = [(facts[pk].size, facts[pk].counted) for pk in group.articles if pk in facts]
    return forecast_issue(groups.values(), page_size=settings.PAGE_SIZE, counted=counted)
