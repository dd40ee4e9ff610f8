"""`manage.py verify_edition REF [--edition N] [--form …]`: renders an edition again and compares the bytes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from editorial.errors import EditorialError
from editorial.issues.models import Edition, Issue, Rendition
from editorial.issues.queries import issue_by_reference, latest_edition, published_edition
from editorial.rendering.verifying import Verified, verify_edition


class Command(BaseCommand):
    help = "Render a frozen edition again and compare it, byte by byte, with what is on record. Exits with 1 if it differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="the issue's month, such as 2026-11")
        parser.add_argument(
            "--edition",
            type=int,
            help="its number; without it the published one, or else the one frozen last",
        )
        parser.add_argument(
            "--form",
            action="append",
            choices=[*Rendition.Form.values, "all"],
            help="which form; may be given more than once; “all” for every form that was made (default: pdf)",
        )

    def handle(
        self, *args: Any, reference: str, edition: int | None, form: list[str] | None, **options: Any
    ) -> None:
        try:
            issue = issue_by_reference(reference)
        except EditorialError as error:
            raise CommandError(str(error)) from error
        found = _edition(issue, edition)
        forms = _forms(found, form or [Rendition.Form.PDF])
        self.stdout.write(f"{issue.reference}, edition {found.number} (attempt {found.attempt})")
        self.stdout.write(f"fingerprint {found.fingerprint}")
        results = verify_edition(found, forms=forms, on_progress=self.say)
        for one in results:
            self.report(one)
        if not all(one.same for one in results):
            raise CommandError("The edition is not the same.", returncode=1)

    def say(self, part: str, done: int, of: int) -> None:
        """One line per step on standard error."""
        self.stderr.write(f"{part} ({done} of {of})" if of else part)

    def report(self, one: Verified) -> None:
        """What came of one form."""
        self.stdout.write(f"{one.form}: {'the same' if one.same else 'NOT the same'}")
        self.stdout.write(f"  on record {one.recorded_sha256 or 'nothing'}")
        self.stdout.write(f"  made now  {one.new_sha256 or 'nothing'}")
        for words in one.differences:
            self.stdout.write(f"  - {words}")


def _edition(issue: Issue, number: int | None) -> Edition:
    """Raises `CommandError`."""
    if number is None:
        found = published_edition(issue) or latest_edition(issue)
    else:
        # Of several attempts the one that was published, or the last.
        of_number = issue.editions.filter(number=number).order_by("-attempt")
        found = of_number.filter(publication__isnull=False).first() or of_number.first()
    if found is None:
        which = f"no edition {number}" if number is not None else "no edition yet"
        raise CommandError(f"“{issue}” has {which}. Approve it first.")
    return found


def _forms(edition: Edition, asked: list[str]) -> list[str]:
    if "all" not in asked:
        return list(dict.fromkeys(asked))
    made = {one.form for one in edition.renditions.filter(status="succeeded").only("form")}
    return [form for form in Rendition.Form.values if form in made] or [Rendition.Form.PDF]
