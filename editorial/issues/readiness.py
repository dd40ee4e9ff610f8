"""What is missing in an issue and how long it will be, quickly: what was read once is kept until something changes.

Reading a whole issue means reading every word and every check in it. Pages that show it often keep what came of that in
the cache, under marks that change with every change: how many rows the histories and the append-only tables hold. The
gates themselves (`issues.gates`) are asked anew whenever somebody makes a move; nothing here decides anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from editorial.content.fingerprints import fingerprint
from editorial.content.models import Article, Author, Byline, Excerpt, Footnote, Image
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, DroppedClaim
from editorial.factcheck.reading import archive_token
from editorial.house.queries import known_house
from editorial.issues.arrangement import arrangement_of
from editorial.issues.forecast import IssueForecast, Size, forecast_issue, size_of
from editorial.issues.gates import ISSUE_GATES, IssueCase
from editorial.issues.models import Issue, IssueSection, Rendition, Section
from editorial.issues.snapshot import article_content, snapshot_from
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.issues.whole import WholeIssue, load_everybody
from editorial.states import JobStatus, Role
from editorial.workflow.gates import Blocker
from editorial.workflow.models import Comment, LogEntry
from editorial.workflow.reading import CONTENT, load_lists, load_people

KEPT_SECONDS = 600
# Not kept: they look at a file, or at an edition or at corrections, of which the marks say nothing.
LIVE = {
    "pdf_ready", "no_correction_waits", "correction_waits", "corrections_complete", "corrections_as_frozen",
    "articles_as_frozen",
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What the lists say of an article: its authors, how long it is, and the pages of a proof of exactly this content."""

    authors: str
    author_ids: frozenset[int]
    size: Size
    counted: int | None


@dataclass(frozen=True)
class Reading:
    """What stands in the way of an issue, gate by gate, and the pages of a PDF of exactly this content, if there is one.

    `fingerprint` is of what stands today, for houses with release reviews, which are bound to it; else blank.
    """

    found: dict[str, list[Blocker]] = field(default_factory=dict)
    counted: int | None = None
    fingerprint: str = ""

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
    """The articles with what changes whenever they, their items, checks or comments change, with section, issue and who
    began them: no query more.
    """
    content = _rows(_history(Article), "id")
    for model in (Byline, Excerpt, Footnote, Image):
        content += _rows(_history(model))
    around = _rows(_history(Comment)) + _rows(DroppedClaim.objects.all(), "claim__article_id")
    for kept in (Claim, Check, Clearance, Dismissal, LogEntry):
        around += _rows(kept.objects.all())
    proofs = Rendition.objects.filter(article=OuterRef("pk"), status=JobStatus.SUCCEEDED).order_by("-pk")
    names = Byline.objects.filter(article=OuterRef(OuterRef("pk"))).values("author_id")
    signed = _history(Author).filter(id__in=names)
    return articles.select_related("section", "issue", "created_by").annotate(
        content_mark=content,
        around_mark=around,
        register_mark=_all(_history(Author)) + _all(_history(Section)),
        proof_mark=Subquery(proofs.values("pk")[:1]),
        signed_mark=Subquery(signed.order_by("-history_date").values("history_date")[:1]),
    )


def facts_of(articles: Sequence[Article]) -> dict[int, Facts]:
    """By primary key, the facts of articles that were loaded `with_marks`; kept until their content changes. Three queries
    where something is not known yet, none otherwise.
    """
    found = _kept_facts(articles)
    missing = [article for article in articles if article.pk not in found]
    if missing:
        load_people(missing, load_lists(missing, *CONTENT))
        found |= _new_facts(missing, Rendition.objects.in_bulk(_proofs(missing)))
    return found


def _facts_key(article: Any) -> str:
    marks = (article.content_mark, article.register_mark, article.proof_mark)
    return ":".join(("article-facts", str(article.key), *map(str, marks)))


def _kept_facts(articles: Sequence[Article]) -> dict[int, Facts]:
    keys = {article.pk: _facts_key(article) for article in articles}
    known = cache.get_many(keys.values())
    return {pk: known[key] for pk, key in keys.items() if key in known}


def _new_facts(articles: Sequence[Any], proofs: Mapping[int, Rendition]) -> dict[int, Facts]:
    """The facts of articles that are loaded with their content, now kept."""
    found = {article.pk: _facts(article, proofs.get(article.proof_mark or 0)) for article in articles}
    cache.set_many({_facts_key(one): found[one.pk] for one in articles}, timeout=KEPT_SECONDS)
    return found


