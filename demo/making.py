"""Following the worker of the demo, which makes the forms of an edition."""

import time
from collections.abc import Callable

from django.contrib.auth.models import User

from editorial.issues.models import Edition, Rendition
from editorial.issues.operations import request_form
from editorial.states import JobStatus

WAIT_S = 600
LOOK_S = 0.3
Say = Callable[[str], None]


class DemoFailed(Exception):
    """The demo could not be told to its end; the words say where it stopped."""


def wait_for_pdf(edition: Edition, say: Say, look_after_worker: Callable[[], None]) -> Rendition:
    """Follow the worker until the edition's PDF is there. Raises `DemoFailed`."""
    return _wait(edition, {Rendition.Form.PDF}, say, look_after_worker)[Rendition.Form.PDF]


def wait_for_all_forms(
    edition: Edition, *, by: User, say: Say, look_after_worker: Callable[[], None]
) -> dict[str, Rendition]:
    """Ask for the forms that an edition is not made in by itself, and follow the worker until every form is there.

    The renditions by form, in the forms' order. Raises `DemoFailed`.
    """
    for form in Rendition.Form.values:
        request_form(edition=edition, form=form, by=by)
    made = _wait(edition, set(Rendition.Form.values), say, look_after_worker)
    return {form: made[form] for form in Rendition.Form.values}


def _wait(
    edition: Edition, forms: set[str], say: Say, look_after_worker: Callable[[], None]
) -> dict[str, Rendition]:
    said: dict[str, str] = {}
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        renditions = edition.renditions.filter(form__in=forms).defer("snapshot", "made_with").order_by("pk")
        newest = {rendition.form: rendition for rendition in renditions}
        for rendition in newest.values():
            _tell(edition, rendition, said, say)
            if rendition.status == JobStatus.FAILED:
                label = rendition.get_form_display()
                raise DemoFailed(
                    f"{label}: could not be made. {rendition.error_reason}\n{rendition.error_detail}"
                )
        if forms <= newest.keys() and all(one.status == JobStatus.SUCCEEDED for one in newest.values()):
            return newest
        look_after_worker()
        time.sleep(LOOK_S)
    raise DemoFailed(f"The worker was not finished after {WAIT_S} seconds.")


def _tell(edition: Edition, rendition: Rendition, said: dict[str, str], say: Say) -> None:
    """Print where the worker is, once for each step of the PDF and once for each state of the others."""
    at = rendition.progress if rendition.form == Rendition.Form.PDF else ""
    step = f"{rendition.get_status_display().lower()} {at}".rstrip()
    if said.get(rendition.form) != step:
        said[rendition.form] = step
        say(f"  worker: {rendition.get_form_display()}, edition {edition.number}: {step}")
