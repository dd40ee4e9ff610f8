"""Everything that happened to an article in one order, newest first, as rows of one shape: one query.

Rows of content say here only that somebody wrote; what they changed is found out for those of one page (`timeline`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat

from editorial.content.models import Article
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, DroppedClaim
from editorial.history.rows import TABLES
from editorial.issues.models import Rendition
from editorial.issues.queries import published_renditions
from editorial.states import IssueState
from editorial.workflow.models import Assignment, Comment, LogEntry

SEPARATOR = "\x1f"  # between the passage that a statement is about and what was noted
_NAMES = (
    "source", "ref", "at", "user_id", "first_name", "last_name", "username", "item_kind", "item_key", "word", "text",
    "more",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """One thing that happened.

    `source` says where the row comes from: a content table, “move”, “comment”, “settled” (a comment that was resolved or
    a suggestion that was decided), “check”, “clearance”, “dismissal”, “claim”, “dropped” (a claim), “assignment”,
    “rendition”. `word` is what was decided or done, `text` what was said, `more` whatever else belongs to it; `item_kind`
    and `item_key` say what of the article it is about.
    """

    source: str
    ref: int
    at: datetime
    user_id: int | None
    first_name: str
    last_name: str
    username: str
    item_kind: str
    item_key: str
    word: str
    text: str
    more: str

    @property
    def who(self) -> str:
        """The person's name; “Somebody” where nobody is on record."""
        return f"{self.first_name} {self.last_name}".strip() or self.username or "Somebody"

    @property
    def is_content(self) -> bool:
        """Whether somebody wrote."""
        return self.source in TABLES


def read_heads(
    article: Article,
    *,
    until: datetime | None,
    skip: int,
    limit: int,
    desk: bool,
    since: datetime | None = None,
) -> list[Head]:
    """At most `limit` of them, newest first, from the moment `until` back to `since`, without the first `skip`. One query.

    `desk`: with what only the desk follows, who has the article until when.
    """
    parts = [_content(table, article) for table in TABLES]
    parts += [make(article) for make in _OF_EVERYBODY]
    if desk:
        parts.append(_assignments(article))
    if until is not None:
        parts = [part.filter(e_at__lte=until) for part in parts]
    if since is not None:
        parts = [part.filter(e_at__gte=since) for part in parts]
    first, *others = [part.values_list(*(f"e_{name}" for name in _NAMES)) for part in parts]
    rows = first.union(*others, all=True).order_by("-e_at", "e_source", "-e_ref")
    return [Head(*values) for values in rows[skip : skip + limit]]


def _text(value: Any) -> Any:
    """A text as it is, an expression as a text that is never null."""
    if isinstance(value, str):
        return Value(value, output_field=TextField())
    return Coalesce(Cast(value, TextField()), Value(""), output_field=TextField())


def _joined(*values: Any) -> Any:
    return Concat(*(_text(value) for value in values), output_field=TextField())


def _shaped(
    rows: QuerySet[Any],
    source: str,
    *,
    at: str = "at",
    by: str = "by",
    ref: str = "pk",
    kind: Any = "",
    key: Any = "",
    word: Any = "",
    text: Any = "",
    more: Any = "",
) -> QuerySet[Any]:
    """Rows of any table in the one shape. A text is itself; an expression names a column."""
    return rows.order_by().annotate(
        e_source=_text(source),
        e_ref=Cast(F(ref), BigIntegerField()),
        e_at=F(at),
        e_user_id=Cast(F(f"{by}_id"), BigIntegerField()),
        e_first_name=_text(F(f"{by}__first_name")),
        e_last_name=_text(F(f"{by}__last_name")),
        e_username=_text(F(f"{by}__username")),
        e_item_kind=_text(kind),
        e_item_key=_text(key),
        e_word=_text(word),
        e_text=_text(text),
        e_more=_text(more),
    )