def _proofs(articles: Sequence[Any]) -> list[int]:
    return [article.proof_mark for article in articles if article.proof_mark]


def _facts(article: Article, proof: Rendition | None) -> Facts:
    bylines = list(article.bylines.all())
    users = {byline.author.user_id for byline in bylines if byline.author.user_id}
    same = proof is not None and _printed(proof.snapshot or {}) == article_content(article)
    return Facts(
        ", ".join(byline.author.name for byline in bylines),
        frozenset(users | {article.created_by_id}),
        size_of(article),
        proof.pages if proof and same else None,
    )


def _printed(snapshot: dict[str, Any]) -> dict[str, Any]:
    """What takes up room in the proof of an article: all but its address and the countries of its outlets."""
    articles = [article for section in snapshot.get("sections", []) for article in section["articles"]]
    if len(articles) != 1:
        return {}
    excerpts = [
        {name: said for name, said in one.items() if name != "country"} for one in articles[0]["excerpts"]
    ]
    return {name: said for name, said in articles[0].items() if name != "slug"} | {"excerpts": excerpts}


@dataclass(frozen=True)
class Readiness:
    """What the page of an issue says of its articles and of what is missing, and to whom its articles may be given."""

    facts: dict[int, Facts]
    reading: Reading
    people: list[User]


def readiness_of(parts: WholeIssue, *, workers: Iterable[Role] = ()) -> Readiness:
    """What stands in the way of the issue's moves, and the facts of its articles. The articles of `parts` were loaded
    `with_marks`; afterwards everybody in the parts is loaded too. `people` are those with one of the roles `workers`.

    One query when it was read before and nothing changed since, four otherwise.
    """
    pdf = next((made.pk for made in parts.pdfs if made.status == JobStatus.SUCCEEDED), None)
    review = max((one.pk for one in parts.reviews), default=None)
    around = [
        [(one.pk, one.version) for one in parts.corrections],
        [(one.pk, one.version) for one in parts.texts],
    ]
    marks = _marks_of(parts.issue, parts.articles, parts.places)
    marks |= {"review": review, "pdf": pdf, "around": around}
    name = f"issue-reading:{fingerprint(marks)}"
    reading: Reading | None = cache.get(name)
    facts = _kept_facts(parts.articles)
    missing = [article for article in parts.articles if article.pk not in facts]
    rows = load_lists(missing, *CONTENT) if reading else load_lists(parts.articles)
    people = load_everybody(parts, rows, workers)
    wanted = _proofs(missing) + ([pdf] if pdf and reading is None else [])
    printed = Rendition.objects.select_related("edition").in_bulk(wanted)
    frozen = {made.edition.pk: made.edition.snapshot for made in printed.values() if made.edition}
    for edition in parts.editions:
        if edition.pk in frozen:
            edition.snapshot = frozen[edition.pk]  # read already: nobody asks for it again
    facts |= _new_facts(missing, printed)
    if reading is None:
        reading = _read(parts, printed.get(pdf or 0))
        cache.set(name, reading, timeout=KEPT_SECONDS)
    return Readiness(facts, reading, people)


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
        "settings": [settings.RELEASE_REVIEWS, known_house().version],
        "archive": archive_token(),
        "day": timezone.localdate().isoformat(),
    }


def _read(parts: WholeIssue, pdf: Rendition | None) -> Reading:
    case = IssueCase(parts.issue, parts)
    moves = [move for move in ISSUE_TRANSITIONS.values() if parts.issue.state in move.sources]
    apply = parts.moves_that_apply
    wanted = {gate for move in moves if apply is None or move.name in apply for gate in move.gates}
    found = {gate: ISSUE_GATES[gate](case) for gate in sorted(wanted - LIVE)}
    return Reading(found, _counted(parts, pdf), case.fingerprint if settings.RELEASE_REVIEWS else "")


def _counted(parts: WholeIssue, pdf: Rendition | None) -> int | None:
    """The pages of the newest PDF, if it shows what stands now; drafts that nobody knows of are in no PDF."""
    if pdf is None or any(article.submitted_at is None for article in parts.articles):
        return None
    printed = (pdf.edition.snapshot if pdf.edition else pdf.snapshot) or {}
    today = snapshot_from(parts.issue, parts.articles, parts.places, around=parts.around, edition_number=0)
    same = all(printed.get(part) == today[part] for part in ("house", "issue", "parts", "errata", "sections"))
    return pdf.pages if same else None


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
    return forecast_issue(groups.values(), page_size=known_house().page_size, counted=counted)
