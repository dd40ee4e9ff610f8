"""Indexes articles for search: what waits for it, or with --all everything anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from editorial.search import engines, triggers
from editorial.search.operations import index_waiting, note_everything
from editorial.search.queries import waiting


class Command(BaseCommand):
    """`index_articles` indexes what waits; `index_articles --all` makes triggers, tables of words and index anew."""

    help = "Index articles for search (docs/search.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all",
            action="store_true",
            help="make the triggers and the whole index anew, while the site runs",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends when nothing waits any more."""
        if options["all"]:
            with connection.schema_editor() as editor:
                engines.remove(None, editor)
                engines.install(None, editor)
                triggers.install(None, editor)
            note_everything()
        if gone := triggers.missing(connection):
            self.stderr.write(
                f"Triggers are missing: {', '.join(gone)}. Run “index_articles --all”, or changes are not found."
            )
        total = left = waiting()
        while left:
            left = index_waiting()
            if options["verbosity"] > 1:
                self.stdout.write(f"{left} to go")
        if options["verbosity"] > 0:
            self.stdout.write(f"{total} indexed." if total else "Nothing waited.")
