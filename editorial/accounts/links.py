"""Addresses of our pages as they go out in e-mails."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings


def public_address(address: str) -> str:
    """This absolute address of a page of ours, at `PUBLIC_URL` when that is set, whatever host the request named."""
    if not settings.PUBLIC_URL:
        return address
    public = urlsplit(settings.PUBLIC_URL)
    return urlsplit(address)._replace(scheme=public.scheme, netloc=public.netloc).geturl()


def public_context(context: dict[str, Any]) -> dict[str, Any]:
    """What an e-mail's template is given, with every address of ours in it made public."""
    links = {name: public_address(value) for name, value in context.items() if name.endswith("_url")}
    if not settings.PUBLIC_URL:
        return context
    host = urlsplit(settings.PUBLIC_URL).netloc
    return context | links | {"current_site": {"domain": host, "name": host}}
