"""No page asks the database more than twelve times, not even when nothing of it is kept, however much there is to show.

“Nothing kept” is an empty cache: the first view after a change. What a process asks once (the archive of the published
articles, `factcheck.reading.known_archive`) is asked before.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.states import ArticleState, Role
from editorial.workflow.comments import add_comment
from tests import factories as f
from tests.architecture.permissions.routes import address, ours, route_of
from tests.architecture.permissions.world import World
from tests.integration.admin.pages import confirmed

MOST = 12
SIGNED_IN = [role.value for role in Role]


def pages(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every address that this person may ask for, with what is sent to it."""
    for name in ours():
        route = route_of(name)
        assert route is not None, name
        for column in route.columns:
            args = route.args(world, column)
            data = route.data_of(world, column) if route.data_of else route.data
            if args is not None and data is not None:
                yield address(name, args, route), data


def cold(client: Client, path: str, data: dict[str, Any]) -> list[str]:
    """What the page asks when nothing of it is kept; nothing for what is no page for this person."""
    cache.clear()
    with CaptureQueriesContext(connection) as made:
        answer = client.get(path, data)
        if answer.streaming:
            b"".join(answer)  # type: ignore[arg-type]
    return [query["sql"] for query in made] if answer.status_code == 200 else []


@pytest.mark.django_db
@pytest.mark.parametrize("person", SIGNED_IN)
def test_no_page_asks_more_than_twelve_queries(person: str) -> None:
    world = World(person)
    client = Client(raise_request_exception=True)
    assert world.me is not None
    client.force_login(world.me)
    confirmed(client)
    asked: dict[str, list[str]] = {}
    for path, data in list(pages(world)):
        asked[path] = cold(client, path, data)
        if len(asked[path]) > MOST:  # perhaps with what a process asks once
            asked[path] = cold(client, path, data)
    assert sum(bool(queries) for queries in asked.values()) >= 10, "most of the pages were not there"
    assert {path: len(queries) for path, queries in asked.items() if len(queries) > MOST} == {}


def crowd(number: int, writer: User) -> None:
    """So many articles of this person in every state before publication, with remarks, and two issues that hold most of them."""
    made = []
    for state in (
        ArticleState.DRAFT,
        ArticleState.IN_REVIEW,
        ArticleState.FACT_CHECK,
        ArticleState.APPROVED,
    ):
        for _ in range(number):
            made.append(f.walked_to(state, f.complete_article(writer, excerpts=1)))
            if state in (ArticleState.IN_REVIEW, ArticleState.FACT_CHECK):
                add_comment(article=made[-1], text="Why?", by=f.editor(), blocking=True)
    for placed in (made[::3], made[1::3]):
        f.issue_of(placed)


LISTS = """admin:index home check_list notifications admin:editorial_article_changelist admin:editorial_article_csv
    admin:editorial_issue_changelist admin:editorial_issue_board admin:editorial_section_changelist
    admin:editorial_outlet_changelist admin:editorial_outlet_seen admin:editorial_person_changelist
    admin:editorial_backissue_changelist admin:auth_user_changelist admin:editorial_invitation_changelist""".split()


@pytest.mark.django_db
def test_no_list_asks_more_of_six_articles_than_of_two() -> None:
    people = [f.person(role) for role in Role] + [f.person(*Role)]
    clients = [Client(raise_request_exception=True) for _ in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    counts = []
    for more in (2, 4):
        crowd(more, people[0])
        for client in clients:  # what a process asks once
            client.get(reverse(LISTS[-1]))
        counts.append({(n, name): len(cold(client, reverse(name), {}))
                       for n, client in enumerate(clients) for name in LISTS})  # fmt: skip
    few, many = counts
    assert {key: (few[key], many[key]) for key in few if few[key] != many[key]} == {}
    assert {key: asked for key, asked in many.items() if asked > MOST} == {}
