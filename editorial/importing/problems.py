"""What is wrong with the articles of a text, by line: the importer's findings and those of all finders as one list."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from editorial.factcheck.finders.article_text import Archive, Spotted
from editorial.factcheck.finders.every import find_everything
from editorial.importing.article_text import LocatedText, article_text
from editorial.importing.kinds import REFERENCE
from editorial.importing.lines import Line
from editorial.importing.parsed import LineFinding, ParsedArticle, ParsedIssue

_RANK = {"block": 0, "warn": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A finding at a line of the input. `near` is the passage it was compared with, `near_line` where that stands."""

    finding: LineFinding
    near: str = ""
    near_label: str = ""
    near_line: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding as in `import_text --json`, with `near`, `near_label`, `near_line` where something was compared."""
        near = {"near": self.near, "near_label": self.near_label, "near_line": self.near_line}
        return asdict(self.finding) | (near if self.near else {})


@dataclass(frozen=True, slots=True)
class ArticleProblems:
    """An article's problems in the order of its lines, the severest of a line first."""

    title: str
    problems: tuple[LineProblem, ...]


def problems_of(
    parsed: ParsedIssue,
    lines: Sequence[Line],
    archive: Archive,
    *,
    issue_month: date | None = None,
    publication_date: date | None = None,
) -> list[ArticleProblems]:
    """The problems of every article. `lines` are those of the text that `parsed` was read from."""
    found = []
    for article in parsed.articles:
        located = article_text(article, lines, issue_month=issue_month, publication_date=publication_date)
        merged = _merged(article, located, find_everything(located.article, archive))
        found.append(ArticleProblems(article.title, tuple(merged)))
    return found


def as_json(parsed: ParsedIssue, found: Iterable[ArticleProblems]) -> dict[str, Any]:
    """`import_text --json` reduced to titles and findings, with the finders' findings among them."""
    return {
        "articles": [
            {"title": one.title, "findings": [problem.as_json() for problem in one.problems]} for one in found
        ],
        "findings": [asdict(finding) for finding in parsed.findings],
    }


def _merged(article: ParsedArticle, located: LocatedText, found: Iterable[Spotted]) -> list[LineProblem]:
    known: dict[tuple[str, int], list[str]] = defaultdict(list)
    problems = []
    for finding in article.findings:
        problems.append(LineProblem(finding))
        known[finding.code, finding.line].append(_bare(finding.text))
    for one in found:
        line = located.line(one.place, one.start)
        text = _bare(one.text)
        if any(_is_same(text, other) for at in _lines(located, one, line) for other in known[one.code, at]):
            continue
        known[one.code, line].append(text)
        problems.append(_problem(one, line, located))
    return sorted(problems, key=lambda one: (one.finding.line, _RANK[one.finding.severity], one.finding.code))


def _problem(one: Spotted, line: int, located: LocatedText) -> LineProblem:
    finding = LineFinding(one.code, one.severity, line, one.text or None, one.message)
    near_line = located.line_of(one.near, one.near_label) if one.near else None
    return LineProblem(finding, one.near, one.near_label, near_line)


def _lines(located: LocatedText, one: Spotted, line: int) -> Iterator[int]:
    """Where the importer may have put it: on its line, on the first of its paragraph, or on any paragraph of its note."""
    yield line
    place = one.place
    for number in range(place.paragraph + 1) if place.kind == "footnote" else (place.paragraph,):
        yield located.line(replace(place, paragraph=number))


def _bare(text: str | None) -> str:
    """Without markers, which the importer sees in a text and the finders do not."""
    return " ".join(REFERENCE.sub("", text or "").split())


def _is_same(text: str, other: str) -> bool:
    """True for one stretch of text; of two that differ by a marker in their reach one holds the other."""
    return text == other or (min(len(text), len(other)) > 6 and (text in other or other in text))
