"""What tests of the authors' pages share: browsers, and reading a page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from editorial.factcheck.reading import known_archive


def browser(user: User | None) -> Client:
    """A browser, signed in as `user`, that reports a 500 as a page, as production does."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def words_of(html: str) -> str:
    """The page's text without tags, white space folded."""
    import html as entities

    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", html)).split())


def section_of(html: str, anchor: str) -> str:
    """The text of the section with this id."""
    found = re.search(rf'<section[^>]*id="{anchor}".*?</section>', html, re.DOTALL)
    return words_of(found[0]) if found else ""


def queries_of(client: Client, path: str) -> int:
    """How many queries the page makes, when everything that is asked once is already asked. The fewer of two requests:
    what is kept for a minute may end during one of them.
    """
    client.get(path)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    return min(counts)


def cold_queries_of(client: Client, path: str) -> int:
    """How many queries the page makes when nothing of it is kept: the first view after a change, with an empty cache. What
    a process or a connection asks once is already asked.
    """
    client.get(path)
    cache.clear()
    known_archive()  # of what stands now: a test before may have left another
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back."""
    sid = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(sid)
