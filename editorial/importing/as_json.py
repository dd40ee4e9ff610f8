"""The parsed issue as plain data: the contract of `import_text --json`."""

from dataclasses import asdict
from typing import Any

from editorial.importing.parsed import ParsedArticle, ParsedCitation, ParsedExcerpt, ParsedImage, ParsedIssue


def _citation(citation: ParsedCitation) -> dict[str, Any]:
    data = asdict(citation)
    data["authors"] = list(citation.authors)
    data["published_on"] = citation.published_on.isoformat() if citation.published_on else None
    data["citation_as_given"] = data.pop("as_given")
    return data


def _excerpt(excerpt: ParsedExcerpt) -> dict[str, Any]:
    return _citation(excerpt.citation) | {
        "paragraphs": list(excerpt.paragraphs),
        "paragraph_lines": list(excerpt.lines),
    }


def _image(image: ParsedImage) -> dict[str, Any]:
    reading = image.reading
    return {
        "caption": image.caption,
        "source": image.source,
        "attribution": image.attribution,
        "license": reading.license,
        "needs_clearance": image.needs_clearance,
        "creator": image.creator,
        "license_certainty": reading.certainty,
        "license_reason": reading.reason,
        "public_domain_basis": reading.basis,
        "information_as_given": image.information_as_given,
        "line": image.line,
    }


def _article(article: ParsedArticle) -> dict[str, Any]:
    return {
        "line": article.line,
        "title": article.title,
        "caption": article.caption,
        "pull_quote": article.pull_quote,
        "commentary": list(article.commentary),
        "commentary_lines": list(article.commentary_lines),
        "excerpts": [_excerpt(excerpt) for excerpt in article.excerpts],
        "footnotes": [
            {"marker": note.marker, "text": note.text, "line": note.line} for note in article.footnotes
        ],
        "image": _image(article.image) if article.image else None,
        "images": [_image(image) for image in article.images],
        "unplaced": [asdict(text) for text in article.unplaced],
        "findings": [asdict(finding) for finding in article.findings],
    }


def as_json(parsed: ParsedIssue) -> dict[str, Any]:
    """JSON-ready data of the whole issue; texts are as they were read, folded and in NFC."""
    return {
        "articles": [_article(article) for article in parsed.articles],
        "findings": [asdict(finding) for finding in parsed.findings],
    }
