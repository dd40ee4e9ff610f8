"""`manage.py demo`: a fictional issue from drafts to its corrected edition in every form, with a real worker."""

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from demo.making import DemoFailed, wait_for_all_forms
from demo.story import not_of_the_demo, tell
from editorial.errors import EditorialError
from editorial.issues.models import Rendition
from oewatch.embedded import EmbeddedQueueError
from oewatch.supervisor import background


class Command(BaseCommand):
    help = "Take a fictional issue from drafts to its corrected edition, as the people of a house and a real worker."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "DATABASE_URL names a real database, and the demo makes accounts with a known password. "
                "Run it without DATABASE_URL."
            )
        call_command("migrate", verbosity=0)
        if strange := not_of_the_demo():
            raise CommandError(
                f"This site is in use: it has {strange}. The demo makes accounts with a password that everybody knows, so it "
                "tells its story only on a site of its own. Set OEWATCH_DATA_DIR to a new folder for it. Nothing was changed."
            )
        try:
            with background(say=self.say) as supervisor:
                rendition = tell(self.say, supervisor.look)
                assert rendition.edition is not None, "it is the PDF of an edition"
                made = wait_for_all_forms(
                    rendition.edition,
                    by=rendition.requested_by,
                    say=self.say,
                    look_after_worker=supervisor.look,
                )
        except (DemoFailed, EditorialError, EmbeddedQueueError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            words = "Stopped. What was done so far stays on the site; `make demo` tells the story again in the next month."
            raise CommandError(words, returncode=130) from error
        self.say("")
        for form, other in made.items():
            if form != Rendition.Form.PDF:
                self.say(f"{other.get_form_display():25} {default_storage.path(other.file)}")
        self.say("")
        self.say(f"PDF      {default_storage.path(rendition.file)}")
        self.say(f"Pages    {rendition.pages}")
        self.say(f"SHA-256  {rendition.sha256}")
        self.say("`make serve` opens the same site in your browser.")

    def say(self, words: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(words)
        self.stdout.flush()
