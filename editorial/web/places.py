"""The places that every page leads to: by what the person's roles open to them, the same on the desk and outside it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from editorial.content.permissions import AnyUser, roles_of
from editorial.states import Role
from editorial.web.second_step import must_set_up

REGISTERS = (
    ("outlet", "Outlets"),
    ("person", "People"),
    ("backissue", "Back issues"),
    ("author", "Authors"),
    ("section", "Sections"),
)


@dataclass(frozen=True)
class Place:
    """A link of the navigation. `current` is “page” on the page itself, “true” on one that belongs to it, else blank."""

    name: str
    address: str
    current: str = ""
    within: tuple["Place", ...] = ()


def places_of(user: AnyUser | None, path: str) -> list[Place]:
    """Where this person's work is, told from `path` where they are; nothing for who is not signed in.

    No query: the roles are known by the time a page is made.
    """
    roles = roles_of(user)
    places = [_place("My articles", reverse("home"), path, exact=True)] if Role.AUTHOR in roles else []
    if not getattr(user, "is_staff", False) or not roles - {Role.AUTHOR}:
        return places
    if roles & {Role.PUBLICATIONS, Role.ADMINISTRATOR}:
        places.append(_place("Office", reverse("office"), path))
    issues, board = _list("issue"), reverse("admin:editorial_issue_board")
    on_board = path.startswith(board)
    registers = tuple(_place(name, _list(model), path) for model, name in REGISTERS)
    kept = next((one for one in registers if one.current), None)
    places += [
        _place("Desk", reverse("admin:index"), path, exact=True),
        _place("Articles", _list("article"), path),
        Place("Issues", issues, "" if on_board else _current(issues, path)),
        _place("Months ahead", board, path),
    ]
    places.append(Place("Registers", registers[0].address, "true" if kept else "", registers if kept else ()))
    if roles & {Role.EDITOR, Role.FACT_CHECKER, Role.ADMINISTRATOR}:
        places.append(_place("Fact-check", reverse("check_list"), path))
    return places


def led_to(user: AnyUser | None) -> set[str]:
    """The addresses that the navigation leads to, with those of every register."""
    places = places_of(user, "")
    registers = [_list(model) for model, _name in REGISTERS] if len(places) > 1 else []
    return {place.address for place in places} | set(registers)


def _list(model: str) -> str:
    return reverse(f"admin:editorial_{model}_changelist")


def _place(name: str, address: str, path: str, *, exact: bool = False) -> Place:
    return Place(name, address, ("page" if path == address else "") if exact else _current(address, path))


def _current(address: str, path: str) -> str:
    if path == address:
        return "page"
    return "true" if path.startswith(address) else ""


def places(request: HttpRequest) -> dict[str, Any]:
    """Context of templates: `places`, made for the pages that show them and for no others.

    Nothing leads to where a person without the second step that they need (`second_step_lacking`) does not get.
    """

    def shown() -> list[Place]:
        return [] if must_set_up(request) else places_of(getattr(request, "user", None), request.path)

    return {
        "places": SimpleLazyObject(shown),
        "second_step_lacking": SimpleLazyObject(lambda: must_set_up(request)),
    }
