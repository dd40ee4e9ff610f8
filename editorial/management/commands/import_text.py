"""`manage.py import_text FILE [--issue REF] [--as USER] [--freely] [--dry-run] [--json]`: the house's text layout to drafts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from editorial.importing.operations import Imported, import_text, read_pasted
from editorial.importing.parsed import ParsedIssue
from editorial.issues.models import Issue
from editorial.management.importing import ImportCommand, read_bytes

MAX_BYTES = 20_000_000
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class Command(ImportCommand):
    help = "Read an issue or an article in the house's text layout and create a draft for each article."
    file_help = "a text file in UTF-8, or - for standard input"
    what = "text"

    freely = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--freely", action="store_true", help="take prose that is not in the house layout as one article"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.freely = options["freely"]
        super().handle(*args, **options)

    def load(self, file: Path) -> str:
        return read_text(file)

    def parse(self, data: str) -> ParsedIssue:
        return read_pasted(data, freely=self.freely).parsed

    def bring_in(self, data: str, name: str, by: User, issue: Issue | None) -> Imported:
        return import_text(text=data, name=name, by=by, issue=issue, freely=self.freely)


def read_text(file: Path) -> str:
    """The text of a file (UTF-8, or UTF-16 with a byte order mark). Raises `CommandError` in plain words."""
    data = read_bytes(file, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise CommandError(f"The text is larger than {MAX_BYTES // 1_000_000} MB. Split it into issues.")
    encoding = next((name for mark, name in BYTE_ORDER_MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CommandError(f"{_what_it_is(file, data)} Nothing was imported.") from error


def _what_it_is(file: Path, data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return f"{file} is a PDF. Copy its text into a text file."
    if data.startswith(b"PK\x03\x04") and b"word/" in data:
        return f"{file} is a Word file. Bring it in with import_docx."
    return f"{file} is not text in UTF-8. Save it as plain text with the encoding UTF-8 and try again."
