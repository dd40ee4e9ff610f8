"""Triggers of the database that note every article whose words change, whoever writes: the editor, an import, SQL.

They are installed by migration 0010. On SQLite Django makes a table anew when a later migration alters it, and the
triggers of the old table go with it: such a migration ends with
`migrations.RunPython(triggers.install, triggers.nothing)`. A test says so when one is missing.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from editorial import triggers
from editorial.triggers import carry_out, nothing, removal, removal_of_functions

__all__ = ["WATCHED", "install", "missing", "names", "nothing", "remove"]

_CHILD = "article_id"
# Table → the column that names the article (or author), and the columns whose change is a change of words.
WATCHED: dict[str, tuple[str, tuple[str, ...]]] = {
    "editorial_article": ("id", ("title", "dek", "pull_quote", "commentary")),
    "editorial_excerpt": (
        _CHILD,
        (
            _CHILD, "authors", "original_title", "translated_title", "outlet", "outlet_descriptor", "outlet_note",
            "place", "translator_id", "translator_name", "url", "body", "original_text", "citation_as_given",
        ),
    ),
    "editorial_footnote": (_CHILD, (_CHILD, "text")),
    "editorial_image": (
        _CHILD, (_CHILD, "caption", "alt_text", "title", "creator", "source", "attribution"),
    ),
    "editorial_byline": (_CHILD, (_CHILD, "author_id")),
}  # fmt: skip
AUTHORS = "editorial_author"
TRANSLATORS = "auth_user"
WAITING = "editorial_unindexed"
EVENTS = ("insert", "update", "delete")


def names() -> dict[str, str]:
    """Every trigger with its table."""
    found = {f"search_{table}_{event}": table for table in WATCHED for event in EVENTS}
    return found | {f"search_{table}_update": table for table in (AUTHORS, TRANSLATORS)}


def install(_apps: Any, schema_editor: Any) -> None:
    """For `RunPython`: every trigger anew. May be run any number of times."""
    connection = schema_editor.connection
    carry_out(connection, [*removal(connection, names()), *_creation(connection)])


def remove(_apps: Any, schema_editor: Any) -> None:
    """For `RunPython`, before a migration alters the table of what waits: no trigger is left."""
    connection = schema_editor.connection
    carry_out(connection, [*removal(connection, names()), *removal_of_functions(connection, names())])


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that the database should have and has not, or has switched off."""
    return triggers.missing(connection, names())


def _creation(connection: BaseDatabaseWrapper) -> list[str]:
    postgresql = connection.vendor == "postgresql"
    statements: list[str] = []
    for table, (column, watched) in WATCHED.items():
        for event in EVENTS:
            rows = {"insert": ["NEW"], "delete": ["OLD"], "update": ["NEW"]}[event]
            if event == "update" and column in watched:  # it may have gone over to another article
                rows = ["OLD", "NEW"]
            noted = "".join(f"INSERT INTO {WAITING} (article_id) VALUES ({r}.{column}); " for r in rows)  # noqa: S608
            statements += _trigger(postgresql, table, event, watched, noted)
    noted = f"INSERT INTO {WAITING} (author_id) VALUES (NEW.id); "  # noqa: S608
    statements += _trigger(postgresql, AUTHORS, "update", ("name",), noted)
    translated = "SELECT article_id FROM editorial_excerpt WHERE translator_id = NEW.id"
    noted = f"INSERT INTO {WAITING} (article_id) {translated}; "
    return statements + _trigger(postgresql, TRANSLATORS, "update", ("first_name", "last_name"), noted)


def _trigger(postgresql: bool, table: str, event: str, watched: tuple[str, ...], noted: str) -> list[str]:
    name = f"search_{table}_{event}"
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    when = change = ""
    if event == "update":
        change = f" OF {', '.join(watched)}"
        when = f" WHEN ({' OR '.join(f'OLD.{column} {differs} NEW.{column}' for column in watched)})"
    head = f"CREATE TRIGGER {name} AFTER {event.upper()}{change} ON {table} FOR EACH ROW{when}"
    if not postgresql:
        return [f"{head} BEGIN {noted}END"]
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {noted}RETURN NULL; END $$",
        f"{head} EXECUTE FUNCTION {name}()",
    ]
