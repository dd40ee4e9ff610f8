"""Writes docs/notifications.md from the table of who hears of what."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from editorial.notify.table import TABLE, Topic, who_hears

INTRODUCTION = """\
# Who hears of what

This page is written by `python manage.py notification_docs` from the table in `editorial/notify/table.py`. Change that,
then run the command.

Whoever did something never hears of it. Nobody hears of the same thing twice, in however many groups they are, and nobody
hears of an article that they may not know of: that is asked when it happens, when a list is shown, and when an e-mail is
written.

Everything is in the list of the app. By what way it comes besides is each person’s choice (`/notifications/settings/`);
the table has what holds until they choose. What comes by e-mail at once is gathered for some seconds first. The daily
e-mail has what was not read until then, goes out from `NOTIFY_DIGEST_HOUR` on or from the hour that the person chose, and
not at all when there is no news. Who has no e-mail address hears of everything in the app. What was read is removed after
`NOTIFICATION_DAYS` days.

“Due soon” is said two days before, and on the day; “late” one day after it, and then every week.
"""


class Command(BaseCommand):
    """`notification_docs` writes the page; `notification_docs --check` fails when it is not what would be written."""

    help = "Write docs/notifications.md from the table of who hears of what."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the page is stale")
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / "docs" / "notifications.md")

    def handle(self, *args: Any, check: bool, output: Path, **options: Any) -> None:
        page = notifications_page()
        if not check:
            output.write_text(page, encoding="utf-8")
            self.stdout.write(f"Wrote {output}")
        elif not output.exists() or output.read_text(encoding="utf-8") != page:
            raise CommandError(
                f"{output} is not what the table says. Run: python manage.py notification_docs"
            )


def notifications_page() -> str:
    """The whole page, Markdown."""
    parts = [INTRODUCTION]
    for topic in Topic:
        lines = ["| what happened | who hears | usually |", "| --- | --- | --- |"]
        lines += [
            f"| {row.label} | {who_hears(row)} | {row.usual.label.lower()} |"
            for row in TABLE.values()
            if row.topic == topic
        ]
        parts.append(f"## {topic.value}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)
