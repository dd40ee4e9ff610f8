"""Rows of a table of back issues: each is an article; all rows of a month make one issue."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from editorial.errors import EditorialError
from editorial.registers.models import BackIssue, BackIssueArticle
from editorial.registers.operations import save_back_issue
from editorial.registers.outcomes import Outcome, RowRefused, words_of
from editorial.registers.tables import Row

_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-0?1)?")
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
_OWN = ("volume", "number", "issue_url", "complete")
_REASON = "Brought in from a table"


def bring_in_issues(rows: list[Row], by: User) -> Iterator[Outcome]:
    """Store the rows, month by month; what became of each."""
    dated: list[tuple[date, Row]] = []
    for row in rows:
        try:
            dated.append((_month(row.cells["month"]), row))
        except RowRefused as error:
            yield Outcome(row.line, "wrong", row.cells["month"], str(error))
    dated.sort(key=lambda pair: pair[0])
    known = {
        issue.month: issue
        for issue in BackIssue.objects.filter(month__in={month for month, _ in dated}).prefetch_related(
            "articles"
        )
    }
    for month, together in groupby(dated, key=lambda pair: pair[0]):
        issue = known.get(month) or BackIssue(month=month)
        yield from _bring_in_issue(issue, [row for _, row in together], by)


def _bring_in_issue(issue: BackIssue, rows: list[Row], by: User) -> Iterator[Outcome]:
    is_new = issue.pk is None
    stored = {} if is_new else {article.title: article for article in issue.articles.all()}
    before = (issue.volume, issue.number, issue.url, issue.complete)
    outcomes: list[Outcome] = []
    articles: list[BackIssueArticle] = []
    named: dict[str, int] = {}
    for row in rows:
        label = f"{issue.month:%Y-%m} {row.cells.get('title', '')}".strip()
        try:
            _fill_issue(issue, row, rows[0])
            verb, words, article = _read_article(row, stored, named)
        except (EditorialError, ValidationError) as error:
            outcomes.append(Outcome(row.line, "wrong", label, words_of(error)))
            continue
        if article is not None and verb != "same":
            articles.append(article)
        outcomes.append(Outcome(row.line, verb, label, words))
    if not any(outcome.verb == "wrong" for outcome in outcomes):
        try:
            with transaction.atomic():
                save_back_issue(issue=issue, articles=articles, by=by, reason=_REASON)
        except (EditorialError, ValidationError) as error:
            yield Outcome(rows[0].line, "wrong", outcomes[0].label, words_of(error))
            return
    moved = is_new or before != (issue.volume, issue.number, issue.url, issue.complete)
    if moved and outcomes[0].verb == "same":
        outcomes[0] = Outcome(
            rows[0].line, "new" if is_new else "changed", outcomes[0].label, "the issue itself"
        )
    yield from outcomes


def _fill_issue(issue: BackIssue, row: Row, first: Row) -> None:
    """What a row says of its issue; every row of a month must say the same. Raises `RowRefused`."""
    for column in _OWN:
        if row.cells.get(column, "") != first.cells.get(column, ""):
            raise RowRefused(f"{column}: line {first.line} says otherwise of the same issue.")
    if row is not first:
        return
    for column in ("volume", "number"):
        if column in row.cells:
            setattr(issue, column, _number(row.cells[column], column))
    issue.url = row.cells.get("issue_url", issue.url)
    if "complete" in row.cells:
        answer = row.cells["complete"].casefold()
        if answer not in _YES:
            raise RowRefused("complete: Write yes or no.")
        issue.complete = _YES[answer]


def _read_article(
    row: Row, stored: dict[str, BackIssueArticle], named: dict[str, int]
) -> tuple[str, str, BackIssueArticle | None]:
    """The article of a row; none where the row is about the issue alone."""
    title = row.cells.get("title", "")
    if not title:
        return "same", "", None
    if title in named:
        raise RowRefused(f"Line {named[title]} has the same article. Make the two one row.")
    named[title] = row.line
    article = stored.get(title) or BackIssueArticle(title=title)
    before = (article.authors, article.page, article.url)
    authors = row.several("authors")
    article.authors = article.authors if authors is None else authors
    if "page" in row.cells:
        article.page = _number(row.cells["page"], "page")
    article.url = row.cells.get("url", article.url)
    article.clean_fields(exclude=["issue"])
    if article.pk is None:
        return "new", "", article
    moved = [
        f"{name}: “{old or ''}” becomes “{new or ''}”"
        for name, old, new in zip(
            ("authors", "page", "url"), before, (article.authors, article.page, article.url), strict=True
        )
        if old != new
    ]
    return ("changed", "; ".join(moved), article) if moved else ("same", "", article)


def _month(text: str) -> date:
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found["month"]) <= 12 or int(found["year"]) < 1:
        raise RowRefused("month: Write year and month, such as 2019-11.")
    return date(int(found["year"]), int(found["month"]), 1)


def _number(text: str, column: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise RowRefused(f"{column}: Write a whole number.")
    return int(text)
