"""`manage.py import_docx FILE [--issue REF] [--as USER] [--dry-run] [--json]`: a Word file to drafts."""

from io import BytesIO
from pathlib import Path

from django.contrib.auth.models import User

from editorial.importing.operations import Imported, import_word, read_word
from editorial.importing.parsed import ParsedIssue
from editorial.importing.word.refusal import MAX_BYTES
from editorial.issues.models import Issue
from editorial.management.importing import ImportCommand, read_bytes


class Command(ImportCommand):
    help = "Read a Word file (.docx) and create a draft for each article in it."
    file_help = "a Word file (.docx), or - for standard input"
    what = "Word file"

    def load(self, file: Path) -> bytes:
        return read_bytes(file, MAX_BYTES)

    def parse(self, data: bytes) -> ParsedIssue:
        return read_word(BytesIO(data)).parsed

    def bring_in(self, data: bytes, name: str, by: User, issue: Issue | None) -> Imported:
        return import_word(file=BytesIO(data), name=name, by=by, issue=issue)
