"""References to the digest's own back issues, resolved against the archive.

An issue is named after its month: “OE Watch, 02-2023” (house form), “OE Watch 02/2023”, “OE Watch, February 2023”, “the
February 2023 issue of OE Watch”. Where the archive is empty nothing is said about what exists.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from rapidfuzz import fuzz, process

from editorial.factcheck.finders.article_text import (
    Archive,
    ArchivedArticle,
    ArticleText,
    Passage,
    Spotted,
    spotted,
)
from editorial.factcheck.finders.dates import MONTHS
from editorial.factcheck.finders.references import Reference, read_references

_MONTH_NAME = r"(?P<name{0}>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year{0}>(?:19|20)\d\d)(?!\d)"
_ISSUE = (
    r"(?:(?:0?[1-9]|[12]\d|3[01])\s+)?(?:"
    + rf"{_MONTH_NAME.format(1)},?\s+(?:(?:[0-3]?\d),\s+)?{_YEAR.format(1)}"
    + rf"|(?P<number>0?[1-9]|1[0-2])\s?[-–/.]\s?{_YEAR.format(2)}"
    + rf"|{_YEAR.format(3)}[-–/](?P<number2>0[1-9]|1[0-2])(?![-/\d])"
    + rf"|{_YEAR.format(4)},?\s+{_MONTH_NAME.format(2)})"
)
# Volume and number may stand between the name and the month.
_VOLUME = r"(?:(?:vol(?:ume)?|no|number|issue|iss)?\.?\s*#?\d{1,3}[,:;]\s*|(?:no|number|issue|iss)\.?\s*#?\d{1,3}\s+){0,3}"
_HOUSE = re.compile(r", (?:0[1-9]|1[0-2])-\d{4}")
_COMMA_ONLY = re.compile(r" (?:0[1-9]|1[0-2])-\d{4}")
# How alike two titles must be to be taken for one; how far away an issue may be that the archive ought to reach.
_ALIKE = 82
_MONTHS_AROUND = 3


# “13-2023”: a month that no year has.
_ANY_NAME = r"[A-Za-z][\w.]{0,30}(?:\s[A-Za-z][\w.]{0,30}){0,3}"
_IMPOSSIBLE = r"(?P<digest>{names})(?!\w),?\s+(?P<month>00|1[3-9]|[2-9]\d)[-–/](?:19|20)\d\d(?!\d)"


@dataclass(frozen=True, slots=True)
class BackIssue:
    """An issue as it is named in a text. `form` is the text behind the digest's name; "" where the name comes last."""

    start: int
    end: int
    digest: str
    month: date
    form: str


def _names(digests: tuple[str, ...]) -> str:
    names = [r"\s+".join(map(re.escape, name.split())) for name in digests if name.strip()]
    return "|".join(sorted(names, key=len, reverse=True))


@cache
def _pattern(digests: tuple[str, ...]) -> re.Pattern[str] | None:
    name = _names(digests)
    if not name:
        return None
    before = _ISSUE.replace("(?P<", "(?P<b_")
    return re.compile(
        rf"(?<!\w)(?:(?P<digest>{name})(?!\w)(?P<form>(?:[’']s)?,?\s*[(\[]?\s*{_VOLUME}(?:the\s+)?{_ISSUE}[)\]]?)"
        rf"|{before}\s+(?:issue|edition|number)\s+of\s+(?:the\s+)?(?P<last>{name})(?!\w))",
        re.IGNORECASE,
    )


def _month(match: re.Match[str]) -> date:
    groups = {key.removeprefix("b_"): value for key, value in match.groupdict().items() if value}
    year = next(value for key, value in groups.items() if key.startswith("year"))
    named = groups.get("name1") or groups.get("name2")
    number = MONTHS[named.lower()] if named else int(groups.get("number") or groups["number2"])
    return date(int(year), number, 1)


def read_back_issues(text: str, digests: tuple[str, ...]) -> list[BackIssue]:
    """Every issue of one of `digests` that `text` names, in order."""
    pattern = _pattern(digests)
    if pattern is None:
        return []
    return [
        BackIssue(
            match.start(), match.end(), match["digest"] or match["last"], _month(match), match["form"] or ""
        )
        for match in pattern.finditer(text)
    ]


