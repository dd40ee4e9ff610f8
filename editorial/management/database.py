"""What commands ask before they begin: does the database answer?"""

from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections


def require_database(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Raises `CommandError` with what the database's driver says, in place of a long traceback."""
    try:
        connections[alias].ensure_connection()
    except DatabaseError as error:
        raise CommandError(
            f"The database does not answer: {' '.join(str(error).split())}. Nothing was done; try again when it does."
        ) from error
