"""Forty people at the same twenty articles: no edit is lost, no move is made twice, nobody sees an error page, nobody waits in a
circle. On the product's own server, with SQLite and with PostgreSQL.

Meanwhile a backup is made; restored elsewhere, it is one moment of the day, with nothing torn.

OEWATCH_MANY_PEOPLE_SECONDS says for how long (30; before a release it is run for 120).
"""

import contextlib
import json
import os
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from editorial.admin.arranging import as_json
from editorial.backup.verifying import verify_backup
from editorial.content.models import Article, Excerpt, Footnote
from editorial.content.operations import set_bylines
from editorial.issues.arrangement import arrangement_of
from editorial.issues.models import Issue
from editorial.record.models import Seal
from editorial.workflow.models import Comment, LogEntry
from editorial.workflow.transitions import TRANSITIONS
from oewatch.children import start_child, stop_child
from oewatch.embedded import EmbeddedQueue
from oewatch.supervisor import web_child
from tests import factories as f
from tests.integration.backup.sites import STATE, empty_site, rows_when_sealed, this_site
from tests.newsroom import Author, Checker, Editor, Journal, Person, words_of
from tests.processes import database_url, make_roles
from tests.services import free_port

SECONDS = float(os.environ.get("OEWATCH_MANY_PEOPLE_SECONDS", "30"))
ARTICLES, AUTHORS, EDITORS, CHECKERS = 20, 16, 16, 8
START_LIMIT_S, PATIENCE_S = 60.0, 300.0
MODELS: dict[str, Any] = {"article": Article, "excerpt": Excerpt, "footnote": Footnote}
# What a database says when two wait for each other or one waited too long.
CIRCLES = ("deadlock detected", "database is locked", "could not serialize", "Traceback")


