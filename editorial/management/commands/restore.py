"""`manage.py restore SOURCE`: a backup into an empty installation (docs/backup.md)."""

import contextlib
import io
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from editorial.backup.restoring import Restored, restore_backup
from editorial.dates import date_and_time
from editorial.errors import EditorialError
from editorial.record.operations import HeadGone, seal_what_waits
from oewatch.embedded import owner_of
from oewatch.starting import serious_problems


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty installation: no accounts, no articles. Every byte is checked first."
    )
    requires_system_checks = ()  # the site is not one yet; what is about its settings `require_settings` asks

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="the folder of the backup")
        jobs = parser.add_mutually_exclusive_group()
        jobs.add_argument(
            "--hold-jobs",
            action="store_true",
            dest="hold_jobs",
            default=True,
            help="stop e-mails that wait and planned publications, for the site may have sent them since (the default)",
        )
        jobs.add_argument(
            "--release-jobs", action="store_false", dest="hold_jobs", help="let them go out as they were"
        )

    def handle(self, *args: Any, source: Path, hold_jobs: bool, **options: Any) -> None:
        require_settings()
        require_ended()
        try:
            done = restore_backup(source=source, hold_jobs=hold_jobs, say=self.stderr.write)
        except EditorialError as error:
            raise CommandError(str(error)) from error
        self.report(done)
        self.verify_log(done.backup.manifest.log_head)

    def report(self, done: Restored) -> None:
        """What was done, a line for each."""
        manifest = done.backup.manifest
        say = self.stdout.write
        say(f"Restored the backup of {date_and_time(manifest.made_at)}, made by version {manifest.oewatch}.")
        say(f"Rows          {sum(manifest.rows.values()):,} in {len(manifest.rows)} tables, as counted then")
        say(f"Files         {manifest.files['count']:,}, {manifest.files['bytes'] / 1e6:,.1f} MB")
        say(
            f"Fingerprints  {manifest.fingerprints['articles']:,} articles and {manifest.fingerprints['editions']:,} editions, "
            "all as then"
        )
        say(f"Log           {manifest.log_head}, as then")
        say(f"Migrations    {', '.join(done.migrated) or 'none were missing'}")
        if done.triggers:
            say(f"Record        {len(done.triggers)} triggers were missing in the backup and were made again")
        if done.held is None:
            say("Held          nothing: e-mails and planned publications go out as soon as a worker runs")
        else:
            say(
                f"Held          {done.held.emails:,} e-mails (desk, “E-mails”), {done.held.news:,} pieces of news, "
                f"{done.held.plans:,} planned publications"
            )
        say(f"Key           {done.secret_key}")
        for words in manifest.missing:
            say(f"Missing       {words}")

    def verify_log(self, log_head: str) -> None:
        """The site's own check of its record. Raises `CommandError` where that finds something: the site is restored all the
        same, as it was.
        """
        # What waited when the backup was made has waited since; whose head is gone, verify_log says so.
        with contextlib.suppress(HeadGone):
            while seal_what_waits():
                pass
        said = io.StringIO()
        expected = [] if log_head.startswith("0:") else [f"--expect={log_head}"]
        try:
            call_command("verify_log", *expected, stdout=said, stderr=self.stderr)
        except CommandError as error:
            raise CommandError(
                f"The backup is restored as it was made. But: {error} Run “verify_log” for more."
            ) from error
        finally:
            for line in said.getvalue().splitlines():
                self.stdout.write(f"verify_log    {line}")


def require_settings() -> None:
    """Raises `CommandError` for settings that cannot be used: with the defaults taken instead, the backup would come back
    somewhere else.
    """
    problems = serious_problems()
    if problems:
        lines = "".join(f"\n- {problem.msg}\n  {problem.hint}" for problem in problems)
        raise CommandError(f"Nothing was restored: the settings cannot be used.{lines}")


def require_ended() -> None:
    """Raises `CommandError` while a site runs on the data folder, as `serve` does, also where nobody asks it for anything."""
    if settings.EMBEDDED_QUEUE and (owner := owner_of(data_dir=settings.DATA_DIR)):
        raise CommandError(
            f"A site runs on {settings.DATA_DIR}: process {owner} keeps its queue. End it (Ctrl-C where “manage.py serve” runs) "
            "and restore again. Nothing was changed."
        )
