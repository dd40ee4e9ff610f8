"""`manage.py render_issue REF --output FILE [--proof]`: the issue's PDF in the foreground."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from editorial.errors import EditorialError
from editorial.issues.queries import issue_by_reference
from editorial.rendering.operations import render_issue
from editorial.rendering.pdf.process import Progress


class Command(BaseCommand):
    help = "Render an issue's latest edition, or a watermarked proof of what stands now, to a PDF file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="the issue's month, such as 2026-11")
        parser.add_argument("--output", required=True, type=Path, help="the PDF file to write")
        parser.add_argument("--proof", action="store_true", help="what stands now, with a watermark")

    def handle(self, *args: Any, reference: str, output: Path, proof: bool, **options: Any) -> None:
        require_writable(output)
        partial = output.with_name(f".{output.name}.{os.getpid()}.partial")
        try:
            issue = issue_by_reference(reference)
            rendered = render_issue(issue, partial, proof=proof, on_progress=self.say)
            os.replace(partial, output)
        except EditorialError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        finally:
            partial.unlink(missing_ok=True)
        self.stdout.write(
            f"{output}: {rendered.pages} pages, {rendered.size:,} bytes, SHA-256 {rendered.sha256}"
        )

    def say(self, progress: Progress) -> None:
        """One line per step on standard error."""
        of = f" ({progress.done} of {progress.of})" if progress.of else ""
        self.stderr.write(f"{progress.part}{of}")


def require_writable(output: Path) -> None:
    """Raises `CommandError`, before the long work, when there is no place for the file."""
    if not output.parent.is_dir():
        raise CommandError(f"There is no folder {output.parent}. Create it first.")
    if output.exists() and not output.is_file():
        raise CommandError(f"{output} is not a file. Give the name of a PDF file to write.")
    if output.is_symlink():
        raise CommandError(f"{output} is a link to another file. Give the name of that file.")
    if not os.access(output.parent, os.W_OK):
        raise CommandError(f"The folder {output.parent} cannot be written to.")
