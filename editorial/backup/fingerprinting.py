"""What a database says, in lines that can be compared: each article and edition with its fingerprint, rows of each table."""

from collections.abc import Iterator

from django.db import connections

from editorial.content.fingerprints import article_fingerprint, fingerprint
from editorial.content.models import Article
from editorial.content.queries import with_content
from editorial.issues.models import Edition
from editorial.record.models import FIRST, SealHead
from editorial.record.queries import Head
from editorial.rendering.models import RenderedPart
from editorial.search.engines import TABLE as WORDS
from editorial.search.models import CitedOutlet, SearchDocument, Unindexed

AT_ONCE = 200  # articles that are read together
# Not in a backup: sign-ins of browsers, and what is made again from the rest.
LEFT_OUT = (
    "django_session",
    *(model._meta.db_table for model in (RenderedPart, SearchDocument, CitedOutlet, Unindexed)),
    WORDS,
)


def fingerprint_lines(*, using: str = "default") -> Iterator[str]:
    """`article KEY FINGERPRINT` and `edition MONTH/NUMBER/ATTEMPT FINGERPRINT`, computed from what stands in the rows."""
    articles = with_content(Article.objects.using(using).order_by("pk"))
    for article in articles.iterator(chunk_size=AT_ONCE):
        yield f"article {article.key} {article_fingerprint(article)}"
    editions = Edition.objects.using(using).select_related("issue").order_by("pk")
    for edition in editions.iterator(chunk_size=10):
        name = f"{edition.issue.reference}/{edition.number}/{edition.attempt}"
        yield f"edition {name} {fingerprint(edition.snapshot)}"


def log_head(*, using: str = "default") -> str:
    """The end of the record's chain (`record.queries.head`), as `NUMBER:HASH`."""
    found = SealHead.objects.using(using).first()
    return str(Head(found.number, found.hash) if found else Head(0, FIRST))


def row_counts(*, using: str = "default") -> dict[str, int]:
    """Rows of every table that a backup holds, by its name."""
    connection = connections[using]
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if is_kept(name)]
        counts = {}
        for name in sorted(names):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608  names of tables
            counts[name] = cursor.fetchone()[0]
    return counts


def is_kept(table: str) -> bool:
    """Whether a backup holds the rows of this table. The full text's own tables begin with the name of the first."""
    return table not in LEFT_OUT and not table.startswith(f"{WORDS}_")


def applied_migrations(*, using: str = "default") -> list[str]:
    """`app.name` of every migration that the database has had, sorted."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return []
        cursor.execute("SELECT app, name FROM django_migrations")
        return sorted(f"{app}.{name}" for app, name in cursor.fetchall())