def find_back_issues(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """`back-issue-unknown`, `back-issue-title`, `back-issue-form` in commentary, dek and notes."""
    note_passages = [passage for note in article.notes for passage in note.paragraphs]
    for passage in (*((article.dek,) if article.dek else ()), *article.commentary, *note_passages):
        yield from _impossible(passage, archive.digests)
        issues = read_back_issues(passage.text, archive.digests)
        if not issues:
            continue
        references = read_references(passage.text)
        in_note = passage.place.kind == "footnote"
        for issue in issues:
            yield from _form(passage, issue, in_note=in_note)
            yield from _resolve(passage, issue, _title_of(references, issue), article, archive)


def _impossible(passage: Passage, digests: tuple[str, ...]) -> Iterator[Spotted]:
    # In a footnote no periodical has such a month, whether the house's name is known or not.
    names = _names(digests) or (_ANY_NAME if passage.place.kind == "footnote" else "")
    if not names:
        return
    pattern = rf"(?<!\w){_IMPOSSIBLE.format(names=names)}"
    for match in re.finditer(pattern, passage.text, re.IGNORECASE):
        message = f"There is no month {match['month']}. Look up the issue and correct it."
        yield spotted("back-issue-unknown", "block", passage, match.span(), message)


def _form(passage: Passage, issue: BackIssue, *, in_note: bool) -> Iterator[Spotted]:
    # Running text names an issue as it likes; the lost comma alone is `issue-comma`, which every note is read for.
    running = not issue.form or issue.form[0] in "’'"
    if not in_note or running or _HOUSE.fullmatch(issue.form) or _COMMA_ONLY.fullmatch(issue.form):
        return
    message = f"House form of an issue is “{_house_form(issue.digest, issue.month)}”. Write it so."
    yield spotted("back-issue-form", "info", passage, (issue.start, issue.end), message)


def _house_form(digest: str, month: date) -> str:
    return f"{digest}, {month:%m-%Y}"


def _title_of(references: list[Reference], issue: BackIssue) -> Reference | None:
    """The quoted title that stands directly before the digest's name."""
    for reference in references:
        between = reference.after[: max(0, issue.start - reference.end)]
        if 0 <= issue.start - reference.end <= 60 and re.fullmatch(
            r"[\s,.]*(?:in|from)?\s*(?:the\s+)?", between
        ):
            return reference
    return None


def _resolve(
    passage: Passage, issue: BackIssue, reference: Reference | None, article: ArticleText, archive: Archive
) -> Iterator[Spotted]:
    months = archive.months | {one.month for one in archive.articles}
    if not months:
        return
    span = (reference.start if reference else issue.start, issue.end)
    if issue.month in months:
        if reference:
            yield from _resolve_title(passage, span, issue, reference, archive)
        return
    elsewhere = _elsewhere(reference, issue, archive) if reference else None
    if elsewhere:
        yield _in_another_issue(passage, span, issue, elsewhere, archive)
    elif article.issue_month and issue.month > article.issue_month:
        message = (
            f"The issue of {issue.month:%B %Y} is later than the one this article stands in. Check the month."
        )
        yield spotted("back-issue-unknown", "block", passage, span, message)
    elif _is_surrounded(issue.month, months):
        message = f"The archive has the issues around it, but none of {issue.month:%B %Y}. Check the month."
        yield spotted("back-issue-unknown", "block", passage, span, message)


def _ordinal(month: date) -> int:
    return month.year * 12 + month.month


def _is_surrounded(month: date, months: frozenset[date] | set[date]) -> bool:
    """True where the archive has an issue shortly before and one shortly after."""
    apart = [_ordinal(one) - _ordinal(month) for one in months]
    return any(-_MONTHS_AROUND <= one < 0 for one in apart) and any(
        0 < one <= _MONTHS_AROUND for one in apart
    )


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def _nearest(title: str, articles: list[ArchivedArticle]) -> tuple[ArchivedArticle, float] | None:
    """The article whose title is most like `title`, and how alike they are (100 is equal but for marks and case)."""
    titles = [_plain(one.title) for one in articles]
    found = process.extractOne(_plain(title), titles, scorer=fuzz.ratio)
    return (articles[found[2]], found[1]) if found else None


def _elsewhere(reference: Reference, issue: BackIssue, archive: Archive) -> ArchivedArticle | None:
    """The article of that title in another issue."""
    others = [one for one in archive.articles if one.month != issue.month]
    found = _nearest(reference.title, others)
    return found[0] if found and found[1] >= 95 and len(_plain(reference.title)) >= 15 else None


def _in_another_issue(
    passage: Passage, span: tuple[int, int], issue: BackIssue, other: ArchivedArticle, archive: Archive
) -> Spotted:
    message = (
        f"The archive has this article in {_house_form(issue.digest, other.month)}, not in the issue of "
        f"{issue.month:%B %Y}. Correct the month."
    )
    near = _as_reference(issue.digest, other)
    return spotted(
        "back-issue-unknown", "block", passage, span, message, near=near, near_label="Archive", basis=(near,)
    )


def _as_reference(digest: str, article: ArchivedArticle) -> str:
    authors = " and ".join(article.authors)
    return f"{authors}{', ' if authors else ''}“{article.title},” {_house_form(digest, article.month)}"


def _resolve_title(
    passage: Passage, span: tuple[int, int], issue: BackIssue, reference: Reference, archive: Archive
) -> Iterator[Spotted]:
    there = [one for one in archive.articles if one.month == issue.month]
    found = _nearest(reference.title, there)
    if found is None or found[1] < _ALIKE:
        elsewhere = _elsewhere(reference, issue, archive)
        if elsewhere:
            yield _in_another_issue(passage, span, issue, elsewhere, archive)
        elif found is not None and issue.month not in archive.incomplete:
            message = (
                f"The archive has the issue of {issue.month:%B %Y}, but no article of this title. Check both."
            )
            yield spotted("back-issue-unknown", "block", passage, span, message)
        return
    article, alike = found
    near = _as_reference(issue.digest, article)
    if alike < 100:
        message = f"In the archive the title is “{article.title}”. Take it over, or check the issue."
        yield spotted(
            "back-issue-title", "warn", passage, span, message, near=near, near_label="Archive", basis=(near,)
        )
    missing = [name for name in article.authors if not _is_named(name, reference.before)]
    if missing and _names_an_author(reference.before):
        message = f"In the archive the article is by {' and '.join(article.authors)}. Correct the authors."
        start = max(0, reference.start - len(reference.before.lstrip()))
        yield spotted(
            "back-issue-title", "warn", passage, (start, issue.end), message, near=near, near_label="Archive",
            basis=(near,),
        )  # fmt: skip


def _is_named(name: str, before: str) -> bool:
    """True where the whole name stands in `before`, whatever its order: “Vero, Ana” is “Ana Vero”."""
    words = set(_plain(before).split())
    return all(word in words for word in _plain(name).split() if len(word) > 1)


def _names_an_author(before: str) -> bool:
    return bool(re.search(r"[A-ZÀ-Þ][\w.’'-]*(?:,?\s+[A-ZÀ-Þ][\w.’'-]*)+[\s,]*$", before[-120:]))
