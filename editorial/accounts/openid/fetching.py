"""JSON from the issuer: by https, small, soon, and from nowhere else than the address that was asked."""

import json
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from editorial.accounts.openid.errors import SignInRefused

MOST_BYTES = 256 * 1024
CONNECT_SECONDS, SILENT_SECONDS, WHOLE_SECONDS = 4, 5, 10
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_usable_address(address: object, *, fragment: bool = False, loopback: bool = True) -> bool:
    """Whether this is an absolute https address without a user in it; http is for this machine alone (`loopback`)."""
    if not isinstance(address, str) or not address.isascii() or not address.isprintable():
        return False
    if any(letter in address for letter in " \"'<>\\^`{|}") or ("#" in address and not fragment):
        return False
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and loopback and is_loopback(address))


def is_loopback(address: str) -> bool:
    """Whether the address is one of this machine."""
    return urlsplit(address).hostname in LOOPBACK


def fetch_json(
    address: str,
    *,
    data: dict[str, str] | None = None,
    basic: tuple[str, str] | None = None,
    bearer: str = "",
) -> dict[str, Any]:
    """The JSON object at this address; with `data` it is posted. Raises `SignInRefused` (“unavailable”) for anything else."""
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    try:
        with requests.Session() as session:
            session.trust_env = not is_loopback(
                address
            )  # proxies and authorities of this machine, for others alone
            with session.request(
                "GET" if data is None else "POST",
                address,
                data=data,
                auth=basic or _nobody,
                headers=headers,
                timeout=(CONNECT_SECONDS, SILENT_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as answer:
                body = _read(answer)
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise _unavailable(address, type(error).__name__) from None
    if answer.status_code != 200:
        raise _unavailable(address, f"status {answer.status_code}{_named_error(body)}")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise _unavailable(address, "no JSON") from None
    if not isinstance(found, dict):
        raise _unavailable(address, "no JSON object")
    return found


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Instead of what a .netrc file of this machine says about the host."""
    return request


def _read(answer: requests.Response) -> bytes:
    """The whole body. Raises `ValueError` when there is too much of it, it takes too long, or it is packed all the same."""
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise ValueError
    ends, body = time.monotonic() + WHOLE_SECONDS, b""
    # What has come, whenever it comes: “iter_content” would wait for its fill from a server that sends a letter a second.
    while piece := answer.raw.read1(16 * 1024, decode_content=False):
        body += piece
        if len(body) > MOST_BYTES or time.monotonic() > ends:
            raise ValueError
    return body


def _named_error(body: bytes) -> str:
    """The issuer's word for what is wrong (RFC 6749, section 5.2), when it is one: the rest may quote what we sent."""
    try:
        word = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return f", {word}" if isinstance(word, str) and word.replace("_", "").isalpha() and len(word) < 50 else ""


def _unavailable(address: str, what: str) -> SignInRefused:
    parts = urlsplit(address)
    return SignInRefused("unavailable", f"{parts.scheme}://{parts.netloc}{parts.path}: {what}")
