"""`manage.py verify_log`: is the record what the application wrote? Names the first entry that is not."""

import json
import re
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from editorial.backup.stored_files import referenced_files
from editorial.content.files import stored_digest
from editorial.management.database import require_database
from editorial.record import triggers
from editorial.record.queries import Head
from editorial.record.verifying import Verified, verify_record


class Command(BaseCommand):
    help = (
        "Walk the append-only record: moves, checks, clearances, reviews, editions. Exits with 1 and names the first entry "
        "that somebody changed, removed or added past the application (docs/record.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            action="append",
            default=[],
            type=_head,
            metavar="NUMBER:HASH",
            help="an end of the chain that was noted before: it must still be in it; may be given more than once",
        )
        parser.add_argument(
            "--files", action="store_true", help="read every stored file too, and compare its SHA-256"
        )
        parser.add_argument("--json", action="store_true", help="say it as JSON")
        parser.add_argument(
            "--restore-triggers",
            action="store_true",
            help="first install the triggers anew that refuse changes",
        )

    def handle(
        self, *args: Any, expect: list[Head], files: bool, restore_triggers: bool, **options: Any
    ) -> None:
        require_database()
        if restore_triggers:
            triggers.restore(connection)
        found = verify_record(connection, expected=expect, on_progress=self.say(options["verbosity"]))
        missing = triggers.missing(connection)
        spoiled = spoiled_files() if files else None
        if options["json"]:
            self.stdout.write(_as_json(found, missing, spoiled))
        else:
            self.tell(found, missing, spoiled)
        if found.broken or missing or spoiled:
            raise CommandError("The record is not what the application wrote.", returncode=1)

    def say(self, verbosity: int) -> Any:
        """A line on standard error for every ten thousand seals."""

        def progress(done: int, of: int) -> None:
            if verbosity > 0 and done % 10_000 == 0:
                self.stderr.write(f"{done} of {of}")

        return progress

    def tell(self, found: Verified, missing: list[str], spoiled: list[str] | None) -> None:
        """The answer for people."""
        if found.broken:
            first, *others = found.broken
            self.stdout.write(f"First broken entry: {first}")
            for broken in others:
                self.stdout.write(f"also: {broken}")
            if found.more:
                self.stdout.write(f"and at least {found.more} more")
        else:
            self.stdout.write(f"{found.head.number} entries, all as they were sealed")
        if found.waiting:
            self.stdout.write(f"{found.waiting} wait to be sealed")
        if missing:
            self.stdout.write(
                f"Triggers are missing: {', '.join(missing)}. Run “verify_log --restore-triggers”."
            )
        for words in spoiled or ():
            self.stdout.write(words)
        if spoiled == []:
            self.stdout.write("All stored files are what is on record")
        self.stdout.write(f"head {found.head}")


def spoiled_files() -> list[str]:
    """What is wrong with each stored file that is not what its row says. One file at a time is read."""
    spoiled = []
    for file in referenced_files().values():
        if not file.sha256:
            continue
        standing = stored_digest(file.name)
        if standing is None:
            spoiled.append(f"{file.of}: {file.name} is gone from the file store")
        elif standing != file.sha256:
            spoiled.append(f"{file.of}: {file.name} is not the file on record: its SHA-256 differs")
    return spoiled


def _as_json(found: Verified, missing: list[str], spoiled: list[str] | None) -> str:
    said = {
        "whole": not (found.broken or missing or spoiled),
        "entries": found.head.number,
        "head": asdict(found.head),
        "waiting": found.waiting,
        "broken": [{**asdict(broken), "words": str(broken)} for broken in found.broken],
        "more": found.more,
        "triggers_missing": missing,
        "files": spoiled,
    }
    return json.dumps(said, indent=2, ensure_ascii=False)


def _head(text: str) -> Head:
    found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text.strip())
    if found is None:
        raise ArgumentTypeError(
            "give it as verify_log printed it: a number, a colon and 64 hexadecimal digits"
        )
    return Head(int(found[1]), found[2])
