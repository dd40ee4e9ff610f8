"""Everybody looks at every page of a site whose every text is an attack; what was answered, and what it changed."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.content.tracking import track
from editorial.factcheck.models import Dismissal
from editorial.factcheck.operations import mark_claim
from editorial.record.operations import append
from editorial.registers.models import BackIssue, BackIssueArticle
from editorial.states import ArticleState, Role
from tests import factories
from tests.architecture.permissions.routes import address, ours, patterns, route_of
from tests.architecture.permissions.world import World
from tests.hostile.poison import poison_everything
from tests.integration.admin.pages import confirmed

# What looking may write: who is signed in, when they were last here, and the search's own notes of what it read
# (docs/search.md: whoever searches reads the newest changes first).
# Opening a shared proof goes into the security log, where rows are only added.
MAY_CHANGE = {
    "django_session", "editorial_searchdocument", "editorial_citedoutlet", "editorial_unindexed", "editorial_securityevent",
    *(f"editorial_search_words{kind}" for kind in ("", "_data", "_idx", "_content", "_docsize", "_config")),
}  # fmt: skip
_WRITES = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+\"?(\w+)", re.IGNORECASE
)
OTHERS = """account_login account_logout account_reset_password account_change_password account_email mfa_index
    account_inactive account_signup account_reset_password_done""".split()


@dataclass
class Answer:
    """What one address gave."""

    name: str
    path: str
    status: int
    media_type: str
    policy: str
    headers: dict[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.media_type == "text/html" and bool(self.body)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass
class Walk:
    """All answers of one person, the tables that something wrote to by path, and what was different at the end."""

    person: str
    reached: dict[str, int]
    answers: list[Answer] = field(default_factory=list)
    wrote: dict[str, set[str]] = field(default_factory=dict)
    different: set[str] = field(default_factory=set)


@contextmanager
def noting_writes(noted: set[str]) -> Iterator[None]:
    """The tables that statements of the block write to."""

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (found := _WRITES.match(sql)) is not None:
            noted.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def digest_of_tables() -> dict[str, str]:
    """A digest of every table's rows and of every stored file."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()
    return found | {"files": repr(sorted(stored_files()))}


def stored_files() -> list[tuple[str, int]]:
    """Name and size of every file in the store."""
    root = Path(settings.MEDIA_ROOT)
    return [(str(path.relative_to(root)), path.stat().st_size) for path in root.rglob("*") if path.is_file()]


def walk(person: str) -> Walk:
    """Look at everything that this person can ask for, own and others’. Call it inside a transaction that is undone."""
    world = World(person)
    paths = list(dict.fromkeys(_paths(world)))
    _words_of_every_kind(world)
    done = Walk(person, poison_everything())
    client = Client(raise_request_exception=False)
    if world.me is not None:
        client.force_login(User.objects.get(pk=world.me.pk))
        confirmed(client)
    before = digest_of_tables()
    for name, path, data in _unfrozen(paths):
        for method in ("get", "head") if person == Role.ADMINISTRATOR else ("get",):
            noted: set[str] = set()
            with transaction.atomic(), noting_writes(noted):
                answer = getattr(client, method)(path, data)
            body = b"".join(answer) if answer.streaming else answer.content
            if method == "get":
                done.answers.append(_read(name, path, answer, body))
            if noted - MAY_CHANGE:
                done.wrote[f"{method} {path}"] = noted - MAY_CHANGE
    after = digest_of_tables()
    done.different = {
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    } - MAY_CHANGE
    cache.clear()
    return done


def _read(name: str, path: str, answer: Any, body: bytes) -> Answer:
    media_type = answer.headers.get("Content-Type", "").partition(";")[0]
    policy = answer.headers.get("Content-Security-Policy", "")
    return Answer(name, path, answer.status_code, media_type, policy, dict(answer.headers), body)


def _paths(world: World) -> Iterator[tuple[str, str, tuple[tuple[str, Any], ...]]]:
    for name in ours():
        route = route_of(name)
        assert route is not None, name
        for column in route.columns:
            args = route.args(world, column)
            data = route.data_of(world, column) if route.data_of else route.data
            if args is not None and data is not None:
                yield (
                    name,
                    address(name, args, route),
                    tuple((key, repr(value)) for key, value in data.items()),
                )
    known = {name for name, _pattern in patterns()}
    for name in OTHERS:
        if name in known:
            yield name, reverse(name), ()
    yield "no such page", "/no/such/page/", ()
    yield (
        "search",
        f"{reverse('admin:editorial_article_changelist')}?q=%22%3E%3Cimg+xss+src%3Dx+onerror%3D1%3E",
        (),
    )


def _unfrozen(paths: list[Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    return ((name, path, dict(data)) for name, path, data in paths)


def _words_of_every_kind(world: World) -> None:
    """What no column of the world has yet: an author's record, a house, a claim, a finding that passed, a back issue."""
    factories.author_record()
    factories.house(name="The house", tagline="A line", web_address="https://digest.example.org")
    article, checker = factories.walked_to(ArticleState.FACT_CHECK), factories.fact_checker()
    mark_claim(article=article, field="dek", exact="three days", by=checker)
    append(Dismissal(
        article=article, item_kind="article", item_key="", code="long_sentence", text="A port", reason="Read aloud",
        fingerprint="0" * 64, by=checker, at=timezone.now(),
    ))  # fmt: skip
    issue = BackIssue.objects.create(month=date(2019, 11, 1), url="https://digest.example.org/2019-11")
    made = BackIssueArticle.objects.create(issue=issue, title="Kites", authors=["Ada Berg"])
    for row in (issue, made):
        track(row, factories.editor(), "Kept")
