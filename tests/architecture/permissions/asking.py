"""Asking an address and reading the answer: what kind of answer it was, in one letter."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client

YES, UNKNOWN, REFUSED, ELSEWHERE, METHOD, SIGN_IN, NONE = "Y-x>ms."
WORDS = {
    YES: "answered, also when what was sent is incomplete",
    UNKNOWN: "404: this person learns nothing of it",
    REFUSED: "403, with a reason",
    ELSEWHERE: "sent to another page of the site",
    METHOD: "405: this address does not take that method",
    SIGN_IN: "to the sign-in, or 401 or 403 with what was typed",
    NONE: "this person has none",
}


def ask(client: Client, method: str, path: str, data: Any = None, *, as_json: bool = False) -> str:
    """The letter of the answer. What the request changed is undone."""
    options: dict[str, Any] = {"data": data or {}}
    if as_json:
        options |= {"content_type": "application/json", "headers": {"accept": "application/json"}}
    with transaction.atomic():
        response = getattr(client, method.lower())(path, **options)
        letter = letter_of(response, method, path)
        if response.streaming:
            b"".join(response)  # read to its end, the client closes it
        transaction.set_rollback(True)
    return letter


def letter_of(response: HttpResponse, method: str, path: str) -> str:
    """One of `WORDS`. Raises `AssertionError` for an answer that no page should give."""
    status = response.status_code
    assert status < 500, (status, response.content[:500])
    if status in (301, 302, 303):
        to = urlsplit(response["Location"]).path
        if to in (resolve_url(settings.LOGIN_URL), "/admin/login/"):
            return SIGN_IN
        # The admin sends the short address of an object on, whatever the method is.
        return ELSEWHERE if method == "GET" or to == f"{path}change/" else YES
    if status == 401:
        return SIGN_IN
    return {404: UNKNOWN, 403: REFUSED, 405: METHOD}.get(status, YES)
