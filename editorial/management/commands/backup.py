"""`manage.py backup DEST`: the whole site into one new folder, while people work on it (docs/backup.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from editorial.backup.making import make_backup
from editorial.errors import EditorialError
from editorial.management.database import require_database

INCOMPLETE = 2  # the exit code where the store itself lacks files


class Command(BaseCommand):
    help = "Back up database and files into a new folder, while the site runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("destination", type=Path, help="the new folder; its parent must be there")
        parser.add_argument(
            "--previous", type=Path, help="an earlier backup: what it has is linked to and not copied again"
        )
        parser.add_argument(
            "--with-secret-key",
            action="store_true",
            help="put the secret key in too: who has the backup can then forge sessions and links of the site",
        )

    def handle(
        self, *args: Any, destination: Path, previous: Path | None, with_secret_key: bool, **options: Any
    ) -> None:
        require_database()
        try:
            made = make_backup(
                destination=destination, previous=previous, with_secret_key=with_secret_key, say=self.say
            )
        except EditorialError as error:
            raise CommandError(str(error)) from error
        manifest = made.manifest
        self.stdout.write(f"Backup    {made.folder}")
        self.stdout.write(
            f"Files     {manifest.files['count']:,}, {manifest.files['bytes'] / 1e6:,.1f} MB "
            f"({made.copied:,} copied, {made.reused:,} were there)"
        )
        self.stdout.write(
            f"Articles  {manifest.fingerprints['articles']:,}, editions {manifest.fingerprints['editions']:,}"
        )
        self.stdout.write(f"Log       {manifest.log_head}")
        if made.missing:
            for words in made.missing:
                self.stderr.write(f"  - {words}")
            raise CommandError(
                f"The backup is made, but the file store lacks {len(made.missing):,} of the files that the database speaks of. "
                "Bring them back from this backup or an earlier one (docs/backup.md).",
                returncode=INCOMPLETE,
            )

    def say(self, words: str) -> None:
        """One line per step on standard error."""
        self.stderr.write(words)
