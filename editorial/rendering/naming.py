"""What an edition and its articles are called in the forms beside the printed one: titles, people, dates, file names."""

import datetime
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from editorial.rendering import citation
from editorial.rendering.html import UNTITLED
from editorial.rendering.richtext_print import tidy

Snapshot = dict[str, Any]
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class IssueNames:
    """Plain text, tidied; each may be "" but `masthead` and `title`. `edition` is "edition 2", "" in a proof."""

    masthead: str
    subtitle: str
    volume: str
    number: str
    month: str
    edition: str
    publisher: str
    title: str


def issue_names(snapshot: Snapshot) -> IssueNames:
    """The names of an edition; the snapshot has today's format (`snapshots.current`)."""
    house, issue, number = snapshot["house"], snapshot["issue"], snapshot["edition"]["number"]
    name, title = line(house["name"]), line(issue["title"])
    month = citation.month_and_year(issue["month"])
    masthead = name or title or month or issue["reference"]
    subtitle = title if name and title != name else ""
    volume, of_volume = f"Volume {issue['volume']}", f"Number {issue['number']}"
    parts = dict.fromkeys(part for part in (masthead, subtitle, volume, of_volume, month) if part)
    edition = f"edition {number}" if number else ""
    return IssueNames(
        masthead,
        subtitle,
        volume,
        of_volume,
        month,
        edition,
        line(house["publisher"]),
        ", ".join(parts),
    )


def line(text: str) -> str:
    """Plain text on one line, without control characters."""
    return " ".join(tidy(text.replace("\n", " ").replace("\t", " ")).split())


def title_of(article: Snapshot) -> str:
    """The article's title as plain text."""
    return line(article["title"]) or UNTITLED


def all_articles(snapshot: Snapshot) -> list[Snapshot]:
    """The articles of every section, in order."""
    return [article for section in snapshot["sections"] for article in section["articles"]]


def authors_of(articles: list[Snapshot]) -> list[str]:
    """Whoever signs one of the articles, each once, in order."""
    named = (line(author["name"]) for article in articles for author in article["authors"])
    return list(dict.fromkeys(name for name in named if name))


def file_stems(articles: list[Snapshot]) -> list[str]:
    """For each article its slug, no two alike. A slug that could not be a file's name gives way to the article's number."""
    given = [article["slug"] if _SLUG.fullmatch(article["slug"]) else "" for article in articles]
    often = Counter(given)
    kept = [slug if often[slug] == 1 and len(slug) <= 80 else "" for slug in given]
    taken, out = set(kept), []
    for number, (slug, stem) in enumerate(zip(given, kept, strict=True), 1):
        base = name = stem or f"article-{number}-{slug[:60]}".rstrip("-")
        more = 1
        while not stem and name in taken:
            more += 1
            name = f"{base}-{more}"
        taken.add(name)
        out.append(name)
    return out


def day_of(snapshot: Snapshot) -> datetime.date:
    """The day that stands for the edition where a format wants one: its publication date, else its month's first.

    The same snapshot always gives the same day; no clock is read.
    """
    issue = snapshot["issue"]
    for given in (issue["publication_date"], issue["month"]):
        try:
            return datetime.date.fromisoformat(given or "")
        except ValueError:
            continue
    return datetime.date(1980, 1, 1)
