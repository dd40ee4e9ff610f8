"""Importer and finders as one list: in the order of lines, each thing once."""

from datetime import date
from pathlib import Path

import pytest

from editorial.factcheck.finders.article_text import Archive
from editorial.importing import problems
from editorial.importing.layout import parse_text
from editorial.importing.lines import split_lines
from editorial.importing.problems import ArticleProblems, as_json, problems_of

PLANTED = Path(__file__).parents[2] / "files" / "finders"
TEXT = (PLANTED / "planted_altered_quotes.txt").read_text(encoding="utf-8")


def found_in(text: str, **options: date) -> list[ArticleProblems]:
    return problems_of(parse_text(text), split_lines(text), Archive(), **options)


def test_everything_the_importer_says_is_in_it() -> None:
    for path in sorted(PLANTED.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        (article,) = parse_text(text).articles
        (one,) = found_in(text)
        assert set(article.findings) <= {problem.finding for problem in one.problems}, path.stem
        assert one.title == article.title


def test_what_both_see_is_said_once() -> None:
    text = TEXT.replace("Zuluaga, who has served", "The “unit, who has served").replace(
        "no boats.", "no boats.[i]Who"
    )
    text = text.replace("\n\n\nImage", "\n\n\n[i] A first line.\nSee also:\n\nImage")
    (one,) = found_in(text)
    codes = [problem.finding.code for problem in one.problems]
    assert [codes.count(code) for code in ("quote-unbalanced", "note-unfinished")] == [1, 1]


def test_lines_ascend_and_the_severest_of_a_line_stands_first() -> None:
    for path in sorted(PLANTED.glob("planted*.txt")):
        (one,) = found_in(path.read_text(encoding="utf-8"))
        keys = [
            (problem.finding.line, ("block", "warn", "info").index(problem.finding.severity))
            for problem in one.problems
        ]
        assert keys == sorted(keys)


def test_a_finding_says_what_it_was_compared_with_and_where_that_stands() -> None:
    (one,) = found_in(TEXT)
    altered = next(problem for problem in one.problems if problem.finding.code == "quotation-altered")
    lines = TEXT.split("\n")
    assert altered.near_line is not None and altered.near.strip("“”") in lines[altered.near_line - 1]
    data = altered.as_json()
    assert (data["near"], data["near_line"], data["line"]) == (altered.near, altered.near_line, 7)
    assert "near" not in next(problem for problem in one.problems if not problem.near).as_json()


def test_the_json_has_the_importer_s_findings_of_the_whole_text_too() -> None:
    parsed = parse_text(TEXT)
    data = as_json(parsed, found_in(TEXT))
    assert [article["title"] for article in data["articles"]] == [parsed.articles[0].title]
    assert data["findings"] == []
    for finding in data["articles"][0]["findings"]:
        assert {"code", "severity", "line", "text", "message"} <= set(finding)
        assert finding["text"] is None or finding["text"]


def test_the_day_of_the_issue_reaches_the_finders(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(problems, "find_everything", lambda article, archive: seen.append(article) or [])
    found_in(TEXT, issue_month=date(2025, 2, 1), publication_date=date(2025, 2, 3))
    assert (seen[0].issue_month, seen[0].publication_date) == (date(2025, 2, 1), date(2025, 2, 3))
