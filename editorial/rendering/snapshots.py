"""Snapshots of earlier formats, read as if they were of today's (docs/snapshot.md)."""

from typing import Any

from editorial.rendering.failures import RenderingFailed

SCHEMA = 2

_HOUSE = {
    "name": "", "tagline": "", "publisher": "", "web_address": "", "issn": "", "release_statement": "", "disclaimer": "",
    "rights_statement": "", "primary_color": "", "accent_color": "", "page_size": "letter", "logo": None,
}  # fmt: skip


def current(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The snapshot in today's format; one of today's is returned as it is. Raises `RenderingFailed` for any other."""
    if snapshot.get("schema") == SCHEMA:
        return snapshot
    if snapshot.get("schema") != 1:
        raise RenderingFailed(
            f"This edition has format {snapshot.get('schema')!r}; this version prints format {SCHEMA}."
        )
    issue = snapshot["issue"]
    return snapshot | {
        "schema": SCHEMA,
        "house": _HOUSE | snapshot["house"],
        "issue": issue and {"publication_date": None} | issue,
        "parts": [],
        "errata": [],
        "sections": [_section(section) for section in snapshot["sections"]],
    }


def _section(section: dict[str, Any]) -> dict[str, Any]:
    return section | {"articles": [_article(article) for article in section["articles"]]}


def _article(article: dict[str, Any]) -> dict[str, Any]:
    excerpts = [{"country": ""} | excerpt for excerpt in article["excerpts"]]
    return {"slug": f"article-{article['key'][:8]}"} | article | {"excerpts": excerpts}
