"""What the web edition shows, and its pages as HTML by their path."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from editorial.rendering.html import PROOF_MARK
from editorial.rendering.sources import sources_of
from editorial.rendering.web import linked_data, views
from editorial.rendering.web.addresses import (
    ABOUT,
    FEED,
    FRONT,
    MANIFEST,
    NOT_FOUND,
    SOURCES,
    SUMS,
    home_of,
    other_forms,
    root_of,
)

View = dict[str, Any]
TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "web_edition"


@dataclass(frozen=True)
class Edition:
    """Everything that the pages show. `home` is the absolute address of the edition's folder, or ""."""

    snapshot: View
    issue: View
    sections: list[View]
    parts: dict[str, list[View]]
    errata: list[View]
    sources: list[View]
    home: str

    @property
    def articles(self) -> list[View]:
        """In the order of the issue."""
        return [article for section in self.sections for article in section["articles"]]


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Django's templates without Django's settings."""
    return Engine(dirs=[str(TEMPLATES)], autoescape=True)


def read_edition(snapshot: View, *, content: str, pictures: views.Pictures) -> Edition:
    """The snapshot (of today's format, its texts settled) as the pages show it. Raises `RenderingFailed`."""
    issue = views.issue_view(snapshot, content=content, pictures=pictures)
    sections = views.section_views(snapshot, pictures=pictures)
    articles = [article for section in sections for article in section["articles"]]
    issue["lead"] = next((article["lead"] for article in articles if article["lead"]), None)
    return Edition(
        snapshot=snapshot,
        issue=issue,
        sections=sections,
        parts=views.part_views(snapshot),
        errata=views.errata_views(snapshot, sections),
        sources=sources_of(sections),
        home=home_of(snapshot),
    )


def pages(edition: Edition, *, style_sheet: str, icon: str) -> dict[str, str]:
    """Path to HTML. The addresses of style sheet and icon are from the edition's folder."""
    articles, issue, house = edition.articles, edition.issue, edition.snapshot["house"]
    cover = next((a for a in articles if a["lead"]), articles[0] if articles else None)
    shared = {
        "issue": issue, "sections": edition.sections, "errata": edition.errata, "sources": edition.sources,
        "parts": edition.parts, "forms": other_forms(edition.snapshot), "style_sheet": style_sheet, "icon": icon,
        "home": edition.home, "feed": FEED if edition.home else "", "front": FRONT, "about": ABOUT, "manifest": MANIFEST,
        "sums": SUMS, "sources_page": SOURCES if edition.sources else "", "proof_mark": PROOF_MARK, "cover": cover,
        "credits": [(article, image) for article in articles for image in article["images"] if not image["missing"]],
    }  # fmt: skip

    def page(
        path: str, template: str, data: View | None = None, article: View | None = None, **more: Any
    ) -> str:
        metadata = {
            "path": path,
            "root": root_of(path),
            "address": edition.home + ("" if path == FRONT else path) if edition.home else "",
            "linked_data": linked_data.script(data) if data else "",
            "open_graph": linked_data.open_graph(issue, edition.home, path, article),
            "article": article,
        }
        context = Context(shared | metadata | more, use_l10n=False, use_tz=False)
        return engine().get_template(template).render(context)

    out = {FRONT: page(FRONT, "index.html", linked_data.issue_data(issue, house, edition.home, articles))}
    for article in articles:
        data = linked_data.article_data(article, issue, house, edition.home)
        out[article["path"]] = page(
            article["path"], "article.html", data, article, description=linked_data.description_of(article)
        )
    if edition.sources:
        out[SOURCES] = page(SOURCES, "sources.html")
    out[ABOUT] = page(ABOUT, "about.html")
    out[NOT_FOUND] = page(NOT_FOUND, "404.html")
    return out
