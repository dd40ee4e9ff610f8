"""`manage.py migrate`: Django's, which asks first whether the database answers."""

from typing import Any

from django.core.management.commands import migrate

from editorial.management.database import require_database


class Command(migrate.Command):
    """As Django's; a database that is away is told in a sentence."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` where the database does not answer."""
        require_database(options["database"])
        super().handle(*args, **options)
