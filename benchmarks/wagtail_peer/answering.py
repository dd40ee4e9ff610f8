"""The peer's pages, asked by name."""

import json
import sys
import time

from django.contrib.auth.models import User
from django.db import connection, reset_queries
from django.test import Client
from django.urls import reverse

from benchmarks.wagtail_peer.models import ArticlePage
from benchmarks.wagtail_peer.seed import seed


def addresses(opened: int, words: str) -> dict[str, str]:
    """The pages that are measured, by the desk's names for them."""
    parent = ArticlePage.objects.get(pk=opened).get_parent().pk
    return {
        "list": reverse("wagtailadmin_explore", args=[parent]),
        "change": reverse("wagtailadmin_pages:edit", args=[opened]),
        "search": f"{reverse('wagtailadmin_pages:search')}?q={words}",
        "timeline": reverse("wagtailadmin_pages:history", args=[opened]),
    }


def main() -> None:
    """Answer until the input ends."""
    articles, excerpts, history = (int(number) for number in sys.argv[1:4])
    opened = seed(articles=articles, excerpts=excerpts, history=history)
    client = Client()
    client.force_login(User.objects.get(username="editor"))
    pages = addresses(opened, "shi wan")
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        page, _, wanted = line.strip().partition(" ")
        start = time.perf_counter()
        response = client.get(pages[page])
        took = time.perf_counter() - start
        assert response.status_code == 200, (line, response.status_code)
        answer = {"ms": took * 1000, "bytes": len(response.content)}
        if wanted == "queries":
            answer["queries"] = _queries(client, pages[page])
        print(json.dumps(answer), flush=True)


def _queries(client: Client, path: str) -> int:
    connection.force_debug_cursor = True
    reset_queries()
    client.get(path)
    number = len(connection.queries)
    connection.force_debug_cursor = False
    return number
