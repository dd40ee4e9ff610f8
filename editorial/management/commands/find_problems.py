"""`manage.py find_problems FILE [--issue-date DAY] [--freely] [--json]`: what an editor or fact-checker should look at."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from editorial.content.differences import word_difference
from editorial.factcheck.finders.article_text import Archive
from editorial.factcheck.reading import read_archive
from editorial.importing.lines import split_lines
from editorial.importing.operations import read_pasted
from editorial.importing.parsed import NotAnArticle, ParsedIssue
from editorial.importing.problems import ArticleProblems, LineProblem, as_json, problems_of
from editorial.importing.reading import read
from editorial.importing.word.conversion import ConversionFailed, convert
from editorial.importing.word.failures import unexpected_as_failure
from editorial.importing.word.refusal import WordRefused, read_upload
from editorial.management.importing import (
    MAX_TEXT_BYTES,
    WORD_FILE,
    decoded,
    line_in_words,
    read_bytes,
    readers_may_leave,
    time_limit,
)

_MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no day. Write it as 2026-11-30.") from error


class Command(BaseCommand):
    requires_system_checks = ()  # it works where nothing else does, without a database
    help = (
        "Read articles in the house's text layout, or a Word file, and report what an editor, fact-checker or rights clerk "
        "should look at, by line. Nothing is created. The exit code is 0 whatever is found, and 1 for a file that cannot be "
        "read. No database is needed; where there is one, its published issues tell which back issues, outlets and names "
        "the house knows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="a text file in UTF-8, a Word file, or - for standard input"
        )
        parser.add_argument("--json", dest="as_json", action="store_true", help="the findings as JSON")
        parser.add_argument(
            "--issue-date",
            type=_day,
            metavar="YYYY-MM-DD",
            help="the day on which the issue appears: sources dated later are reported",
        )
        parser.add_argument(
            "--freely", action="store_true", help="take prose that is not in the house layout as one article"
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        as_json: bool,
        issue_date: date | None,
        freely: bool,
        **options: Any,
    ) -> None:
        data = read_bytes(file, MAX_TEXT_BYTES)
        try:
            with time_limit(settings.JOB_TIME_LIMIT_SECONDS):
                parsed, text = _read(data, file, freely=freely)
                found = problems_of(
                    parsed,
                    split_lines(text),
                    _archive(),
                    issue_month=issue_date.replace(day=1) if issue_date else None,
                    publication_date=issue_date,
                )
        except (NotAnArticle, WordRefused, ConversionFailed) as error:
            raise CommandError(str(error)) from error
        with readers_may_leave():
            self.report(parsed, found, in_json=as_json)

    def report(self, parsed: ParsedIssue, found: list[ArticleProblems], *, in_json: bool) -> None:
        """Print the findings: JSON for programs, lines for people."""
        data = as_json(parsed, found)
        if in_json:
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        for finding in data["findings"]:
            self.stdout.write(line_in_words(finding))
        for article in found:
            self.stdout.write(article.title)
            for problem in article.problems:
                for line in _in_words(problem):
                    self.stdout.write(f"  {line}")
        count = sum(len(article.problems) for article in found) + len(parsed.findings)
        self.stdout.write(f"{len(found)} article(s) read, {count} finding(s).")


def _read(data: bytes, file: Path, *, freely: bool) -> tuple[ParsedIssue, str]:
    """(the articles, the text whose lines the findings name); of a Word file, the text that it became."""
    if not data.startswith(WORD_FILE):
        text = decoded(data, file)
        return read_pasted(text, freely=freely).parsed, text
    data = read_upload(BytesIO(data))
    with unexpected_as_failure():
        fields = convert(data).as_fields()
        return read(**fields).parsed, fields["text"]


def _archive() -> Archive:
    """What the house's published issues tell; nothing where there is no database, or an empty one."""
    try:
        return read_archive()
    except DatabaseError:
        return Archive()


def _in_words(problem: LineProblem) -> Iterator[str]:
    """The finding, the passage, and how that differs from the nearest one: [-what only it has-]{+what only that has+}."""
    finding = problem.finding
    yield line_in_words(problem.as_json())
    if finding.text:
        yield f"    here: {finding.text}"
    if problem.near:
        pieces = word_difference(finding.text or "", problem.near)
        where = ", ".join(
            part for part in (problem.near_label, problem.near_line and f"line {problem.near_line}") if part
        )
        yield f"    {where or 'nearest'}: {''.join(_MARKS[piece.kind].format(piece.text) for piece in pieces)}"
