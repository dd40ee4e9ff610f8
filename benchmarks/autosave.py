"""`python -m benchmarks.autosave`: the server's part of an autosave, in an article of 3,000 words and in one of 300.

What the editor's script sends after a pause: the commentary before and after one word was added, to the same view, through
Django's test client on SQLite with history. The two articles take turns. Without network and browser (`benchmarks.typing`).
"""

import argparse
import json
import random
import statistics
import time
from typing import Any

from benchmarks.fresh_site import author, fresh_site
from benchmarks.issues.words import prose
from benchmarks.measuring import machine, median

SIZES = {"3,000 words, 40 notes": (3_000, 40), "300 words, 4 notes": (300, 4)}


def make_article(by: Any, words: int, notes: int) -> Any:
    """A draft with so many words of commentary, two excerpts and its notes."""
    from editorial.content import richtext
    from editorial.content.models import Excerpt, Footnote
    from editorial.content.operations import create_article, save_item

    rng = random.Random(words)
    article = create_article(by=by, title=f"An article of {words} words")
    article.commentary = "".join(
        f"<p>{prose(rng, words // notes)}{richtext.reference(f'note{number}')}</p>" for number in range(notes)
    )
    save_item(item=article, by=by)
    for number in range(notes):
        text = f"<p>{prose(rng, 20)}</p>"
        save_item(item=Footnote(article=article, key=f"note{number}", text=text), by=by)
    for _ in range(2):
        excerpt = Excerpt(article=article, authors=["A. Reporter"], body=f"<p>{prose(rng, 200)}</p>")
        save_item(item=excerpt, by=by)
    return article


class Typist:
    """Somebody who adds one word after the other to the middle of an article, as their editor sends it."""

    def __init__(self, client: Any, article: Any):
        from django.urls import reverse

        self.client, self.key = client, str(article.key)
        self.address = reverse("save_article", args=[article.pk])
        shown = client.get(self.address).json()["article"]
        self.version, self.text, self.words = shown["version"], shown["values"]["commentary"], 0

    def save(self) -> float:
        """One round trip, in seconds."""
        self.words += 1
        middle = self.text.index(" ", len(self.text) // 2)
        after = f"{self.text[:middle]} added{self.words}{self.text[middle:]}"
        change = {
            "kind": "article", "key": self.key, "version": self.version,
            "fields": {"commentary": {"before": self.text, "after": after}},
        }  # fmt: skip
        body = json.dumps({"changes": [change], "order": {}})
        start = time.perf_counter()
        response = self.client.post(self.address, body, content_type="application/json")
        took = time.perf_counter() - start
        answer = response.json()
        assert response.status_code == 200 and not answer["conflicts"] and not answer["refused"], answer
        (saved,) = answer["saved"]
        self.version, self.text = saved["version"], saved["values"]["commentary"]
        return took


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The server's part of an autosave.")
    parser.add_argument("--saves", type=int, default=100, help="of each article")
    chosen = parser.parse_args()
    with fresh_site(STATIC_MANIFEST="0"):
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        by = author()
        client = Client()
        client.force_login(by)
        typists = {name: Typist(client, make_article(by, *size)) for name, size in SIZES.items()}
        queries = {}
        for name, typist in typists.items():
            typist.save()
            with CaptureQueriesContext(connection) as made:
                typist.save()
            queries[name] = len(made)
        found: dict[str, list[float]] = {name: [] for name in typists}
        for _ in range(chosen.saves):
            for name, typist in typists.items():
                found[name].append(typist.save() * 1000)
    print(f"{machine('django')}; {chosen.saves} saves of each article in turn\n")
    print("| article | median ms | 95 % within, ms | queries |\n|---|---|---|---|")
    for name, times in found.items():
        within = statistics.quantiles(times, n=20)[-1]
        print(f"| {name} | {median(times):.1f} | {within:.1f} | {queries[name]} |")
    long, short = (median(times) for times in found.values())
    print(f"\nlong ÷ short: {long / short:.2f}")


if __name__ == "__main__":
    main()
