"""A site of its own for one measurement: a migrated database and a data folder."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@contextmanager
def fresh_site(folder: Path | None = None, **environment: str) -> Iterator[Path]:
    """Set Django up on a data folder, which is yielded: a new one where none is given, removed afterwards.

    Once in a process; its settings must not be loaded yet. `environment` is set before, and inherited by what the block
    starts.
    """
    with contextlib.ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="oewatch-bench-")))
        os.environ.update(
            {
                "OEWATCH_DATA_DIR": str(folder),
                "DJANGO_SETTINGS_MODULE": "oewatch.settings",
                "LOG_LEVEL": "ERROR",
            }
            | environment
        )
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS.append("testserver")
        call_command("migrate", verbosity=0)
        yield folder


def author(number: int = 0) -> "User":
    """An account that writes articles."""
    from django.contrib.auth.models import Group, User

    made = User.objects.create(
        username=f"writer{number}", email=f"writer{number}@example.org", first_name="Kim", last_name="Writer"
    )
    made.groups.add(Group.objects.get_or_create(name="author")[0])
    return made
