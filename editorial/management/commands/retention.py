"""`manage.py retention [--apply]`: what is due under the house's rules, and removing what may be removed (docs/backup.md)."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from editorial.errors import EditorialError
from editorial.issues.rights_csv import defused
from editorial.retention.due import KINDS, Due, Kind, what_is_due
from editorial.retention.removing import apply_retention

SHOWN = 10  # of a kind, in words; CSV and JSON have all


class Command(BaseCommand):
    help = "Report what is due under the settings RETENTION_…; with --apply remove what may be removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["words", "csv", "json"], default="words", dest="form")
        parser.add_argument(
            "--apply",
            action="store_true",
            help="remove proofs’ PDFs, Word originals, records of sent e-mails and files that nothing speaks of",
        )

    def handle(self, *args: Any, form: str, apply: bool, **options: Any) -> None:
        try:
            if not apply:
                self.report(what_is_due(), form)
                return
            removed = apply_retention()
        except EditorialError as error:
            raise CommandError(str(error)) from error
        self.report(removed.done, form)
        if form == "words":
            self.stdout.write(
                f"Removed: {len(removed.done):,}. Gone for good: {len(removed.gone):,} files. "
                f"Put back, because something speaks of them: {len(removed.put_back):,}."
            )
            if removed.log:
                self.stdout.write(f"On record in the file store: {removed.log}")

    def report(self, found: Sequence[Due], form: str) -> None:
        """Everything that is due, in the form that was asked for."""
        if form == "json":
            self.stdout.write(json.dumps([one.as_data() for one in found], indent=1, ensure_ascii=False))
        elif form == "csv":
            table = csv.DictWriter(self.stdout, ["kind", "key", "what", "since", "why", "size"])
            table.writeheader()
            table.writerows({name: defused(value) for name, value in one.as_data().items()} for one in found)
        else:
            if settings.RETENTION_RULE:
                self.stdout.write(f"The house’s rule: {settings.RETENTION_RULE}")
            for kind in KINDS:
                self.in_words(kind, [one for one in found if one.kind == kind.code])

    def in_words(self, kind: Kind, found: Sequence[Due]) -> None:
        """One kind: how many, how much, what would be done, and the oldest of them."""
        if not kind.days:
            self.stdout.write(f"{kind.title}: kept for good ({kind.setting} is 0)")
            return
        size = sum(one.size for one in found)
        act = kind.removed or "only reported; nothing of it is ever removed by us"
        self.stdout.write(
            f"{kind.title}: {len(found):,} due{f', {size / 1e6:,.1f} MB' if size else ''} ({kind.setting}; {act})"
        )
        for one in found[:SHOWN]:
            self.stdout.write(f"  {one.since.isoformat()}  {one.what}  ({one.why})")
        if len(found) > SHOWN:
            self.stdout.write(f"  and {len(found) - SHOWN:,} more")
