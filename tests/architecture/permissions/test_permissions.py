"""The table of permissions holds for every address, and no address is missing from it.

The table is docs/permissions.md. `OEWATCH_PERMISSIONS=show` prints the rows as the site answers today, to be compared
with the design and written into the table by hand.
"""

import os
from collections import defaultdict
from typing import Any

import pytest
from django.test import Client

from tests.architecture.permissions.asking import METHOD, NONE, REFUSED, SIGN_IN, UNKNOWN, YES, ask
from tests.architecture.permissions.routes import address, ours, route_of
from tests.architecture.permissions.table import read_table
from tests.architecture.permissions.world import DRAFT, PEOPLE, World
from tests.integration.admin.pages import confirmed

METHODS = (
    "GET",
    "POST",
    "PUT",
)  # the last one for the first object only, and not in the table: no address takes it
CLOSED = {UNKNOWN, REFUSED, METHOD, SIGN_IN, NONE}


def answers(person: str) -> dict[tuple[str, str], str]:
    """What every address answers to this person: a letter for each object of its kind."""
    world = World(person)
    client = Client(raise_request_exception=True)
    if world.me is not None:
        client.force_login(world.me)
        confirmed(client)
    found: dict[tuple[str, str], str] = {}
    for name in ours():
        route = route_of(name)
        assert route is not None, (
            f"no test knows how to ask “{name}”: add it to routes.py and to docs/permissions.md"
        )
        letters: dict[str, str] = defaultdict(str)
        for column in route.columns:
            args = route.args(world, column)
            data = route.data_of(world, column) if route.data_of else route.data
            args = None if data is None else args
            for method in METHODS[: 2 if letters["PUT"] else 3]:
                if args is not None:
                    letters[method] += _asked(client, method, name, args, route, data)
                elif method != "PUT":
                    letters[method] += NONE
        found |= {(name, method): cells for method, cells in letters.items()}
    return found


def _asked(client: Client, method: str, name: str, args: list[Any], route: Any, data: Any) -> str:
    try:
        as_json = route.as_json or method == "PUT"
        return ask(client, method, address(name, args, route), data, as_json=as_json)
    except Exception as error:
        raise AssertionError(f"{method} {name} {args}: {error}") from error


# Who is shown next to nothing, so that hardly a query runs.
STRANGERS = ("signed out", "no role")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "person",
    [pytest.param(one, marks=[pytest.mark.any_database] * (one in STRANGERS)) for one in PEOPLE],
)
def test_every_address_answers_as_the_table_says(person: str) -> None:
    table = read_table()
    found = answers(person)
    if os.environ.get("OEWATCH_PERMISSIONS") == "show":
        print("\n".join(f"{name}\t{method}\t{person}\t{cells}" for (name, method), cells in found.items()))
    wrong = {
        key: (table[key].answers[person] if key in table else "not in the table", cells)
        for key, cells in found.items()
        if key[1] != "PUT" and (key not in table or table[key].answers[person] != cells)
    }
    assert wrong == {}, "address: (what the table says, what the site answers)"
    taken = {
        name: cells for (name, method), cells in found.items() if method == "PUT" and cells == YES
        if found[name, "GET"].lstrip(NONE)[:1] != YES
    }  # fmt: skip
    assert taken == {}, "a PUT opens what a GET does not"


@pytest.mark.django_db
def test_no_address_is_missing_from_the_table_and_none_is_in_it_that_is_gone() -> None:
    named = {(name, method) for name in ours() for method in ("GET", "POST")}
    assert named == set(read_table())


def test_what_the_table_says_keeps_the_promises_of_the_design() -> None:
    """Rules that hold whatever the table says of one address (design, section 2)."""
    for (name, method), row in read_table().items():
        where = f"{method} {name}"
        assert name in OPEN_TO_ALL or set(row.answers["signed out"]) <= CLOSED | {">"}, where
        route = route_of(name)
        assert route is not None
        for person in ("author", "editor", "fact-checker", "publications", "no role"):
            if DRAFT in route.columns:
                assert row.answers[person][route.columns.index(DRAFT)] in CLOSED | {">"}, (where, person)
        if name.startswith("admin:"):
            assert YES not in row.answers["author"] + row.answers["no role"], where


OPEN_TO_ALL = {"accept_invitation", "proof", "proof_file", "admin:jsi18n", "session", "font"}
