"""`manage.py import_register KIND FILE --as EMAIL [--dry-run]`: a table (CSV) of outlets, people or back issues."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from editorial.accounts.queries import account_with
from editorial.errors import EditorialError
from editorial.management.importing import readers_may_leave
from editorial.registers.imports import Import, RowsRefused, import_register, preview_import
from editorial.registers.tables import COLUMNS, MAX_LETTERS, decoded_table


class Command(BaseCommand):
    help = "Bring a table into a register: all of it, or nothing and the reasons by line (docs/registers.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=list(COLUMNS))
        parser.add_argument("file", type=Path, help="a CSV file in UTF-8")
        parser.add_argument("--as", dest="email", required=True, help="the e-mail address of an editor")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, store nothing")

    def handle(self, *args: Any, kind: str, file: Path, email: str, dry_run: bool, **options: Any) -> None:
        by = account_with(email)
        if by is None:
            raise CommandError(f"There is no account “{email}”.")
        try:
            with file.open("rb") as stream:
                text = decoded_table(stream.read(4 * MAX_LETTERS))
            act = preview_import if dry_run else import_register
            found = act(kind=kind, text=text, by=by)
        except RowsRefused as refused:
            with readers_may_leave():
                self.report(refused.found)
            raise CommandError(
                f"{len(refused.found.wrong)} row(s) are wrong. Nothing was stored."
            ) from refused
        except EditorialError as error:
            raise CommandError(f"{error} Nothing was stored.") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        with readers_may_leave():
            self.report(found)
            self.stdout.write(f"{found.in_words()}{'; nothing was stored' if dry_run else ''}.")
        if found.wrong:
            raise CommandError(f"{len(found.wrong)} row(s) are wrong.")

    def report(self, found: Import) -> None:
        """A line for each row that does something or cannot."""
        for outcome in found.outcomes:
            if outcome.verb != "same":
                more = f": {outcome.words}" if outcome.words else ""
                self.stdout.write(f"line {outcome.line}, {outcome.verb}: {outcome.label}{more}")
