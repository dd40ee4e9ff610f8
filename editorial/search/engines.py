"""The full-text engines behind one interface: FTS5 on SQLite, tsvector with a GIN index on PostgreSQL.

Both get words that are folded and cut by `search.folding`, so that they find the same; neither stems. Each keeps them
in `editorial_search_words`, a table that Django has no model for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any, Protocol

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from editorial.search.asked import Asked, Term
from editorial.search.documents import Document
from editorial.search.folding import words

TABLE = "editorial_search_words"
SQL = tuple[str, list[Any]]


class Engine(Protocol):
    """What search asks of a database. Conditions are SQL with parameters."""

    def install(self, cursor: Any) -> None:
        """Make the table of words, if it is not there."""

    def remove(self, cursor: Any) -> None:
        """Drop it."""

    def one_at_a_time(self, cursor: Any) -> None:
        """Wait until nobody else indexes, to the end of the transaction."""

    def put(self, cursor: Any, documents: Iterable[Document]) -> None:
        """Write the words of documents; those of the same articles must be dropped before."""

    def drop(self, cursor: Any, article_ids: Sequence[int]) -> None:
        """Forget the words of articles."""

    def matching(self, asked: Asked) -> SQL:
        """A query for the ids of the articles that have the asked terms, and none of those without."""

    def excluded(self, asked: Asked) -> SQL:
        """A query for the ids of articles that have one of the terms that are not wanted."""

    def ranked(self, asked: Asked, among: SQL) -> SQL:
        """A query for the ids of the matching articles that are `among` the given, best first."""


def engine_of(connection: BaseDatabaseWrapper) -> Engine:
    """The engine of a database connection."""
    return Postgresql() if connection.vendor == "postgresql" else Sqlite()


def default_engine() -> Engine:
    """The engine of the site's database."""
    return engine_of(connections["default"])


def install(_apps: Any, schema_editor: Any) -> None:
    """For `RunPython`."""
    with schema_editor.connection.cursor() as cursor:
        engine_of(schema_editor.connection).install(cursor)


def remove(_apps: Any, schema_editor: Any) -> None:
    """For `RunPython`, backwards."""
    with schema_editor.connection.cursor() as cursor:
        engine_of(schema_editor.connection).remove(cursor)


class Sqlite:
    """FTS5 and bm25."""

    # Titles, citations, body.
    RANK = f"bm25({TABLE}, 10.0, 4.0, 1.0)"
    # A word of its own between paragraphs, so that no phrase runs over them; of the private use area.
    BREAK = " \ue001 "

    def install(self, cursor: Any) -> None:
        cursor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(title, citations, body, "
            "tokenize = \"unicode61 remove_diacritics 2 categories 'L* M* N* Co'\")"
        )

    def remove(self, cursor: Any) -> None:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")

    def one_at_a_time(self, cursor: Any) -> None:
        """Nothing: a transaction that writes has SQLite to itself."""

    def put(self, cursor: Any, documents: Iterable[Document]) -> None:
        cursor.executemany(
            f"INSERT INTO {TABLE} (rowid, title, citations, body) VALUES (%s, %s, %s, %s)",  # noqa: S608
            [(d.article_id, *(self._folded(t) for t in (d.title, d.citations, d.body))) for d in documents],
        )

    def _folded(self, text: str) -> str:
        return self.BREAK.join(" ".join(words(line)) for line in text.split("\n"))

    def drop(self, cursor: Any, article_ids: Sequence[int]) -> None:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(pk,) for pk in article_ids])  # noqa: S608

    def matching(self, asked: Asked) -> SQL:
        return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [self._match(asked)]  # noqa: S608

    def excluded(self, asked: Asked) -> SQL:
        match = " OR ".join(self._phrase(term) for term in asked.without)
        return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [match]  # noqa: S608

    def ranked(self, asked: Asked, among: SQL) -> SQL:
        # The plus keeps SQLite from asking the full text once for each of the others.
        return (
            f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND +rowid IN ({among[0]}) "  # noqa: S608
            f"ORDER BY {self.RANK}, rowid DESC",
            [self._match(asked), *among[1]],
        )

    def _match(self, asked: Asked) -> str:
        wanted = " AND ".join(self._phrase(term) for term in asked.terms)
        unwanted = " OR ".join(self._phrase(term) for term in asked.without)
        return f"({wanted}) NOT ({unwanted})" if unwanted else wanted

    @staticmethod
    def _phrase(term: Term) -> str:
        return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'


class Postgresql:
    """tsvector, made here word by word: PostgreSQL's own parser takes addresses and compounds apart in its own ways."""

    LOCK = 0x6F65_7365  # any number of our own
    LIMIT = 1_000_000  # bytes; a tsvector takes 1 MB
    RANK = "ts_rank('{0.1, 0.1, 0.4, 1.0}', words, %s::tsquery)"

    def install(self, cursor: Any) -> None:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE} (article_id bigint PRIMARY KEY, words tsvector NOT NULL)"
        )
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {TABLE}_gin ON {TABLE} USING gin (words)")

    def remove(self, cursor: Any) -> None:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")

    def one_at_a_time(self, cursor: Any) -> None:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [self.LOCK])

    def put(self, cursor: Any, documents: Iterable[Document]) -> None:
        cursor.executemany(
            f"INSERT INTO {TABLE} (article_id, words) VALUES (%s, %s::tsvector)",  # noqa: S608
            [(document.article_id, self._vector(document)) for document in documents],
        )

    def _vector(self, document: Document) -> str:
        places: dict[str, list[str]] = defaultdict(list)
        places_of = count(1)
        size = 0
        for text, weight in ((document.title, "A"), (document.citations, "B"), (document.body, "D")):
            for line in text.split("\n"):
                for word in words(line):
                    size += 2 if word in places else len(word.encode()) + 8
                    if size < self.LIMIT:
                        places[word].append(f"{next(places_of)}{weight}")
                next(places_of)  # no phrase runs over the end of a paragraph
        return " ".join(f"'{word}':{','.join(where[:256])}" for word, where in places.items())

    def drop(self, cursor: Any, article_ids: Sequence[int]) -> None:
        cursor.execute(f"DELETE FROM {TABLE} WHERE article_id = ANY(%s)", [list(article_ids)])  # noqa: S608

    def matching(self, asked: Asked) -> SQL:
        return f"SELECT article_id FROM {TABLE} WHERE words @@ %s::tsquery", [self._query(asked)]  # noqa: S608

    def excluded(self, asked: Asked) -> SQL:
        query = " | ".join(self._phrase(term) for term in asked.without)
        return f"SELECT article_id FROM {TABLE} WHERE words @@ %s::tsquery", [query]  # noqa: S608

    def ranked(self, asked: Asked, among: SQL) -> SQL:
        query = self._query(asked)
        return (
            f"SELECT article_id FROM {TABLE} WHERE words @@ %s::tsquery AND article_id IN ({among[0]}) "  # noqa: S608
            f"ORDER BY {self.RANK} DESC, article_id DESC",
            [query, *among[1], query],
        )

    def _query(self, asked: Asked) -> str:
        return " & ".join(
            [
                *(self._phrase(term) for term in asked.terms),
                *(f"!{self._phrase(term)}" for term in asked.without),
            ]
        )

    @staticmethod
    def _phrase(term: Term) -> str:
        quoted = [f"'{word}'" for word in term.words]
        return f"({' <-> '.join(quoted)}{':*' if term.prefix else ''})"
