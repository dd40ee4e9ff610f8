"""The snapshot of an issue or of one article: everything that reaches the page, as one JSON document (docs/snapshot.md)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from editorial.content import richtext
from editorial.content.credit import credit_of
from editorial.content.fingerprints import article_fingerprint
from editorial.content.models import Article, Excerpt, Image
from editorial.content.queries import numbered_footnotes, with_content
from editorial.issues.models import Issue, IssueSection
from editorial.licensing.terms import find_terms

SCHEMA = 1


def issue_articles(issue: Issue, *, drafts: bool = False) -> list[Article]:
    """The issue’s articles in its order, loaded for the snapshot.

    A draft that was never submitted is nobody’s but its author’s and is left out, unless `drafts` asks for it.
    """
    shown = Article.objects.filter(issue=issue)
    if not drafts:
        shown = shown.filter(submitted_at__isnull=False)
    return list(with_content(shown.order_by("position")))


def snapshot_of(issue: Issue, *, edition_number: int, drafts: bool = False) -> dict[str, Any]:
    """The snapshot of what stands today. `edition_number` is 0 in a proof.

    Articles are grouped by the issue's sections in their order; a section that the issue does not list follows at the
    end, so that nothing is lost.
    """
    places = list(issue.issue_sections.select_related("section"))
    return snapshot_from(issue, issue_articles(issue, drafts=drafts), places, edition_number=edition_number)


def snapshot_from(
    issue: Issue, articles: Sequence[Article], places: Sequence[IssueSection], *, edition_number: int
) -> dict[str, Any]:
    """The same of articles (in order, with their content) and sections that were read already. No query."""
    sections = [place.section for place in places]
    sections += [a.section for a in articles if a.section is not None and a.section not in sections]
    grouped = [
        {"name": section.name, "articles": [_article(a) for a in articles if a.section_id == section.pk]}
        for section in dict.fromkeys(sections)
    ]
    unplaced = [_article(a) for a in articles if a.section_id is None]
    if unplaced:
        grouped.append({"name": "", "articles": unplaced})
    return {
        "schema": SCHEMA,
        "house": _house(),
        "issue": _issue(issue),
        "edition": {"number": edition_number},
        "sections": [group for group in grouped if group["articles"]],
    }


def article_snapshot(article: Article) -> dict[str, Any]:
    """The snapshot of one article as it stands, finished or not, for a proof of it. Load it with its content."""
    section = article.section.name if article.section else ""
    return {
        "schema": SCHEMA,
        "house": _house(),
        "issue": _issue(article.issue) if article.issue else None,
        "edition": {"number": 0},
        "article": str(article.key),
        "sections": [{"name": section, "articles": [_article(article, unfinished=True)]}],
    }


def _house() -> dict[str, str]:
    return {name: settings.HOUSE.get(name, "") for name in ("name", "tagline", "disclaimer", "issn")}


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "reference": issue.reference,
        "title": issue.title,
        "volume": issue.volume,
        "number": issue.number,
        "month": issue.month.isoformat(),
    }


def article_fingerprints(snapshot: dict[str, Any]) -> dict[str, str]:
    """Article key (UUID) to the fingerprint that the snapshot froze."""
    return {a["key"]: a["fingerprint"] for section in snapshot["sections"] for a in section["articles"]}


def image_hashes(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    """SHA-256 and format of every picture that the snapshot prints."""
    return [
        (image["sha256"], image["format"])
        for section in snapshot["sections"]
        for article in section["articles"]
        for image in article["images"]
        if image["sha256"]
    ]


def _article(article: Article, *, unfinished: bool = False) -> dict[str, Any]:
    return {
        "key": str(article.key),
        "title": article.title,
        "dek": article.dek,
        "pull_quote": article.pull_quote,
        "authors": [
            {"name": b.author.name, "affiliation": b.author.affiliation} for b in article.bylines.all()
        ],
        "commentary": richtext.clean(article.commentary),
        # In the proof of an article an image without its picture has its place; nothing else shows one.
        "images": [_image(image) for image in article.images.all() if image.sha256 or unfinished],
        "excerpts": [_excerpt(excerpt) for excerpt in article.excerpts.all()],
        "footnotes": [
            {"key": note.key, "number": number, "text": note.text}
            for number, note in numbered_footnotes(article).items()
        ],
        "fingerprint": article_fingerprint(article),
    }


def _image(image: Image) -> dict[str, Any]:
    names = "key sha256 format width height caption alt_text license".split()
    terms = find_terms(image.license)
    return {name: getattr(image, name) for name in names} | {
        "credit": credit_of(image).text,
        # Licenses ask for their address in the credit; it is known for every license with known terms.
        "license_url": image.license_url or (terms.url if terms and terms.url else ""),
    }


def _excerpt(excerpt: Excerpt) -> dict[str, Any]:
    names = (
        "key authors original_title original_language translated_title outlet outlet_descriptor outlet_note place url "
        "archived_url body original_text"
    ).split()
    return {name: getattr(excerpt, name) for name in names} | {
        "published_on": excerpt.published_on.isoformat() if excerpt.published_on else None,
        "translator": excerpt.translator_name
        or (excerpt.translator.get_full_name() if excerpt.translator else ""),
    }
