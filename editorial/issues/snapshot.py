"""The snapshot of an issue or of one article: everything that reaches the page, as one JSON document (docs/snapshot.md)."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from editorial.content import richtext
from editorial.content.credit import credit_of
from editorial.content.fingerprints import article_fingerprint
from editorial.content.models import Article, Excerpt, Image
from editorial.content.queries import numbered_footnotes, with_content
from editorial.house.models import House
from editorial.house.queries import the_house
from editorial.issues.models import Correction, Issue, IssuePart, IssueSection
from editorial.issues.slugs import slug_of, slugs_of
from editorial.licensing.terms import find_terms
from editorial.registers.queries import countries_of_outlets
from editorial.states import ArticleState, CorrectionState, IssueState

SCHEMA = 2


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
    articles = issue_articles(issue, drafts=drafts)
    around = read_around(issue)
    return snapshot_from(issue, articles, places, around=around, edition_number=edition_number)


@dataclass(frozen=True)
class Around:
    """What reaches the page besides articles: the house, the issue's own texts in order, its corrections in order with their
    articles. `published` is the snapshot that readers of a published issue have; None before there is one.
    """

    house: House
    parts: Sequence[IssuePart]
    corrections: Sequence[Correction]
    published: dict[str, Any] | None = None


def read_around(issue: Issue) -> Around:
    """What stands around the articles of the issue. Three queries, four of a published one."""
    published = None
    if issue.state == IssueState.PUBLISHED:
        out = issue.editions.filter(publication__isnull=False).order_by("-number", "-attempt")
        published = out.values_list("snapshot", flat=True).first()
    corrections = list(issue.corrections.select_related("article"))
    return Around(the_house(), list(issue.parts.all()), corrections, published)


def snapshot_from(
    issue: Issue,
    articles: Sequence[Article],
    places: Sequence[IssueSection],
    *,
    around: Around,
    edition_number: int,
) -> dict[str, Any]:
    """The same of articles (in order, with their content) and sections that were read already. One query, for the countries
    of outlets.

    What is published changes in the articles that are being corrected and in nothing else (`_but_for_corrections`).
    """
    sections = [place.section for place in places]
    sections += [a.section for a in articles if a.section is not None and a.section not in sections]
    slugs = slugs_of(articles)
    printed = _with_countries([_article(article) | {"slug": slugs[article.pk]} for article in articles])
    placed = list(zip(articles, printed, strict=True))
    grouped = [
        {"name": section.name, "articles": [shown for a, shown in placed if a.section_id == section.pk]}
        for section in dict.fromkeys(sections)
    ]
    unplaced = [shown for a, shown in placed if a.section_id is None]
    if unplaced:
        grouped.append({"name": "", "articles": unplaced})
    today = {
        "schema": SCHEMA,
        "house": around.house.as_printed(),
        "issue": _issue(issue),
        "edition": {"number": edition_number},
        "parts": [
            {"place": part.place, "title": part.title, "body": richtext.clean(part.body)}
            for part in around.parts
        ],
        "errata": _errata(around.corrections, edition_number),
        "sections": [group for group in grouped if group["articles"]],
    }
    if around.published is None:
        return today
    corrected = {str(article.key) for article in articles if article.state != ArticleState.PUBLISHED}
    return _but_for_corrections(today, around.published, corrected)


def _but_for_corrections(
    today: dict[str, Any], published: dict[str, Any], corrected: Container[str]
) -> dict[str, Any]:
    """What readers have, with the corrected articles as they stand today, each in its place, and today's errata.

    A section that was renamed since, another name of the house, of a translator or a country in a register, new words of
    a license: no erratum tells of them, so they wait for the next issue. What an edition of an earlier format did not
    have is today's.
    """
    now = {article["key"]: article for article in articles_in(today)}
    sections = [
        {
            "name": group["name"],
            "articles": [
                now[key] if key in corrected and key in now else _as_published(article, now.get(key, {}))
                for article in group["articles"]
                for key in [article["key"]]
            ],
        }
        for group in published["sections"]
    ]
    return today | {
        "house": today["house"] | published["house"],
        "issue": today["issue"] | published["issue"],
        "parts": published.get("parts", today["parts"]),
        "sections": sections,
    }


def _as_published(article: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    excerpts = {excerpt["key"]: excerpt for excerpt in now.get("excerpts", [])}
    return (
        now
        | article
        | {"excerpts": [excerpts.get(excerpt["key"], {}) | excerpt for excerpt in article["excerpts"]]}
    )


def article_snapshot(article: Article) -> dict[str, Any]:
    """The snapshot of one article as it stands, finished or not, for a proof of it. Load it with its content."""
    section = article.section.name if article.section else ""
    return {
        "schema": SCHEMA,
        "house": the_house().as_printed(),
        "issue": _issue(article.issue) if article.issue else None,
        "edition": {"number": 0},
        "article": str(article.key),
        "parts": [],
        "errata": [],
        "sections": [
            {
                "name": section,
                "articles": _with_countries([article_content(article) | {"slug": slug_of(article)}]),
            }
        ],
    }


def article_content(article: Article) -> dict[str, Any]:
    """What the snapshot of one article says of it, but for its address and the countries of its outlets. No query."""
    return _article(article, unfinished=True)


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "reference": issue.reference,
        "title": issue.title,
        "volume": issue.volume,
        "number": issue.number,
        "month": issue.month.isoformat(),
        "publication_date": issue.publication_date.isoformat() if issue.publication_date else None,
    }


def _errata(corrections: Sequence[Correction], edition_number: int) -> list[dict[str, Any]]:
    """What readers are told, the oldest first: of each published correction, and of those open that go into this edition
    (into a proof: of every open one).
    """
    return [
        _erratum(one)
        for one in corrections
        if one.erratum
        and (
            one.state == CorrectionState.PUBLISHED
            or (one.state == CorrectionState.OPEN and edition_number in (0, one.edition_number))
        )
    ]


def _erratum(correction: Correction) -> dict[str, Any]:
    return {
        "edition": correction.edition_number,
        "article": str(correction.article.key),
        "text": correction.erratum,
    }


def _with_countries(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each excerpt with the country (ISO 3166) of its outlet, as far as the register has exactly one of that name."""
    excerpts = [excerpt for article in articles for excerpt in article["excerpts"]]
    known = countries_of_outlets({excerpt["outlet"] for excerpt in excerpts})
    for excerpt in excerpts:
        excerpt["country"] = known.get(excerpt["outlet"], "")
    return articles


def articles_in(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    """The articles of a snapshot in its order, of whatever section."""
    return [article for section in snapshot["sections"] for article in section["articles"]]


def article_fingerprints(snapshot: dict[str, Any]) -> dict[str, str]:
    """Article key (UUID) to the fingerprint that the snapshot froze."""
    return {article["key"]: article["fingerprint"] for article in articles_in(snapshot)}


def image_hashes(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    """SHA-256 and format of every picture that the snapshot prints, the logo of the house with them."""
    logo = snapshot["house"].get("logo")
    return ([(logo["sha256"], logo["format"])] if logo else []) + [
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
