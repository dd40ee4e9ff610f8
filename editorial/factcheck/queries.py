"""What still holds: the current check of an item, the current clearance of an image, the open findings."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from editorial.content import richtext
from editorial.content.fingerprints import item_fingerprint
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.queries import item_label, items
from editorial.factcheck.models import Check, Clearance, Dismissal, Verdict
from editorial.factcheck.problems import Problem, article_problems

Item = Article | Excerpt | Footnote | Image


@dataclass(frozen=True)
class ItemStatus:
    """How far one item is. `last` is the newest statement about it, `current` whether that is about today's content."""

    item: Item
    label: str
    fingerprint: str
    last: Check | Clearance | None
    current: bool

    @property
    def verified(self) -> bool:
        """Whether the newest statement is about today's content and says yes."""
        if not self.current or self.last is None:
            return False
        if isinstance(self.last, Check):
            return self.last.verdict == Verdict.VERIFIED
        return self.last.decision == "cleared"

    @property
    def word(self) -> str:
        """One or two words for a badge."""
        if self.last is None:
            return "Not checked"
        if not self.current:
            return "Changed since"
        return str(
            self.last.get_verdict_display()
            if isinstance(self.last, Check)
            else self.last.get_decision_display()
        )


def with_checks(articles: QuerySet[Article]) -> QuerySet[Article]:
    """The articles with their checks, clearances and dismissals loaded: three queries, however many articles."""
    return articles.prefetch_related(
        Prefetch("checks", Check.objects.select_related("by")),
        Prefetch("clearances", Clearance.objects.select_related("by")),
        Prefetch("dismissals", Dismissal.objects.select_related("by")),
    )


def item_statuses(article: Article) -> list[ItemStatus]:
    """The status of every item of the article, in the order of the printed page."""
    newest: dict[tuple[str, str], Check | Clearance] = {}
    for statement in _newest_first([*article.checks.all(), *article.clearances.all()]):
        newest.setdefault((statement.item_kind, statement.item_key), statement)
    numbers = richtext.footnote_numbers(article.commentary, [note.key for note in article.footnotes.all()])
    statuses = []
    for item in items(article):
        today = item_fingerprint(item)
        last = newest.get((item.kind, str(item.key)))
        statuses.append(
            ItemStatus(
                item, item_label(item, numbers), today, last, last is not None and last.fingerprint == today
            )
        )
    return statuses


def _newest_first(statements: Iterable[Check | Clearance]) -> list[Check | Clearance]:
    return sorted(statements, key=lambda s: (s.at, s.pk), reverse=True)


def findings(article: Article) -> list[tuple[Problem, Dismissal | None]]:
    """What the finders see in the article today, each with the dismissal that covers it, if one does."""
    dismissed = {
        (d.item_kind, d.item_key, d.code, d.text, d.fingerprint): d for d in article.dismissals.all()
    }
    result = []
    for problem in article_problems(article):
        key = (problem.item_kind, problem.item_key, problem.code, problem.text, problem.fingerprint)
        result.append((problem, dismissed.get(key)))
    return result


def open_blocking_findings(article: Article) -> list[Problem]:
    """The blocking findings that nobody dismissed."""
    return [p for p, dismissal in findings(article) if p.severity == "block" and dismissal is None]
