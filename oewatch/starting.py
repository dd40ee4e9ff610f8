"""What web servers and workers look at before they take work: they run no checks by themselves."""

import sys
from typing import Any

from django.core.checks import CheckMessage, run_checks

from oewatch.checks import TAG

WRONG_SETTINGS = 3  # exit code; to gunicorn it says that starting the process again would not help


def serious_problems() -> list[CheckMessage]:
    """The errors of `manage.py check` that are about this installation."""
    return [message for message in run_checks(tags=[TAG]) if message.is_serious()]


def refuse_wrong_settings(**kwargs: Any) -> None:
    """Say on stderr what is wrong, and end the process with code 3. Does nothing where all is well.

    May be connected to Celery's signals, whose arguments it does not need.
    """
    problems = serious_problems()
    if not problems:
        return
    lines = ["Not started: the settings cannot be used (`python manage.py check` says the same)."]
    for problem in problems:
        lines += [f"- {problem.msg}", f"  {problem.hint}"]
    print("\n".join(lines), file=sys.stderr, flush=True)  # noqa: T201  for whoever started it, before there is a log
    raise SystemExit(WRONG_SETTINGS)
