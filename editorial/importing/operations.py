"""From a parsed text to drafts: one transaction, everything or nothing."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from editorial.content import richtext
from editorial.content.fields import fold
from editorial.content.models import Article, Excerpt, Footnote, Image, new_key, web_address
from editorial.content.operations import create_article, save_item
from editorial.importing.layout import parse_text
from editorial.importing.models import TextImport
from editorial.importing.parsed import ParsedArticle, ParsedCitation, ParsedExcerpt, ParsedImage, ParsedIssue
from editorial.issues.models import Issue
from editorial.issues.operations import place_article
from editorial.workflow.operations import add_comment

REASON = "Imported from text"
UNDETERMINED = "und"


@dataclass(frozen=True)
class Imported:
    """What an import made: the record, the drafts in order, and what the parser said."""

    record: TextImport
    articles: list[Article]
    parsed: ParsedIssue


@transaction.atomic
def import_text(
    *, text: str, name: str, by: User, issue: Issue | None = None, at: datetime | None = None
) -> Imported:
    """Create a draft of `by` for every article of a text in the house layout; `issue` gives them a place there.

    `name` says where the text is from. Raises `NotAnArticle`, `NotAllowed`, `NotInPlanning`; then nothing is created.
    """
    at = at or timezone.now()
    parsed = parse_text(text)
    articles = []
    for parsed_article in parsed.articles:
        article = _create(parsed_article, by=by)
        if issue is not None:
            article = place_article(issue=issue, article=article, by=by)
        for unplaced in parsed_article.unplaced:
            words = f"Line {unplaced.line} of the imported text has no place in the article: {unplaced.text}"
            # Page numbers and running heads need nobody's attention; everything else does.
            add_comment(article=article, text=words, by=by, blocking=unplaced.reason != "furniture", at=at)
        articles.append(article)
    record = TextImport.objects.create(
        name=name[:255], text=text.replace("\x00", ""), sha256=hashlib.sha256(text.encode()).hexdigest(),
        findings=_all_findings(parsed), by=by, at=at,
    )  # fmt: skip
    record.articles.set(articles)
    return Imported(record, articles, parsed)


def _all_findings(parsed: ParsedIssue) -> list[dict[str, Any]]:
    found = [*parsed.findings, *(f for article in parsed.articles for f in article.findings)]
    return [asdict(finding) for finding in found]


def _create(parsed: ParsedArticle, *, by: User) -> Article:
    keys: dict[str, str] = {}
    notes = []
    for note in parsed.footnotes:
        key = new_key()
        # Of two notes with one marker the first gets the reference; the other is reported as unreferenced.
        keys.setdefault(note.marker, key)
        notes.append((key, note))
    article = create_article(
        by=by,
        title=fold(parsed.title) or f"(No title: line {parsed.line} of the imported text)",
        dek=fold(parsed.caption or ""),
        pull_quote=fold(parsed.pull_quote or ""),
        commentary=richtext.from_paragraphs(list(parsed.commentary), keys),
        reason=REASON,
    )
    for key, note in notes:
        text = richtext.from_paragraphs([note.text])
        save_item(item=Footnote(article=article, key=key, text=text), by=by, reason=REASON)
    for excerpt in parsed.excerpts:
        save_item(item=_excerpt(article, excerpt), by=by, reason=REASON)
    for image in parsed.images:
        save_item(item=_image(article, image), by=by, reason=REASON)
    return article


def _excerpt(article: Article, parsed: ParsedExcerpt) -> Excerpt:
    citation = parsed.citation
    language = citation.original_language
    url, residue = _address(citation)
    archived = citation.archived_url or ""
    return Excerpt(
        article=article,
        authors=[fold(name) for name in citation.authors],
        original_title=citation.original_title or "",
        original_language="" if language == UNDETERMINED else language,
        translated_title=citation.translated_title or "",
        outlet=citation.outlet or "",
        outlet_descriptor=citation.outlet_descriptor or "",
        outlet_note=citation.outlet_note or "",
        place=citation.place or "",
        published_on=citation.published_on,
        url=url,
        archived_url=archived if _is_address(archived) else "",
        url_residue=residue,
        body=richtext.from_paragraphs(list(parsed.paragraphs)),
        citation_as_given=citation.as_given,
    )


def _address(citation: ParsedCitation) -> tuple[str, str]:
    """The web address, or what is left of one that cannot be used."""
    url, residue = citation.url or "", citation.url_residue or ""
    if url and not _is_address(url):
        with_scheme = f"https://{url}"
        if url.startswith("www.") and _is_address(with_scheme):
            return with_scheme, residue
        return "", f"{url} {residue}".strip()
    return url, residue


def _is_address(value: str) -> bool:
    try:
        web_address(value)
    except ValidationError:
        return False
    return len(value) <= 2000


def _image(article: Article, parsed: ParsedImage) -> Image:
    return Image(
        article=article,
        caption=parsed.caption,
        creator=parsed.creator or "",
        source=parsed.source or "",
        attribution=parsed.attribution or "",
        license=parsed.reading.license if parsed.attribution else "",
        public_domain_basis=parsed.reading.basis or "",
        information_as_given=parsed.information_as_given,
    )
