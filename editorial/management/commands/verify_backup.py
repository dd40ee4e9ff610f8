"""`manage.py verify_backup SOURCE`: reads every byte of a backup and restores nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from editorial.backup.errors import BackupDamaged, NotABackup
from editorial.backup.verifying import verify_backup
from editorial.dates import date_and_time


class Command(BaseCommand):
    help = "Check a backup: every checksum, its lists, and whether its database opens. Exits with 1 if something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="the folder of the backup")

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        try:
            backup = verify_backup(source, say=self.stderr.write)
        except BackupDamaged as error:
            for words in error.problems:
                self.stdout.write(f"  - {words}")
            raise CommandError(f"The backup {source} is damaged.") from error
        except NotABackup as error:
            raise CommandError(str(error)) from error
        manifest = backup.manifest
        self.stdout.write(
            f"Whole: {source}, of {date_and_time(manifest.made_at)}, version {manifest.oewatch} on {manifest.vendor}, "
            f"{manifest.fingerprints['articles']:,} articles, {manifest.fingerprints['editions']:,} editions, "
            f"{manifest.files['count']:,} files"
        )
        for words in manifest.missing:
            self.stdout.write(f"  - was not in the store when it was made: {words}")