@contextlib.contextmanager
def server(log: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """gunicorn as an installation runs it, on the test's database; yields its port."""
    port = free_port()
    child = web_child(host="127.0.0.1", port=port)
    environment = {**os.environ, **child.environment} | {
        "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "oewatch.settings", "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    queue = EmbeddedQueue(data_dir=settings.DATA_DIR) if settings.EMBEDDED_QUEUE else contextlib.nullcontext()
    with queue, log.open("ab") as output:
        process = start_child(
            child.command, environment=environment, output=output.fileno(), folder=settings.BASE_DIR
        )
        try:
            end = time.monotonic() + START_LIMIT_S
            while True:
                try:
                    urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5).close()
                    break
                except (URLError, OSError):
                    assert process.poll() is None and time.monotonic() < end, log.read_text()
                    time.sleep(0.2)
            yield port
        finally:
            stop_child(process, grace_s=15)


def signed_in(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def twenty_articles(people: list[Any]) -> tuple[list[Article], Issue]:
    """In one issue, in two sections, each with two authors; a third of them in review, a third in fact-check."""
    more = "".join(f"<p>Paragraph {name}.</p>" for name in ("alpha", "beta", "gamma", "delta"))
    sections, made = [f.section(), f.section()], []
    for number in range(ARTICLES):
        first, second = people[number % AUTHORS], people[(number + 1) % AUTHORS]
        article = f.complete_article(first, images=0, section=sections[number % 2])
        article.commentary += more
        article = f.content.save_item(item=article, by=first)
        names = [f.author_record(who.get_full_name(), who) if not hasattr(who, "author") else who.author
                 for who in (first, second)]  # fmt: skip
        set_bylines(article=article, authors=names, by=first)
        state = ("draft", "in_review", "fact_check")[number % 3]
        made.append(f.walked_to(state, f.fresh(article)))
    return made, f.issue_of(made)


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[list[Person], Path, Issue]]:
    make_roles()
    authors = [f.author() for _ in range(AUTHORS)]
    articles, issue = twenty_articles(authors)
    everything = [article.pk for article in articles]
    own = {
        who.pk: [a.pk for a in articles if who.pk in {b.author.user_id for b in a.bylines.all()}]
        for who in authors
    }
    log = tmp_path / "server.log"
    with server(log, monkeypatch) as port:
        crowd: list[Person] = [Author(signed_in(who), port, own[who.pk], n) for n, who in enumerate(authors)]
        Editor.issue = issue.pk
        crowd += [Editor(signed_in(f.editor()), port, everything, n) for n in range(EDITORS)]
        crowd += [Checker(signed_in(f.fact_checker()), port, everything, n) for n in range(CHECKERS)]
        yield crowd, log, issue


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_forty_people_at_twenty_articles(newsroom: tuple[list[Person], Path, Issue], tmp_path: Path) -> None:
    crowd, log, issue = newsroom
    entries_before = set(LogEntry.objects.values_list("pk", flat=True))
    arranged_before, circles_before = arranged(issue), circles()
    journals, over = [person.journal for person in crowd], threading.Event()
    threads = [threading.Thread(target=person.work, args=(over,)) for person in crowd]
    for thread in threads:
        thread.start()
    begun = time.monotonic()
    time.sleep(SECONDS / 3)
    this_site().manage("backup", tmp_path / "backup")
    # On a machine that has much else to do, until something has happened.
    while time.monotonic() < begun + SECONDS or (
        time.monotonic() < begun + SECONDS + PATIENCE_S and not much_happened(journals)
    ):
        time.sleep(0.5)
    took_s = time.monotonic() - begun
    over.set()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    answers: Counter[str] = sum((one.answers for one in journals), Counter())
    print(json.dumps(dict(sorted(answers.items())), indent=0))
    print(
        f"{sum(len(one.written) for one in journals)} words, {sum(one.moves.total() for one in journals)} moves, "
        f"{sum(len(one.comments) for one in journals)} remarks, {sum(len(one.arranged) for one in journals)} arrangements, "
        f"{answers['conflict']} conflicts, {sum(answers.values()) - answers['conflict']} answers in {took_s:.0f} s"
    )
    assert not [words for one in journals for words in one.wrong]
    assert not [words for one in journals for words in one.lost], (
        "refused, and what was typed is not on the page"
    )
    said = log.read_text(errors="replace")
    assert not [words for words in CIRCLES if words in said], said[-5000:]
    assert circles() == circles_before
    require_every_word(journals)
    require_chains(journals, entries_before)
    require_remarks(journals)
    require_one_line(arranged_before, [pair for one in journals for pair in one.arranged], arranged(issue))
    assert much_happened(journals), "nothing much happened"
    require_one_moment(tmp_path)


def much_happened(journals: list[Journal]) -> bool:
    """Whether people met: words, moves, and somebody who came second, to the same words or to a page that was stale."""
    second = sum(
        count
        for one in journals
        for answer, count in one.answers.items()
        if answer.endswith(("conflict", "409"))
    )
    written, moved = (sum(len(one.written) for one in journals), sum(one.moves.total() for one in journals))
    return second > 5 and written > 20 and moved > 10


def require_one_moment(folder: Path) -> None:
    """The backup of the day restores to what it says, and its log ends at a seal of ours."""
    backup = verify_backup(folder / "backup")
    number, digest = backup.manifest.log_head.split(":")
    assert Seal.objects.get(number=int(number)).hash == digest
    assert int(number) < Seal.objects.count(), "nobody moved anything after it"
    with empty_site(folder / "new") as site:
        said = site.manage("restore", backup.folder)
        state = site.ask(STATE)
        assert state["lines"] == backup.fingerprint_lines()
        assert f"Log           {backup.manifest.log_head}, as then" in said
        assert state["rows"] == rows_when_sealed(backup.manifest.rows)


def circles() -> int:
    """How often PostgreSQL ended a transaction because two waited for each other."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def require_every_word(journals: list[Journal]) -> None:
    """Each acknowledged word stands where it was put, or somebody who saw it wrote over it; and the history knows it."""
    dropped = set().union(*(one.dropped for one in journals))
    standing: dict[tuple[str, int, str, str], set[str]] = {}
    known: dict[str, set[str]] = defaultdict(set)
    for kind, model in MODELS.items():
        for row in model.objects.all():
            for name in ("dek", "pull_quote", "commentary", "body", "place", "text"):
                if hasattr(row, name):
                    owner = row.pk if kind == "article" else row.article_id
                    standing[kind, owner, str(row.key), name] = words_of(getattr(row, name))
        for row in model.history.all():
            for name in ("dek", "pull_quote", "commentary", "body", "place", "text"):
                known[kind] |= words_of(getattr(row, name, ""))
    for journal in journals:
        for word, place in journal.written.items():
            here = standing.get((place.kind, place.article, place.key, place.field), set())
            assert word in here or word in dropped, f"{word} is lost: {place}"
            # Ten minutes of one person's writing are one row: what they themselves wrote over in them is not in it.
            assert word in known[place.kind] or word in journal.dropped, f"{word} is in no history: {place}"


def require_chains(journals: list[Journal], before: set[int]) -> None:
    """Each move begins where the one before it ended, the table has it, and it was made once for each acknowledgement."""
    made: Counter[tuple[int, str]] = Counter()
    for article in Article.objects.all():
        state = "draft"
        for entry in LogEntry.objects.filter(article=article).order_by("pk"):
            assert entry.source == state, f"{article}: {entry.move} from {entry.source}, but it was {state}"
            assert (
                entry.source in TRANSITIONS[entry.move].sources
                and entry.target == TRANSITIONS[entry.move].target
            )
            state = entry.target
            if entry.pk not in before:
                made[article.pk, entry.move] += 1
        assert article.state == state
    assert made == sum((one.moves for one in journals), Counter())


def require_remarks(journals: list[Journal]) -> None:
    found = Counter(
        word for text in Comment.objects.values_list("text", flat=True) for word in words_of(text)
    )
    assert {word: found[word] for one in journals for word in one.comments} == dict.fromkeys(
        (word for one in journals for word in one.comments), 1
    )


def arranged(issue: Issue) -> str:
    return as_json(arrangement_of(Issue.objects.get(pk=issue.pk)))


def require_one_line(first: str, steps: list[tuple[str, str]], last: str) -> None:
    """The arrangements that were stored follow one another: each was made from one that stood, and used it up."""

    def same(arrangement: str) -> str:
        return json.dumps(json.loads(arrangement), sort_keys=True)

    balance: Counter[str] = Counter()
    for shown, wanted in steps:
        if same(shown) != same(wanted):
            balance[same(shown)] -= 1
            balance[same(wanted)] += 1
    balance[same(first)] += 1
    balance[same(last)] -= 1
    assert not {one: count for one, count in balance.items() if count}, (
        "an arrangement was overtaken unnoticed"
    )
