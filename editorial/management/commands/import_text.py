"""`manage.py import_text FILE [--issue REF] [--as USER] [--freely] [--dry-run] [--json]`: the house's text layout to drafts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from editorial.importing.operations import Imported, import_text, read_pasted
from editorial.importing.parsed import ParsedIssue
from editorial.issues.models import Issue
from editorial.management.importing import MAX_TEXT_BYTES, ImportCommand, decoded, read_bytes


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
        try:
            return decoded(read_bytes(file, MAX_TEXT_BYTES), file)
        except CommandError as error:
            raise CommandError(f"{error} Nothing was imported.") from error

    def parse(self, data: str) -> ParsedIssue:
        return read_pasted(data, freely=self.freely).parsed

    def bring_in(self, data: str, name: str, by: User, issue: Issue | None) -> Imported:
        return import_text(text=data, name=name, by=by, issue=issue, freely=self.freely)
