"""What still holds: the current check of an item, the current clearance of an image, the open findings."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from editorial.content.differences import FieldDifference, differences
from editorial.content.models import Article, Excerpt
from editorial.factcheck.checked import Checked, Item, checked_items
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, ItemKind, Verdict
from editorial.factcheck.problems import SHOWN, Problem, article_problems


@dataclass(frozen=True)
class ItemStatus:
    """How far one item is. `last` is the newest statement about it, `current` whether that is about today's content."""

    checked: Checked
    last: Check | Clearance | None
    current: bool

    @property
    def kind(self) -> str:
        return self.checked.kind.value

    @property
    def key(self) -> str:
        return self.checked.key

    @property
    def item(self) -> Item:
        return self.checked.item

    @property
    def label(self) -> str:
        return self.checked.label

    @property
    def fingerprint(self) -> str:
        return self.checked.fingerprint

    @property
    def gone(self) -> bool:
        """Whether it is a claim whose passage is no longer in the text."""
        place = self.checked.place
        return self.checked.kind == ItemKind.CLAIM and (place is None or not place.text)

    @property
    def verified(self) -> bool:
        """Whether the newest statement is about today's content and says yes."""
        if not self.current or self.last is None:
            return False
        if isinstance(self.last, Check):
            return self.last.verdict == Verdict.VERIFIED
        return self.last.decision == "cleared"

    @property
    def void(self) -> bool:
        """Whether it was checked, and changed since."""
        return self.last is not None and not self.current

    @property
    def word(self) -> str:
        """One or two words for a badge."""
        if self.last is None:
            return "Not checked"
        if not self.current:
            return "Passage gone" if self.gone else "Changed since"
        return str(
            self.last.get_verdict_display()
            if isinstance(self.last, Check)
            else self.last.get_decision_display()
        )

    @property
    def changes(self) -> list[FieldDifference]:
        """What changed since the newest statement, word by word; empty where it holds or where nobody kept the text."""
        if self.last is None or self.current or not self.last.content:
            return []
        return differences(self.last.content, self.checked.content)


def translator_ids(excerpts: Iterable[Excerpt]) -> dict[str, set[int]]:
    """By the excerpts' keys, the primary keys of everybody who was ever named as their translator. One query."""
    listed = list(excerpts)
    found: dict[str, set[int]] = {excerpt.key: set() for excerpt in listed}
    keys = {excerpt.pk: excerpt.key for excerpt in listed}
    rows = Excerpt.history.filter(id__in=keys, translator_id__isnull=False)
    for excerpt_id, translator in rows.order_by().values_list("id", "translator_id").distinct():
        found[keys[excerpt_id]].add(translator)
    for excerpt in listed:
        if excerpt.translator_id:
            found[excerpt.key].add(excerpt.translator_id)
    return found


def with_checks(articles: QuerySet[Article]) -> QuerySet[Article]:
    """The articles with claims, checks, clearances and dismissals loaded: four queries, however many articles."""
    return articles.prefetch_related(
        Prefetch("claims", Claim.objects.select_related("by", "dropped__by")),
        Prefetch("checks", Check.objects.select_related("by")),
        Prefetch("clearances", Clearance.objects.select_related("by")),
        Prefetch("dismissals", Dismissal.objects.select_related("by")),
    )


def item_statuses(article: Article) -> list[ItemStatus]:
    """The status of every item of the article: claims, the rest of its text, excerpts, footnotes, images."""
    newest: dict[tuple[str, str], Check | Clearance] = {}
    for statement in _newest_first([*article.checks.all(), *article.clearances.all()]):
        newest.setdefault((statement.item_kind, statement.item_key), statement)
    statuses = []
    for checked in checked_items(article):
        last = newest.get((checked.kind.value, checked.key))
        statuses.append(
            ItemStatus(checked, last, last is not None and last.fingerprint == checked.fingerprint)
        )
    return statuses


def _newest_first(statements: Iterable[Check | Clearance]) -> list[Check | Clearance]:
    # Not by the clock: of two machines one may be fast.
    return sorted(statements, key=lambda s: s.pk, reverse=True)


def findings(
    article: Article, *, severities: tuple[str, ...] = SHOWN
) -> list[tuple[Problem, Dismissal | None]]:
    """What the finders see in the article today, each with the dismissal that covers it, if one does."""
    dismissed = {
        (d.item_kind, d.item_key, d.code, d.text, d.fingerprint): d for d in article.dismissals.all()
    }
    found = article_problems(article, severities=severities)
    return [(problem, dismissed.get(problem.identity)) for problem in found]


def open_blocking_findings(article: Article) -> list[Problem]:
    """The blocking findings that nobody dismissed."""
    return [p for p, dismissal in findings(article) if p.severity == "block" and dismissal is None]
