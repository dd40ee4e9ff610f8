"""`python -m benchmarks.importing`: how many articles a second a text in the house layout becomes, by its length.

The same generated articles as in the issues, once read only (what the page with the preview does) and once made drafts with
notes, excerpts, image records and history on SQLite (`import_text`). Texts of 11, 55 and 220 articles take turns; the ratio
says whether an article of a long text costs more than one of a short one.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from typing import Any

from benchmarks.fresh_site import author, fresh_site
from benchmarks.issues.generator import Snapshot, snapshot
from benchmarks.measuring import machine, median


def house_layout(issue: Snapshot) -> str:
    """The articles of a snapshot as the house keeps them: docs/importing.md tells the layout."""
    return "\n".join(_article(one) for section in issue["sections"] for one in section["articles"])


class _Paragraphs(HTMLParser):
    def __init__(self, markers: dict[str, str]):
        super().__init__(convert_charrefs=True)
        self.markers, self.found = markers, [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        key = dict(attrs).get("data-footnote")
        if tag == "p" and self.found[-1]:
            self.found.append("")
        elif key:
            self.found[-1] += f"[{self.markers[key]}]"

    def handle_data(self, data: str) -> None:
        self.found[-1] += data


def _plain(html: str, markers: dict[str, str]) -> str:
    reader = _Paragraphs(markers)
    reader.feed(html)
    return "\n\n".join(reader.found)


def _article(article: dict[str, Any]) -> str:
    from editorial.content.numerals import roman

    markers = {note["key"]: roman(note["number"]) for note in article["footnotes"]}
    image = article["images"][0]
    notes = "\n\n".join(f"[{markers[n['key']]}] {_plain(n['text'], {})}" for n in article["footnotes"])
    return "\n\n".join(
        [
            article["title"], article["dek"], article["pull_quote"], f"{_plain(article['commentary'], markers)}\n",
            "\n\n".join(_excerpt(one) for one in article["excerpts"]) + "\n", notes, "Image Information:",
            f"Image: {image['caption']}\nSource: Wikimedia Commons\nAttribution: {image['credit'].rstrip('.')}\n",
        ]
    )  # fmt: skip


def _excerpt(excerpt: dict[str, Any]) -> str:
    day = date.fromisoformat(excerpt["published_on"])
    return (
        f"{excerpt['authors'][0]}, “{excerpt['original_title']} ({excerpt['translated_title']}),” {excerpt['outlet']} "
        f"({excerpt['outlet_descriptor'] or 'newspaper'}), {day.day} {day:%B %Y}.\n\n{_plain(excerpt['body'], {})}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Articles a second.")
    parser.add_argument("--articles", default="11,55,220")
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    sizes = list(map(int, chosen.articles.split(",")))
    with fresh_site() as folder:
        texts = {size: house_layout(snapshot(size, folder / "pictures")) for size in sizes}
        from editorial.importing.operations import import_text, read_pasted

        by = author()
        ways: dict[str, Callable[[str], Any]] = {
            "read": read_pasted,
            "made drafts": lambda text: import_text(text=text, name="bench", by=by),
        }
        found: dict[tuple[str, int], list[float]] = {(way, size): [] for way in ways for size in sizes}
        for turn in range(chosen.runs + 1):  # the first is not counted
            for (way, size), seconds in found.items():
                start = time.perf_counter()
                made = ways[way](texts[size])
                took = time.perf_counter() - start
                assert len(made.articles) == size, (len(made.articles), size)
                if turn:
                    seconds.append(took)
    print(f"{machine('django', 'py3langid')}; medians of {chosen.runs} turns\n")
    print(f"| | articles | articles a second | ms an article ÷ with {sizes[0]} |\n|---|---|---|---|")
    for (way, size), seconds in found.items():
        each, least = median(seconds) / size, median(found[way, sizes[0]]) / sizes[0]
        print(f"| {way} | {size} | {1 / each:.0f} | {each / least:.2f} |")


if __name__ == "__main__":
    main()
