"""What `import_text` and `import_docx` share: options, JSON contract, report, refusals."""

import json
import os
import signal
import sys
import threading
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from editorial.accounts.queries import account_with
from editorial.errors import EditorialError
from editorial.importing.as_json import as_json as to_json
from editorial.importing.operations import Imported
from editorial.importing.parsed import NotAnArticle, ParsedIssue
from editorial.importing.word.conversion import ConversionFailed
from editorial.importing.word.refusal import WordRefused
from editorial.issues.models import Issue
from editorial.issues.queries import issue_by_reference

WORDS = {"block": "blocks", "warn": "look at it", "info": "note"}
MAX_TEXT_BYTES = 20_000_000
WORD_FILE = b"PK\x03\x04"
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class ImportCommand(BaseCommand, ABC):
    """Reads a file, reports what it would become, and creates drafts unless it is a dry run."""

    file_help: str
    what: str

    @abstractmethod
    def parse(self, data: Any) -> ParsedIssue:
        """What the file would become; nothing is kept."""

    @abstractmethod
    def bring_in(self, data: Any, name: str, by: User, issue: Issue | None) -> Imported:
        """Create the drafts."""

    @abstractmethod
    def load(self, file: Path) -> Any:
        """The content of the file. Raises `CommandError` in plain words."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=self.file_help)
        parser.add_argument("--issue", help="give the drafts a place in this issue, such as 2026-11")
        parser.add_argument(
            "--as",
            dest="user",
            help="the e-mail address (or user name) of the author whose drafts these become",
        )
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
        data = self.load(file)
        try:
            with time_limit(settings.JOB_TIME_LIMIT_SECONDS):
                if dry_run:
                    parsed, created = self.parse(data), []
                else:
                    number = issue_by_reference(issue) if issue else None
                    done = self.bring_in(data, file.name, _account(user), number)
                    parsed, created = done.parsed, done.articles
        except (NotAnArticle, WordRefused, ConversionFailed, EditorialError) as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        except ValidationError as error:
            words = " ".join(error.messages)
            raise CommandError(f"The {self.what} cannot be stored: {words} Nothing was imported.") from error
        with readers_may_leave():
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
            self.stdout.write(line_in_words(finding))
        for position, article in enumerate(data["articles"]):
            draft = f" (draft {created[position].pk})" if created else ""
            self.stdout.write(f"{article['title']}{draft}")
            for finding in article["findings"]:
                self.stdout.write(f"  {line_in_words(finding)}")
        verb = "created" if created else "read; nothing was created"
        self.stdout.write(f"{len(data['articles'])} article(s) {verb}.")


@contextmanager
def readers_may_leave() -> Iterator[None]:
    """Print inside: where the reader of the output has gone, as `head` does, the rest is dropped without a word."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still held would be written when Python ends, and fail there.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """The limit that a job has; `CommandError` for what runs longer. It can be set in the main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise SoftTimeLimitExceeded

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except SoftTimeLimitExceeded as error:
        words = f"Stopped: it took longer than {seconds:g} seconds. Split the file. Nothing was imported."
        raise CommandError(words) from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def line_in_words(finding: dict[str, Any]) -> str:
    """“line 7, blocks: what is wrong [code]”."""
    where = f"line {finding['line']}" if finding["line"] else "whole file"
    return f"{where}, {WORDS[finding['severity']]}: {finding['message']} [{finding['code']}]"


def _account(name: str | None) -> User:
    if not name:
        raise CommandError(
            "Say whose drafts these become: --as EMAIL, the address they sign in with. Use --dry-run to look at the result only."
        )
    found = account_with(name) or get_user_model().objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"There is no account “{name}”.")
    return found


def read_bytes(file: Path, limit: int) -> bytes:
    """At most `limit` + 1 bytes of a file, or of standard input for “-”. Raises `CommandError`."""
    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(limit + 1)
        with file.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def decoded(data: bytes, file: Path) -> str:
    """The text of a file (UTF-8, or UTF-16 with a byte order mark). Raises `CommandError` in plain words."""
    if len(data) > MAX_TEXT_BYTES:
        raise CommandError(f"The text is larger than {MAX_TEXT_BYTES // 1_000_000} MB. Split it into issues.")
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CommandError(_what_it_is(file, data)) from error


def _what_it_is(file: Path, data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return f"{file} is a PDF. Copy its text into a text file."
    if data.startswith(WORD_FILE) and b"word/" in data:
        return f"{file} is a Word file. Bring it in with import_docx."
    return f"{file} is not text in UTF-8. Save it as plain text with the encoding UTF-8 and try again."