def _content(table: str, article: Article) -> QuerySet[Any]:
    model = TABLES[table]
    rows = model.history.filter(**{"id" if model is Article else "article_id": article.pk})
    key = {"article": "", "byline": F("author__name")}.get(table, F("key"))
    return _shaped(
        rows, table, at="history_date", by="history_user", ref="history_id", kind=table, key=key,
        word=F("history_type"), text=F("history_change_reason"), more=F("id"),
    )  # fmt: skip


def _moves(article: Article) -> QuerySet[Any]:
    rows = LogEntry.objects.filter(article=article)
    return _shaped(rows, "move", word=F("move"), text=F("reason"), more=F("overridden"))


def _comments(article: Article) -> QuerySet[Any]:
    rows = Comment.objects.filter(article=article)
    word = Case(
        When(answer_to__isnull=False, then=Value("answer")),
        When(suggested__isnull=False, then=Value("suggestion")),
        When(blocking=True, then=Value("blocking")),
        default=Value("remark"),
    )
    return _shaped(
        rows, "comment", kind=F("item_kind"), key=F("item_key"), word=word, text=F("text"), more=F("exact")
    )


def _settled(article: Article) -> QuerySet[Any]:
    rows = Comment.objects.filter(article=article, resolved_at__isnull=False)
    return _shaped(
        rows, "settled", at="resolved_at", by="resolved_by", kind=F("item_kind"), key=F("item_key"),
        word=F("decision"), text=F("text"), more=F("exact"),
    )  # fmt: skip


def _claims(article: Article) -> QuerySet[Any]:
    return _shaped(
        Claim.objects.filter(article=article), "claim", kind="claim", key=F("key"), more=F("exact")
    )


def _dropped(article: Article) -> QuerySet[Any]:
    rows = DroppedClaim.objects.filter(claim__article=article)
    return _shaped(
        rows, "dropped", kind="claim", key=F("claim__key"), text=F("reason"), more=F("claim__exact")
    )


def _checks(article: Article) -> QuerySet[Any]:
    rows = Check.objects.filter(article=article).annotate(passage=KT("anchor__exact"))
    said = _joined(F("passage"), SEPARATOR, F("note"))
    return _shaped(
        rows,
        "check",
        kind=F("item_kind"),
        key=F("item_key"),
        word=F("verdict"),
        text=said,
        more=F("evidence_file"),
    )


def _clearances(article: Article) -> QuerySet[Any]:
    rows = Clearance.objects.filter(article=article)
    said = _joined(SEPARATOR, F("note"))
    return _shaped(
        rows, "clearance", kind=F("item_kind"), key=F("item_key"), word=F("decision"), text=said,
        more=F("evidence_file"),
    )  # fmt: skip


def _dismissals(article: Article) -> QuerySet[Any]:
    rows = Dismissal.objects.filter(article=article)
    said = _joined(F("text"), SEPARATOR, F("reason"))
    return _shaped(rows, "dismissal", kind=F("item_kind"), key=F("item_key"), word=F("code"), text=said)


def _assignments(article: Article) -> QuerySet[Any]:
    rows = Assignment.history.filter(article_id=article.pk)
    named = _joined(F("person__first_name"), " ", F("person__last_name"), SEPARATOR, F("person__username"))
    return _shaped(
        rows, "assignment", at="history_date", by="history_user", ref="history_id", key=F("stage"),
        word=F("history_type"), text=named, more=F("due_on"),
    )  # fmt: skip


def _renditions(article: Article) -> QuerySet[Any]:
    """Proofs of the article; once it is published also the PDFs of its issue's editions."""
    which = Q(article=article)
    if article.issue is not None and article.issue.state == IssueState.PUBLISHED:
        pdfs = published_renditions().filter(form=Rendition.Form.PDF).values("pk")
        which |= Q(issue_id=article.issue_id, pk__in=pdfs)
    rows = Rendition.objects.filter(which)
    return _shaped(
        rows,
        "rendition",
        at="queued_at",
        by="requested_by",
        word=F("kind"),
        text=F("status"),
        more=F("pages"),
    )


_OF_EVERYBODY = (
    _moves, _comments, _settled, _claims, _dropped, _checks, _clearances, _dismissals, _renditions,
)  # fmt: skip
