"""Reading the desk's pages and filling in its forms as a browser would."""

import time
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from editorial.content.models import Article
from editorial.issues.models import Issue
from editorial.states import Role
from tests import factories as f


def browser(user: User) -> Client:
    """A signed-in browser that reports a 500 as a page, as production does."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def confirmed(client: Client) -> Client:
    """The same browser, just after its person answered “Is it you?”."""
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    record = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [record]
    session.save()
    return client


def author_at_desk() -> User:
    """Somebody who writes and also works in the publications office: an author whom the desk lets in."""
    return f.person(Role.AUTHOR, Role.PUBLICATIONS)


def page_of(thing: Article | Issue) -> str:
    return reverse(f"admin:editorial_{thing._meta.model_name}_change", args=[thing.pk])


def act_of(thing: Article | Issue, act: str, *more: Any) -> str:
    return reverse(f"admin:editorial_{thing._meta.model_name}_{act}", args=[thing.pk, *more])


class _Forms(HTMLParser):
    """The forms of a page: where they go, what is in them, and the names of their submit buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.inside = False
        self.area: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"action": found.get("action", ""), "fields": {}, "buttons": []})
            self.inside = True
        if not self.inside:
            return
        form, name = self.forms[-1], found.get("name", "")
        if tag == "button" or (tag == "input" and found.get("type") == "submit"):
            form["buttons"].append((name, found.get("value", "")))
        elif tag == "input" and found.get("type") not in ("checkbox", "radio", "file") and name:
            form["fields"][name] = found.get("value", "")
        elif tag == "input" and found.get("type") == "checkbox" and "checked" in found:
            form["fields"][name] = found.get("value", "on")
        elif tag == "textarea":
            self.area = name
            form["fields"][name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in found:
            form["fields"][self.select] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            # HTML drops one line break after the opening tag.
            if self.forms and self.area:
                fields = self.forms[-1]["fields"]
                fields[self.area] = fields[self.area].removeprefix("\r\n").removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.area and self.forms:
            self.forms[-1]["fields"][self.area] += data


def forms_of(html: str) -> list[dict[str, Any]]:
    parser = _Forms()
    parser.feed(html)
    return parser.forms


def offered_moves(html: str, thing: Article | Issue) -> dict[str, bool]:
    """The moves that the page offers, each with whether it has a button."""
    action = act_of(thing, "move")
    return {
        form["fields"]["move"]: bool(form["buttons"]) for form in forms_of(html) if form["action"] == action
    }


def edit_form(client: Client, thing: Article | Issue) -> dict[str, str]:
    """The fields of the page's edit form, ready to be posted back."""
    html = client.get(page_of(thing)).content.decode()
    form = next(form for form in forms_of(html) if "title" in form["fields"])
    fields: dict[str, str] = form["fields"]
    return {name: value for name, value in fields.items() if "__prefix__" not in name}
