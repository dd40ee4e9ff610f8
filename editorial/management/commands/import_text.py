"""`manage.py import_text FILE [--issue REF] [--as USER] [--dry-run] [--json]`: the house's text layout to drafts."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from editorial.errors import EditorialError
from editorial.importing.as_json import as_json as to_json
from editorial.importing.layout import parse_text
from editorial.importing.operations import import_text
from editorial.importing.parsed import NotAnArticle, ParsedIssue
from editorial.issues.queries import issue_by_reference

MAX_BYTES = 20_000_000
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
WORDS = {"block": "blocks", "warn": "look at it", "info": "note"}


class Command(BaseCommand):
    help = "Read an issue or an article in the house's text layout and create a draft for each article."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a text file in UTF-8, or - for standard input")
        parser.add_argument("--issue", help="give the drafts a place in this issue, such as 2026-11")
        parser.add_argument("--as", dest="user", help="the account of the author whose drafts these become")
        parser.add_argument("--dry-run", action="store_true", help="read and report, create nothing")
        parser.add_argument("--json", dest="as_json", action="store_true", help="the result as JSON")

    def handle(
        self,
        *args: Any,
        file: Path,
        issue: str | None,
        user: str | None,
        dry_run: bool,
        as_json: bool,
        **options: Any,
    ) -> None:
        text = read_text(file)
        try:
            if dry_run:
                parsed, created = parse_text(text), []
            else:
                number = issue_by_reference(issue) if issue else None
                done = import_text(text=text, name=file.name, by=_account(user), issue=number)
                parsed, created = done.parsed, done.articles
        except (NotAnArticle, EditorialError) as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        except ValidationError as error:
            words = " ".join(error.messages)
            raise CommandError(f"The text cannot be stored: {words} Nothing was imported.") from error
        self.report(parsed, created, as_json=as_json)

    def report(self, parsed: ParsedIssue, created: list[Any], *, as_json: bool) -> None:
        """Print the result: JSON for programs, lines for people."""
        data = to_json(parsed)
        if as_json:
            for article, draft in zip(data["articles"], created, strict=False):
                article["created"] = {"id": draft.pk, "key": str(draft.key)}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        for finding in data["findings"]:
            self.stdout.write(_line(finding))
        for position, article in enumerate(data["articles"]):
            draft = f" (draft {created[position].pk})" if created else ""
            self.stdout.write(f"{article['title']}{draft}")
            for finding in article["findings"]:
                self.stdout.write(f"  {_line(finding)}")
        verb = "created" if created else "read; nothing was created"
        self.stdout.write(f"{len(data['articles'])} article(s) {verb}.")


def _line(finding: dict[str, Any]) -> str:
    return f"line {finding['line']}, {WORDS[finding['severity']]}: {finding['message']} [{finding['code']}]"


def _account(name: str | None) -> User:
    if not name:
        raise CommandError(
            "Say whose drafts these become: --as USER. Use --dry-run to look at the result only."
        )
    found = get_user_model().objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"There is no account “{name}”.")
    return found


def read_text(file: Path) -> str:
    """The text of a file (UTF-8, or UTF-16 with a byte order mark). Raises `CommandError` in plain words."""
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if str(file) == "-" else _read(file)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    if len(data) > MAX_BYTES:
        raise CommandError(f"The text is larger than {MAX_BYTES // 1_000_000} MB. Split it into issues.")
    encoding = next((name for mark, name in BYTE_ORDER_MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"%PDF-" in data[:1024]:
            raise CommandError(
                f"{file} is a PDF. Copy its text into a text file. Nothing was imported."
            ) from error
        words = "is not text in UTF-8. Save it as plain text with the encoding UTF-8 and try again. Nothing was imported."
        raise CommandError(f"{file} {words}") from error


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)
